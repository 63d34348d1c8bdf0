"""The room of a debate, for a seat and for staff; its parts; stream tickets."""

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import (
    Blueprint,
    Response,
    current_app,
    g,
    jsonify,
    make_response,
    render_template,
    request,
)
from markupsafe import Markup
from sqlalchemy.orm import Session

from debate.domain.events import JUDGES, MODERATORS
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound
from debate.domain.speeches import Words
from debate.live import tickets
from debate.live.frames import Key, named
from debate.models.sittings import Announcement
from debate.queries import (
    agreements,
    debates,
    drafts,
    floor,
    flow,
    measures,
    nudges,
    rooms,
    speeches,
)
from debate.queries.composers import Composer
from debate.queries.hands import HeldCard
from debate.queries.speeches import PointRow
from debate.services import presences
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import now_ms, page, reading, writing
from debate.web.frames import alike, frame, last_numbers, lasting

pages = Blueprint("debates", __name__)

# A question or an answer that was refused: its form, its words, and why.
UNTYPED = {"at": "", "words": "", "why": ""}


class Chips:
    """What a composer and a hand offer, as HTML. Each piece is rendered once for all in a view."""

    def __init__(self, here: debates.DebateNow, known: rooms.Room) -> None:
        self._pieces = lasting(here, "chips")
        self._owed = {line.address for line in flow.unanswered(known.duties, None)}

    def answers(self, composer: Composer) -> Markup:
        """The points that a composer may answer."""
        chosen = composer.chosen
        return _joined(
            self._piece(
                "point", row.id, row, row.address in self._owed, chosen.get(row.id) == "answers"
            )
            for row in composer.targets
        )

    def links(self, composer: Composer, own: bool) -> Markup:
        """What else the composer's point may do to others' points, or to those of its own side."""
        kinds, chosen = composer.kinds_for(own), composer.chosen
        rows = composer.carried if own else composer.targets
        return _joined(
            self._piece("link", row.id, row, kinds, chosen.get(row.id, ""))
            for row in (rows if kinds else ())
        )

    def cites(self, composer: Composer) -> Markup:
        """The cards that a composer may cite."""
        chosen = composer.chosen_cards
        return _joined(
            self._piece("card", (card.id, card.state), card, card.number in chosen)
            for card in composer.cards
        )

    def mine(self, rows: Sequence[PointRow], composer: Composer) -> Markup:
        """Points of one's own that may be changed."""
        now, begun = composer.revising and composer.revising.point_id, composer.begun
        words = (
            "" if row.id == now else "Go on changing" if row.id in begun else "Revise"
            for row in rows
        )
        return _joined(
            self._piece("mine", row.id, row, word) for row, word in zip(rows, words, strict=True)
        )

    def hand(self, held: Sequence[HeldCard]) -> Markup:
        """The cards of a hand."""
        return _joined(self._piece("held", (one.card.id, one.card.state), one.card) for one in held)

    def _piece(self, macro: str, which: object, shown: object, *marks: object) -> Markup:
        words = shown.claim if isinstance(shown, PointRow) else ""
        key = (macro, which, words, marks)
        piece: Markup | None = self._pieces.get(key)
        if piece is None:
            macros: Any = current_app.jinja_env.get_template("macros/chips.html").module
            piece = self._pieces[key] = getattr(macros, macro)(shown, *marks)
        return piece


def _joined(pieces: Iterable[Markup]) -> Markup:
    return Markup("".join(pieces))  # noqa: S704  # each of them is safe


def load(session: Session, debate: int | str, view: str) -> debates.DebateNow:
    """The debate as `view` sees it now. Raises NotFound."""
    here = debates.load(session, debate, view, now_ms(), names=access.named_only())
    if here is None:
        raise NotFound
    return here


def seat_base(slug: str, number: int) -> str:
    """The address under which a seat's pages live."""
    return f"/debates/{slug}/{number}/"


def positions(session: Session, keys: list[Key]) -> str:
    """The views' last numbers for `data-positions`, as JSON."""
    known = last_numbers(session, keys)
    return json.dumps(named({key: known.get(key, 0) for key in keys}))


def kept(response: Response) -> Response:
    """Let back and forward show what was typed; nobody else may keep the page."""
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def heard(actor: Actor, response: Response) -> Response:
    """Note that a seat's browser was heard of, in a short write of its own after the read."""
    if presences.due(g.seat.seen_ms, now_ms()):
        with writing() as session:
            presences.seen(session, actor.seat_id, now_ms())
    return response


