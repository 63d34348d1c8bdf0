"""A judge's ballot, and the ballots as staff read them."""

from flask import Blueprint, Response, flash
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from debate.domain.events import MODERATORS
from debate.domain.refusals import NotFound, Refused
from debate.queries import ballots, debates, speeches
from debate.services import ballots as ballot_writes
from debate.services import debates as debate_writes
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import now_ms, page, reading, refusal, see_other, wants_fragment, writing
from debate.web.debates import load, seat_base
from debate.web.forms.ballots import BallotForm, levels
from debate.web.forms.speeches import one_newline

pages = Blueprint("ballots", __name__)

Answer = Response | BaseResponse


@pages.get("/debates/<slug>/<int:number>/ballot")
@may("ballots.write")
def ballot(slug: str, number: int) -> Response:
    """Speeches on the left, rubric on the right: read and judge at once."""
    session = reading()
    actor = access.seat(session, slug, number)
    here = load(session, slug, actor.view)
    return _page(session, here, number, ballots.own(session, here, actor.seat_id), {}, 200)


@pages.post("/debates/<slug>/<int:number>/ballot")
@may("ballots.write")
def save(slug: str, number: int) -> Answer:
    """Hand the ballot in, keep it, or (as one fills it in, without a button) autosave it."""
    form = BallotForm()
    try:
        with writing() as session:
            debate = debate_writes.lock(session, slug)
            actor = access.seat(session, slug, number)
            here = load(session, slug, actor.view)
            sheet = _sheet(form, here)
            act = form.act.data or ballot_writes.AUTOSAVE
            ballot_writes.save(session, actor, debate, sheet, act=act, now=now_ms())
    except NotFound:
        raise
    except Refused as refused:
        if wants_fragment():
            return refusal(refused.sentence, refused.status)
        return _again(slug, number, form, refused)
    if wants_fragment():
        return Response(status=204)
    handed_in = act == ballot_writes.HAND_IN
    flash("Your ballot is handed in." if handed_in else "Your ballot is kept.", "note")
    return see_other(seat_base(slug, number) + ("" if handed_in else "ballot"))


@pages.get("/debates/<slug>/ballots")
@may("ballots.read")
def handed_in(slug: str) -> Response:
    """All ballots that were handed in."""
    session = reading()
    access.staff(session, debate=slug)
    here = load(session, slug, MODERATORS)
    found = ballots.handed_in(session, here)
    return page("ballots/handed_in.html", ballots=found, here_now=here)


def _sheet(form: BallotForm, here: debates.DebateNow) -> ballot_writes.Sheet:
    given = levels(here.rubric, [line.number for line in here.seats])
    return ballot_writes.Sheet(
        levels={seat: found for seat, found in given.items() if found},
        decision=form.decision.data or "",
        reason=one_newline(form.reason.data),
    )


def _again(slug: str, number: int, form: BallotForm, refused: Refused) -> Response:
    """The form as it was posted, with the sentence where it belongs."""
    session = reading()
    actor = access.seat(session, slug, number)
    here = load(session, slug, actor.view)
    sheet = _sheet(form, here)
    own = ballots.own(session, here, actor.seat_id)
    posted = ballots.with_posted(here, own, sheet.levels, sheet.decision, sheet.reason)
    errors = {refused.field or "form": refused.sentence}
    return _page(session, here, number, posted, errors, refused.status)


def _page(
    session: Session,
    here: debates.DebateNow,
    number: int,
    own: ballots.BallotPage,
    errors: dict[str, str],
    status: int,
) -> Response:
    return page(
        "ballots/ballot.html",
        status,
        here_now=here,
        ballot=own,
        speeches=speeches.transcript(session, here),
        errors=errors,
        base=seat_base(here.slug, number),
    )
