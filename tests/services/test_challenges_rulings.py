"""Rulings on challenges: what they do to point, card and clock, and how they are taken back."""

from typing import Any

import pytest

from debate.db import transaction
from debate.domain.challenges import Ruling
from debate.domain.refusals import Refused
from debate.domain.speeches import Words
from debate.models.challenges import Challenge
from debate.models.decks import Card, DeckEntry, DeckVersion
from debate.models.measures import Measure
from debate.models.moderation import ModerationAct
from debate.models.speeches import Citation, Point
from debate.queries import challenges_cases, flow, hands, speeches
from debate.services import challenges_rulings, controls, moderation
from debate.services import debates as debate_writes
from debate.services import speeches as speaking
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
from tests.services.moderating import S, act, last, resend, seat_actor, seen, send


def duties(session: Any, people: cast.Cast, at: int = NOW + 40 * S) -> Any:
    here = now(session, people, "judges", at)
    found = flow.duties(here, speeches.point_rows(session, here))
    return [(one.address, one.status) for one in found]


def test_a_struck_point_is_out_of_the_flow_and_all_read_why(session: Any) -> None:
    people, point = cited(session)
    assert duties(session, people) == [("P1.1", "open")]
    whole(session, people, point)
    assert duties(session, people) == []
    here = now(session, people)
    (row,) = speeches.point_rows(session, here)
    assert (row.level, row.state, row.note) == ("full", "struck", UPHELD.reason)
    acts = session.query(ModerationAct.kind).order_by(ModerationAct.id).all()
    assert [kind for (kind,) in acts] == ["uphold", "strike"]
    assert last(session, "point_struck")["address"] == "P1.1"


def test_the_ruling_sets_the_clock_going_again(session: Any) -> None:
    people, point = cited(session)
    whole(session, people, point)
    here = now(session, people)
    assert (here.reading.state, here.reading.elapsed_ms) == ("running", 20 * S)
    assert here.challenged is None
    assert last(session, "control") == {"kind": "resume", "value": 0, "step": 1, "challenge": 1}


def test_the_clock_stays_stopped_where_the_moderator_says_so(session: Any) -> None:
    people, point = cited(session)
    whole(session, people, point, Ruling(False, "none", "It is there.", resume=False))
    assert now(session, people).reading.state == "paused"


def test_a_pause_that_a_moderator_made_since_is_not_ended_by_the_ruling(session: Any) -> None:
    people, point = cited(session)
    challenge(session, people, point)
    answer(session, people)
    act(session, people, controls.act, "resume", at=NOW + 22 * S)
    act(session, people, controls.act, "pause", at=NOW + 24 * S)
    rule(session, people)
    assert now(session, people).reading.state == "paused"


def test_preparation_that_the_challenge_stopped_goes_on_after_the_ruling(session: Any) -> None:
    people, point = cited(session, fmt=cast.read_format("policy"))
    cast.control(session, people, "prep_on", NOW + 5 * S, 1)
    whole(session, people, point)
    reading = now(session, people).reading
    assert reading.prep_side == "O"
    assert reading.prep_left_ms["O"] == (480 - 5 - 10) * S
    assert reading.elapsed_ms == 5 * S


def test_a_warning_for_somebody_who_left_the_room_does_not_stop_the_ruling(session: Any) -> None:
    people, point = cited(session)
    challenge(session, people, point)
    answer(session, people)
    with transaction(session):
        people.seats["priya"].debate_id = None
    with pytest.raises(Refused, match="is not in this room any more") as refused:
        rule(session, people, Ruling(False, "none", "It is there.", "challenger"))
    assert refused.value.field == "warned"
    rule(session, people, DISMISSED)


def under_hold(session: Any) -> tuple[cast.Cast, int, int]:
    """P1.1, which cites the card, and a change of it that waits; the ids of both."""
    people, point = cited(session)
    act(session, people, moderation.set_hold, True)
    with transaction(session):
        held = speaking.send_point(
            session,
            seat_actor(people, "amara"),
            debate_writes.lock(session, people.slug),
            "P1",
            Words("It is likelier"),
            now=NOW + 6 * S,
            arrival=NOW + 6 * S,
            revises=point,
        )
    return people, point, held.point_id


def test_a_change_that_waits_does_not_escape_a_challenge_or_a_strike(session: Any) -> None:
    people, point, held = under_hold(session)
    challenge(session, people, point)
    with pytest.raises(Refused, match="until the ruling"):
        act(session, people, moderation.approve, held, at=NOW + 12 * S)
    answer(session, people)
    rule(session, people)
    with pytest.raises(Refused, match="struck by a ruling"):
        act(session, people, moderation.approve, held, at=NOW + 32 * S)
    act(session, people, moderation.set_hold, False, at=NOW + 33 * S)
    act(session, people, moderation.return_point, held, "It was struck.", at=NOW + 34 * S)
    with pytest.raises(Refused, match="struck by a ruling"):
        resend(session, people, "amara", NOW + 35 * S)
    assert duties(session, people) == []


