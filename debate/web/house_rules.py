"""The rules in force in a debate, for seats and staff, and the note of a class."""

from flask import Blueprint, Response, flash
from werkzeug.wrappers import Response as BaseResponse

from debate.domain.events import MODERATORS
from debate.domain.refusals import Refused
from debate.queries import house_rules as reads
from debate.services import courses, house_rules
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import now_ms, page, reading, see_other, writing
from debate.web.debates import load, seat_base
from debate.web.forms.house_rules import HouseRulesForm
from debate.web.forms.speeches import one_newline

pages = Blueprint("house_rules", __name__)

Answer = Response | BaseResponse


@pages.get("/debates/<slug>/<int:number>/rules")
@may("debates.read")
def of_seat(slug: str, number: int) -> Response:
    """The rules as everybody in the room reads them."""
    session = reading()
    actor = access.seat(session, slug, number)
    here = load(session, slug, actor.view)
    back = seat_base(slug, number)
    return page(
        "house_rules/rules.html",
        here_now=here,
        rules=reads.in_force(session, here),
        back=back,
        seat=True,
    )


@pages.get("/debates/<slug>/rules")
@may("debates.watch")
def of_staff(slug: str) -> Response:
    """The same for staff, word for word."""
    session = reading()
    access.staff(session, debate=slug)
    here = load(session, slug, MODERATORS)
    found = reads.in_force(session, here)
    back = f"/debates/{slug}/"
    return page("house_rules/rules.html", here_now=here, rules=found, back=back, seat=False)


@pages.get("/courses/<slug>/house-rules")
@may("house_rules.edit")
def edit(slug: str) -> Response:
    """The note of a class that stands under the rules of its debates."""
    session = reading()
    course = access.staff(session, slug).course
    form = HouseRulesForm(formdata=None, text=reads.note(session, course.course_id))
    return page("house_rules/edit.html", course=course, form=form)


@pages.post("/courses/<slug>/house-rules")
@may("house_rules.edit")
def save(slug: str) -> Answer:
    """Keep the note; an empty one takes it away."""
    form = HouseRulesForm()
    try:
        with writing() as session:
            row = courses.lock(session, slug)
            staff = access.staff(session, slug)
            house_rules.save(session, staff.actor, row, one_newline(form.text.data), now_ms())
    except Refused as refused:
        if refused.field != "text":
            raise
        form.text.errors = [refused.sentence]
        known = access.staff(reading(), slug).course
        return page("house_rules/edit.html", 422, course=known, form=form)
    flash("Saved. It stands with the rules of every debate of the class.")
    return see_other(f"/courses/{slug}/")
