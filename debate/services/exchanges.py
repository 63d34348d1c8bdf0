"""Questions that interrupt a speech, and answers that name their question.

Belongs here: the question of an accepted point of information, answers to it and in a crossfire.
Does not belong here: questions of an exchange, which the composer sends (`speeches`), and offers.
"""

from sqlalchemy.orm import Session

from debate.domain import clock, offers, speeches
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.models.debates import Debate
from debate.queries import debates
from debate.queries import exchanges as reads
from debate.queries.debates import DebateNow, SpeechLine
from debate.services import points
from debate.services.speeches import Outcome, put_half


def ask(
    session: Session,
    actor: Actor,
    debate: Debate,
    here: DebateNow,
    speech: SpeechLine,
    claim: str,
    now: int,
) -> Outcome:
    """Put the question of an accepted point of information into the speech that it interrupts.

    `here` is the debate when the post arrived. The caller has looked at the offer. Raises Refused
    when it comes too late or says nothing.
    """
    _check_time(here, actor, speech)
    step = here.fmt.steps[speech.step_index]
    _check_words("question", claim, offers.question_max(step))
    said = points.spoken(session, speech, here.id)
    return put_half(session, actor, debate, here, speech, "q", claim, said, None, now)


def answer(
    session: Session,
    actor: Actor,
    debate: Debate,
    address: str,
    number: int,
    claim: str,
    *,
    now: int,
    arrival: int,
) -> Outcome:
    """Answer the question `number` of a speech or crossfire.

    In a speech its speaker answers, in a crossfire whoever of the other side is first. `arrival`
    (ms) decides whether it came in time. Raises NotFound for an unknown speech, Refused when the
    question is gone, answered, or not the actor's to answer, or the answer is late or empty.
    """
    here = debates.load(session, debate.id, actor.view, min(arrival, now))
    speech = here.speech(address) if here else None
    if here is None or speech is None:
        raise NotFound
    _check_time(here, actor, speech)
    said = points.spoken(session, speech, here.id)
    asked_by = points.asker(session, speech, number)
    if asked_by is None:
        raise Refused("That question does not stand any more.", "answer", status=409)
    if actor.seat_id not in reads.answerers(here, speech, asked_by):
        raise Refused("That question is for others to answer.")
    if number not in said.waiting():
        raise Refused("That question has its answer already.", "answer", status=409)
    _check_words("answer", claim, here.fmt.steps[speech.step_index].reasons_max)
    return put_half(session, actor, debate, here, speech, "a", claim, said, number, now)


def _check_time(here: DebateNow, actor: Actor, speech: SpeechLine) -> None:
    seat = here.seat(actor.seat_id)
    verdict = clock.accepts(
        here.fmt,
        here.controls,
        here.factors or 100,
        speech.step_index,
        here.now,
        seat.factor if seat else 100,
        heartbeat_ms=here.heartbeat_ms,
    )
    if not verdict.ok:
        said = "" if verdict.code == "late" else " Try again when the clock runs."
        raise Refused(f"{_FIRST[verdict.code]}{said}", "answer", status=409)
    if speech.handed_in_ms is not None:
        raise Refused("This speech is over, so nothing can be added to it.", "answer", status=409)


_FIRST = {
    "late": "Time is up: this came after the bell.",
    "not_running": "The clock does not run in this round now.",
    "not_yet": "This round has not begun.",
}


def _check_words(field: str, claim: str, most: int) -> None:
    wrong = speeches.check_length(field, claim, most)
    if wrong:
        raise Refused(wrong[0].message, wrong[0].field)
