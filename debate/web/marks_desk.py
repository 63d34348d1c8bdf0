"""The marking desk: one student of a session at a time, drafts as one types, marks when kept."""

from typing import Any, NamedTuple

from flask import Blueprint, Response, flash
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from debate.domain import permissions
from debate.domain.events import MODERATORS
from debate.domain.permissions import Actor
from debate.domain.refusals import ChangedMeanwhile, NotFound, Refused
from debate.models.debates import Debate
from debate.queries import debates, marks_desk
from debate.services import comments as comment_writes
from debate.services import courses, marks_drafts
from debate.services import debates as debate_writes
from debate.services import marks as mark_writes
from debate.web import access
from debate.web.access import Staff
from debate.web.access import access as may
from debate.web.answers import (
    now_ms,
    page,
    reading,
    refusal,
    see_other,
    wants_fragment,
    writing,
)
from debate.web.debates import load
from debate.web.forms.ballots import mark_levels
from debate.web.forms.marks import MarkForm, NoteForm, number

pages = Blueprint("marks_desk", __name__)

Answer = Response | BaseResponse
DESK = "/debates/<slug>/marks/<int:seat>"


class Typed(NamedTuple):
    """A form that comes back as it was posted, with the sentences beside its fields."""

    mark: MarkForm | None = None
    note: NoteForm | None = None
    errors: dict[str, str] = {}  # noqa: RUF012  # never written to
    status: int = 200


@pages.get("/sittings/<slug>/marks")
@may("marks.read")
def begin(slug: str) -> Answer:
    """To the first student of a session who has no mark yet, else to the first of all."""
    session = reading()
    account = access.staff(session, sitting=slug).actor.account_id
    lines = marks_desk.queue(session, slug, account)
    first = next((line for line in lines if line.is_open), lines[0] if lines else None)
    return see_other(first.address if first else f"/sittings/{slug}/")


@pages.get(DESK)
@may("marks.read")
def mark(slug: str, seat: int) -> Response:
    """One student's words on the left, the rubric on the right."""
    return desk_page(slug, seat, Typed())


@pages.post(DESK)
@may("marks.give")
def give(slug: str, seat: int) -> Answer:
    """Keep a mark and go on to the next student."""
    form = MarkForm()
    try:
        with writing() as session:
            debate = debate_writes.lock(session, slug)
            actor = access.staff(session, debate=slug).actor
            levels = mark_levels(debates.parse_rubric(debate.rubric_json))
            written = form.written()
            marks_drafts.settle(session, actor, debate, seat, form.stood(), (levels, written))
            mark_writes.give(session, actor, debate, seat, levels, written, now=now_ms())
    except NotFound:
        raise
    except Refused as refused:
        errors = {refused.field or "form": refused.sentence}
        return desk_page(slug, seat, Typed(mark=form, errors=errors, status=refused.status))
    flash("The mark is kept. Students see it after the next release.", "note")
    here = load(reading(), slug, MODERATORS)
    lines = marks_desk.queue(reading(), here.sitting_slug, actor.account_id)
    following = marks_desk.next_open(lines, slug, seat)
    return see_other(following.address if following else f"/debates/{slug}/marks/")


@pages.post(f"{DESK}/draft")
@may("marks.give")
def draft(slug: str, seat: int) -> Answer:
    """Keep what is typed so far; with a button, also insert or save a comment, or discard it."""
    form = MarkForm()
    insert = number(form.insert.data)
    try:
        with writing() as session:
            if form.save.data:
                _into_bank(session, slug, form.written())
            debate = debate_writes.lock(session, slug)
            staff = access.staff(session, debate=slug)
            if form.act.data == "discard":
                marks_drafts.settle(session, staff.actor, debate, seat, form.stood())
            else:
                _save(session, staff.actor, debate, seat, form, insert, staff.course.course_id)
    except NotFound:
        raise
    except ChangedMeanwhile as refused:
        if wants_fragment():
            return refusal(refused.sentence, refused.status)
        errors = {"form": refused.sentence}
        return desk_page(slug, seat, Typed(mark=form, errors=errors, status=refused.status))
    except Refused as refused:
        errors = {refused.field or "form": refused.sentence}
        return desk_page(slug, seat, Typed(mark=form, errors=errors, status=refused.status))
    if wants_fragment():
        return Response(status=204)
    flash("The comment is in the bank." if form.save.data else "The draft is saved.", "note")
    return see_other(f"/debates/{slug}/marks/{seat}")


def desk_page(slug: str, seat: int, typed: Typed) -> Response:
    """The desk; what was posted and refused stands in its form again."""
    session = reading()
    staff = access.staff(session, debate=slug)
    here = load(session, slug, MODERATORS)
    found = marks_desk.desk(session, here, seat, staff.actor.account_id)
    if found is None:
        raise NotFound("Nobody in this debate has that seat.")
    return page("marks/mark.html", typed.status, **desk_values(here, found, staff, typed))


def desk_values(
    here: debates.DebateNow, desk: marks_desk.Desk, staff: Staff, typed: Typed
) -> dict[str, Any]:
    """What the desk's page, or its middle alone, is rendered from."""
    draft_, line, role = desk.draft, desk.line, staff.actor.role
    levels, comment = line.mark_levels, line.comment
    if draft_ is not None:
        levels, comment = draft_.levels, draft_.comment
    if typed.mark is not None:
        levels, comment = mark_levels(here.rubric), typed.mark.written()
    return {
        "here_now": here,
        "desk": desk,
        "line": line,
        "course_slug": staff.course.slug,
        "levels": levels,
        "comment": comment,
        "note": typed.note or NoteForm(formdata=None),
        "errors": typed.errors,
        "conflict": typed.status == 409 and typed.mark is not None,
        "may_mark": permissions.may("marks.give", role),
        "may_release": permissions.may("marks.release", role),
        "may_decide": permissions.may("questions.decide", role),
    }


def _save(
    session: Session,
    actor: Actor,
    debate: Debate,
    seat: int,
    form: MarkForm,
    insert: int | None,
    course_id: int,
) -> None:
    levels = mark_levels(debates.parse_rubric(debate.rubric_json))
    comment = form.written()
    if insert is not None:
        words = comment_writes.get(session, course_id, insert).text
        comment = f"{comment.rstrip()}\n\n{words}".lstrip()
    stood = form.stood()
    marks_drafts.save(session, actor, debate, seat, levels, comment, stood, now_ms())


def _into_bank(session: Session, slug: str, words: str) -> None:
    """Save a comment to the class's bank. The class is locked before the debate."""
    course = courses.lock(session, access.staff(session, debate=slug).course.course_id)
    actor = access.staff(session, debate=slug).actor
    comment_writes.save(session, actor, course, words, now_ms())
