"""Evidence challenges: the clock stops, both sides speak once, a card waits for the ruling."""

from typing import Any

import pytest

from debate.db import transaction
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.domain.speeches import Words
from debate.models.challenges import Challenge
from debate.models.seats import Seat
from debate.queries import rooms
from debate.services import challenges, challenges_rulings, controls, seats_places, speeches
from debate.services import debates as debate_writes
from tests import cast
from tests.cast import MINUTE, NOW
from tests.services.challenging import (
    CARD,
    DISMISSED,
    UPHELD,
    answer,
    challenge,
    cited,
    hold,
    line,
    now,
    rule,
    whole,
)
from tests.services.moderating import S, act, last, seat_actor, send


def test_a_challenge_stops_the_clock_and_says_which_card_it_is_about(session: Any) -> None:
    people, point = cited(session)
    assert challenge(session, people, point) == 1
    here = now(session, people)
    assert (here.reading.state, here.challenged.card) == ("paused", CARD)
    assert here.reading.elapsed_ms == 10 * S
    assert last(session, "control")["challenge"] == 1
    said = line(session, people)
    assert (said.challenger, said.author, said.address) == ("Priya Nair", "Amara Diallo", "P1.1")
    assert (said.waits_for, said.stopped) == ("answer", True)


def test_a_challenged_card_cannot_be_cited_until_the_ruling(session: Any) -> None:
    people, point = cited(session)
    challenge(session, people, point)
    act(session, people, controls.act, "resume", at=NOW + 11 * S)
    again = Words("Once more", "", (CARD,))
    with pytest.raises(Refused, match="is challenged") as refused:
        send(session, people, "amara", "P1", again, NOW + 12 * S)
    assert refused.value.field == "cards"
    answer(session, people)
    rule(session, people, DISMISSED)
    assert send(session, people, "amara", "P1", again, NOW + 31 * S).kind == "sent"


def test_a_point_whose_card_is_challenged_is_not_changed_before_the_ruling(session: Any) -> None:
    people, point = cited(session)
    challenge(session, people, point)
    act(session, people, controls.act, "resume", at=NOW + 11 * S)
    with transaction(session), pytest.raises(Refused, match="stands as it is until the ruling"):
        speeches.send_point(
            session,
            seat_actor(people, "amara"),
            debate_writes.lock(session, people.slug),
            "P1",
            Words("It is likelier"),
            now=NOW + 12 * S,
            arrival=NOW + 12 * S,
            revises=point,
        )


def test_one_challenge_at_a_time(session: Any) -> None:
    people, point = cited(session)
    challenge(session, people, point)
    with pytest.raises(Refused, match="challenged already") as refused:
        challenge(session, people, point, who="jonas", ground="context")
    assert refused.value.status == 409


@pytest.mark.parametrize(
    ("who", "words"),
    [("tomas", "the other side"), ("amara", "the other side")],
)
def test_nobody_challenges_evidence_of_the_own_side(session: Any, who: str, words: str) -> None:
    people, point = cited(session)
    with pytest.raises(Refused, match=words):
        challenge(session, people, point, who=who)
    assert now(session, people).reading.state == "running"


def test_a_challenge_needs_a_ground_and_a_statement(session: Any) -> None:
    people, point = cited(session)
    with pytest.raises(Refused) as without_ground:
        challenge(session, people, point, ground="dislike")
    with pytest.raises(Refused) as without_words:
        challenge(session, people, point, text="   ")
    with pytest.raises(Refused) as too_long:
        challenge(session, people, point, text="x" * 501)
    found = [one.value.field for one in (without_ground, without_words, too_long)]
    assert found == ["ground", "statement", "statement"]
    assert session.query(Challenge).count() == 0


def test_what_no_point_cites_is_not_there_to_be_challenged(session: Any) -> None:
    people, point = cited(session)
    with pytest.raises(NotFound):
        challenge(session, people, point, card=CARD + 1)


def test_the_other_side_speaks_once_and_nobody_else(session: Any) -> None:
    people, point = cited(session)
    challenge(session, people, point)
    with pytest.raises(Refused, match="The side that cited"):
        answer(session, people, who="jonas")
    answer(session, people, who="tomas")
    said = line(session, people)
    assert (said.answer.label, said.waits_for) == ("Tomás Rivera", "ruling")
    with pytest.raises(Refused, match="speaks once"):
        answer(session, people, who="amara")


def test_a_moderator_may_go_on_without_a_statement(session: Any) -> None:
    people, point = cited(session)
    challenge(session, people, point)
    with pytest.raises(Refused, match="not spoken yet"):
        rule(session, people)
    act(session, people, challenges.skip, 1)
    with pytest.raises(Refused, match="went on without"):
        answer(session, people)
    rule(session, people)
    assert line(session, people).ruled.upheld


