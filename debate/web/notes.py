"""Notes on a student's points: given, edited and withdrawn at the desk."""

from collections.abc import Callable

from flask import Blueprint, Response, flash
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from debate.domain.events import MODERATORS
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.queries import marks_desk
from debate.services import debates as debate_writes
from debate.services import keys, notes
from debate.web import access
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
from debate.web.forms.marks import NoteForm
from debate.web.marks_desk import Typed, desk_page, desk_values

pages = Blueprint("notes", __name__)

Answer = Response | BaseResponse
NOTE = "/debates/<slug>/notes/<int:note>"


@pages.post("/debates/<slug>/marks/<int:seat>/notes")
@may("marks.give")
def give(slug: str, seat: int) -> Answer:
    """Write a note on a point, or on words of it."""
    form = NoteForm()
    try:
        with writing() as session:
            debate = debate_writes.lock(session, slug)
            actor = access.staff(session, debate=slug).actor
            chosen, remark = form.chosen(), form.remark()
            _once(
                (session, actor, "notes.give", f"{slug}/{seat}"),
                form,
                lambda: notes.give(session, actor, debate, seat, chosen, remark, now=now_ms()),
            )
    except NotFound:
        raise
    except Refused as refused:
        if wants_fragment():
            return refusal(refused.sentence, refused.status)
        errors = {f"note-{refused.field}": refused.sentence}
        return desk_page(slug, seat, Typed(note=form, errors=errors, status=refused.status))
    return _work(slug, seat, "The note is kept. The student reads it after the next release.")


@pages.post(NOTE)
@may("marks.give")
def edit(slug: str, note: int) -> Answer:
    """Say something else about the same words."""
    form = NoteForm()
    with writing() as session:
        debate = debate_writes.lock(session, slug)
        actor = access.staff(session, debate=slug).actor
        seat = _once(
            (session, actor, "notes.edit", f"{slug}/{note}"),
            form,
            lambda: notes.edit(session, actor, debate, note, form.remark(), now=now_ms()),
        )
    return _work(slug, seat, "The note is changed.")


@pages.post(f"{NOTE}/withdraw")
@may("marks.give")
def withdraw(slug: str, note: int) -> Answer:
    """Take a note back."""
    form = NoteForm()
    with writing() as session:
        debate = debate_writes.lock(session, slug)
        actor = access.staff(session, debate=slug).actor
        seat = _once(
            (session, actor, "notes.withdraw", f"{slug}/{note}"),
            form,
            lambda: notes.withdraw(session, actor, debate, note, now=now_ms()),
        )
    return _work(slug, seat, "The note is withdrawn.")


def _once(place: tuple[Session, Actor, str, str], form: NoteForm, write: Callable[[], int]) -> int:
    """The number that `write` answers; the same form again has the first answer and no effect.

    `place`: the session, who asks, the act and its target.
    """
    session, actor, act, target = place
    sent = keys.Sent(actor.ref, act, target, form.key.data or "", form.fields())
    return int(keys.once(session, sent, now_ms(), lambda: {"number": write()})["number"])


def _work(slug: str, seat: int, words: str) -> Answer:
    """The work with its notes as they are now: what is typed beside it stays."""
    if not wants_fragment():
        flash(words, "note")
        return see_other(f"/debates/{slug}/marks/{seat}")
    session = reading()
    staff = access.staff(session, debate=slug)
    here = load(session, slug, MODERATORS)
    desk = marks_desk.desk(session, here, seat, staff.actor.account_id)
    if desk is None:
        raise NotFound
    return page("marks/_work.html", **desk_values(here, desk, staff, Typed()))
