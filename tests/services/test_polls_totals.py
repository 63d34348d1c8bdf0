"""Totals of the votes: when they are shown, to whom, and whose votes are in them."""

import json
from typing import Any

import pytest

from debate.db import transaction
from debate.domain.events import MODERATORS, ROOM
from debate.domain.permissions import Actor
from debate.domain.refusals import Refused
from debate.models.events import Event, EventContent
from debate.services import debates as debate_writes
from debate.services import polls
from tests import cast
from tests.cast import MINUTE, NOW
from tests.services.polling import STEPS_TO_CLOSING_VOTE, add_audience, go_on, results, vote


@pytest.fixture
def people(session: Any) -> cast.Cast:
    return cast.make(session)


def test_totals_of_the_opening_vote_stay_hidden_until_the_closing_vote_is_closed(
    session: Any, people: cast.Cast
) -> None:
    vote(session, people, "kofi", "P", sure=4)
    cast.start(session, people, NOW + 1)
    go_on(session, people, STEPS_TO_CLOSING_VOTE, NOW + MINUTE)
    for at in (NOW, NOW + 2, NOW + 2 * MINUTE):
        for view in (MODERATORS, ROOM, "judges", "team1"):
            found = results(session, people, at, view)
            assert (found.before, found.after, found.voters) == (None, None, {})
    go_on(session, people, 1, NOW + 3 * MINUTE)
    found = results(session, people, NOW + 3 * MINUTE)
    assert found.before is not None
    assert (found.before.P, found.before.n, found.before.confidence) == (1, 1, 400)
    assert found.after is not None
    assert found.after.n == 0


def test_of_fewer_than_five_votes_the_room_is_told_the_number_alone(
    session: Any, people: cast.Cast
) -> None:
    add_audience(session, people, 4)
    listeners = [name for name in people.seats if name.startswith("listener")]
    for who in [*listeners, "kofi", "amara"]:
        vote(session, people, who, "P")
    cast.start(session, people, NOW + 1)
    go_on(session, people, STEPS_TO_CLOSING_VOTE, NOW + MINUTE)
    for who in listeners:
        vote(session, people, who, "O", poll="after", at=NOW + 2 * MINUTE)
    go_on(session, people, 1, NOW + 3 * MINUTE)
    for view in (ROOM, "judges", "team1"):
        found = results(session, people, NOW + 3 * MINUTE, view)
        assert found.before is not None
        assert found.before.P == 5
        assert (found.after, found.swing, found.moves) == (None, None, None)
        assert (found.debaters_before, found.debaters_swing) == (None, None)
        assert found.voters == {
            "before": 5,
            "after": 4,
            "debaters_before": 1,
            "debaters_after": 0,
        }
    staff = results(session, people, NOW + 3 * MINUTE)
    assert staff.after is not None
    assert staff.debaters_before is not None
    assert (staff.after.O, staff.debaters_before.P) == (4, 1)


@pytest.mark.parametrize(("stayed_away", "told"), [(0, True), (1, False), (4, False), (5, True)])
def test_totals_that_beside_the_swing_would_tell_on_a_few_are_a_number_alone(
    session: Any, people: cast.Cast, stayed_away: int, told: bool
) -> None:
    add_audience(session, people, 10)
    listeners = [name for name in people.seats if name.startswith("listener")]
    for who in listeners:
        vote(session, people, who, "P")
    cast.start(session, people, NOW + 1)
    go_on(session, people, STEPS_TO_CLOSING_VOTE, NOW + MINUTE)
    for who in listeners[stayed_away:]:
        vote(session, people, who, "O", poll="after", at=NOW + 2 * MINUTE)
    go_on(session, people, 1, NOW + 3 * MINUTE)
    room = results(session, people, NOW + 3 * MINUTE, ROOM)
    assert room.swing is not None
    assert 10 - stayed_away == room.swing.before.P
    assert (room.before is not None, room.after is not None) == (told, True)
    assert room.voters["before"] == 10
    staff = results(session, people, NOW + 3 * MINUTE)
    assert staff.before is not None
    assert staff.before.P == 10


def test_the_closing_vote_is_hidden_while_it_runs_and_over_time(
    session: Any, people: cast.Cast
) -> None:
    cast.start(session, people, NOW)
    go_on(session, people, STEPS_TO_CLOSING_VOTE, NOW + MINUTE)
    vote(session, people, "kofi", "O", poll="after", at=NOW + 2 * MINUTE)
    assert results(session, people, NOW + 2 * MINUTE).after is None
    assert results(session, people, NOW + 9 * MINUTE).after is None
    with pytest.raises(Refused, match="Closing vote has closed"):
        vote(session, people, "kofi", "P", poll="after", at=NOW + 9 * MINUTE)
    go_on(session, people, 1, NOW + 10 * MINUTE)
    after = results(session, people, NOW + 10 * MINUTE).after
    assert after is not None
    assert after.O == 1


def test_a_poll_that_was_never_held_has_no_totals(session: Any, people: cast.Cast) -> None:
    cast.start(session, people, NOW)
    cast.control(session, people, "finish", NOW + MINUTE)
    found = results(session, people, NOW + 2 * MINUTE)
    assert found.before is not None
    assert found.after is None
    assert found.swing is None