def test_a_clock_that_stood_already_stays_with_who_stopped_it(session: Any) -> None:
    people, point = cited(session)
    cast.control(session, people, "pause", NOW + 5 * S)
    whole(session, people, point)
    said = line(session, people)
    assert (said.stopped, said.resumed_n) == (False, None)
    assert now(session, people).reading.state == "paused"


def test_at_the_bell_a_challenge_still_stops_what_runs_over(session: Any) -> None:
    people, point = cited(session)
    at = NOW + 5 * MINUTE
    late = now(session, people, at=at)
    assert late.reading.state == "over"
    challenge(session, people, point, at=at)
    assert now(session, people, at=at + MINUTE).reading.left_ms == late.reading.left_ms
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        words = Words("On its way when the clock was stopped")
        seat = seat_actor(people, "amara")
        kept = speeches.send_point(session, seat, debate, "P1", words, now=at + 1, arrival=at - S)
    assert kept.kind == "draft"
    assert "paused" in kept.sentence


def test_a_server_that_was_away_leaves_the_challenge_and_the_clock_as_they_were(
    session: Any,
) -> None:
    people, point = cited(session)
    with transaction(session):
        controls.beat(session, NOW + 9 * S)
    challenge(session, people, point)
    with transaction(session):
        controls.beat(session, NOW + 10 * MINUTE)
    here = now(session, people, at=NOW + 10 * MINUTE)
    assert (here.reading.state, here.reading.interrupted) == ("paused", False)
    assert (here.reading.elapsed_ms, here.challenged.challenge) == (10 * S, 1)
    act(session, people, challenges.skip, 1, at=NOW + 10 * MINUTE)


def test_preparation_that_runs_is_stopped_too(session: Any) -> None:
    people, point = cited(session, fmt=cast.read_format("policy"))
    cast.control(session, people, "prep_on", NOW + 5 * S, 1)
    challenge(session, people, point)
    here = now(session, people)
    assert (here.reading.state, here.reading.prep_side) == ("paused", None)
    assert line(session, people).stopped


def test_deadlines_over_days_run_on(session: Any) -> None:
    people, point = cited(session, steps=1, fmt=cast.read_format("written"))
    cast.control(session, people, "next", NOW + 5 * S)
    challenge(session, people, point)
    assert now(session, people).reading.state == "running"
    assert not line(session, people).stopped


def test_a_debater_has_two_and_upheld_ones_do_not_count(session: Any) -> None:
    people, point = cited(session)
    whole(session, people, point, UPHELD.__class__(True, "none", "So it is."))
    for number, ground in enumerate(("context", "straw"), start=2):
        challenge(session, people, point, ground=ground)
        act(session, people, challenges.skip, number)
        rule(session, people, DISMISSED, number)
    with pytest.raises(Refused, match="You have used your 2"):
        challenge(session, people, point, ground="clipping")
    act(session, people, challenges.set_each, 3)
    assert challenge(session, people, point, ground="clipping") == 4


def test_the_same_ground_is_not_ruled_on_twice_while_the_ruling_stands(session: Any) -> None:
    people, point = cited(session)
    whole(session, people, point, DISMISSED)
    with pytest.raises(Refused, match="ruling on this citation"):
        challenge(session, people, point)


def test_no_challenge_before_the_start_or_after_the_end(session: Any) -> None:
    people, point = cited(session)
    act(session, people, controls.act, "finish")
    with pytest.raises(Refused, match="over"):
        challenge(session, people, point)


def test_a_teams_hand_does_not_help_with_a_card_that_was_withdrawn(session: Any) -> None:
    people, point = cited(session)
    hold(session, people, "tomas", 2)
    whole(session, people, point, UPHELD.__class__(True, "withdraw", "Nobody can find it."))
    with pytest.raises(Refused, match="withdrawn by a ruling"):
        send(session, people, "amara", "P1", Words("Again", "", (CARD,)), NOW + 31 * S)
    assert send(session, people, "amara", "P1", Words("Another", "", (2,)), NOW + 32 * S).address


def test_a_card_cited_in_a_sealed_speech_is_nobody_else_s_to_cite(session: Any) -> None:
    people, _ = cited(session, steps=1, fmt=cast.read_format("written"))
    seat = people.seats["priya"]
    here = now(session, people, "team2", NOW + 2 * S)
    assert rooms.load(session, here).citable(here, seat.id) == ()
    with pytest.raises(Refused, match="not in your hand") as refused:
        send(session, people, "priya", "O1", Words("It is not", "", (CARD,)), NOW + 3 * S)
    assert refused.value.field == "cards"


