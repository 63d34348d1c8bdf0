"""A judge's ballot, and the ballots as staff read them."""

from collections.abc import Callable

from flask import Blueprint, Response, flash, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from debate.domain import ballots_points, ballots_ranks, permissions
from debate.domain.events import MODERATORS
from debate.domain.refusals import Forbidden, NotFound, Refused
from debate.models.debates import Debate
from debate.queries import ballots, debates, flow, releases, speeches
from debate.services import ballots as ballot_writes
from debate.services import debates as debate_writes
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import now_ms, page, reading, refusal, see_other, wants_fragment, writing
from debate.web.debates import load, seat_base
from debate.web.forms.ballots import BallotForm, ReopenForm, levels, points, ranks
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
    """All ballots that were handed in, the panel's decision, and whose ballot is missing."""
    return _staff_page(slug, "", 200)


@pages.post("/debates/<slug>/ballots/close")
@may("ballots.close")
def close(slug: str) -> Answer:
    """Let no ballot change any more."""
    seen = {
        int(one) for one in request.form.getlist("missing") if one.isdecimal() and one.isascii()
    }

    def act(session: Session, debate: Debate) -> None:
        ballot_writes.close(session, debate, seen, now_ms())

    return _staff_act(slug, act, "Ballots are closed.")


@pages.post("/debates/<slug>/ballots/reopen")
@may("ballots.close")
def reopen(slug: str) -> Answer:
    """Let ballots change again, for a reason."""
    reason = one_newline(ReopenForm().reason.data)

    def act(session: Session, debate: Debate) -> None:
        ballot_writes.reopen(session, debate, reason, now_ms())

    return _staff_act(slug, act, "Ballots are open again.", reason)


def _staff_act(
    slug: str, act: Callable[[Session, Debate], None], done: str, reason: str = ""
) -> Answer:
    try:
        with writing() as session:
            debate = debate_writes.lock(session, slug)
            access.staff(session, debate=slug)
            act(session, debate)
    except (NotFound, Forbidden):
        raise
    except Refused as refused:
        return _staff_page(slug, refused.sentence, refused.status, reason)
    flash(done, "note")
    return see_other(f"/debates/{slug}/ballots")


def _staff_page(slug: str, problem: str, status: int, reason: str = "") -> Response:
    session = reading()
    actor = access.staff(session, debate=slug).actor
    here = load(session, slug, MODERATORS)
    found, practice = ballots.given(session, here)
    return page(
        "ballots/handed_in.html",
        status,
        ballots=found,
        practice=practice,
        here_now=here,
        verdict=ballots.outcome(here, found).sentences,
        missing=ballots.missing(session, here),
        closed_ms=ballots.closed_ms(session, here.id),
        released=releases.ballots_are_out(session, here.id),
        may_close=permissions.may("ballots.close", actor.role),
        problem=problem,
        reason=reason,
    )


def _sheet(form: BallotForm, here: debates.DebateNow) -> ballot_writes.Sheet:
    given = {}
    if not here.fmt.by_points:
        given = levels(here.rubric, [line.number for line in here.seats])
    return ballot_writes.Sheet(
        levels={seat: found for seat, found in given.items() if found},
        decision=form.decision.data or "",
        reason=one_newline(form.reason.data),
        points=points(here.fmt) if here.fmt.by_points else {},
        ranks=ranks() if here.fmt.teams else {},
    )


def _again(slug: str, number: int, form: BallotForm, refused: Refused) -> Response:
    """The form as it was posted, with the sentence where it belongs."""
    session = reading()
    actor = access.seat(session, slug, number)
    here = load(session, slug, actor.view)
    sheet = _sheet(form, here)
    own = ballots.own(session, here, actor.seat_id)
    posted = ballots.with_posted(
        here, own, sheet.levels, sheet.points, sheet.decision, sheet.reason, sheet.ranks
    )
    errors = {refused.field or "form": refused.sentence}
    return _page(session, here, number, posted, errors, refused.status)


def _beside(
    session: Session, here: debates.DebateNow, own: ballots.BallotPage
) -> tuple[ballots.Beside, ...] | None:
    """For a shadow judge: the own totals beside the panel's, once those are out; else None."""
    line = here.seat(own.seat_id)
    if line is None or not line.shadow:
        return None
    out = releases.of_debate(session, here.id, here.released_ms)
    if own.handed_in_ms is None or out.ballots_ms(own.seat_id) is None:
        return ()
    return ballots.beside(own, ballots.handed_in(session, here))


def _page(
    session: Session,
    here: debates.DebateNow,
    number: int,
    own: ballots.BallotPage,
    errors: dict[str, str],
    status: int,
) -> Response:
    wrong = ""
    if own.decides:
        wrong = ballots_points.check_winner(here.fmt, own.decision, own.given, here.fmt.sides)
    elif here.fmt.teams and not own.by_hand:
        wrong = ballots_ranks.check_totals(own.team_totals, here.fmt.teams)
    rows = speeches.point_rows(session, here)
    return page(
        "ballots/ballot.html",
        status,
        here_now=here,
        ballot=own,
        closed=ballots.closed_ms(session, here.id) is not None,
        released=releases.ballots_are_out(session, here.id),
        disagree=wrong,
        beside=_beside(session, here, own),
        speeches=speeches.blocks(here, rows),
        left=flow.left_by_speech(here, flow.duties(here, rows)),
        errors=errors,
        base=seat_base(here.slug, number),
    )
