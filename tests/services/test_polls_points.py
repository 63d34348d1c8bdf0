"""Which point moved a voter: who may say so when, what is counted, and who may see it."""

import json
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from debate.db import transaction
from debate.domain import formats
from debate.domain.events import MODERATORS, ROOM
from debate.domain.polls import MovedBy, Named
from debate.domain.refusals import Forbidden, NotFound, Refused
from debate.models.events import Event, EventContent
from debate.models.polls import Vote
from debate.models.speeches import Point
from tests import cast
from tests.cast import MINUTE, NOW
from tests.services.polling import (
    STEPS_TO_CLOSING_VOTE,
    add_audience,
    add_point,
    go_on,
    name,
    results,
    vote,
)

VOTING = NOW + MINUTE
CLOSED = NOW + 2 * MINUTE


@pytest.fixture
def people(session: Any) -> cast.Cast:
    """The class at its closing vote, with three points said."""
    people = cast.make(session)
    for address, who in (("P1.1", "amara"), ("O1.1", "priya"), ("O1.2", "priya")):
        add_point(session, people, address, who)
    cast.start(session, people, NOW)
    go_on(session, people, STEPS_TO_CLOSING_VOTE, VOTING)
    return people


def payloads(session: Any) -> list[Any]:
    rows = (
        session.query(EventContent)
        .join(Event, Event.id == EventContent.event_id)
        .filter(Event.kind == "vote_cast", EventContent.part == "payload")
        .order_by(Event.seq)
    )
    return [json.loads(row.content) for row in rows]


def test_the_point_is_part_of_the_vote_and_of_its_record(session: Any, people: cast.Cast) -> None:
    vote(session, people, "kofi", "O", poll="after", sure=3, at=VOTING + 1)
    name(session, people, "kofi", "O1.2", VOTING + 2)
    name(session, people, "kofi", "O1.2", VOTING + 3)  # the same again changes nothing
    vote(session, people, "kofi", "U", poll="after", at=VOTING + 4)
    name(session, people, "kofi", "none", VOTING + 5)
    voted = {"poll": "after", "choice": "O", "confidence": "3"}
    changed = {"poll": "after", "choice": "U", "confidence": ""}
    assert payloads(session) == [
        voted,
        {**voted, "moved_by": "O1.2"},
        {**changed, "moved_by": "O1.2"},
        {**changed, "moved_by": "none"},
    ]
    assert session.query(Vote).one().moved_by == "none"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", "Choose a point"),
        ("O9.9", "cannot be chosen any more"),
        ("P1.1", "cannot be chosen any more"),  # amara's own
        ("O1.2", "cannot be chosen any more"),  # hidden meanwhile
        ("Beijing never pledged to fight, and that is the point", "cannot be chosen any more"),
    ],
)
def test_only_a_point_of_somebody_else_that_the_room_reads_can_be_named(
    session: Any, people: cast.Cast, address: str, words: str
) -> None:
    hide(session, "O1.2")
    vote(session, people, "amara", "P", poll="after", at=VOTING + 1)
    with pytest.raises(Refused, match=words) as refused:
        name(session, people, "amara", address, VOTING + 2)
    assert (refused.value.field, refused.value.status) == ("point", 422)
    assert session.query(Vote).one().moved_by is None


def hide(session: Any, address: str) -> None:
    with transaction(session):
        claimed = Point.claim == f"Claim {address}"
        session.execute(update(Point).where(claimed).values(state="hidden"))


def test_a_point_is_named_after_voting_and_no_later_than_the_vote_closes(
    session: Any, people: cast.Cast
) -> None:
    with pytest.raises(Refused, match="Vote first") as refused:
        name(session, people, "kofi", "O1.1", VOTING + 1)
    assert refused.value.status == 409
    vote(session, people, "kofi", poll="after", at=VOTING + 2)
    cast.control(session, people, "pause", VOTING + 3)
    with pytest.raises(Refused, match="The clock is paused"):
        name(session, people, "kofi", "O1.1", VOTING + 4)
    cast.control(session, people, "resume", VOTING + 5)
    go_on(session, people, 1, CLOSED)
    with pytest.raises(Refused, match="Closing vote has closed"):
        name(session, people, "kofi", "O1.1", CLOSED + 1)
    assert session.query(Vote).one().moved_by is None


