"""How a debate is held, over HTTP: its mode and scribes, entering points, marks of readings.

A seat's pages stand under its address, those of moderators under the debate's. Does not belong
here: what people type for themselves (`speeches`).
"""

from collections.abc import Callable

from flask import Blueprint, Response, flash, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from debate.domain.events import MODERATORS
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.models.debates import Debate
from debate.queries import modes as reads
from debate.queries import modes_entry
from debate.services import debates as debate_writes
from debate.services import keys, modes
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import (
    arrival_ms,
    now_ms,
    page,
    reading,
    see_other,
    wants_fragment,
    writing,
)
from debate.web.debates import head, load, positions, room_of, seat_base
from debate.web.forms.modes import EntryForm, ModeForm, ReadingForm, ScribeForm

pages = Blueprint("modes", __name__)

Answer = Response | BaseResponse
ADDRESS_MAX = 20


@pages.get("/debates/<slug>/mode")
@may("moderation.act")
def mode(slug: str) -> Response:
    """How this debate is held, and who enters points."""
    access.staff(reading(), debate=slug)
    return _mode_page(slug, 200)


@pages.post("/debates/<slug>/mode")
@may("moderation.act")
def set_mode(slug: str) -> Answer:
    """Choose how it is held, before it starts."""
    chosen = ModeForm(formdata=request.values).mode.data or ""
    return _staff_act(
        slug,
        lambda session, actor, debate: modes.set_mode(session, actor, debate, chosen, now=now_ms()),
    )


@pages.post("/debates/<slug>/scribes")
@may("moderation.act")
def name_scribe(slug: str) -> Answer:
    """Ask a seat to enter points."""
    form = ScribeForm()
    seat, side = form.seat.data or 0, form.side.data or None
    return _staff_act(
        slug,
        lambda session, actor, debate: modes.name_scribe(
            session, actor, debate, seat, side, now=now_ms()
        ),
    )


@pages.post("/debates/<slug>/scribes/<int:seat>/end")
@may("moderation.act")
def end_scribe(slug: str, seat: int) -> Answer:
    """A seat enters no more points."""
    return _staff_act(
        slug,
        lambda session, actor, debate: modes.end_scribe(session, actor, debate, seat, now=now_ms()),
    )


@pages.get("/debates/<slug>/scribe")
@may("moderation.act")
def staff_scribe(slug: str) -> Response:
    """A moderator enters what is said."""
    return _entry_page(slug, None, 200)


@pages.post("/debates/<slug>/scribe")
@may("moderation.act")
def staff_enter(slug: str) -> Answer:
    """One point that somebody said."""
    return _enter(slug, None)


@pages.get("/debates/<slug>/<int:number>/scribe")
@may("points.send")
def scribe(slug: str, number: int) -> Response:
    """A scribe, or who speaks, enters what is said."""
    return _entry_page(slug, number, 200)


@pages.post("/debates/<slug>/<int:number>/scribe")
@may("points.send")
def enter(slug: str, number: int) -> Answer:
    """One point that somebody said."""
    return _enter(slug, number)


@pages.get("/debates/<slug>/readings/<address>/cards/<int:card>")
@may("moderation.act")
def staff_reading(slug: str, address: str, card: int) -> Response:
    """The words of a cited card, to mark where its reading stopped."""
    return _reading_page(slug, None, address, card, 200)


@pages.post("/debates/<slug>/readings/<address>/cards/<int:card>")
@may("moderation.act")
def staff_mark(slug: str, address: str, card: int) -> Answer:
    """Mark where reading stopped."""
    return _mark(slug, None, address, card)


@pages.get("/debates/<slug>/<int:number>/readings/<address>/cards/<int:card>")
@may("points.send")
def seat_reading(slug: str, number: int, address: str, card: int) -> Response:
    """The same for who said the point, or entered it."""
    return _reading_page(slug, number, address, card, 200)


@pages.post("/debates/<slug>/<int:number>/readings/<address>/cards/<int:card>")
@may("points.send")
def seat_mark(slug: str, number: int, address: str, card: int) -> Answer:
    """Mark where reading stopped."""
    return _mark(slug, number, address, card)


def _actor(session: Session, slug: str, number: int | None) -> Actor:
    if number is None:
        return access.staff(session, debate=slug).actor
    return access.seat(session, slug, number)


def _base(slug: str, number: int | None) -> str:
    return f"/debates/{slug}/" if number is None else seat_base(slug, number)