@pages.get("/debates/<slug>/<int:number>/")
@may("debates.read")
def room(slug: str, number: int) -> Response:
    """The room as a seat sees it."""
    session = reading()
    actor = access.seat(session, slug, number)
    here = load(session, slug, actor.view)
    values = seat_room(session, here, actor) | {"more": request.args.get("more", "")}
    return heard(actor, kept(page("debates/room.html", **values)))


def seat_room(session: Session, here: debates.DebateNow, actor: Actor) -> dict[str, object]:
    """What the room page of a seat is rendered from."""
    known = room_of(session, here)
    return {
        "base": seat_base(here.slug, actor.seat_number),
        "positions": _positions(session, here),
        "floor": head(session, here),
        "speeches": _speeches(here, known),
        "announcements": known.announcements,
        "hand": known.hand(actor.seat_id),
        "flow": _flow(here, known),
        **own_part(session, here, actor),
    }


def own_part(
    session: Session, here: debates.DebateNow, actor: Actor, words: Words | None = None
) -> dict[str, object]:
    """What a seat's own part of the room is rendered from: its turn, its composer, its acts.

    `words` are those of a post that was refused; they stand in the composer again.
    """
    known = room_of(session, here)
    turn = drafts.turn(session, here, actor, known)
    return {
        "here_now": here,
        "actor": actor,
        "turn": drafts.with_words(turn, words) if words else turn,
        "chips": Chips(here, known),
        "challenge": known.challenge,
        "nudge": nudges.own(session, here, actor),
        "measures": measures.own(session, here, actor.seat_id),
        "errors": {},
        "typed": UNTYPED,
        "more": "",
    }


def beside_composer(slug: str, actor: Actor) -> Response:
    """The answer to an act from one's own part that leaves alone what is being written."""
    session = reading()
    here = load(session, slug, actor.view)
    return page("speeches/_turn_answer.html", keeps_words=True, **own_part(session, here, actor))


def head(session: Session, here: debates.DebateNow) -> floor.Floor:
    """The head of the room; offers are read only where a step takes points of information."""
    step = here.reading.step
    return floor.floor(here, room_of(session, here).offers if step and step.poi else ())


def room_of(session: Session, here: debates.DebateNow) -> rooms.Room:
    """What all in a view stand on alike."""
    return alike(
        here,
        "room",
        lambda: rooms.load(session, here),
        lambda before: rooms.grown(session, here, before),
    )


@pages.get("/debates/<slug>/<int:number>/parts/turn")
@may("debates.read")
def turn_part(slug: str, number: int) -> Response:
    """My turn and my composer."""
    session = reading()
    actor = access.seat(session, slug, number)
    here = load(session, slug, actor.view)
    return heard(actor, page("speeches/_turn_parts.html", **own_part(session, here, actor)))


@pages.get("/debates/<slug>/<int:number>/parts/<any(floor, speeches, flow, challenge, hand):noun>")
@may("debates.read")
def part(slug: str, number: int, noun: str) -> Response:
    """One part of the room, asked for after a hint or at a boundary of the clock."""
    session = reading()
    actor = access.seat(session, slug, number)
    here = load(session, slug, actor.view)
    if noun == "hand":
        known = room_of(session, here)
        hand, chips = known.hand(actor.seat_id), Chips(here, known)
        return page("hands/_tray.html", hand=hand, chips=chips, actor=actor)
    return shared_part(session, here, noun)


@pages.get("/debates/<slug>/")
@may("debates.watch")
def watch(slug: str) -> Response:
    """The room as staff see it, with every name and every held point."""
    session = reading()
    staff = access.staff(session, debate=slug)
    here = load(session, slug, MODERATORS)
    known = room_of(session, here)
    return kept(
        page(
            "debates/watch.html",
            here_now=here,
            positions=_positions(session, here),
            floor=head(session, here),
            speeches=_speeches(here, known),
            announcements=known.announcements,
            challenge=known.challenge,
            flow=_flow(here, known),
            actor=staff.actor,
        )
    )


@pages.get("/debates/<slug>/parts/<any(floor, speeches, flow, challenge):noun>")
@may("debates.watch")
def watch_part(slug: str, noun: str) -> Response:
    """One part of the staff's room."""
    session = reading()
    access.staff(session, debate=slug)
    here = load(session, slug, MODERATORS)
    return shared_part(session, here, noun)


