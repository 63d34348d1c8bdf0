"""One person as moderators see them, measures against them, and whose words are held."""

from flask import Blueprint, Response, flash
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from debate.domain.events import MODERATORS
from debate.domain.measures import HOLD, MUTE, REMOVE
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.models.debates import Debate
from debate.queries import measures as reads
from debate.services import measures
from debate.web import access, offers
from debate.web.access import access as may
from debate.web.answers import now_ms, page, reading, see_other
from debate.web.debates import load
from debate.web.forms.measures import MeasureForm, chosen_steps
from debate.web.moderation import once

pages = Blueprint("measures", __name__)

Answer = Response | BaseResponse
PERSON = "/debates/<slug>/people/<int:seat>"
LIFTS = {"unmute": MUTE, "readmit": REMOVE, "unhold": HOLD}
DONE = {
    "warn": "The warning stands at the top of their room until they say that they have read it.",
    "mute": "They are muted, and were told why.",
    "remove": "They are out of this room, and were told why. What they said stays.",
    "hold": "What they send waits for you from now on.",
    "unmute": "They may speak again.",
    "readmit": "They may come back in. Their page tells them when they reload it.",
    "unhold": "What they send is shown at once again. What waits goes on waiting.",
}


@pages.get(PERSON)
@may("measures.take")
def person(slug: str, seat: int) -> Response:
    """What one person sent, and the measures so far."""
    session = reading()
    access.staff(session, debate=slug)
    return _person_page(session, slug, seat, MeasureForm(formdata=None), 200)


@pages.post(f"{PERSON}/<any(warn, mute, remove):kind>")
@may("measures.take")
def take(slug: str, seat: int, kind: str) -> Answer:
    """Warn, mute or take out, with a reason that the person reads."""
    form = MeasureForm()
    note, this_step = form.note.data or "", form.until.data == "step"

    def do(session: Session, actor: Actor, debate: Debate) -> None:
        seat_id, now = measures.seat_id(session, debate, seat), now_ms()
        if kind == "mute":
            measures.mute(session, actor, debate, seat_id, note, this_step=this_step, now=now)
        else:
            service = measures.warn if kind == "warn" else measures.remove
            service(session, actor, debate, seat_id, note, now=now)

    fields = {"note": note, "until": this_step}
    try:
        once(slug, f"measures.{kind}", str(seat), fields, do)
    except Refused as refused:
        if refused.field != "note":
            raise
        form.note.errors = (refused.sentence,)
        return _person_page(reading(), slug, seat, form, refused.status)
    return _after(slug, seat, kind)


@pages.post(f"{PERSON}/<any(unmute, readmit, hold, unhold):verb>")
@may("measures.take")
def change(slug: str, seat: int, verb: str) -> Answer:
    """Lift a measure, or have what one person sends wait."""

    def do(session: Session, actor: Actor, debate: Debate) -> None:
        seat_id = measures.seat_id(session, debate, seat)
        if verb == "hold":
            measures.hold(session, actor, debate, seat_id, now=now_ms())
        else:
            measures.lift(session, actor, debate, seat_id, LIFTS[verb], now=now_ms())

    once(slug, f"measures.{verb}", str(seat), {}, do)
    return _after(slug, seat, verb)


@pages.get("/debates/<slug>/holds")
@may("measures.take")
def holds(slug: str) -> Response:
    """Whose words wait: everybody's, those of some rounds, those of some people."""
    session = reading()
    access.staff(session, debate=slug)
    here = load(session, slug, MODERATORS)
    return page("measures/holds.html", here_now=here, held=reads.held(here))


@pages.post("/debates/<slug>/holds")
@may("measures.take")
def hold_steps(slug: str) -> Answer:
    """Have the words of the ticked rounds wait, and of no others."""
    steps = sorted(set(chosen_steps()))
    once(
        slug,
        "measures.hold_steps",
        "steps",
        {"steps": steps},
        lambda session, actor, debate: measures.set_hold_steps(
            session, actor, debate, steps, now=now_ms()
        ),
    )
    flash("Saved.")
    here = load(reading(), slug, MODERATORS)
    return see_other(f"/sittings/{here.sitting_slug}/console?room={here.number}")


@pages.post("/debates/<slug>/<int:number>/measures/<int:measure>/read")
@may("measures.read")
def read(slug: str, number: int, measure: int) -> Answer:
    """A seat says that it has read a warning."""
    return offers.once(
        slug,
        number,
        "measures.read",
        str(measure),
        lambda session, actor, debate: measures.read(session, actor, debate, measure, now=now_ms()),
    )


def _after(slug: str, seat: int, done: str) -> Answer:
    flash(DONE[done])
    return see_other(f"/debates/{slug}/people/{seat}")


def _person_page(
    session: Session, slug: str, seat: int, form: MeasureForm, status: int
) -> Response:
    here = load(session, slug, MODERATORS)
    found = reads.person(session, here, seat)
    if found is None:
        raise NotFound
    return page("measures/person.html", status, here_now=here, person=found, form=form)