def test_who_spoke_in_a_challenge_stays_in_the_room_and_on_the_side(session: Any) -> None:
    people, point = cited(session)
    challenge(session, people, point)
    moderator = Actor("owner", account_id=people.owner.id)
    for room, role in ((None, "audience"), (people.debate, "audience")):
        with transaction(session):
            debate_writes.lock(session, people.slug)
            seat = session.get(Seat, people.seats["priya"].id)
            with pytest.raises(Refused, match="spoken in a challenge"):
                seats_places.place(session, moderator, seat, room, role, None, NOW + 12 * S)


def withdraw(session: Any, people: cast.Cast, who: str = "priya", at: int = NOW + 20 * S) -> None:
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        challenges.withdraw(session, seat_actor(people, who), debate, 1, now=at)


def test_a_challenge_is_withdrawn_by_who_made_it_and_the_clock_goes_on(session: Any) -> None:
    people, point = cited(session, fmt=cast.read_format("policy"))
    cast.control(session, people, "prep_on", NOW + 5 * S, 1)
    challenge(session, people, point)
    withdraw(session, people)
    here, said = now(session, people), line(session, people)
    assert (here.challenged, here.reading.prep_side) == (None, "O")
    assert (said.open, said.waits_for, said.ruled) == (False, "", None)
    assert said.withdrawn_ms == NOW + 20 * S
    assert last(session, "challenge_withdrawn") == {"challenge": 1}
    cast.control(session, people, "prep_off", NOW + 21 * S)
    assert send(session, people, "amara", "P1", Words("Again", "", (CARD,)), NOW + 22 * S).point_id


def test_a_withdrawn_challenge_counts_and_may_be_made_again_and_needs_no_ruling(
    session: Any,
) -> None:
    people, point = cited(session)
    challenge(session, people, point)
    withdraw(session, people)
    for act_on, words in ((rule, "withdrawn"), (answer, "closed already"), (withdraw, "closed")):
        with pytest.raises(Refused, match=words):
            act_on(session, people)
    with pytest.raises(Refused, match="no ruling"):
        act(session, people, challenges_rulings.reverse, 1, "By mistake")
    assert challenge(session, people, point, at=NOW + 40 * S) == 2
    act(session, people, challenges.skip, 2, at=NOW + 41 * S)
    rule(session, people, DISMISSED, 2)
    with pytest.raises(Refused, match="used your 2 challenges"):
        challenge(session, people, point, ground="context", at=NOW + 50 * S)


def test_a_challenge_is_not_withdrawn_by_others_nor_after_the_other_side_has_spoken(
    session: Any,
) -> None:
    people, point = cited(session)
    challenge(session, people, point)
    for who in ("jonas", "amara"):
        with pytest.raises(Refused, match="nobody else"):
            withdraw(session, people, who)
    answer(session, people, at=NOW + 15 * S)
    with pytest.raises(Refused, match="the moderator rules now"):
        withdraw(session, people)
    assert now(session, people).challenged.card == CARD


def test_a_pause_that_a_moderator_made_since_stays_after_a_withdrawal(session: Any) -> None:
    people, point = cited(session)
    challenge(session, people, point)
    act(session, people, controls.act, "resume", at=NOW + 12 * S)
    act(session, people, controls.act, "pause", at=NOW + 14 * S)
    withdraw(session, people)
    assert now(session, people).reading.state == "paused"


def test_who_resumes_the_clock_by_hand_gives_back_the_preparation_that_a_challenge_cut(
    session: Any,
) -> None:
    people, point = cited(session, fmt=cast.read_format("policy"))
    cast.control(session, people, "prep_on", NOW + 5 * S, 1)
    challenge(session, people, point)
    act(session, people, controls.act, "add", 30, at=NOW + 12 * S)
    act(session, people, controls.act, "resume", at=NOW + 15 * S)
    assert now(session, people, at=NOW + 15 * S).reading.prep_side == "O"
    answer(session, people)
    rule(session, people)
    reading = now(session, people).reading
    assert (reading.prep_side, reading.prep_left_ms["O"]) == ("O", (480 - 5 - 25) * S)
    act(session, people, controls.act, "prep_off", at=NOW + 41 * S)
    act(session, people, controls.act, "pause", at=NOW + 42 * S)
    act(session, people, controls.act, "resume", at=NOW + 43 * S)
    assert now(session, people, at=NOW + 43 * S).reading.prep_side is None
