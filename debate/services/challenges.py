"""Evidence challenges: making one, the statements, and the clock that stands meanwhile.

Belongs here: what seats do in a challenge, and what a moderator does before ruling. The caller has
locked the debate. Does not belong here: the rules (`domain.challenges`), the ruling with its effect
and its reversal (`challenges_rulings`).
"""

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from debate.domain import challenges as rules
from debate.domain.events import MODERATORS, Change
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.domain.speeches import point_address
from debate.domain.steps import SIDES
from debate.models.challenges import Challenge, ChallengeStatement
from debate.models.debates import Debate
from debate.models.moderation import ModerationAct
from debate.models.speeches import Citation, Point, Speech
from debate.queries import challenges_calls as reads
from debate.queries.debates import DebateNow, load
from debate.services import controls, events, wordlists

STRIP = Change("challenge")


def make(
    session: Session,
    actor: Actor,
    debate: Debate,
    point_id: int,
    card: int,
    ground: str,
    statement: str,
    *,
    now: int,
) -> int:
    """Challenge a card as a point cites it; the number of the challenge. The clock stops.

    Raises NotFound for a citation that there is not or that this seat may not see, Refused where
    the rules do not allow it now, at `ground` or `statement` where that is missing.
    """
    here = load_here(session, debate, actor.view, now)
    found = _challengeable(session, here, actor, point_id, card, ground)
    text = _text(statement)
    wordlists.look_over_words(session, here, text)
    row = _add(session, actor, debate, found, ground, now)
    _say(session, row, rules.CLAIM, actor, text, now)
    events.record(
        session,
        debate,
        "challenge_made",
        now=now,
        seat_number=actor.seat_number,
        payload={
            "challenge": row.number,
            "address": found.address,
            "card": card,
            "ground": ground,
            "statement": text,
        },
        changes=[STRIP, *citing(session, here, card)],
        hint="turn",
    )
    row.stopped_n = _stop(session, actor, debate, here, row.number)
    tell(session, debate)
    session.flush()
    return row.number


def state(
    session: Session, actor: Actor, debate: Debate, number: int, text: str, *, now: int
) -> None:
    """What the other side says to a challenge, once: its author or, if away, a team mate.

    Raises NotFound, Refused where it is not this seat's to say or was said.
    """
    row, here = get(session, debate, number, actor.view, now)
    if here.is_muted(actor.seat_id):
        raise Refused("You are muted, so you can’t speak now.", status=409)
    if actor.side is None or actor.side != reads.side_of(
        here, session.get_one(Point, row.point_id)
    ):
        raise Refused("The side that cited the card answers a challenge.")
    waits_for = waiting(session, row)
    if waits_for != rules.ANSWER:
        sentence = (
            "This challenge is closed already."
            if not waits_for
            else (
                "The moderator went on without a statement."
                if row.skipped_ms is not None
                else "Your side has made its statement. Each side speaks once."
            )
        )
        raise Refused(sentence, status=409)
    words = _text(text)
    wordlists.look_over_words(session, here, words)
    _say(session, row, rules.ANSWER, actor, words, now)
    events.record(
        session,
        debate,
        "challenge_stated",
        now=now,
        seat_number=actor.seat_number,
        payload={"challenge": row.number, "statement": words},
        changes=[STRIP],
        hint="turn",
    )


def withdraw(session: Session, actor: Actor, debate: Debate, number: int, *, now: int) -> None:
    """Take one's own challenge back, which counts as made. The clock goes on as after a ruling.

    Raises NotFound, Refused once the other side has spoken, or for a challenge of somebody else.
    """
    row, here = get(session, debate, number, actor.view, now)
    ruled = row.ruled_ms is not None
    wrong = rules.check_withdraw(row.seat_id == actor.seat_id, _answered(session, row), ruled)
    if wrong:
        raise Refused(wrong, status=409)
    changes = [STRIP, *citing(session, here, row.card_number)]
    row.ruled_ms, row.mark = now, ""
    session.flush()
    events.record(
        session,
        debate,
        "challenge_withdrawn",
        now=now,
        seat_number=actor.seat_number,
        payload={"challenge": row.number},
        changes=changes,
        hint="turn",
    )
    go_on(session, actor, debate, here, row, now)
    tell(session, debate)


def skip(session: Session, actor: Actor, debate: Debate, number: int, *, now: int) -> None:
    """Go on without the other side's statement."""
    row, _ = get(session, debate, number, MODERATORS, now)
    if waiting(session, row) != rules.ANSWER:
        raise Refused("No statement is waited for any more.", status=409)
    row.skipped_ms = now
    log(session, actor, row, "skip_statement", "", now, row.seat_id)
    events.record(
        session,
        debate,
        "challenge_skipped",
        now=now,
        payload={"challenge": row.number},
        changes=[STRIP],
        hint="turn",
    )


def set_each(session: Session, actor: Actor, debate: Debate, each: int, *, now: int) -> None:
    """How many challenges a debater may make from now on; 0 closes them. Raises Refused."""
    if not 0 <= each <= rules.EACH_MAX:
        raise Refused(f"Give a number from 0 to {rules.EACH_MAX}.", "each")
    if debate.challenges_each == each:
        return
    debate.challenges_each = each
    session.add(
        ModerationAct(
            debate_id=debate.id,
            kind="set_challenges",
            note=str(each),
            account_id=actor.account_id,
            at_ms=now,
        )
    )
    session.flush()
    events.record(session, debate, "challenges_set", now=now, payload={"each": each}, hint="turn")


