"""Votes and the reflection: when they are open, to whom, and what counts."""

from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from debate.db import transaction
from debate.domain import formats
from debate.domain.refusals import Forbidden, NotFound, Refused
from debate.models.events import Event
from debate.models.polls import Vote
from debate.models.speeches import Draft, Reflection
from debate.services import debates as debate_writes
from debate.services import polls
from tests import cast
from tests.cast import MINUTE, NOW
from tests.services.polling import STEPS_TO_CLOSING_VOTE, actor, go_on, vote


def reflect(session: Any, people: cast.Cast, who: str, words: str, at: int) -> str:
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        seat = actor(people.seats[who])
        return polls.reflect(session, seat, debate, words, now=at, arrival=at)


@pytest.fixture
def people(session: Any) -> cast.Cast:
    return cast.make(session)


def test_the_first_poll_is_open_from_the_opening_to_the_start_whenever_that_is(
    session: Any, people: cast.Cast
) -> None:
    vote(session, people, "kofi", "P", at=NOW + 600 * MINUTE)
    cast.start(session, people, NOW + 601 * MINUTE)
    with pytest.raises(Refused, match="Opening vote has closed") as refused:
        vote(session, people, "kofi", "O", at=NOW + 601 * MINUTE + 500)
    assert refused.value.status == 409
    assert session.query(Vote).one().choice == "P"


def test_after_the_start_a_vote_is_refused_whenever_it_arrived(
    session: Any, people: cast.Cast
) -> None:
    cast.start(session, people, NOW + 1000)
    with pytest.raises(Refused, match="has closed"):
        vote(session, people, "kofi", at=NOW + 1200, arrival=NOW + 1100)


def test_nobody_votes_before_the_session_is_open(session: Any, people: cast.Cast) -> None:
    with transaction(session):
        people.sitting.state = "planned"
    with pytest.raises(Refused, match="not open yet"):
        vote(session, people, "kofi")


def test_a_changed_vote_is_one_vote_and_the_same_vote_again_is_no_event(
    session: Any, people: cast.Cast
) -> None:
    vote(session, people, "kofi", "P", sure=2)
    vote(session, people, "kofi", "P", sure=2)
    vote(session, people, "kofi", "U")
    row = session.query(Vote).one()
    assert (row.choice, row.confidence) == ("U", None)
    assert [event.kind for event in session.query(Event)] == ["vote_cast", "vote_cast"]


def test_the_database_refuses_a_second_vote_of_a_seat(session: Any, people: cast.Cast) -> None:
    vote(session, people, "kofi")
    copy = Vote(
        debate_id=people.debate.id,
        poll="before",
        seat_id=people.seats["kofi"].id,
        choice="O",
        at_ms=NOW,
    )
    with pytest.raises(IntegrityError), transaction(session):
        session.add(copy)


