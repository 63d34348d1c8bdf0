"""Nudges over HTTP: a moderator says something to one seat alone, and the seat has read it."""

from flask import Blueprint, Response, flash
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from debate.domain.events import MODERATORS
from debate.domain.refusals import NotFound, Refused
from debate.queries import nudges as reads
from debate.services import debates as debate_writes
from debate.services import keys, nudges
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import now_ms, page, reading, see_other, writing
from debate.web.debates import load
from debate.web.forms.nudges import NudgeForm
from debate.web.offers import once

pages = Blueprint("nudges", __name__)

Answer = Response | BaseResponse


@pages.get("/debates/<slug>/nudges/<int:number>")
@may("nudges.send")
def choose(slug: str, number: int) -> Response:
    """Whom it goes to, the sentences, and the last nudge of this seat."""
    session = reading()
    access.staff(session, debate=slug)
    return _page(session, slug, number, NudgeForm(formdata=None), 200)


@pages.post("/debates/<slug>/nudges/<int:number>")
@may("nudges.send")
def nudge(slug: str, number: int) -> Answer:
    """Send it; what was refused stands in the form again."""
    form = NudgeForm()
    choice, own, key = form.choice.data or "", form.own.data or "", form.key.data or ""
    fields = {"choice": choice, "own": own}
    try:
        with writing() as session:
            debate = debate_writes.lock(session, slug)
            actor = access.staff(session, debate=slug).actor
            sent = keys.Sent(actor.ref, "nudges.nudge", str(number), key, fields)

            def do() -> None:
                nudges.nudge(session, actor, debate, number, choice, own, now=now_ms())

            keys.once(session, sent, now_ms(), do)
    except NotFound:
        raise
    except Refused as refused:
        if refused.status not in (409, 422):
            raise
        (form[refused.field] if refused.field else form.choice).errors = (refused.sentence,)
        return _page(reading(), slug, number, form, refused.status)
    flash("Sent. Only this person is shown it, until it is read or for ten minutes.")
    return see_other(f"/debates/{slug}/balance")


@pages.post("/debates/<slug>/<int:number>/nudges/<int:nudge_id>/read")
@may("nudges.read")
def read(slug: str, number: int, nudge_id: int) -> Answer:
    """Take what was said to this seat alone away: it was read."""
    return once(
        slug,
        number,
        "nudges.read",
        str(nudge_id),
        lambda session, actor, debate: nudges.read(session, actor, debate, nudge_id, now=now_ms()),
    )


def _page(session: Session, slug: str, number: int, form: NudgeForm, status: int) -> Response:
    here = load(session, slug, MODERATORS)
    seat = next((line for line in here.seats if line.number == number), None)
    if seat is None:
        raise NotFound
    last = reads.last(session, here).get(seat.id)
    return page("nudges/nudge.html", status, here_now=here, seat=seat, last=last, form=form)