def test_a_point_that_waits_is_not_approved_with_a_withdrawn_card(session: Any) -> None:
    people, point = cited(session)
    act(session, people, moderation.set_hold, True)
    again = Words("Once more", "", (CARD,))
    held = send(session, people, "amara", "P1", again, NOW + 6 * S).point_id
    challenge(session, people, point)
    answer(session, people)
    with pytest.raises(Refused, match="is challenged"):
        act(session, people, moderation.approve, held, at=NOW + 21 * S)
    rule(session, people, Ruling(True, "withdraw", "Nobody finds the source."))
    with pytest.raises(Refused, match="was withdrawn"):
        act(session, people, moderation.approve, held, at=NOW + 31 * S)
    act(session, people, challenges_rulings.reverse, 1, "It was found.", at=NOW + 35 * S)
    assert act(session, people, moderation.approve, held, at=NOW + 36 * S) == "P1.2"


def test_a_challenge_is_ruled_on_once(session: Any) -> None:
    people, point = cited(session)
    whole(session, people, point, DISMISSED)
    with pytest.raises(Refused, match="ruled on already") as refused:
        rule(session, people)
    assert refused.value.status == 409
    assert seen(session, people, "room", NOW + 40 * S) == [("P1.1", "full", "It is likely")]


def test_a_withdrawn_card_stands_marked_and_its_point_stays_in_the_flow(session: Any) -> None:
    people, point = cited(session)
    whole(session, people, point, Ruling(True, "withdraw", "Nobody finds the source."))
    (row,) = speeches.point_rows(session, now(session, people))
    assert (row.state, row.cards[0].state) == ("sent", "withdrawn")
    assert "challenge 1 was upheld" in row.cards[0].reason
    assert duties(session, people) == [("P1.1", "open")]


def test_an_answer_struck_after_its_deadline_leaves_answer_out(session: Any) -> None:
    people, first = cited(session)
    hold(session, people, "priya", 4)
    go_to(session, people, now(session, people).speech("O1").step_index)
    words = Words("No", "", (4,), (("answers", first),))
    given = send(session, people, "priya", "O1", words, NOW + 6 * S)
    (due,) = (one for one in flow_due(session, people) if one.address == "P1.1")
    go_to(session, people, due.due_step + 1)
    challenge(session, people, given.point_id, who="amara", card=4, at=NOW + 8 * S)
    answer(session, people, who="priya")
    rule(session, people)
    assert ("P1.1", "answer_out") in duties(session, people)


def go_to(session: Any, people: cast.Cast, step: int) -> None:
    while now(session, people, at=NOW + 7 * S).reading.step_index < step:
        cast.control(session, people, "next", NOW + 6 * S)


def flow_due(session: Any, people: cast.Cast) -> Any:
    here = now(session, people, "judges")
    return flow.duties(here, speeches.point_rows(session, here))


def test_a_reversal_brings_the_point_back_and_keeps_both_reasons(session: Any) -> None:
    people, point = cited(session)
    whole(session, people, point)
    with pytest.raises(Refused) as refused:
        act(session, people, challenges_rulings.reverse, 1, " ")
    assert refused.value.field == "reason"
    act(session, people, challenges_rulings.reverse, 1, "The page was misread.", at=NOW + 35 * S)
    assert duties(session, people) == [("P1.1", "open")]
    ruled = line(session, people, view="moderators").ruled
    assert (ruled.reason, ruled.reversal) == (UPHELD.reason, "The page was misread.")
    assert (ruled.by, ruled.stands) == ("Dr Ansah", False)
    with pytest.raises(Refused, match="no ruling"):
        act(session, people, challenges_rulings.reverse, 1, "Twice")


def test_a_withdrawal_is_lifted_by_the_reversal(session: Any) -> None:
    people, point = cited(session)
    whole(session, people, point, Ruling(True, "withdraw", "Nobody finds the source."))
    act(session, people, challenges_rulings.reverse, 1, "It was found.", at=NOW + 35 * S)
    again = Words("Again", "", (CARD,))
    assert send(session, people, "amara", "P1", again, NOW + 36 * S).kind == "sent"


