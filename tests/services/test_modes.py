"""Spoken and mixed debates: who enters points, for whom, until when; how far cards were read."""

from typing import Any

import pytest

from debate.db import transaction
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.domain.speeches import Words
from debate.models.decks import Card
from debate.models.events import Event
from debate.models.hands import Draw
from debate.models.speeches import Citation, Draft, Point
from debate.queries import debates, speeches
from debate.services import debates as debate_writes
from debate.services import events, modes
from tests import cast
from tests.cast import MINUTE, NOW
from tests.services.moderating import S, seat_actor, send


@pytest.fixture
def people(session: Any) -> cast.Cast:
    made = cast.make(session, mode="spoken")
    cast.start(session, made)
    return made


def enter(
    session: Any,
    people: cast.Cast,
    who: str,
    address: str,
    words: Words,
    speaker: str = "",
    at: int = NOW + S,
    half: str = "",
) -> Any:
    actor = (
        Actor("owner", account_id=people.owner.id) if who == "owner" else seat_actor(people, who)
    )
    said_by = people.seats[speaker].id if speaker else None
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        return modes.enter(
            session, actor, debate, address, said_by, words, half, now=at, arrival=at
        )


def moderator(people: cast.Cast) -> Actor:
    return Actor("owner", account_id=people.owner.id)


def name(session: Any, people: cast.Cast, who: str, side: str | None = None) -> None:
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        modes.name_scribe(session, moderator(people), debate, people.seats[who].id, side, now=NOW)


def said(session: Any, people: cast.Cast, kind: str) -> Any:
    row = session.query(Event).filter_by(debate_id=people.debate.id, kind=kind).all()[-1]
    return events.content(session, row.id, "payload"), row.seat_number


def rows(session: Any, people: cast.Cast, at: int = NOW + MINUTE) -> Any:
    here = debates.load(session, people.debate.id, "room", at)
    return speeches.point_rows(session, here)


def test_a_scribe_enters_what_the_speaker_says_and_it_is_the_speaker_s(
    session: Any, people: cast.Cast
) -> None:
    with pytest.raises(Refused, match="not asked to enter"):
        enter(session, people, "kofi", "P1", Words("Trade has doubled"))
    name(session, people, "kofi")
    assert enter(session, people, "kofi", "P1", Words("Trade has doubled")).address == "P1.1"
    point = session.query(Point).one()
    assert (point.seat_id, point.entered_by_id) == (
        people.seats["amara"].id,
        people.seats["kofi"].id,
    )
    [row] = rows(session, people)
    assert (row.author, row.entered_by, row.late) == ("Amara Diallo", "Kofi Mensah", False)
    payload, author = said(session, people, "point_sent")
    assert (payload["entered_by"], author) == (6, 1)


def test_a_moderator_enters_for_anybody_and_a_speaker_for_themselves(
    session: Any, people: cast.Cast
) -> None:
    enter(session, people, "owner", "P1", Words("Said by Amara"))
    enter(session, people, "amara", "P1", Words("Typed by Amara"))
    assert [row.entered_by for row in rows(session, people)] == ["a moderator", ""]
    assert "entered_by" not in said(session, people, "point_sent")[0]
    with pytest.raises(Refused, match="not asked to enter"):
        enter(session, people, "priya", "P1", Words("Not hers"))


def test_a_scribe_of_one_side_enters_nothing_of_the_other(session: Any, people: cast.Cast) -> None:
    name(session, people, "tomas", "O")
    with pytest.raises(Refused, match="not asked to enter"):
        enter(session, people, "tomas", "P1", Words("Of his own team"))
    name(session, people, "tomas")  # all speeches, in the place of one side
    assert enter(session, people, "tomas", "P1", Words("Now he may")).kind == "sent"
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        seat = people.seats["tomas"].id
        modes.end_scribe(session, moderator(people), debate, seat, now=NOW + 8 * S)
    with pytest.raises(Refused, match="not asked to enter"):
        enter(session, people, "tomas", "P1", Words("Not any more"), at=NOW + 9 * S)


def test_points_are_entered_until_the_debate_ends_paused_or_past_the_bell(
    session: Any, people: cast.Cast
) -> None:
    at = NOW + 30 * MINUTE
    cast.control(session, people, "next", at)
    cast.control(session, people, "pause", at + S)
    sent = enter(session, people, "owner", "P1", Words("Said half an hour ago"), at=at + 2 * S)
    assert sent.kind == "sent"
    assert not session.query(Point).one().late
    with pytest.raises(Refused, match="has not begun"):
        enter(session, people, "owner", "P2", Words("Too early"), at=at + 2 * S)
    cast.control(session, people, "finish", at + 3 * S)
    with pytest.raises(Refused, match="is over"):
        enter(session, people, "owner", "P1", Words("Too late"), at=at + 4 * S)


def test_what_a_scribe_enters_leaves_the_speaker_s_own_drafts_alone(
    session: Any, people: cast.Cast
) -> None:
    seat = people.seats["amara"].id
    with transaction(session):
        session.add(
            Draft(
                debate_id=people.debate.id,
                seat_id=seat,
                step_index=1,
                position=0,
                claim="Amara types this",
                saved_ms=NOW,
            )
        )
    enter(session, people, "owner", "P1", Words("What she said"))
    assert session.query(Draft).one().claim == "Amara types this"


