"""Points of information over HTTP: acts of a debater's own page."""

from collections.abc import Callable

from flask import Blueprint, Response
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from debate.domain.permissions import Actor
from debate.models.debates import Debate
from debate.services import debates as debate_writes
from debate.services import keys, offers
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import arrival_ms, now_ms, see_other, wants_fragment, writing
from debate.web.debates import beside_composer, seat_base
from debate.web.exchanges import half
from debate.web.forms.speeches import KeyForm

pages = Blueprint("offers", __name__)

Answer = Response | BaseResponse
Act = Callable[[Session, Actor, Debate], object]


@pages.post("/debates/<slug>/<int:number>/speeches/<address>/offers")
@may("offers.make")
def make(slug: str, number: int, address: str) -> Answer:
    """Offer a point of information to who speaks."""
    return once(
        slug,
        number,
        "offers.make",
        address,
        lambda session, actor, debate: offers.make(
            session, actor, debate, address, now=now_ms(), arrival=arrival_ms()
        ),
    )


@pages.post("/debates/<slug>/<int:number>/speeches/<address>/offers/decline")
@may("offers.make")
def decline_all(slug: str, number: int, address: str) -> Answer:
    """Decline all offers that stand."""
    return once(
        slug,
        number,
        "offers.decline_all",
        address,
        lambda session, actor, debate: offers.decline_all(
            session, actor, debate, address, now_ms()
        ),
    )


@pages.post("/debates/<slug>/<int:number>/offers/<int:offer>/accept")
@may("offers.make")
def accept(slug: str, number: int, offer: int) -> Answer:
    """Let who offers put the question."""
    return once(
        slug,
        number,
        "offers.accept",
        str(offer),
        lambda session, actor, debate: offers.accept(
            session, actor, debate, offer, now=now_ms(), arrival=arrival_ms()
        ),
    )


@pages.post("/debates/<slug>/<int:number>/offers/<int:offer>/<any(decline, withdraw):verb>")
@may("offers.make")
def close(slug: str, number: int, offer: int, verb: str) -> Answer:
    """Decline an offer, or withdraw one's own."""
    do = offers.decline if verb == "decline" else offers.withdraw
    return once(
        slug,
        number,
        f"offers.{verb}",
        str(offer),
        lambda session, actor, debate: do(session, actor, debate, offer, now_ms()),
    )


@pages.post("/debates/<slug>/<int:number>/offers/<int:offer>/question")
@may("offers.make")
def ask(slug: str, number: int, offer: int) -> Answer:
    """Put the question of an accepted offer."""
    return half(
        slug,
        number,
        f"offer-{offer}",
        "offers.ask",
        lambda session, actor, debate, words: offers.ask(
            session, actor, debate, offer, words, now=now_ms(), arrival=arrival_ms()
        ),
    )


def once(slug: str, number: int, name: str, target: str, do: Act) -> Answer:
    """One act of a seat without words, once for its key; then the seat's own part."""
    key = KeyForm().key.data or ""
    with writing() as session:
        debate = debate_writes.lock(session, slug)
        actor = access.seat(session, slug, number)
        sent = keys.Sent(actor.ref, name, target, key)
        keys.once(session, sent, now_ms(), lambda: do(session, actor, debate))
    if not wants_fragment():
        return see_other(seat_base(slug, number))
    return beside_composer(slug, actor)
