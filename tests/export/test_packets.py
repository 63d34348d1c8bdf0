"""Packets: what each holds, for its student and for nobody else."""

from typing import Any

from sqlalchemy.orm import Session

from debate.db import transaction
from debate.export.packets_document import document
from debate.models.sittings import Sitting
from debate.queries import packets
from debate.queries.packets import Packet
from tests.cast import NOW
from tests.export import played
from tests.export.played import Play
from tests.services.challenging import UPHELD, answer, challenge, cited, rule
from tests.services.moderating import S


def packet(play: Play, who: str, *, own: bool = True) -> Packet:
    found = packets.seats(play.session, debate=play.slug, number=play.seats[who].number)[0]
    here = packets.load(play.session, found, play.now)
    assert here is not None
    made = packets.packet(play.session, here, found, own=own)
    assert made is not None
    return made


def test_a_debater_keeps_their_turns_with_what_answered_them(released: Play) -> None:
    found = packet(released, "amara")
    assert [turn.address for turn in found.turns] == ["P1", "X1", "P3"]
    first = found.turns[0].points[0]
    assert first.own
    assert [near.address for near in first.answered_by] == ["O1.1"]
    assert first.status == "answered"
    assert found.turns[0].points[1].status == "dropped"
    exchange = found.turns[1].points
    assert [(item.line.row.address, item.own) for item in exchange] == [
        ("X1.1q", False),
        ("X1.1a", True),
    ]
    assert found.counts == {"points": 2, "questions": 0, "answers": 1, "cards": 2}


def test_the_author_of_a_returned_point_keeps_it_with_the_note(released: Play) -> None:
    points = packet(released, "priya").turns[0].points
    assert [(item.line.row.claim, item.line.row.note) for item in points] == [
        ("Beijing never pledged to fight", ""),
        ("Silence is no pledge", "Say whose silence."),
        ("Beijing’s silence is no pledge", ""),
    ]
    assert [near.claim for near in points[0].answers] == ["Sanctions push the two together"]


def test_others_keep_nothing_of_what_was_hidden_or_held(released: Play) -> None:
    for who in ("priya", "jonas", "mei", "kofi"):
        words = repr(packet(released, who))
        assert played.HIDDEN not in words
        assert played.HELD not in words


def test_cards_of_the_hand_and_cards_cited_from_elsewhere_are_listed(released: Play) -> None:
    found = packet(released, "amara")
    hand = [line for line in found.cards if line.n is not None]
    assert [line.n for line in hand] == [1, 2, 3, 4]
    assert hand[0].cited_in == ("P1.1",)
    other = next(line for line in found.cards if line.n is None)
    assert other.cited.card.number == released.card("tomas")
    assert other.cited.citation.startswith("Marlowe")
    assert other.cited.gist.startswith("Gist of paragraph")


def test_one_who_spoke_from_the_floor_keeps_it(released: Play) -> None:
    found = packet(released, "kofi")
    assert [(turn.address, len(turn.points)) for turn in found.turns] == [("F1", 1)]


def test_votes_stand_in_the_students_own_copy_alone(released: Play) -> None:
    assert packet(released, "kofi").votes == (("before", "O", 2), ("after", "P", 4))
    assert packet(released, "kofi", own=False).votes is None


def test_mark_and_ballots_are_not_even_read_before_the_release(finished: Play) -> None:
    for who in played.PLACES:
        assert packet(finished, who).judgement is None


def test_after_the_release_a_debater_has_mark_comment_and_unsigned_ballots(released: Play) -> None:
    judgement = packet(released, "amara").judgement
    assert judgement is not None
    assert (judgement.score.total, judgement.score.source) == (10_000, "instructor")
    assert judgement.score.comment == played.MARK_COMMENT
    assert [(one.judge, one.reason) for one in judgement.ballots] == [(1, played.REASON)]
    assert "Mei" not in repr(judgement.ballots)


def test_after_the_release_a_judge_has_the_ballot_they_handed_in(released: Play) -> None:
    judgement = packet(released, "mei").judgement
    assert judgement is not None
    assert judgement.written is not None
    assert judgement.written.reason == played.REASON
    assert judgement.score.total is None


def test_where_the_room_saw_codes_a_packet_names_its_owner_and_nobody_else(
    session: Session,
) -> None:
    play = played.first_half(session)
    with transaction(session):
        session.get_one(Sitting, play.sitting.id).room_labels = "codes"
    found = packet(play, "amara")
    assert (found.name, found.label) == ("Amara Diallo", "Heron")
    assert found.turns[0].points[0].answered_by[0].author == "Quartz"
    assert found.turns[1].points[0].line.row.author == "Larch"


def test_a_packet_has_the_challenges_that_concern_its_student_and_no_others(session: Any) -> None:
    people, point = cited(session)
    challenge(session, people, point)
    answer(session, people, "tomas")
    rule(session, people)
    play = Play(session, people, people.sitting, people.debate, people.seats, NOW + 60 * S)
    for who in ("amara", "tomas", "priya"):
        found = packet(play, who)
        assert [one.number for one in found.challenges] == [1]
        (section,) = (one for one in document(found).sections if one.title == "Challenges")
        words = repr(section)
        assert "Priya Nair challenged card No. 1, cited by Amara Diallo in P1.1" in words
        assert "It is in the next line." in words
        assert UPHELD.reason in words
        assert people.owner.name not in words
    for who in ("jonas", "mei", "kofi"):
        assert packet(play, who).challenges == ()
    turn = next(one for one in document(packet(play, "amara")).sections if one.address == "P1")
    assert f"Struck with the note: “{UPHELD.reason}”" in repr(turn)
