"""Class lists: pasted or uploaded, checked with a preview, and saved."""

from dataclasses import replace

from flask import Blueprint, Response, flash
from werkzeug.wrappers import Response as BaseResponse

from debate.domain import courses_columns, rosters
from debate.domain.courses import Choice, Roster, read_roster
from debate.domain.refusals import Refused
from debate.domain.tables import TableRefused
from debate.queries import courses as reads
from debate.services import courses
from debate.services import rosters as writes
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import now_ms, page, reading, see_other, writing
from debate.web.forms.rosters import RosterForm, digest

pages = Blueprint("rosters", __name__)

Answer = Response | BaseResponse

STATES = {
    "new": rosters.NEW,
    "changed": rosters.CHANGED,
    "same": rosters.SAME,
    "problem": rosters.PROBLEM,
    "out": rosters.OUT,
}
CHANGED_SINCE = (
    "The text or its columns changed since they were checked. Look once more, then save."
)


@pages.get("/courses/<slug>/roster")
@may("courses.edit")
def roster(slug: str) -> Answer:
    """Where a list is pasted or uploaded."""
    return _paste_page(slug, RosterForm(formdata=None))


@pages.post("/courses/<slug>/roster")
@may("courses.edit")
def read_list(slug: str) -> Answer:
    """Show what saving the list would do, or save it (`act`)."""
    form = RosterForm()
    access.staff(reading(), slug)
    text = form.read()
    if text is None:
        return _paste_page(slug, form, 422)
    try:
        found = read_roster(text, form.choice())
        if form.act.data != "save":
            return _preview(slug, form, found)
        if not form.is_as_shown():
            return _preview(slug, form, found, CHANGED_SINCE, 409)
        return _save(slug, form, found)
    except TableRefused as refused:
        form.tell(Refused(refused.sentence, "text"))
        return _paste_page(slug, form, 422)
    except Refused as refused:
        if not refused.field:
            raise
        form.tell(refused)
        return _paste_page(slug, form, 422)


def _save(slug: str, form: RosterForm, found: Roster) -> Answer:
    wishes = form.wishes()
    try:
        with writing() as session:
            row = courses.lock(session, slug)
            actor = access.staff(session, slug).actor
            plan = writes.save(session, actor, row, found, now_ms(), wishes)
    except Refused as refused:
        if refused.field != "text":
            raise
        return _preview(slug, form, found, refused.sentence, 422)
    flash(_told(plan, wishes))
    return see_other(f"/courses/{slug}/")


def _told(plan: rosters.Plan, wishes: writes.Wishes) -> str:
    """What saving came to."""
    off = sum(known.id in wishes.off for known in plan.unmentioned)
    added, changed = plan.count(rosters.NEW), plan.count(rosters.CHANGED)
    said = [f"{added} added", f"{changed} changed"]
    if plan.count(rosters.OUT):
        said.append(f"{plan.count(rosters.OUT)} left out")
    if wishes.mark and len(plan.unmentioned) > off:
        said.append(f"{len(plan.unmentioned) - off} marked as missing")
    if off:
        said.append(f"{off} taken off")
    return f"The list is saved: {', '.join(said)}."


def _preview(
    slug: str, form: RosterForm, found: Roster, problem: str = "", status: int = 200
) -> Answer:
    session = reading()
    staff = access.staff(session, slug)
    wishes = form.wishes()
    choice = form.choice()
    if not form.is_as_shown():  # the lines are others now
        wishes = replace(wishes, choices={})
    plan = reads.plan(session, staff.course.course_id, found, wishes.choices)
    fields = tuple(column.field for column in found.table)
    return page(
        "rosters/preview.html",
        status,
        course=staff.course,
        form=form,
        roster=found,
        plan=plan,
        states=STATES,
        problem=problem,
        wishes=wishes,
        marks=wishes.mark if form.says_who_is_missing() else plan.whole,
        fields=courses_columns.CHOICES,
        layouts=courses_columns.LAYOUT_NAMES,
        shown=digest(form.text.data or "", Choice(choice.header, fields)),
    )


def _paste_page(slug: str, form: RosterForm, status: int = 200) -> Response:
    session = reading()
    staff = access.staff(session, slug)
    students = reads.count(session, staff.course.course_id)
    return page("rosters/paste.html", status, course=staff.course, form=form, students=students)