@pytest.mark.parametrize(
    ("choice", "sure", "field"), [("X", None, "choice"), ("", 3, "choice"), ("P", 6, "confidence")]
)
def test_a_choice_that_there_is_not_is_refused_at_its_field(
    session: Any, people: cast.Cast, choice: str, sure: int | None, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        vote(session, people, "kofi", choice, sure=sure)
    assert refused.value.field == field
    assert session.query(Vote).count() == 0


def without(*slugs: str) -> formats.Format:
    """The seminar without some of its steps."""
    data: Any = formats.as_data(cast.read_format())
    data["steps"] = [step for step in data["steps"] if step["slug"] not in slugs]
    return formats.read(data)


def test_what_the_format_has_not_is_not_found(session: Any) -> None:
    people = cast.make(session, fmt=without("opening-vote", "reflection"))
    with pytest.raises(NotFound):
        vote(session, people, "kofi")
    with pytest.raises(NotFound):
        reflect(session, people, "kofi", "Words", NOW)


def test_a_poll_that_is_not_open_to_a_role_is_forbidden(session: Any) -> None:
    data: Any = formats.as_data(cast.read_format())
    data["steps"][0]["open_to"] = ["audience"]
    people = cast.make(session, fmt=formats.read(data))
    vote(session, people, "kofi")
    for who in ("amara", "mei"):
        with pytest.raises(Forbidden):
            vote(session, people, who)


def test_a_closing_vote_cannot_be_cast_early_or_while_the_clock_is_paused(
    session: Any, people: cast.Cast
) -> None:
    with pytest.raises(Refused, match="Closing vote has not begun"):
        vote(session, people, "kofi", poll="after")
    cast.start(session, people, NOW)
    go_on(session, people, STEPS_TO_CLOSING_VOTE, NOW + MINUTE)
    cast.control(session, people, "pause", NOW + MINUTE + 10)
    with pytest.raises(Refused, match="The clock is paused"):
        vote(session, people, "kofi", poll="after", at=NOW + 2 * MINUTE)


def test_a_seat_with_extra_time_votes_to_its_own_end(session: Any, people: cast.Cast) -> None:
    with transaction(session):
        people.students["kofi"].factor = 150
        debate = debate_writes.lock(session, people.slug)
        debate_writes.refresh_factor(session, debate, NOW)
    cast.start(session, people, NOW)
    go_on(session, people, STEPS_TO_CLOSING_VOTE, NOW + MINUTE)
    late = NOW + MINUTE + 2 * MINUTE + 30_000  # the vote lasts two minutes, theirs three
    with pytest.raises(Refused, match="has closed"):
        vote(session, people, "mei", poll="after", at=late)
    vote(session, people, "kofi", poll="after", at=late)
    assert session.query(Vote).one().seat_id == people.seats["kofi"].id


def at_reflection(session: Any, people: cast.Cast) -> int:
    cast.start(session, people, NOW)
    go_on(session, people, STEPS_TO_CLOSING_VOTE + 1, NOW + MINUTE)
    return NOW + MINUTE


def test_a_reflection_is_handed_in_and_bettered_while_the_step_lasts(
    session: Any, people: cast.Cast
) -> None:
    begun = at_reflection(session, people)
    assert reflect(session, people, "amara", "They *care*.", begun + 1) == ""
    assert reflect(session, people, "amara", "They *care*.", begun + 2) == ""
    assert reflect(session, people, "amara", "They care more.", begun + 3) == ""
    row = session.query(Reflection).one()
    assert (row.text, row.html) == ("They care more.", "<p>They care more.</p>\n")
    kinds = [event.kind for event in session.query(Event)]
    assert kinds == ["reflection_handed_in", "reflection_handed_in"]


def test_a_reflection_out_of_time_is_kept_as_a_draft_with_the_reason(
    session: Any, people: cast.Cast
) -> None:
    early = reflect(session, people, "amara", "Too soon", NOW)
    assert early == "Reflection has not begun yet."
    begun = at_reflection(session, people)
    late = reflect(session, people, "amara", "Too late", begun + 6 * MINUTE)
    assert late == "Reflection has closed."
    draft = session.query(Draft).one()
    assert (draft.reasons, draft.reason) == ("Too late", late)
    assert session.query(Reflection).count() == 0
    assert session.query(Event).count() == 0


def test_a_draft_of_a_reflection_is_its_authors_and_goes_when_it_is_handed_in(
    session: Any, people: cast.Cast
) -> None:
    begun = at_reflection(session, people)
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        polls.keep_reflection(session, actor(people.seats["amara"]), debate, "Half a", begun)
    assert session.query(Draft).one().seat_id == people.seats["amara"].id
    assert session.query(Event).count() == 0
    reflect(session, people, "amara", "Half a thought, whole", begun + 1)
    assert session.query(Draft).count() == 0


@pytest.mark.parametrize(("words", "why"), [(" ", "Write something"), ("x" * 2001, "too long")])
def test_an_empty_or_too_long_reflection_is_refused(
    session: Any, people: cast.Cast, words: str, why: str
) -> None:
    begun = at_reflection(session, people)
    with pytest.raises(Refused, match=why):
        reflect(session, people, "amara", words, begun + 1)
