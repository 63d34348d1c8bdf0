"""Notes on points: versions, events, and what a release shows of them."""

from typing import Any

import pytest

from debate.db import transaction
from debate.domain.notes import Anchor
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.domain.speeches import Words
from debate.models.events import Event
from debate.models.notes import Note
from debate.models.speeches import Point
from debate.queries import debates, marks_own, releases
from debate.queries import notes as reads
from debate.services import debates as debate_writes
from debate.services import events, notes, speeches
from debate.services import releases as release_writes
from debate.services.notes import Chosen, Remark
from tests import cast
from tests.cast import MINUTE, NOW

REASONS = "Each round of pressure *pulled* them together. It always has."


@pytest.fixture
def people(session: Any) -> cast.Cast:
    """The class in which amara said one thing, on P1.1."""
    made = cast.make(session)
    cast.start(session, made)
    seat = made.seats["amara"]
    actor = Actor("debater", seat_id=seat.id, seat_number=seat.number, side="P")
    with transaction(session):
        debate = debate_writes.lock(session, made.slug)
        words = Words("Pressure unites", REASONS)
        speeches.send_point(session, actor, debate, "P1", words, now=NOW + 1, arrival=NOW + 1)
    cast.control(session, made, "finish", NOW + MINUTE)
    with transaction(session):
        made.debate.ended_ms = NOW + MINUTE
    return made


def owner(people: cast.Cast) -> Actor:
    return Actor("owner", account_id=people.owner.id)


def give(
    session: Any, people: cast.Cast, quote: str, remark: Remark, at: int = NOW, seat: int = 1
) -> int:
    point = session.query(Point).one()
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        chosen = Chosen(point.id, quote)
        return notes.give(session, owner(people), debate, seat, chosen, remark, now=at)


def change(session: Any, people: cast.Cast, number: int, remark: Remark | None, at: int) -> None:
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        if remark is None:
            assert notes.withdraw(session, owner(people), debate, number, now=at) == 1
        else:
            assert notes.edit(session, owner(people), debate, number, remark, now=at) == 1


def release(session: Any, people: cast.Cast, at: int, what: str = "both", who: str = "") -> None:
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        seat = people.seats[who] if who else None
        release_writes.release(session, owner(people), debate, at, what=what, seat=seat)


def seen(session: Any, people: cast.Cast, who: str = "amara") -> list[str]:
    """The comments of the notes that a student is shown."""
    here = debates.load(session, people.slug, "team1", NOW + 99 * MINUTE)
    assert here is not None
    out = releases.of_debate(session, here.id, here.released_ms)
    own = marks_own.own(session, here, people.seats[who].id, out)
    return [note.comment for item in own.points for note in item.text.notes]


def test_a_note_keeps_its_words_and_where_they_stand(session: Any, people: cast.Cast) -> None:
    number = give(session, people, "pulled them together", Remark("A strong verb.", "evidence", 3))
    row = session.query(Note).one()
    assert (row.number, row.version, row.part) == (number, 1, "reasons")
    assert row.quote == REASONS[row.begins : row.ends] == "pulled* them together"
    assert (row.criterion, row.level, row.comment_html) == (
        "evidence",
        3,
        "<p>A strong verb.</p>\n",
    )
    event = session.query(Event).filter_by(kind="note_given").one()
    assert events.content(session, event.id, "payload") == {
        "seat": 1,
        "note": 1,
        "version": 1,
        "address": "P1.1",
        "comment": "A strong verb.",
        "part": "reasons",
        "begins": row.begins,
        "ends": row.ends,
        "criterion": "evidence",
        "level": 3,
    }


def test_each_change_is_a_version_and_a_withdrawn_note_stays_in_the_history(
    session: Any, people: cast.Cast
) -> None:
    number = give(session, people, "", Remark("First."))
    change(session, people, number, Remark("Second."), NOW + 1)
    change(session, people, number, Remark("Second. "), NOW + 2)
    change(session, people, number, None, NOW + 3)
    rows = session.query(Note).order_by(Note.version).all()
    assert [(row.comment, row.current, row.withdrawn) for row in rows] == [
        ("First.", False, False),
        ("Second.", False, False),
        ("", True, True),
    ]
    kinds = [event.kind for event in session.query(Event).order_by(Event.seq)]
    assert kinds[-3:] == ["note_given", "note_given", "note_withdrawn"]
    for again in (Remark("Third."), None):
        with pytest.raises(NotFound):
            change(session, people, number, again, NOW + 4)


def test_a_note_stands_on_the_students_own_points_alone(session: Any, people: cast.Cast) -> None:
    with pytest.raises(Refused) as refused:
        give(session, people, "", Remark("x"), seat=2)
    assert refused.value.field == "point"
    with pytest.raises(Refused) as refused:
        give(session, people, "words that nobody said", Remark("x"))
    assert refused.value.field == "quote"
    with pytest.raises(Refused) as refused:
        give(session, people, "", Remark("x", "evidence", 9))
    assert refused.value.field == "at_level"
    with pytest.raises(NotFound):
        change(session, people, 7, Remark("x"), NOW)
    assert session.query(Note).count() == 0


def test_a_student_has_so_many_notes_and_no_more(session: Any, people: cast.Cast) -> None:
    for n in range(notes.NOTES_MAX):
        give(session, people, "", Remark(f"Note {n}."))
    with pytest.raises(Refused, match="Withdraw one first"):
        give(session, people, "", Remark("One more."))
    change(session, people, 1, None, NOW + 1)
    give(session, people, "", Remark("One more."))


def test_notes_are_shown_as_they_were_at_the_last_release_to_that_student(
    session: Any, people: cast.Cast
) -> None:
    first = give(session, people, "", Remark("First."), NOW + 2 * MINUTE)
    assert seen(session, people) == []
    release(session, people, NOW + 3 * MINUTE, "ballots")
    assert seen(session, people) == []
    release(session, people, NOW + 4 * MINUTE, "marks", "tomas")
    assert seen(session, people) == []
    release(session, people, NOW + 5 * MINUTE, "marks", "amara")
    assert seen(session, people) == ["First."]
    change(session, people, first, Remark("Changed."), NOW + 6 * MINUTE)
    give(session, people, "", Remark("Second."), NOW + 6 * MINUTE)
    assert seen(session, people) == ["First."]
    release(session, people, NOW + 7 * MINUTE)
    assert seen(session, people) == ["Changed.", "Second."]
    change(session, people, first, None, NOW + 8 * MINUTE)
    assert seen(session, people) == ["Changed.", "Second."]
    release(session, people, NOW + 9 * MINUTE, "marks")
    assert seen(session, people) == ["Second."]
    assert seen(session, people, "tomas") == []


def test_letters_follow_the_order_of_the_words_on_the_page() -> None:
    def line(number: int, point: int, anchor: Anchor) -> reads.NoteLine:
        return reads.NoteLine(number, 1, point, anchor, "", None, "x", "", NOW, "")

    lines = [
        line(1, 20, Anchor()),
        line(2, 20, Anchor("reasons", 9, 12, "x")),
        line(3, 20, Anchor("claim", 0, 3, "x")),
        line(4, 10, Anchor("claim", 5, 9, "x")),
        line(5, 99, Anchor()),
    ]
    found = reads.lettered(lines, [10, 20])
    assert [(one.letter, one.number) for one in found] == [
        *(("a", 4), ("b", 3), ("c", 2), ("d", 1), ("e", 5))
    ]