def over_with_doubt(session: Any, people: cast.Cast) -> int:
    """Kofi has voted without being confirmed, and the debate is over; when that is."""
    with transaction(session):
        people.seats["kofi"].confirmed_ms = None
    vote(session, people, "kofi", "O")
    cast.start(session, people, NOW + 1)
    cast.control(session, people, "finish", NOW + 2)
    return NOW + 2


def show_totals(session: Any, people: cast.Cast, at: int) -> None:
    with transaction(session):
        owner = Actor("owner", account_id=people.owner.id)
        polls.show_totals(session, owner, debate_writes.lock(session, people.slug), at)


def test_totals_wait_while_a_voter_is_unconfirmed_and_open_once_all_are_confirmed(
    session: Any, people: cast.Cast
) -> None:
    at = over_with_doubt(session, people)
    for view in (MODERATORS, ROOM):
        found = results(session, people, at, view)
        assert (found.before, found.voters, len(found.doubtful)) == (None, {}, 1)
    assert results(session, people, at).doubtful == ("Kofi Mensah",)
    with transaction(session):
        people.seats["kofi"].confirmed_ms = NOW + MINUTE
    found = results(session, people, NOW + MINUTE)
    assert found.before is not None
    assert (found.before.O, found.unconfirmed, found.doubtful) == (1, 0, ())


def test_showing_the_totals_is_one_event_that_names_the_seats_which_do_not_count(
    session: Any, people: cast.Cast
) -> None:
    vote(session, people, "amara", "P")
    at = over_with_doubt(session, people)
    show_totals(session, people, at)
    show_totals(session, people, at + 1)
    shown = session.query(Event).filter_by(kind="totals_shown").one()
    content = session.query(EventContent).filter_by(event_id=shown.id, part="payload").one()
    assert json.loads(content.content) == {"unconfirmed": [people.seats["kofi"].number]}
    found = results(session, people, at + 1)
    assert found.before is not None
    assert found.debaters_before is not None
    assert (found.before.n, found.debaters_before.P) == (0, 1)
    assert (found.waiting, found.doubtful) == (("Kofi Mensah",), ())


def test_who_is_confirmed_after_the_totals_were_shown_moves_no_total(
    session: Any, people: cast.Cast
) -> None:
    at = over_with_doubt(session, people)
    show_totals(session, people, at)
    with transaction(session):
        people.seats["kofi"].confirmed_ms = at + 1
    found = results(session, people, at + 1)
    assert found.before is not None
    assert (found.before.n, found.waiting) == (0, ("Kofi Mensah",))


def test_totals_are_not_shown_while_a_vote_is_still_to_come(
    session: Any, people: cast.Cast
) -> None:
    cast.start(session, people, NOW)
    with pytest.raises(Refused, match="not over yet"):
        show_totals(session, people, NOW + 1)
    cast.control(session, people, "finish", NOW + 2)
    show_totals(session, people, NOW + 3)  # nobody is in doubt: they are open already
    assert session.query(Event).filter_by(kind="totals_shown").count() == 0


def test_a_seat_that_was_released_hides_no_totals_that_were_open(
    session: Any, people: cast.Cast
) -> None:
    at = over_with_doubt(session, people)
    with transaction(session):
        people.seats["kofi"].claimed_ms = None
    found = results(session, people, at)
    assert found.before is not None
    assert (found.before.n, found.waiting, found.doubtful) == (0, ("Kofi Mensah",), ())


def test_the_swing_counts_the_audience_and_the_debaters_apart_and_no_judge(
    session: Any, people: cast.Cast
) -> None:
    add_audience(session, people, 5)
    listeners = [name for name in people.seats if name.startswith("listener")]
    for who in [*listeners, "amara", "mei"]:
        vote(session, people, who, "P")
    cast.start(session, people, NOW + 1)
    go_on(session, people, STEPS_TO_CLOSING_VOTE, NOW + MINUTE)
    for who in [*listeners[:2], "amara", "mei"]:
        vote(session, people, who, "O", poll="after", at=NOW + MINUTE + 1)
    for who in listeners[2:]:
        vote(session, people, who, "P", poll="after", at=NOW + MINUTE + 1)
    go_on(session, people, 1, NOW + 2 * MINUTE)
    found = results(session, people, NOW + 2 * MINUTE)
    assert found.swing is not None
    assert found.debaters_swing is not None
    assert (found.swing.n, found.swing.winner, found.swing.gains["O"]) == (5, "O", 4000)
    assert found.debaters_swing.n == 1
    assert found.moves is not None
    assert (found.moves.to_o, found.moves.to_p, found.moves.stayed) == (2, 0, 3)
    assert found.moves.grid == ((3, 0, 2), (0, 0, 0), (0, 0, 0))


def test_below_five_voters_no_moves_are_shown(session: Any, people: cast.Cast) -> None:
    vote(session, people, "kofi", "P")
    cast.start(session, people, NOW + 1)
    go_on(session, people, STEPS_TO_CLOSING_VOTE, NOW + MINUTE)
    vote(session, people, "kofi", "O", poll="after", at=NOW + MINUTE + 1)
    go_on(session, people, 1, NOW + 2 * MINUTE)
    found = results(session, people, NOW + 2 * MINUTE)
    assert found.swing is not None
    assert (found.swing.n, found.moves) == (1, None)