def newer(session: Any, people: cast.Cast) -> int:
    """A second version of the card in a second version of the deck; the card's id."""
    with transaction(session):
        old = session.query(Card).filter_by(number=CARD).one()
        values = {c.name: getattr(old, c.name) for c in Card.__table__.columns if c.name != "id"}
        card = Card(**values | {"version": 2, "tag": "The corrected tag"})
        version = DeckVersion(
            deck_id=people.deck.id, number=2, content_hash="1" * 64, loaded_ms=NOW
        )
        session.add_all([card, version])
        session.flush()
        for entry in session.query(DeckEntry).filter_by(deck_version_id=people.version.id).all():
            copied = {
                c.name: getattr(entry, c.name)
                for c in DeckEntry.__table__.columns
                if c.name not in ("id", "deck_version_id")
            }
            if copied.get("card_id") == old.id:
                copied["card_id"] = card.id
            session.add(DeckEntry(deck_version_id=version.id, **copied))
        people.deck.version = 2
    return card.id


def test_a_correction_needs_a_newer_version_of_the_card(session: Any) -> None:
    people, point = cited(session)
    challenge(session, people, point)
    answer(session, people)
    with pytest.raises(Refused, match="no newer version") as refused:
        rule(session, people, Ruling(True, "correct", "The date is wrong."))
    assert refused.value.field == "remedy"
    assert line(session, people).open


def test_a_correction_counts_from_now_on_and_earlier_citations_keep_theirs(session: Any) -> None:
    people, point = cited(session)
    corrected = newer(session, people)
    whole(session, people, point, Ruling(True, "correct", "The tag said too much."))
    again = Words("Again", "", (CARD,))
    second = send(session, people, "amara", "P1", again, NOW + 31 * S)
    cards = {row.point_id: row.card_id for row in session.query(Citation)}
    assert cards[second.point_id] == corrected != cards[point]
    here = now(session, people)
    tags = [row.cards[0].tag for row in speeches.point_rows(session, here)]
    assert tags == ["Tag of card 1", "The corrected tag"]
    held = hands.held(session, here, people.seats["amara"].id)
    assert [one.card.tag for one in held] == ["The corrected tag"]
    act(session, people, challenges_rulings.reverse, 1, "The old one was right.", at=NOW + 35 * S)
    third = send(session, people, "amara", "P1", again, NOW + 36 * S)
    assert session.query(Citation).filter_by(point_id=third.point_id).one().card_id == cards[point]
    tags = [row.cards[0].tag for row in speeches.point_rows(session, now(session, people))]
    assert tags == ["Tag of card 1", "The corrected tag", "Tag of card 1"]


def test_a_warning_is_said_to_its_seat_alone(session: Any) -> None:
    people, point = cited(session)
    whole(
        session, people, point, Ruling(False, "none", "There was no ground for it.", "challenger")
    )
    warned = session.query(Measure).filter_by(kind="warn").one()
    assert warned.seat_id == people.seats["priya"].id
    assert "warned" not in last(session, "challenge_ruled")


def test_a_ruling_after_the_end_strikes_and_leaves_the_clock_alone(session: Any) -> None:
    people, point = cited(session)
    challenge(session, people, point)
    answer(session, people)
    act(session, people, controls.act, "finish", at=NOW + MINUTE)
    act(session, people, challenges_rulings.rule, 1, UPHELD, at=NOW + 2 * MINUTE)
    assert session.get(Point, point).state == "struck"
    assert session.query(Challenge).one().resumed_n is None


def test_the_moderator_is_shown_the_citation_its_source_and_the_checks(session: Any) -> None:
    people, point = cited(session)
    challenge(session, people, point, ground="incomplete")
    here = now(session, people, "moderators")
    case = challenges_cases.case(session, here, line(session, people, view="moderators"))
    assert (case.card.number, case.found.card.number) == (CARD, CARD)
    (own,) = case.checks
    assert (own.kind, own.verdict) == ("citation", "look")
    assert "url" in own.says
    assert case.left == 1


def test_a_correction_that_gave_way_counts_again_when_the_later_one_is_reversed(
    session: Any,
) -> None:
    people, point = cited(session)
    newer(session, people)
    correct = Ruling(True, "correct", "The deck has it right now.")
    whole(session, people, point, correct)
    challenge(session, people, point, ground="context", at=NOW + 31 * S)
    answer(session, people, number=2, at=NOW + 32 * S)
    act(session, people, challenges_rulings.rule, 2, DISMISSED, at=NOW + 33 * S)
    with transaction(session):  # as a third version of the card would leave them
        first, second = session.query(Challenge).order_by(Challenge.number)
        first.mark, second.mark = "lifted", "corrected"
        second.upheld, second.remedy = True, "correct"
        second.card_id, second.deck_version_id = first.card_id, first.deck_version_id
    act(session, people, challenges_rulings.reverse, 2, "It was right before.", at=NOW + 35 * S)
    marks = [row.mark for row in session.query(Challenge).order_by(Challenge.number)]
    assert marks == ["corrected", "lifted"]
