"""Evidence challenges from a seat: the cards that were cited, a challenge, the statements."""

from typing import Any

from flask import Blueprint, Response, flash, render_template
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from debate.domain import challenges as rules
from debate.domain.permissions import Actor
from debate.domain.permissions import may as may_do
from debate.domain.refusals import NotFound, Refused
from debate.queries import challenges as reads
from debate.queries import challenges_calls as calls
from debate.queries.debates import DebateNow
from debate.services import challenges, keys
from debate.services import debates as debate_writes
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import now_ms, page, reading, see_other, writing
from debate.web.debates import kept, load, room_of, seat_base
from debate.web.forms.challenges import ChallengeForm, StatementForm
from debate.web.forms.speeches import one_newline
from debate.web.frames import frame

pages = Blueprint("challenges", __name__)

Answer = Response | BaseResponse
SEAT = "/debates/<slug>/<int:number>/challenges"
CITATION = f"{SEAT}/points/<int:point>/cards/<int(max=999999):card>"


@pages.get(SEAT)
@may("challenges.read")
def index(slug: str, number: int) -> Response:
    """The cards that were cited here, and the challenges so far."""
    session = reading()
    actor = access.seat(session, slug, number)
    here = load(session, slug, actor.view)
    return page(
        "challenges/index.html",
        **_of_seat(here, actor),
        calls=calls.calls(session, here, actor, room_of(session, here).said),
        left=calls.left(session, here, actor.seat_id),
        lines=reads.of_debate(session, here),
    )


@pages.get(CITATION)
@may("challenges.make")
def new(slug: str, number: int, point: int, card: int) -> Response:
    """The form: what is wrong with one citation, and why."""
    return _new_page(slug, number, point, card, ChallengeForm(formdata=None), 200)


@pages.post(CITATION)
@may("challenges.make")
def make(slug: str, number: int, point: int, card: int) -> Answer:
    """Challenge a citation: the clock stops."""
    form = ChallengeForm()
    ground, words = form.ground.data or "", one_newline(form.statement.data)
    fields = {"ground": ground, "statement": words}
    name, target, key = "challenges.make", f"{point}-{card}", form.key.data or ""
    try:
        with writing() as session:
            debate = debate_writes.lock(session, slug)
            actor = access.seat(session, slug, number)
            sent = keys.Sent(actor.ref, name, target, key, fields)

            def do() -> dict[str, int]:
                made = challenges.make(
                    session, actor, debate, point, card, ground, words, now=now_ms()
                )
                return {"number": made}

            done = keys.once(session, sent, now_ms(), do)
    except NotFound:
        raise
    except Refused as refused:
        return _new_page(slug, number, point, card, form, refused.status, refused)
    return see_other(f"{seat_base(slug, number)}challenges/{done['number']}")


@pages.get(f"{SEAT}/<int(max=9999):challenge>")
@may("challenges.read")
def one(slug: str, number: int, challenge: int) -> Response:
    """One challenge: what is alleged, what both sides say, the ruling."""
    return _one_page(slug, number, challenge, StatementForm(formdata=None), 200)


@pages.post(f"{SEAT}/<int(max=9999):challenge>/statement")
@may("challenges.make")
def state(slug: str, number: int, challenge: int) -> Answer:
    """The statement of the side that cited the card."""
    form = StatementForm()
    words = one_newline(form.statement.data)
    try:
        with writing() as session:
            debate = debate_writes.lock(session, slug)
            actor = access.seat(session, slug, number)
            target, key = f"{slug}-{challenge}", form.key.data or ""
            sent = keys.Sent(actor.ref, "challenges.state", target, key, {"statement": words})

            def do() -> None:
                challenges.state(session, actor, debate, challenge, words, now=now_ms())

            keys.once(session, sent, now_ms(), do)
    except NotFound:
        raise
    except Refused as refused:
        return _one_page(slug, number, challenge, form, refused.status, refused)
    flash("Your statement is on the record. The moderator rules now.", "note")
    return see_other(f"{seat_base(slug, number)}challenges/{challenge}")


@pages.post(f"{SEAT}/<int(max=9999):challenge>/withdrawal")
@may("challenges.withdraw")
def withdraw(slug: str, number: int, challenge: int) -> Answer:
    """Take one's own challenge back."""
    key = StatementForm().key.data or ""
    try:
        with writing() as session:
            debate = debate_writes.lock(session, slug)
            actor = access.seat(session, slug, number)
            sent = keys.Sent(actor.ref, "challenges.withdraw", f"{slug}-{challenge}", key)

            def do() -> None:
                challenges.withdraw(session, actor, debate, challenge, now=now_ms())

            keys.once(session, sent, now_ms(), do)
    except NotFound:
        raise
    except Refused as refused:
        form = StatementForm(formdata=None)
        return _one_page(slug, number, challenge, form, refused.status, refused)
    flash("The challenge is withdrawn, and the card may be cited again.", "note")
    return see_other(seat_base(slug, number))


def _new_page(
    slug: str,
    number: int,
    point: int,
    card: int,
    form: ChallengeForm,
    status: int,
    refused: Refused | None = None,
) -> Response:
    """The form again, with what was typed and why it was refused."""
    session = reading()
    actor = access.seat(session, slug, number)
    here = load(session, slug, actor.view)
    found = calls.calls(session, here, actor, room_of(session, here).said)
    call = next((one for one in found if one.card.number == card), None)
    use = next((one for one in call.uses if one.point.id == point), None) if call else None
    if use is None:
        raise NotFound("No point here cites that card.")
    return kept(
        page(
            "challenges/new.html",
            status,
            **_of_seat(here, actor),
            form=form,
            use=use,
            grounds=rules.GROUNDS,
            left=calls.left(session, here, actor.seat_id),
            problem=_put(form, refused) or (use.why_not if status == 200 else ""),
        )
    )


def _one_page(
    slug: str,
    number: int,
    challenge: int,
    form: StatementForm,
    status: int,
    refused: Refused | None = None,
) -> Response:
    session = reading()
    actor = access.seat(session, slug, number)
    here = load(session, slug, actor.view)
    line = reads.one(session, here, challenge)
    if line is None:
        raise NotFound("There is no challenge of that number.")
    return kept(
        page(
            "challenges/challenge.html",
            status,
            **_of_seat(here, actor),
            line=line,
            form=form,
            problem=_put(form, refused),
            speaks=line.waits_for == rules.ANSWER
            and may_do("challenges.make", actor.role)
            and actor.side == line.author_side,
            may_withdraw=line.open and line.answer is None and actor.seat_id == line.seat_id,
            goes_on=calls.stands_still(here, line.stopped_n),
        )
    )


def _put(form: ChallengeForm | StatementForm, refused: Refused | None) -> str:
    """Put a refusal at its field; what belongs to none is returned."""
    if refused is None:
        return ""
    fields: dict[str, Any] = form._fields
    if refused.field not in fields:
        return refused.sentence
    fields[refused.field].errors = (refused.sentence,)
    return ""


def _of_seat(here: DebateNow, actor: Actor) -> dict[str, object]:
    return {"here_now": here, "actor": actor, "base": seat_base(here.slug, actor.seat_number)}


@frame("challenge")
def _strip_frame(session: Session, here: DebateNow, rest: str) -> str:
    del rest
    line = room_of(session, here).challenge
    return render_template("challenges/_strip.html", challenge=line, here_now=here)
