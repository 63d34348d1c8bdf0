"""Redacting over HTTP: choosing a passage of a point or of words on a speech, and taking it out."""

from collections.abc import Callable

from flask import Blueprint, Response, flash
from sqlalchemy.orm import Session

from debate.domain.events import MODERATORS
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.models.debates import Debate
from debate.queries import redactions as reads
from debate.queries.erasures_mentions import Mention
from debate.queries.speeches import point_rows
from debate.services import redactions, redactions_words
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import go_to, now_ms, page, reading
from debate.web.debates import load
from debate.web.forms.moderation import RedactForm
from debate.web.forms.speeches import one_newline
from debate.web.moderation import Answer, once

pages = Blueprint("redactions", __name__)

WORDS = "/debates/<slug>/agreements/<address>/<int:seat>/redact"


@pages.get("/debates/<slug>/points/<int:point>/redact")
@may("moderation.act")
def choose(slug: str, point: int) -> Response:
    """The point as it was written, and which words of it are to go."""
    session = reading()
    access.staff(session, debate=slug)
    return _page(session, slug, point, RedactForm(formdata=None), 200)


@pages.post("/debates/<slug>/points/<int:point>/redact")
@may("moderation.act")
def take_out(slug: str, point: int) -> Answer:
    """Take the passage out of the point and of all that quotes it."""
    form = RedactForm()
    passage, note = one_newline(form.passage.data), form.note.data or ""

    def do(session: Session, actor: Actor, debate: Debate) -> tuple[Mention, ...]:
        return redactions.redact(session, actor, debate, point, passage, note, now=now_ms())

    def again(status: int) -> Response:
        return _page(reading(), slug, point, form, status)

    return _once(slug, "moderation.redact", str(point), form, do, again)


@pages.get(WORDS)
@may("moderation.act")
def choose_words(slug: str, address: str, seat: int) -> Response:
    """What a seat says is missing, and which words of it are to go."""
    session = reading()
    access.staff(session, debate=slug)
    return _words_page(session, slug, address, seat, RedactForm(formdata=None), 200)


@pages.post(WORDS)
@may("moderation.act")
def take_out_words(slug: str, address: str, seat: int) -> Answer:
    """Take the passage out of what this seat says is missing and of all that quotes it."""
    form = RedactForm()
    passage, note = one_newline(form.passage.data), form.note.data or ""

    def do(session: Session, actor: Actor, debate: Debate) -> tuple[Mention, ...]:
        return redactions_words.redact(
            session, actor, debate, address, seat, passage, note, now=now_ms()
        )

    def again(status: int) -> Response:
        return _words_page(reading(), slug, address, seat, form, status)

    return _once(slug, "moderation.redact_words", f"{address[:20]}-{seat}", form, do, again)


def _once(
    slug: str,
    name: str,
    target: str,
    form: RedactForm,
    do: Callable[[Session, Actor, Debate], tuple[Mention, ...]],
    again: Callable[[int], Response],
) -> Answer:
    """Do it once for its key; then the log, or the form again with what is wrong."""
    done: list[tuple[Mention, ...]] = []

    def act(session: Session, actor: Actor, debate: Debate) -> None:
        done.append(do(session, actor, debate))

    fields = {"passage": one_newline(form.passage.data), "note": form.note.data or ""}
    try:
        once(slug, name, target, fields, act, asked=("passage", "note"))
    except Refused as refused:
        if not refused.field:
            raise
        getattr(form, refused.field).errors = (refused.sentence,)
        return again(refused.status)
    for found in done:
        flash("The passage is out of the text, of its record and of all that quoted it.")
        if found:
            places = ", ".join(_place(one) for one in found)
            flash(f"The same words stand here too, and were not touched: {places}.")
    return go_to(f"/debates/{slug}/log")


def _place(one: Mention) -> str:
    words = {"agreement": "a word on a speech", "reflection": "a reflection"}
    if one.what == "announcement":
        return "an announcement"
    return one.place if one.what == "point" else f"{words[one.what]}, {one.place}"


def _page(session: Session, slug: str, point: int, form: RedactForm, status: int) -> Response:
    here = load(session, slug, MODERATORS)
    row = next((row for row in point_rows(session, here) if row.id == point), None)
    if row is None:
        raise NotFound
    written = reads.written(session, here.id, point)
    label = {"q": "The question", "a": "The answer"}.get(row.half, "The claim")
    return page(
        "redactions/redact.html",
        status,
        here_now=here,
        about=f"{row.author}, {row.address if row.number else row.speech}",
        of_point=True,
        texts=[(label, written.claim), ("The reasons", written.reasons)],
        action=f"/debates/{slug}/points/{point}/redact",
        form=form,
    )


def _words_page(
    session: Session, slug: str, address: str, seat: int, form: RedactForm, status: int
) -> Response:
    here = load(session, slug, MODERATORS)
    said = reads.words(session, here, address, seat)
    return page(
        "redactions/redact.html",
        status,
        here_now=here,
        about=f"{here.label(said[0].seat_id)}, on {address}",
        of_point=False,
        texts=[("What is missing", row.words) for row in said],
        action=f"/debates/{slug}/agreements/{address}/{seat}/redact",
        form=form,
    )
