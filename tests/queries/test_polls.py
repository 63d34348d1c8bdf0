"""Reads of polls: what one's own page shows, and in how many statements."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from debate.db import db, transaction
from debate.models.polls import Vote
from debate.queries import debates, polls
from debate.queries.debates import DebateNow
from tests import cast
from tests.cast import NOW


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements that are run inside."""
    seen: list[str] = []

    def note(*args: Any) -> None:
        if not args[2].startswith("BEGIN"):
            seen.append(args[2])

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)


def load(session: Any, people: cast.Cast) -> DebateNow:
    here = debates.load(session, people.slug, "room", NOW + 10)
    assert here is not None
    return here


def vote(session: Any, people: cast.Cast, *who: str) -> None:
    with transaction(session):
        for name in who:
            seat_id = people.seats[name].id
            session.add(
                Vote(
                    debate_id=people.debate.id,
                    poll="before",
                    seat_id=seat_id,
                    choice="P",
                    confidence=4,
                    at_ms=NOW,
                )
            )


@pytest.fixture
def people(session: Any) -> cast.Cast:
    return cast.make(session)


def test_polls_take_one_statement_however_many_voted(session: Any, people: cast.Cast) -> None:
    here = load(session, people)
    for who in (["kofi"], ["amara", "priya", "mei"]):
        vote(session, people, *who)
        with statements() as seen:
            polls.results(session, here)
            polls.turnout(session, here, here.fmt.steps[0])
        assert len(seen) == 2


def test_turnout_counts_who_may_vote_and_is_there_and_tells_nothing_else(
    session: Any, people: cast.Cast
) -> None:
    with transaction(session):
        people.seats["jonas"].absent_ms = NOW
        people.seats["tomas"].claimed_ms = None
    vote(session, people, "kofi", "amara")
    here = load(session, people)
    assert polls.turnout(session, here, here.fmt.steps[0]) == polls.Turnout(voted=2, voters=4)


def test_one_sees_ones_own_vote_and_nobody_elses(session: Any, people: cast.Cast) -> None:
    vote(session, people, "kofi")
    ids = {name: seat.id for name, seat in people.seats.items()}
    assert polls.own_vote(session, people.debate.id, "before", ids["kofi"]) == ("P", 4)
    assert polls.own_vote(session, people.debate.id, "before", ids["amara"]) is None
    assert polls.own_vote(session, people.debate.id, "after", ids["kofi"]) is None
