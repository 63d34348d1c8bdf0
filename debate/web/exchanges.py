"""Answers to questions that interrupt a speech, and in a crossfire: forms of a seat's own part."""

from collections.abc import Callable, Mapping

from flask import Blueprint, Response
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.models.debates import Debate
from debate.services import debates as debate_writes
from debate.services import exchanges, keys
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
from debate.web.debates import UNTYPED, kept, load, own_part, seat_base, seat_room
from debate.web.forms.offers import HalfForm

pages = Blueprint("exchanges", __name__)

Answer = Response | BaseResponse


@pages.post("/debates/<slug>/<int:number>/speeches/<address>/answers/<int:question>")
@may("points.send")
def answer(slug: str, number: int, address: str, question: int) -> Answer:
    """Answer a question of a point of information or of a crossfire."""

    def put(session: Session, actor: Actor, debate: Debate, words: str) -> object:
        return exchanges.answer(
            session, actor, debate, address, question, words, now=now_ms(), arrival=arrival_ms()
        )

    return half(slug, number, f"{address}.{question}", "exchanges.answer", put)


def half(
    slug: str,
    number: int,
    at: str,
    act: str,
    put: Callable[[Session, Actor, Debate, str], object],
) -> Answer:
    """Take a question or an answer, once for its key. What is refused stands in its form again.

    `at` names the form: the address of the question, or the offer that it comes from.
    """
    form = HalfForm()
    words, key = form.text(), form.key.data or ""
    try:
        with writing() as session:
            debate = debate_writes.lock(session, slug)
            actor = access.seat(session, slug, number)
            sent = keys.Sent(actor.ref, act, at, key, {"words": words})
            keys.once(session, sent, now_ms(), lambda: put(session, actor, debate, words))
    except NotFound:
        raise
    except Refused as refused:
        if refused.status == 403:
            raise
        return _own(
            slug, number, refused.status, {"at": at, "words": words, "why": refused.sentence}
        )
    return _own(slug, number) if wants_fragment() else see_other(seat_base(slug, number))


def _own(slug: str, number: int, status: int = 200, typed: Mapping[str, str] = UNTYPED) -> Answer:
    session = reading()
    actor = access.seat(session, slug, number)
    here = load(session, slug, actor.view)
    values = own_part(session, here, actor) | {"typed": typed}
    if wants_fragment():
        return page("speeches/_turn_answer.html", status, keeps_words=True, **values)
    room = seat_room(session, here, actor) | values
    return kept(page("debates/room.html", status, **room))
