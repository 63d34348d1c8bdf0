"""How long a class keeps names and texts, and which sessions are due."""

from flask import Blueprint, Response, flash
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from debate.domain.refusals import Refused
from debate.queries import retentions as reads
from debate.services import courses, retentions
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import now_ms, page, reading, see_other, writing
from debate.web.forms.erasures import RetentionForm

pages = Blueprint("retentions", __name__)

Answer = Response | BaseResponse


@pages.get("/courses/<slug>/retention")
@may("retentions.set")
def rule(slug: str) -> Answer:
    """The rule, and the sessions that have ended with their days."""
    return _page(reading(), slug, None)


@pages.post("/courses/<slug>/retention")
@may("retentions.set")
def set_rule(slug: str) -> Answer:
    """Change the rule."""
    form = RetentionForm()
    if not form.validate():
        form.months.errors = ["Type a whole number of months, or nothing to keep everything."]
        return _page(reading(), slug, form, 422)
    try:
        with writing() as session:
            course = courses.lock(session, slug)
            actor = access.staff(session, slug).actor
            months, automatic = form.months.data, bool(form.automatic.data)
            retentions.set_rule(session, actor, course, months, automatic, now_ms())
    except Refused as refused:
        if not refused.field:
            raise
        form.tell(refused)
        return _page(reading(), slug, form, 422)
    flash("The rule is saved.")
    return see_other(f"/courses/{slug}/retention")


def _page(session: Session, slug: str, form: RetentionForm | None, status: int = 200) -> Response:
    staff = access.staff(session, slug)
    course_id = staff.course.course_id
    known = reads.rule(session, course_id)
    if form is None:
        months, automatic = (known.months, known.automatic) if known else (None, False)
        form = RetentionForm(formdata=None, months=months, automatic=automatic)
    return page(
        "retentions/rule.html",
        status,
        course=staff.course,
        rule=known,
        owns=staff.actor.role == "owner",
        ended=reads.ended(session, course_id, now_ms()),
        form=form,
    )