def test_who_cannot_vote_names_no_point(session: Any) -> None:
    data: Any = formats.as_data(cast.read_format())
    closing = next(step for step in data["steps"] if step.get("poll") == "after")
    closing["open_to"] = ["audience"]
    people = cast.make(session, fmt=formats.read(data))
    with pytest.raises(Forbidden):
        name(session, people, "amara", "O1.1")
    data["steps"].remove(closing)
    with transaction(session):
        people.debate.format_json = json.dumps(data)
    with pytest.raises(NotFound):
        name(session, people, "kofi", "O1.1")


def test_the_database_refuses_a_point_with_the_opening_vote(
    session: Any, people: cast.Cast
) -> None:
    row = Vote(
        debate_id=people.debate.id,
        poll="before",
        seat_id=people.seats["kofi"].id,
        choice="O",
        at_ms=NOW,
        moved_by="O1.1",
    )
    with pytest.raises(IntegrityError), transaction(session):
        session.add(row)


def answered(session: Any, people: cast.Cast, *answers: str) -> None:
    """That many listeners vote and answer; nobody voted before."""
    add_audience(session, people, len(answers))
    for number, answer in enumerate(answers, start=7):
        vote(session, people, f"listener {number}", "O", poll="after", at=VOTING + 1)
        name(session, people, f"listener {number}", answer, VOTING + 2)


def test_counts_are_shown_with_the_totals_and_not_before_and_to_all_alike(
    session: Any, people: cast.Cast
) -> None:
    answered(session, people, "O1.2", "none", "O1.2", "P1.1", "O1.1")
    vote(session, people, "amara", "P", poll="after", at=VOTING + 3)
    name(session, people, "amara", "O1.1", VOTING + 4)  # a debater is not of the audience
    vote(session, people, "mei", "P", poll="after", at=VOTING + 3)
    name(session, people, "mei", "O1.1", VOTING + 4)  # and a judge is in no total
    for view in (MODERATORS, ROOM, "team1"):
        assert results(session, people, VOTING + 5, view).moved_by is None
    go_on(session, people, 1, CLOSED)
    for view in (MODERATORS, ROOM, "team1"):
        found = results(session, people, CLOSED + 1, view)
        assert found.moved_by is not None
        assert found.moved_by.counts == MovedBy(
            n=5,
            none=1,
            moved=None,
            none_moved=None,
            points=(Named("O1.2", 2, None), Named("P1.1", 1, None), Named("O1.1", 1, None)),
        )
        assert found.moved_by.claims["P1.1"] == "Claim P1.1"
        assert found.debaters_moved_by is None


def test_a_point_that_is_taken_out_drops_out_with_the_answers_that_named_it(
    session: Any, people: cast.Cast
) -> None:
    answered(session, people, "O1.2", "O1.1", "O1.1", "P1.1", "O1.1", "none")
    go_on(session, people, 1, CLOSED)
    hide(session, "O1.2")
    for view in (MODERATORS, ROOM):
        found = results(session, people, CLOSED + 1, view).moved_by
        assert found is not None
        assert (found.counts.n, [one.address for one in found.counts.points]) == (
            5,
            ["O1.1", "P1.1"],
        )
    hide(session, "P1.1")
    assert results(session, people, CLOSED + 1).moved_by is None  # four answers are left


def test_votes_of_unconfirmed_seats_count_for_no_point(session: Any, people: cast.Cast) -> None:
    answered(session, people, "O1.1", "O1.1", "O1.1", "O1.1", "O1.1")
    with transaction(session):
        people.seats["listener 7"].confirmed_ms = None
        people.seats["listener 7"].claimed_ms = None
    go_on(session, people, 1, CLOSED)
    assert results(session, people, CLOSED + 1).moved_by is None