def _staff_act(slug: str, do: Callable[[Session, Actor, Debate], None]) -> Answer:
    try:
        with writing() as session:
            debate = debate_writes.lock(session, slug)
            actor = access.staff(session, debate=slug).actor
            do(session, actor, debate)
    except Refused as refused:
        if refused.status not in (409, 422):
            raise
        return _mode_page(slug, refused.status, refused.sentence)
    return see_other(f"/debates/{slug}/mode")


def _mode_page(slug: str, status: int, wrong: str = "") -> Response:
    session = reading()
    here = load(session, slug, MODERATORS)
    known = reads.scribes(session, here)
    taken = {one.seat_id for one in known}
    return page(
        "modes/mode.html",
        status,
        here_now=here,
        scribes=known,
        seats=[
            line
            for line in here.seats
            if line.role != "judge" and not line.absent and line.id not in taken
        ],
        wrong=wrong,
    )


def _enter(slug: str, number: int | None) -> Answer:
    form = EntryForm()
    words, key = form.words(), (form.key.data or "")
    address = request.args.get("speech", "")[:ADDRESS_MAX]
    speaker, half = form.speaker.data, form.half.data or ""
    fields = {
        "claim": words.claim,
        "reasons": words.reasons,
        "cards": list(words.cards),
        "links": [list(link) for link in words.links],
        "speaker": speaker,
        "half": half,
    }
    try:
        with writing() as session:
            debate = debate_writes.lock(session, slug)
            actor = _actor(session, slug, number)
            sent = keys.Sent(actor.ref, "modes.enter", address, key, fields)

            def do() -> None:
                modes.enter(
                    session,
                    actor,
                    debate,
                    address,
                    speaker,
                    words,
                    half,
                    now=now_ms(),
                    arrival=arrival_ms(),
                )

            keys.once(session, sent, now_ms(), do)
    except Refused as refused:
        if refused.status not in (409, 422):
            raise
        return _entry_page(slug, number, refused.status, form, refused)
    if wants_fragment():
        return _entry_page(slug, number, 200)
    return see_other(f"{_base(slug, number)}scribe?speech={address}")


def _entry_page(
    slug: str,
    number: int | None,
    status: int,
    form: EntryForm | None = None,
    refused: Refused | None = None,
) -> Response:
    session = reading()
    actor = _actor(session, slug, number)
    here = load(session, slug, actor.view)
    address = request.args.get("speech", "")[:ADDRESS_MAX]
    entry = modes_entry.entry(here, actor, room_of(session, here), address)
    words = form.words() if form else None
    values = {
        "here_now": here,
        "actor": actor,
        "base": _base(slug, number),
        "positions": positions(session, [(here.id, here.view)]),
        "floor": head(session, here),
        "entry": entry,
        "claim": words.claim if words else "",
        "reasons": words.reasons if words else "",
        "chosen_cards": words.cards if words else (),
        "chosen": {target: kind for kind, target in words.links} if words else {},
        "speaker": (form.speaker.data if form else None) or entry.speaker_id,
        "half": form.half.data if form else "q",
        "errors": {refused.field or "form": refused.sentence} if refused else {},
    }
    if wants_fragment():
        return page("modes/_entry.html", status, **values)
    return page("modes/scribe.html", status, **values)


def _mark(slug: str, number: int | None, address: str, card: int) -> Answer:
    words = ReadingForm(formdata=request.values).words.data
    try:
        with writing() as session:
            debate = debate_writes.lock(session, slug)
            actor = _actor(session, slug, number)
            modes.mark_reading(session, actor, debate, address, card, words, now=now_ms())
    except Refused as refused:
        if refused.status not in (409, 422):
            raise
        return _reading_page(slug, number, address, card, refused.status, refused.sentence)
    flash("The room sees how far the card was read.")
    return see_other(_base(slug, number))


def _reading_page(
    slug: str, number: int | None, address: str, card: int, status: int, wrong: str = ""
) -> Response:
    session = reading()
    actor = _actor(session, slug, number)
    here = load(session, slug, actor.view)
    known = room_of(session, here)
    found = modes_entry.reading(known, address[:ADDRESS_MAX], card)
    if found is None:
        raise NotFound
    if not wrong:
        author = next(one for one in known.said.points if one.id == found.point.id)
        modes.check_reading(here, actor, author.seat_id, author.entered_by_id)
    return page(
        "modes/reading.html",
        status,
        here_now=here,
        actor=actor,
        base=_base(slug, number),
        point=found.point,
        card=found.card,
        words=found.words,
        wrong=wrong,
    )
