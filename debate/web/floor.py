"""The floor over HTTP: hands that seats raise, and moderators who give the floor."""

from collections.abc import Callable

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from debate.domain.events import MODERATORS
from debate.domain.permissions import Actor
from debate.queries import drafts, floor_balance
from debate.services import debates as debate_writes
from debate.services import floor
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import now_ms, page, reading, see_other, wants_fragment, writing
from debate.web.debates import load, positions, room_of, seat_base
from debate.web.forms.moderation import HandForm, SeatForm
from debate.web.moderation import act

pages = Blueprint("floor", __name__)

Answer = Response | BaseResponse


@pages.post("/debates/<slug>/floor")
@may("moderation.act")
def give_floor(slug: str) -> Answer:
    """Let one seat speak."""
    seat = SeatForm(formdata=request.values).seat.data or 0
    return act(
        slug,
        "moderation.give_floor",
        "floor",
        {"seat": seat},
        lambda session, actor, debate: floor.give_floor(session, actor, debate, seat, now=now_ms()),
    )


@pages.post("/debates/<slug>/floor/end")
@may("moderation.act")
def end_floor(slug: str) -> Answer:
    """Take the floor back."""
    return act(
        slug,
        "moderation.end_floor",
        "floor",
        {},
        lambda session, actor, debate: floor.end_floor(session, actor, debate, now=now_ms()),
    )


@pages.post("/debates/<slug>/floor-requests/<int:request_id>/decline")
@may("moderation.act")
def decline(slug: str, request_id: int) -> Answer:
    """Not now."""
    return act(
        slug,
        "moderation.decline",
        str(request_id),
        {},
        lambda session, actor, debate: floor.decline(
            session, actor, debate, request_id, now=now_ms()
        ),
    )


@pages.get("/debates/<slug>/balance")
@may("floor.balance")
def balance(slug: str) -> Response:
    """How a debate was shared so far, by side and by person."""
    session = reading()
    access.staff(session, debate=slug)
    return page("floor/balance.html", **_balance(session, slug, True))


@pages.get("/debates/<slug>/parts/balance")
@may("floor.balance")
def balance_part(slug: str) -> Response:
    """The same as a part, fetched again when something was said."""
    session = reading()
    access.staff(session, debate=slug)
    return page("floor/_parts.html", **_balance(session, slug, False))


@pages.post("/debates/<slug>/<int:number>/floor-request")
@may("floor.ask")
def raise_hand(slug: str, number: int) -> Answer:
    """A seat asks for the floor; what for, and about which point, may come with it."""
    form = HandForm(formdata=request.values)
    return _hand(
        slug,
        number,
        lambda session, actor, debate, now: floor.raise_hand(
            session, actor, debate, form.intent.data or "point", form.about.data, now=now
        ),
    )


@pages.post("/debates/<slug>/<int:number>/floor-request/lower")
@may("floor.ask")
def lower_hand(slug: str, number: int) -> Answer:
    """A seat takes its hand down."""
    return _hand(slug, number, floor.lower_hand)


@pages.get("/debates/<slug>/<int:number>/parts/actions")
@may("debates.read")
def actions_part(slug: str, number: int) -> Response:
    """The bar of acts at the foot of a seat's room."""
    session = reading()
    return _actions(session, slug, access.seat(session, slug, number))


def _balance(session: Session, slug: str, live: bool) -> dict[str, object]:
    here = load(session, slug, MODERATORS)
    spoken = floor_balance.spoken_ms(session, here)
    values = {"here_now": here, "balance": floor_balance.balance(session, here, spoken)}
    at = {"positions": positions(session, [(here.id, MODERATORS)])} if live else {}
    return values | at


def _hand(slug: str, number: int, do: Callable[..., None]) -> Answer:
    with writing() as session:
        debate = debate_writes.lock(session, slug)
        actor = access.seat(session, slug, number)
        do(session, actor, debate, now=now_ms())
    if not wants_fragment():
        return see_other(seat_base(slug, number))
    return _actions(reading(), slug, actor)


def _actions(session: Session, slug: str, actor: Actor) -> Response:
    here = load(session, slug, actor.view)
    return page(
        "speeches/_actions.html",
        turn=drafts.turn(session, here, actor, room_of(session, here)),
        actor=actor,
        base=seat_base(slug, actor.seat_number),
    )