def load_here(session: Session, debate: Debate, view: str, now: int) -> DebateNow:
    """The debate as a view sees it, with what was written in this transaction."""
    session.flush()
    here = load(session, debate.id, view, now)
    if here is None:
        raise NotFound
    return here


def get(
    session: Session, debate: Debate, number: int, view: str, now: int
) -> tuple[Challenge, DebateNow]:
    """The challenge with this number, and the debate. Raises NotFound."""
    row = session.scalar(
        select(Challenge)
        .where(Challenge.debate_id == debate.id, Challenge.number == number)
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound("There is no challenge of that number.")
    return row, load_here(session, debate, view, now)


def waiting(session: Session, row: Challenge) -> str:
    """What a challenge waits for: an answer, a ruling, or nothing."""
    answered = _answered(session, row)
    return rules.awaited(answered, row.skipped_ms is not None, row.ruled_ms is not None)


def go_on(
    session: Session, actor: Actor, debate: Debate, here: DebateNow, row: Challenge, now: int
) -> None:
    """Set the clock going where it stands as the challenge stopped it, with what that cut."""
    if reads.stands_still(here, row.stopped_n):
        controls.act(session, actor, debate, "resume", now=now, challenge=row.number)
        row.resumed_n = len(here.controls) + 1
        session.flush()


def citing(session: Session, here: DebateNow, card: int) -> Iterable[Change]:
    """The points that stand and cite a card: what they show of it changes."""
    rows = session.execute(
        select(Speech.address, Point.number, Point.half, Speech.step_index)
        .join(Citation, Citation.point_id == Point.id)
        .join(Speech, Speech.id == Point.speech_id)
        .where(
            Point.debate_id == here.id,
            Point.current,
            Point.number.is_not(None),
            Point.state.in_(("sent", "struck")),
            Citation.card_number == card,
        )
    )
    return [
        Change(f"point-{point_address(speech, number, half)}", f"points-{speech}")
        for speech, number, half, step_index in rows
        if number is not None and not here.is_sealed(step_index)
    ]


def log(
    session: Session, actor: Actor, row: Challenge, kind: str, note: str, now: int, about: int
) -> None:
    """A moderator's act in a challenge: at its point, about the seat `about`."""
    session.add(
        ModerationAct(
            debate_id=row.debate_id,
            point_id=row.point_id,
            seat_id=about,
            kind=kind,
            note=note,
            account_id=actor.account_id,
            at_ms=now,
        )
    )
    session.flush()


def tell(session: Session, debate: Debate) -> None:
    """What changes beside frames: hands, which hold the card, and the wall."""
    events.hint(session, debate.id, "hand")
    events.hint_screens(session, debate.id, "screen")


def _challengeable(
    session: Session, here: DebateNow, actor: Actor, point_id: int, card: int, ground: str
) -> reads.Cited:
    """The citation, where the seat may challenge it on this ground now; else it raises."""
    found = reads.citation(session, here, point_id, card)
    if found is None:
        raise NotFound
    if here.is_muted(actor.seat_id):
        raise Refused("You are muted, so you can’t challenge now.", status=409)
    if ground not in rules.GROUNDS:
        raise Refused("Choose the ground: what is wrong with the citation?", "ground")
    wrong = rules.check_make(reads.case(session, here, actor, found, ground))
    if wrong:
        raise Refused(wrong, status=409)
    return found


def _stop(
    session: Session, actor: Actor, debate: Debate, here: DebateNow, challenge: int
) -> int | None:
    """Let the clock stand; the number of the control event, None where no clock was running.

    It may stand already; a step of days has none that could stop, and its deadline runs on.
    """
    reading = here.reading
    preparing = reading.prep_side is not None
    over_days = reading.step is not None and reading.step.due_hours is not None
    if over_days or (reading.state not in ("running", "over") and not preparing):
        return None
    if preparing:
        side = SIDES.index(reading.prep_side or SIDES[0])
        controls.act(session, actor, debate, "prep_off", side, now=here.now, challenge=challenge)
    controls.act(session, actor, debate, "pause", now=here.now, challenge=challenge)
    return len(here.controls) + (2 if preparing else 1)


def _answered(session: Session, row: Challenge) -> bool:
    said = select(ChallengeStatement.id).where(
        ChallengeStatement.challenge_id == row.id, ChallengeStatement.part == rules.ANSWER
    )
    return session.scalar(said) is not None


def _say(session: Session, row: Challenge, part: str, actor: Actor, text: str, now: int) -> None:
    session.add(
        ChallengeStatement(
            debate_id=row.debate_id,
            challenge_id=row.id,
            part=part,
            seat_id=actor.seat_id,
            text=text,
            at_ms=now,
        )
    )
    session.flush()


def _text(words: str) -> str:
    """A statement in one paragraph. Raises Refused when it is empty or too long."""
    text = " ".join(words.split())
    wrong = rules.check_statement(text)
    if wrong:
        raise Refused(wrong, "statement")
    return text


def _add(
    session: Session, actor: Actor, debate: Debate, found: reads.Cited, ground: str, now: int
) -> Challenge:
    row = Challenge(
        debate_id=debate.id,
        number=_next(session, debate),
        point_id=found.point_id,
        card_number=found.card,
        seat_id=actor.seat_id,
        ground=ground,
        made_ms=now,
        mark=rules.CHALLENGED,
    )
    session.add(row)
    session.flush()
    return row


def _next(session: Session, debate: Debate) -> int:
    last = session.scalar(
        select(func.max(Challenge.number)).where(Challenge.debate_id == debate.id)
    )
    return (last or 0) + 1