def shared_part(session: Session, here: debates.DebateNow, noun: str) -> Response:
    """The floor, the speeches, the flow or the challenge: what a view sees alike."""
    if noun == "floor":
        return page("debates/_floor.html", floor=head(session, here))
    if noun == "challenge":
        challenge = room_of(session, here).challenge
        return page("challenges/_strip.html", challenge=challenge, here_now=here)
    render = _flow if noun == "flow" else _speeches
    return make_response(render(here, room_of(session, here)))


def _positions(session: Session, here: debates.DebateNow) -> str:
    return alike(here, "positions", lambda: positions(session, [(here.id, here.view)]))


def _speeches(here: debates.DebateNow, known: rooms.Room) -> Markup:
    def render() -> Markup:
        blocks = speeches.blocks(here, known.said.rows)
        values = {"here_now": here, "standing": _standing(here, known)}
        return _html("speeches/_speeches.html", speeches=blocks, **values)

    return alike(here, "speeches", render)


def _standing(here: debates.DebateNow, known: rooms.Room) -> Mapping[str, object]:
    """By the address of a check or joint statement: what the others accept in it."""
    asking = [line for line in here.speeches if line.address[:1] in ("C", "J")]
    found = agreements.subjects(here, known.said.points) if asking else ()
    return {line.address: agreements.lines(here, line, found, known.given) for line in asking}


def _flow(here: debates.DebateNow, known: rooms.Room) -> Markup:
    """What stands unanswered, of which this view knows."""

    def render() -> Markup:
        found = flow.unanswered(known.duties, None)
        missed = flow.missed(known.duties) if here.view in (JUDGES, MODERATORS) else ()
        return _html("speeches/_flow.html", flow=found, missed=missed, here_now=here)

    return alike(here, "flow", render)


def _html(template: str, **values: object) -> Markup:
    return Markup(render_template(template, **values))  # noqa: S704  # our own templates


@pages.post("/debates/<slug>/<int:number>/stream/ticket")
@may("debates.read")
def seat_ticket(slug: str, number: int) -> Response:
    """A ticket for the stream of this seat's one view."""
    session = reading()
    actor = access.seat(session, slug, number)
    key = (actor.debate_id, actor.view)
    return heard(actor, ticket(session, actor.seat_id, g.seat.generation, [key]))


@pages.post("/debates/<slug>/stream/ticket")
@may("debates.watch")
def staff_ticket(slug: str) -> Response:
    """A ticket for the moderators' view of one debate."""
    session = reading()
    staff = access.staff(session, debate=slug)
    here = load(session, slug, MODERATORS)
    return ticket(session, -staff.actor.account_id, 0, [(here.id, MODERATORS)])


def ticket(session: Session, holder: int, generation: int, keys: list[Key]) -> Response:
    """The answer that `stream.js` opens its stream with."""
    now = int(time.time())
    claim = tickets.Claim(holder, generation, tuple(keys), now)
    known = last_numbers(session, keys)
    streams = current_app.config["STREAMS"]
    return jsonify(
        ticket=tickets.issue(current_app.config["SECRET_KEY"], claim),
        url="/stream",
        mode="stream" if streams else "poll",
        positions=named({key: known.get(key, 0) for key in keys}),
        now=now_ms(),
    )


@frame("floor")
def _floor_frame(session: Session, here: debates.DebateNow, rest: str) -> str:
    del rest
    return render_template("debates/_floor.html", floor=head(session, here))


@frame("flow")
def _flow_frame(session: Session, here: debates.DebateNow, rest: str) -> str:
    del rest
    return _flow(here, room_of(session, here))


@frame("speech")
def _speech_frame(session: Session, here: debates.DebateNow, rest: str) -> str:
    block = speeches.speech(session, here, rest)
    if block is None:  # a step that was left by “back”
        return f'<section id="speech-{rest}" hidden></section>'
    standing = _standing(here, room_of(session, here)) if agreements.asks(here) else {}
    return render_template("speeches/_speech.html", block=block, here_now=here, standing=standing)


@frame("point")
def _point_frame(session: Session, here: debates.DebateNow, rest: str) -> str:
    row = speeches.point(session, here, rest)
    return render_template("speeches/_point.html", point=row, here_now=here) if row else ""


@frame("announcement")
def _announcement_frame(session: Session, here: debates.DebateNow, rest: str) -> str:
    found = session.get(Announcement, int(rest))
    if found is None or found.sitting_id != here.sitting_id:
        return ""
    if found.withdrawn_ms is not None:
        return f'<li id="announcement-{found.id}" hidden></li>'
    return render_template("debates/_announcement.html", announcement=found)
