"""Reads of polls: what one's own page shows, and in how many statements."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from debate.db import db, transaction
from debate.models.ballots import Ballot
from debate.models.polls import Vote
from debate.queries import debates, marks_screen, polls, polls_points, polls_words
from debate.queries.debates import DebateNow
from tests import cast
from tests.cast import NOW
from tests.services.polling import STEPS_TO_CLOSING_VOTE, add_audience, add_point, go_on, name
from tests.services.polling import vote as vote_now


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


def test_results_with_points_take_one_statement_more_however_many_were_named(
    session: Any, people: cast.Cast
) -> None:
    for number in range(1, 4):
        add_point(session, people, f"P1.{number}", "amara")
    add_audience(session, people, 8)
    cast.start(session, people, NOW)
    go_on(session, people, STEPS_TO_CLOSING_VOTE, NOW + 1)
    listeners = [name for name in people.seats if name.startswith("listener")]
    for number, who in enumerate(listeners):
        vote_now(session, people, who, "P", poll="after", at=NOW + 2)
        name(session, people, who, f"P1.{number % 3 + 1}", NOW + 3)
    go_on(session, people, 1, NOW + 4)
    here = load(session, people)
    with statements() as seen:
        found = polls.results(session, here)
    assert found.moved_by is not None
    assert len(found.moved_by.counts.points) == 3
    assert len(seen) == 2


def test_points_to_choose_from_stand_by_speech_without_ones_own_and_what_was_taken_out(
    session: Any, people: cast.Cast
) -> None:
    add_point(session, people, "F1.1", "kofi")
    add_point(session, people, "X1.1", "amara", half="a")
    add_point(session, people, "X1.1", "jonas", half="q")
    for number, state in enumerate(("held", "returned", "hidden", "struck", "unsent"), start=1):
        add_point(session, people, f"O1.{number}", "priya", state=state)
    add_point(session, people, "P1.2", "amara")
    add_point(session, people, "P1.1", "amara")
    here = load(session, people)
    with statements() as seen:
        lines = polls_points.points(session, here)
    assert len(seen) == 1
    assert [line.address for line in lines] == ["P1.1", "P1.2", "X1.1q", "X1.1a", "F1.1"]
    jonas = polls_points.by_speech(here, lines, people.seats["jonas"].id)
    assert [(one.address, one.speaker, [line.address for line in one.points]) for one in jonas] == [
        ("P1", "Amara Diallo", ["P1.1", "P1.2"]),
        ("X1", "", ["X1.1a"]),
        ("F1", "", ["F1.1"]),
    ]


@pytest.mark.parametrize(
    ("hundredths", "words"),
    [(0, "0.0"), (4, "0.0"), (-4, "0.0"), (5, "+0.1"), (2273, "+22.7"), (-10_000, "−100.0")],
)
def test_an_end_of_an_interval_is_written_with_its_sign(hundredths: int, words: str) -> None:
    assert polls_words.points_text(hundredths) == words


SIDES = {"P": "Government", "O": "Opposition"}


@pytest.mark.parametrize(
    ("before", "after", "headline", "sentences"),
    [
        ("", "", "", ["Nobody in the audience voted both times."]),
        (
            "PPPPPPPPPUUUUUUOOOOOOO",
            "PPPPPPUOOPUOOOOPOOOOOO",
            "Opposition moved the room",
            [
                "7 of 22 voters moved towards Opposition and 2 towards Government; 13 stayed put.",
                "Government −4.5 points, Opposition +22.7 points, among those in the audience who "
                "voted both times.",
                "Both intervals include zero: too few voters to tell this swing from chance.",
            ],
        ),
        (
            "PPOO",
            "OOOO",
            "Opposition moved the room",
            [
                "Government −50.0 points, Opposition +50.0 points, among those in the audience who "
                "voted both times.",
                "Fewer than five voters are too few to tell a swing from chance.",
            ],
        ),
        (
            "UUUUU",
            "PPPPP",
            "Government moved the room",
            [
                "5 of 5 voters moved towards Government and 0 towards Opposition; 0 stayed put.",
                "Government +100.0 points, Opposition 0.0 points, among those in the audience who "
                "voted both times.",
                "The change for Government stands out from chance; for Opposition the interval "
                "includes zero: too few voters to tell.",
            ],
        ),
        (
            "PPPPPP",
            "OOOOOO",
            "Opposition moved the room",
            [
                "6 of 6 voters moved towards Opposition and 0 towards Government; 0 stayed put.",
                "Government −100.0 points, Opposition +100.0 points, among those in the audience "
                "who voted both times.",
                "Neither interval includes zero: the change for Government and the change for "
                "Opposition stand out from chance.",
            ],
        ),
        (
            "PPOOU",
            "PPOOU",
            "The room did not move",
            [
                "0 of 5 voters moved towards Government and 0 towards Opposition; 5 stayed put.",
                "Government 0.0 points, Opposition 0.0 points, among those in the audience who "
                "voted both times. A lead below five points is a dead heat.",
                "Both intervals include zero: too few voters to tell this swing from chance.",
            ],
        ),
    ],
)
def test_the_result_is_told_with_how_sure_it_is(
    session: Any, people: cast.Cast, before: str, after: str, headline: str, sentences: list[str]
) -> None:
    add_audience(session, people, len(before))
    for number, (was, is_now) in enumerate(zip(before, after, strict=True), start=7):
        with transaction(session):
            for poll, choice in (("before", was), ("after", is_now)):
                seat = people.seats[f"listener {number}"]
                session.add(
                    Vote(
                        debate_id=people.debate.id,
                        poll=poll,
                        seat_id=seat.id,
                        choice=choice,
                        at_ms=NOW,
                    )
                )
    cast.start(session, people, NOW)
    go_on(session, people, STEPS_TO_CLOSING_VOTE + 1, NOW + 1)
    here = debates.load(session, people.slug, "moderators", NOW + 10)
    assert here is not None
    found = polls.results(session, here)
    assert polls_words.headline(found, SIDES) == headline
    assert polls_words.sentences(found, SIDES) == sentences


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
    assert polls.own_vote(session, people.debate.id, "before", ids["kofi"]) == ("P", 4, None)
    assert polls.own_vote(session, people.debate.id, "before", ids["amara"]) is None
    assert polls.own_vote(session, people.debate.id, "after", ids["kofi"]) is None


def test_the_projector_shows_swing_and_decision_only_when_the_room_may_know_them(
    session: Any, people: cast.Cast
) -> None:
    add_audience(session, people, 5)
    listeners = [name for name in people.seats if name.startswith("listener")]
    for who in listeners:
        vote_now(session, people, who, "U")
    cast.start(session, people, NOW)
    go_on(session, people, STEPS_TO_CLOSING_VOTE, NOW + 1)
    for who in listeners:
        vote_now(session, people, who, "P", poll="after", at=NOW + 2)
    assert marks_screen.result(session, load(session, people)) is None
    cast.control(session, people, "finish", NOW + 3)
    decision = Ballot(
        debate_id=people.debate.id,
        seat_id=people.seats["mei"].id,
        version=1,
        current=True,
        decision="O",
        reason="Because.",
        saved_ms=NOW + 4,
        handed_in_ms=NOW + 4,
    )
    with transaction(session):
        session.add(decision)
    moved = "5 of 5 voters moved towards Proposition and 0 towards Opposition; 0 stayed put."
    swing = marks_screen.Result("Proposition moved the room", (moved,))
    assert marks_screen.result(session, load(session, people)) == swing
    with transaction(session):
        people.debate.ended_ms = NOW + 3
        people.debate.released_ms = NOW + 5
    found = marks_screen.result(session, load(session, people))
    assert found is not None
    assert found.sentences == (moved, "The judges gave it to Opposition, 1 to 0.")
