"""Redacting what is missing from a speech or a joint line: whose words go, and which pages drop."""

from typing import Any

import pytest

from debate.domain.permissions import Actor
from debate.domain.redactions import MARK
from debate.domain.speeches import Words
from debate.models.agreements import Agreement
from debate.models.events import Event, EventContent, ViewChange
from debate.models.moderation import ModerationAct
from debate.services import agreements, moderation, redactions, redactions_words
from tests import cast
from tests.cast import NOW
from tests.services.moderating import act, send
from tests.services.polling import actor

CHECK, STATEMENT = 6, 7  # steps of the format
REASON = "About a person."
pytestmark = pytest.mark.one_database


@pytest.fixture
def people(session: Any) -> cast.Cast:
    made = cast.make(session, fmt=cast.read_format("academic-controversy"))
    cast.start(session, made)
    return made


def go_to(session: Any, people: cast.Cast, step: int) -> None:
    for _ in range(step):
        cast.control(session, people, "next", NOW)


def give(session: Any, people: cast.Cast, who: str, address: str, words: str) -> None:
    def do(session: Any, moderator: Actor, debate: Any, *, now: int) -> None:
        seat = actor(people.seats[who])
        agreements.give(session, seat, debate, address, False, words, now=now, arrival=now)

    act(session, people, do, at=NOW)


def redact(session: Any, people: cast.Cast, address: str, who: str) -> Any:
    number = people.seats[who].number
    return act(session, people, redactions_words.redact, address, number, "a liar", REASON)


def withheld(session: Any) -> list[str]:
    """The kinds of the records whose contents are gone."""
    held = session.query(EventContent.event_id).filter_by(part="payload")
    return [row.kind for row in session.query(Event).filter(Event.id.not_in(held))]


def test_words_on_a_joint_line_go_with_what_quotes_them_and_those_of_others_stay(
    session: Any, people: cast.Cast
) -> None:
    go_to(session, people, STATEMENT)
    sent = send(session, people, "amara", "J1", Words("Both agree"), at=NOW)
    give(session, people, "priya", "J1.1", "Only a liar agrees")
    give(session, people, "jonas", "J1.1", "A liar, I too say")
    act(session, people, moderation.hide, sent.point_id, "Priya writes “a liar” there")
    found = redact(session, people, "J1.1", "priya")
    assert [(one.what, one.place) for one in found] == [
        ("agreement", f"seat {people.seats['jonas'].number}")
    ]
    assert [row.words for row in session.query(Agreement).order_by(Agreement.id)] == [
        *(f"Only {MARK} agrees", "A liar, I too say")
    ]
    assert session.query(ModerationAct).filter_by(kind="hide").one().note == (
        f"Priya writes “{MARK}” there"
    )
    assert withheld(session) == ["agreement_given", "point_hidden"]
    logged = session.query(ModerationAct).filter_by(kind="redact").one()
    assert (logged.seat_id, logged.point_id, logged.note) == (
        *(people.seats["priya"].id, None, REASON),
    )


def test_pages_drop_the_round_in_which_the_words_stand(session: Any, people: cast.Cast) -> None:
    go_to(session, people, CHECK)
    give(session, people, "amara", "P3", "Only a liar says so")
    last = session.query(ViewChange.id).order_by(ViewChange.id.desc()).first().id
    redact(session, people, "P3", "amara")
    rows = session.query(ViewChange).filter(ViewChange.id > last).all()
    assert {row.target for row in rows} == {"speech-C1"}
    assert {row.view for row in rows} == {"room", "judges", "team1", "team2", "moderators"}
    assert all(row.taken_back for row in rows)


def test_redacting_a_point_leaves_words_on_it_alone(session: Any, people: cast.Cast) -> None:
    go_to(session, people, STATEMENT)
    sent = send(session, people, "amara", "J1", Words("Only a liar"), at=NOW)
    give(session, people, "priya", "J1.1", "No word of a liar, please; more on a liar")
    redact(session, people, "J1.1", "priya")
    give(session, people, "priya", "J1.1", "Once more a liar")
    found = act(session, people, redactions.redact, sent.point_id, "a liar", REASON)
    assert [one.what for one in found] == ["agreement"]
    assert withheld(session) == ["point_sent", "agreement_given"]
