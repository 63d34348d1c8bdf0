"""The board: all rooms of a session beside each other, acts on several at once, one broadcast.

Its stream is the console's (`moderation.stream_ticket`); each tile follows its room as a part. Here
too is the page that moves seats between rooms before they begin.
"""

from typing import Any

from flask import Blueprint, Response, flash, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from debate.domain import boards as rules
from debate.domain.events import MODERATORS
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.models.sittings import Sitting
from debate.queries import boards as reads
from debate.queries import debates
from debate.queries import sittings as overviews
from debate.services import boards, keys, seats_places, sittings
from debate.services import debates as debate_writes
from debate.services import seats as seat_writes
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import now_ms, page, reading, see_other, wants_fragment, writing
from debate.web.debates import kept, positions
from debate.web.forms.boards import MoveForm, TogetherForm
from debate.web.forms.moderation import AnnouncementForm
from debate.web.moderation import tell

pages = Blueprint("boards", __name__)

Answer = Response | BaseResponse
KEY_MAX = 40


@pages.get("/sittings/<slug>/rooms")
@may("sittings.moderate")
def board(slug: str) -> Response:
    """Every room of a session as a tile, those first that need a moderator."""
    session = reading()
    access.staff(session, sitting=slug)
    return kept(_page(session, slug, AnnouncementForm(formdata=None), 200))


@pages.get("/sittings/<slug>/rooms/parts/board")
@may("sittings.moderate")
def whole_part(slug: str) -> Response:
    """What the board asks for every few seconds: its head and every tile."""
    session = reading()
    access.staff(session, sitting=slug)
    found = _board(session, slug)
    told = reads.told(session, slug)
    return page("boards/_parts.html", board=found, tiles=found.tiles, told=told)


@pages.get("/sittings/<slug>/rooms/parts/<int:room>")
@may("sittings.moderate")
def part(slug: str, room: int) -> Response:
    """The tile of one room, and the head that counts what waits."""
    session = reading()
    access.staff(session, sitting=slug)
    found = _board(session, slug)
    tile = found.tile(room)
    if tile is None:
        raise NotFound
    return page("boards/_parts.html", board=found, tiles=[tile], told=None)


@pages.post("/sittings/<slug>/rooms/acts")
@may("sittings.moderate")
def act(slug: str) -> Answer:
    """Give one control to the chosen rooms, once for its key; who could not is named."""
    form = TogetherForm(formdata=request.values)
    try:
        done = _act(slug, form)
    except Refused as refused:
        if wants_fragment() or refused.status in (403, 404):
            raise
        flash(refused.sentence, "error")
        return see_other(_address(slug))
    if not wants_fragment():
        flash(rules.said(done))
        return see_other(_address(slug))
    found = _board(reading(), slug)
    undo = [tile for tile in found.tiles if tile.number in done.moved and done.kind == "next"]
    return page("boards/_after.html", board=found, said=rules.said(done), undo=undo)


@pages.get("/sittings/<slug>/rooms/finish")
@may("sittings.moderate")
def finish(slug: str) -> Response:
    """Ask before several rooms are ended, and name the points that nobody decided on."""
    session = reading()
    access.staff(session, sitting=slug)
    found = debates.load_all(session, slug, MODERATORS, now_ms())
    if not found:
        raise NotFound
    only = request.args.get("room", 0, type=int)
    running = [
        here
        for here in found
        if here.reading.state not in ("ready", "finished") and only in (0, here.number)
    ]
    return page(
        "boards/finish.html",
        slug=slug,
        rooms=running,
        undecided=reads.undecided(session, running) if running else {},
    )


@pages.post("/sittings/<slug>/rooms/announcements")
@may("sittings.moderate")
def announce(slug: str) -> Answer:
    """Tell everybody in all rooms one sentence."""
    form, status = tell(slug)
    session = reading()
    if wants_fragment():
        told = reads.told(session, slug)
        return page("boards/_told.html", status, slug=slug, form=form, told=told)
    if status == 200:
        return see_other(f"/sittings/{slug}/rooms#told")
    return _page(session, slug, form, status)


@pages.post("/sittings/<slug>/rooms/announcements/<int:announcement>/withdraw")
@may("sittings.moderate")
def withdraw(slug: str, announcement: int) -> Answer:
    """Take an announcement off all screens."""
    with writing() as session:
        sitting = sittings.lock(session, slug)
        actor = access.staff(session, sitting=slug).actor
        boards.withdraw(session, actor, sitting, announcement, now=now_ms())
    if wants_fragment():
        return page("boards/_told_list.html", slug=slug, told=reads.told(reading(), slug))
    return see_other(f"/sittings/{slug}/rooms#told")


