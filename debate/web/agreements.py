"""Accepting each other's speeches and lines, or saying what is missing: pages of a seat.

Does not belong here: making the points of a joint statement (`speeches`).
"""

from flask import Blueprint, Response, flash, request
from werkzeug.wrappers import Response as BaseResponse

from debate.domain.refusals import NotFound, Refused
from debate.queries import agreements, redactions, speeches
from debate.services import agreements as agreement_writes
from debate.services import debates as debate_writes
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
from debate.web.debates import beside_composer, load, seat_base
from debate.web.forms.agreements import AgreementForm

pages = Blueprint("agreements", __name__)

Answer = Response | BaseResponse


@pages.get("/debates/<slug>/<int:number>/agreements")
@may("agreements.give")
def index(slug: str, number: int) -> Response:
    """What this seat is asked to accept, and the words it has given."""
    return _page(slug, number, 200)


@pages.post("/debates/<slug>/<int:number>/agreements/<address>")
@may("agreements.give")
def give(slug: str, number: int, address: str) -> Answer:
    """Accept, or say what is missing. One's word may change while the step lasts."""
    form = AgreementForm(formdata=request.values)
    try:
        with writing() as session:
            debate = debate_writes.lock(session, slug)
            actor = access.seat(session, slug, number)
            agreement_writes.give(
                session,
                actor,
                debate,
                address,
                form.accepts(),
                form.missing(),
                now=now_ms(),
                arrival=arrival_ms(),
            )
    except NotFound:
        raise
    except Refused as refused:
        return _page(slug, number, refused.status, address, form.missing(), refused.sentence)
    if not wants_fragment():
        flash("The others see your answer. You can change it while this round lasts.", "note")
        return see_other(seat_base(slug, number))
    return beside_composer(slug, actor)


def _page(
    slug: str, number: int, status: int, address: str = "", words: str = "", sentence: str = ""
) -> Response:
    session = reading()
    actor = access.seat(session, slug, number)
    here = load(session, slug, actor.view)
    step = here.reading.step
    found = agreements.subjects(here, speeches.said(session, here).points)
    asked = agreements.questions(here, actor, step, found, agreements.given(session, here))
    at_field = any(one.address == address for one in asked)
    return page(
        "agreements/index.html",
        status,
        here_now=here,
        actor=actor,
        base=seat_base(here.slug, actor.seat_number),
        step=step if asked else None,
        questions=asked,
        removed=redactions.reasons(session, here.id, actor.seat_id),
        fault_at=address if at_field else "",
        lost="" if at_field else sentence,
        typed=words,
        sentence=sentence,
    )
