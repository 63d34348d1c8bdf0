"""Questions about a mark: who may ask when, how a thread ends, and what the record holds."""

from typing import Any

import pytest

from debate.db import transaction
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.models.events import Event
from debate.models.questions import Question
from debate.queries import questions as reads
from debate.services import debates as debate_writes
from debate.services import events, questions, releases
from debate.services import marks as mark_writes
from tests import cast
from tests.cast import MINUTE, NOW

RELEASED = NOW + 2 * MINUTE


@pytest.fixture
def people(session: Any) -> cast.Cast:
    """The class with its debate over, and amara's mark released to her alone."""
    made = cast.make(session)
    cast.start(session, made)
    with transaction(session):
        made.debate.ended_ms = NOW + MINUTE
        releases.release(
            session, owner(made), made.debate, RELEASED, what="marks", seat=made.seats["amara"]
        )
    return made


def owner(people: cast.Cast) -> Actor:
    return Actor("owner", account_id=people.owner.id)


def seat(people: cast.Cast, who: str) -> Actor:
    row = people.seats[who]
    return Actor("debater", seat_id=row.id, seat_number=row.number, side=row.side)


def ask(session: Any, people: cast.Cast, who: str = "amara", words: str = "Why two?") -> int:
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        return questions.ask(session, seat(people, who), debate, words, RELEASED + MINUTE)


def add(session: Any, people: cast.Cast, actor: Actor, number: int, words: str) -> None:
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        questions.add(session, actor, debate, number, words, RELEASED + 2 * MINUTE)


def decide(session: Any, people: cast.Cast, number: int, decision: str) -> None:
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        now = RELEASED + 3 * MINUTE
        questions.decide(session, owner(people), debate, number, decision, "Read P1.2.", now)


def test_a_thread_goes_from_a_question_to_a_decision_and_is_all_in_the_record(
    session: Any, people: cast.Cast
) -> None:
    before = session.query(Event).count()
    number = ask(session, people)
    add(session, people, owner(people), number, "Because of P1.2.")
    add(session, people, seat(people, "amara"), number, "But it is answered.")
    decide(session, people, number, "stands")
    thread = reads.of_seat(session, people.debate.id, people.seats["amara"].id)[0]
    assert thread.decision == "stands"
    assert [(post.kind, post.by, post.text) for post in thread.posts] == [
        ("question", "", "Why two?"),
        ("answer", "Dr Ansah", "Because of P1.2."),
        ("question", "", "But it is answered."),
        ("decision", "Dr Ansah", "Read P1.2."),
    ]
    added = session.query(Event).order_by(Event.seq).all()[before:]
    assert [(event.kind, event.seat_number) for event in added] == [
        ("question_asked", 1),
        ("question_answered", None),
        ("question_asked", 1),
        ("question_decided", None),
    ]
    for event in added:
        said = events.content(session, event.id, "payload")
        assert (said["question"], said["seat"]) == (1, 1)
        assert "Ansah" not in str(said)
        assert "Amara" not in str(said)
    assert said["decision"] == "stands"


def test_only_whose_mark_is_released_may_ask_and_one_thing_at_a_time(
    session: Any, people: cast.Cast
) -> None:
    with pytest.raises(Refused, match="once it is released"):
        ask(session, people, "tomas")
    number = ask(session, people)
    with pytest.raises(Refused, match="still open"):
        ask(session, people)
    decide(session, people, number, "stands")
    assert ask(session, people) == 2
    with pytest.raises(Refused, match="nothing can be added"):
        add(session, people, seat(people, "amara"), number, "And yet.")


def test_nobody_writes_in_a_thread_of_somebody_else(session: Any, people: cast.Cast) -> None:
    number = ask(session, people)
    for who, at in (("tomas", number), ("amara", 9)):
        with pytest.raises(NotFound):
            add(session, people, seat(people, who), at, "Me too.")
    with pytest.raises(NotFound):
        decide(session, people, 9, "stands")


def test_a_thread_and_a_student_have_their_limits(session: Any, people: cast.Cast) -> None:
    for n in range(1, 6):
        assert ask(session, people) == n
        if n < 5:
            decide(session, people, n, "stands")
    for n in range(19):
        add(session, people, owner(people), 5, f"Answer {n}.")
    with pytest.raises(Refused, match="at most 20"):
        add(session, people, owner(people), 5, "One more.")
    decide(session, people, 5, "stands")
    with pytest.raises(Refused, match="asked 5 times"):
        ask(session, people)
    assert session.query(Question).count() == 5


def test_changed_can_only_be_said_of_a_mark_that_was_changed(
    session: Any, people: cast.Cast
) -> None:
    number = ask(session, people)
    with pytest.raises(Refused, match="Change it first"):
        decide(session, people, number, "changed")
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        now = RELEASED + 2 * MINUTE
        mark_writes.give(session, owner(people), debate, 1, {"argument": 3}, "", now=now)
    decide(session, people, number, "changed")
    with pytest.raises(Refused, match="already"):
        decide(session, people, number, "stands")


def test_the_list_of_a_session_begins_with_what_waits(session: Any, people: cast.Cast) -> None:
    with transaction(session):
        releases.release(session, owner(people), people.debate, RELEASED)
    for who in ("amara", "tomas", "priya"):
        ask(session, people, who, f"Why, asks {who}?")
    decide(session, people, 1, "stands")
    add(session, people, owner(people), 2, "Because.")
    lines = reads.of_sitting(session, people.sitting.slug)
    assert [(line.name, line.waits, line.decision) for line in lines] == [
        ("Priya Nair", True, ""),
        ("Tomás Rivera", False, ""),
        ("Amara Diallo", False, "stands"),
    ]