@pages.get("/sittings/<slug>/rooms/seats")
@may("sittings.moderate")
def seats(slug: str) -> Response:
    """Who sits in which room, and how one moves or two change places before it begins."""
    session = reading()
    access.staff(session, sitting=slug)
    return _seats_page(session, slug, MoveForm(formdata=None, seat=request.args.get("seat")), 200)


@pages.post("/sittings/<slug>/rooms/seats")
@may("sittings.moderate")
def move(slug: str) -> Answer:
    """Bring a seat to a place in another room, or have two seats change places."""
    form = MoveForm()
    try:
        with writing() as session:
            sitting = sittings.lock(session, slug)
            actor = access.staff(session, sitting=slug).actor
            _move_once(session, actor, sitting, form)
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        at = form.seat if refused.field == "seat" else form.place
        at.errors = [refused.sentence]
        return _seats_page(reading(), slug, form, refused.status)
    flash("Moved. Open pages of who moved lead to the new room by themselves.")
    return see_other(f"/sittings/{slug}/rooms/seats")


def _move_once(session: Session, actor: Actor, sitting: Sitting, form: MoveForm) -> None:
    """Once for its key: what is sent twice would change two places back."""
    key, fields = _key(), {"seat": form.seat.data or 0, "place": form.place.data or ""}
    sent = keys.Sent(actor.ref, "boards.move", sitting.slug, key, fields)
    keys.once(session, sent, now_ms(), lambda: _move(session, actor, sitting, form))


def _move(session: Session, actor: Actor, sitting: Sitting, form: MoveForm) -> None:
    if not form.seat.data:
        raise Refused("Choose who moves.", "seat")
    seat = seat_writes.in_sitting(session, sitting, form.seat.data)
    other, room, role, side = form.chosen()
    if other:
        twin = seat_writes.in_sitting(session, sitting, other)
        seats_places.swap(session, actor, seat, twin, now_ms())
    elif room:
        debate = debate_writes.numbered(session, sitting.id, room)
        seats_places.place(session, actor, seat, debate, role, side, now_ms())
    else:
        raise Refused("Choose a place, or somebody to change places with.", "place")


def _act(slug: str, form: TogetherForm) -> rules.Done:
    """The act itself, or what came of it the first time that this key was posted."""
    together = boards.Together(
        kind=form.kind.data or "",
        rooms=form.rooms(),
        value=form.value.data or 0,
        steps=form.steps(),
        named=form.points(),
    )
    fields: dict[str, Any] = {
        "kind": together.kind,
        "rooms": list(together.rooms),
        "value": together.value,
        "steps": [[room, step] for room, step in sorted(together.steps.items())],
        "named": list(together.named),
    }
    key = _key()
    with writing() as session:
        sitting = sittings.lock(session, slug)
        actor = access.staff(session, sitting=slug).actor

        def do() -> dict[str, Any]:
            done = boards.act(session, actor, sitting, together, now=now_ms())
            return {
                "kind": done.kind,
                "moved": list(done.moved),
                "stayed": {str(number): why for number, why in done.stayed.items()},
                "value": done.value,
            }

        sent = keys.Sent(actor.ref, "boards.act", slug, key, fields)
        known = keys.once(session, sent, now_ms(), do)
    stayed = {int(number): why for number, why in known["stayed"].items()}
    return rules.Done(known["kind"], tuple(known["moved"]), stayed, known["value"])


def _board(session: Session, slug: str) -> reads.Board:
    found = reads.board(session, slug, now_ms(), _by_number())
    if found is None:
        raise NotFound
    return found


def _key() -> str:
    return request.form.get("key", "")[:KEY_MAX]


def _page(session: Session, slug: str, form: AnnouncementForm, status: int) -> Response:
    found = _board(session, slug)
    views = [(tile.debate_id, MODERATORS) for tile in found.tiles]
    return page(
        "boards/board.html",
        status,
        board=found,
        slug=slug,
        by_number=_by_number(),
        positions=positions(session, views),
        form=form,
        told=reads.told(session, slug),
    )


def _seats_page(session: Session, slug: str, form: MoveForm, status: int) -> Response:
    role = access.staff(session, sitting=slug).actor.role
    found = overviews.overview(session, slug, role, now_ms())
    if found is None:
        raise NotFound
    return page("boards/seats.html", status, sitting=found, form=form)


def _by_number() -> bool:
    """Whether the rooms stand by their numbers, whatever waits in them."""
    return request.args.get("order") == "number"


def _address(slug: str) -> str:
    return f"/sittings/{slug}/rooms" + ("?order=number" if _by_number() else "")