def test_in_a_mixed_debate_typed_points_know_the_bell_and_a_scribe_s_do_not(
    session: Any, people: cast.Cast
) -> None:
    with transaction(session):
        people.debate.mode = "mixed"
    late = NOW + 30 * MINUTE
    assert send(session, people, "amara", "P1", Words("Typed after the bell"), late).kind == "draft"
    with pytest.raises(Refused, match="not asked to enter"):
        enter(session, people, "amara", "P1", Words("By the side door"), at=late)
    assert enter(session, people, "owner", "P1", Words("Said in time"), at=late).kind == "sent"


def test_in_a_spoken_debate_one_s_own_points_are_never_late(
    session: Any, people: cast.Cast
) -> None:
    late = NOW + 30 * MINUTE
    assert send(session, people, "amara", "P1", Words("After the bell"), late).kind == "sent"


def test_a_typed_debate_has_no_scribes_and_a_mode_stays_once_it_runs(session: Any) -> None:
    made = cast.make(session)
    with pytest.raises(Refused, match="everybody types"):
        name(session, made, "kofi")
    with pytest.raises(Refused, match="everybody types"):
        enter(session, made, "owner", "P1", Words("No"))

    def choose(mode: str) -> None:
        with transaction(session):
            debate = debate_writes.lock(session, made.slug)
            modes.set_mode(session, moderator(made), debate, mode, now=NOW)

    choose("mixed")
    assert said(session, made, "mode_set")[0] == {"mode": "mixed"}
    with pytest.raises(Refused, match="typed, spoken or mixed"):
        choose("sung")
    cast.start(session, made)
    with pytest.raises(Refused, match="has started"):
        choose("typed")
    assert made.debate.mode == "mixed"


def test_in_a_crossfire_one_says_who_asked_and_who_answered(session: Any) -> None:
    made = cast.make(session, fmt=cast.read_format("public-forum"), mode="spoken")
    cast.start(session, made)
    crossfire = next(step for step in cast.read_format("public-forum").steps if step.crossfire)
    for n in range(crossfire.index):
        cast.control(session, made, "next", NOW + n + 1)
    with pytest.raises(Refused, match="whose words"):
        enter(session, made, "owner", "X1", Words("Why now?"), at=NOW + S)
    with pytest.raises(Refused, match="not their speech"):
        enter(session, made, "owner", "X1", Words("Why now?"), "kofi", at=NOW + S)
    asked = enter(session, made, "owner", "X1", Words("Why now?"), "amara", at=NOW + S)
    told = enter(session, made, "owner", "X1", Words("Because."), "priya", at=NOW + S, half="a")
    assert (asked.address, told.address) == ("X1.1q", "X1.1a")


def test_held_points_of_a_scribe_wait_like_any_other(session: Any, people: cast.Cast) -> None:
    with transaction(session):
        people.debate.hold = True
    assert enter(session, people, "owner", "P1", Words("Waits")).kind == "held"
    assert said(session, people, "point_held")[0]["entered_by"] == 0
    assert rows(session, people) == ()


def test_judges_strangers_and_absent_people_are_no_scribes(session: Any, people: cast.Cast) -> None:
    with pytest.raises(Refused, match="judge cannot be scribe"):
        name(session, people, "mei")
    with transaction(session):
        people.seats["kofi"].absent_ms = NOW
    with pytest.raises(Refused, match="marked absent"):
        name(session, people, "kofi")
    with pytest.raises(NotFound), transaction(session):
        modes.name_scribe(session, moderator(people), people.debate, 999, None, now=NOW)


def cite(session: Any, people: cast.Cast) -> None:
    card = session.query(Card).filter_by(number=3).one()
    with transaction(session):
        session.add(
            Draw(
                debate_id=people.debate.id,
                seat_id=people.seats["amara"].id,
                n=1,
                pile="P",
                card_id=card.id,
                card_number=3,
                exclusive=True,
                drawn_ms=NOW,
            )
        )
    enter(session, people, "owner", "P1", Words("With a card", cards=(3,)))


def mark(
    session: Any, people: cast.Cast, who: str, words: int | None, at: int = NOW + 2 * S
) -> None:
    actor = (
        Actor("owner", account_id=people.owner.id) if who == "owner" else seat_actor(people, who)
    )
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        modes.mark_reading(session, actor, debate, "P1.1", 3, words, now=at)


def test_where_reading_stopped_stands_on_the_card_as_cited(session: Any, people: cast.Cast) -> None:
    cite(session, people)
    mark(session, people, "amara", 4)
    [row] = rows(session, people)
    assert row.cards[0].read == ("Body of card 3.", "It has two sentences.")
    assert row.cards[0].read_until == "Body of card 3."
    assert said(session, people, "reading_marked")[0] == {"address": "P1.1", "card": 3, "words": 4}
    mark(session, people, "owner", 8)  # to the last word: all was read
    assert session.query(Citation).one().stopped_at is None


def test_only_who_said_or_entered_a_point_marks_it_and_only_until_the_end(
    session: Any, people: cast.Cast
) -> None:
    cite(session, people)
    with pytest.raises(Refused, match="Only who said"):
        mark(session, people, "kofi", 4)
    with pytest.raises(Refused, match="one of the 8 words"):
        mark(session, people, "amara", 9)
    cast.control(session, people, "finish", NOW + 3 * S)
    with pytest.raises(Refused, match="is over"):
        mark(session, people, "amara", 4, NOW + 4 * S)
    assert session.query(Citation).one().stopped_at is None
