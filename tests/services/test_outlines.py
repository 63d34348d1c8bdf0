"""Outlines are written by several at once: nobody's text is lost, and nobody else sees it."""

from typing import Any

import pytest

from debate.db import transaction
from debate.domain import outlines as rules
from debate.domain.events import Wake
from debate.domain.refusals import NotFound, Refused
from debate.models.events import Event, ViewChange
from debate.models.outlines import OutlineLine
from debate.queries import debates
from debate.queries import outlines as reads
from debate.queries.outlines import Outline, Scope
from debate.services import debates as debate_writes
from debate.services import outlines
from debate.services.outlines import Typed
from tests import cast, teams
from tests.cast import NOW
from tests.services.moderating import seat_actor

TAB, OTHER = "amara's page", "tomas's page"


@pytest.fixture
def people(session: Any) -> cast.Cast:
    return cast.make(session)


def scope(session: Any, people: cast.Cast, who: str = "amara", team: bool = True) -> Scope:
    here = debates.load(session, people.slug, "team1", NOW)
    assert here is not None
    actor = seat_actor(people, who)
    return reads.of_team(here, actor) if team else reads.own(here, actor)


def shown(session: Any, people: cast.Cast, which: Scope) -> Outline:
    here = debates.load(session, people.slug, "team1", NOW)
    assert here is not None
    return reads.outline(session, here, which, ())


def do(session: Any, people: cast.Cast, act: Any, *values: Any, **more: Any) -> Any:
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        return act(session, debate, *values, **more)


def add(session: Any, people: cast.Cast, text: str, who: str = "amara", level: int = 1) -> int:
    which = scope(session, people, who)
    line: int = do(session, people, outlines.add, which, text, level, TAB, NOW)
    return line


def save(
    session: Any, people: cast.Cast, line: int, text: str, revision: int, **by: str
) -> dict[int, int]:
    """`by`: who, tab, and was: the text that the form began with."""
    which = scope(session, people, by.get("who", "amara"))
    typed = [Typed(line, text, revision, rules.mark(by.get("was", "")))]
    found: dict[int, int] = do(
        session, people, outlines.save, which, typed, by.get("tab", TAB), NOW
    )
    return found


def texts(session: Any, people: cast.Cast, who: str = "amara") -> list[str]:
    return [line.text for line in shown(session, people, scope(session, people, who)).lines]


def test_two_lines_are_written_at_once_and_both_are_kept(session: Any, people: cast.Cast) -> None:
    first, second = add(session, people, "Trade"), add(session, people, "Arms")
    assert save(session, people, first, "Trade grew", 1) == {}
    assert save(session, people, second, "Arms fell", 1, who="tomas", tab=OTHER) == {}
    assert texts(session, people) == ["Trade grew", "Arms fell"]
    found = shown(session, people, scope(session, people))
    assert [line.by for line in found.lines] == ["", "Tomás Rivera"]


def test_of_two_texts_for_one_line_both_stay_and_the_second_goes_on_in_its_own_line(
    session: Any, people: cast.Cast
) -> None:
    line = add(session, people, "Trade")
    save(session, people, line, "Trade grew", 1, who="tomas", tab=OTHER)
    twins = save(session, people, line, "Trade fell", 1, tab="a third page")
    assert list(twins) == [line]
    assert texts(session, people) == ["Trade grew", "Trade fell"]
    # Its answer was lost, and more was typed: it is the same line.
    again = save(session, people, line, "Trade fell a lot", 1, tab="a third page")
    assert again == twins
    assert texts(session, people) == ["Trade grew", "Trade fell a lot"]
    found = shown(session, people, scope(session, people)).lines
    assert [one.twin for one in found] == [False, True]
    do(session, people, outlines.keep_both, scope(session, people), twins[line])
    assert not any(one.twin for one in shown(session, people, scope(session, people)).lines)


def test_the_page_that_saved_last_may_save_again_whatever_its_answer_was(
    session: Any, people: cast.Cast
) -> None:
    line = add(session, people, "Trade")
    for text in ("Trade g", "Trade gr", "Trade grew"):
        assert save(session, people, line, text, 1) == {}
    assert texts(session, people) == ["Trade grew"]


def test_a_whole_form_saves_only_the_lines_that_were_changed_in_it(
    session: Any, people: cast.Cast
) -> None:
    line = add(session, people, "Trade")
    save(session, people, line, "Trade grew", 1, who="tomas", tab=OTHER)
    assert save(session, people, line, "Trade", 1, was="Trade", tab="an old page") == {}
    assert texts(session, people) == ["Trade grew"]


def test_a_line_removed_while_it_is_written_is_back_with_the_words(
    session: Any, people: cast.Cast
) -> None:
    line = add(session, people, "Trade")
    do(session, people, outlines.remove, scope(session, people, "tomas"), line, NOW)
    assert texts(session, people) == []
    save(session, people, line, "Trade grew", 1)
    assert texts(session, people) == ["Trade grew"]
    gone = 10**6
    save(session, people, gone, "Of a line that is no more", 1)
    assert texts(session, people) == ["Trade grew", "Of a line that is no more"]


def test_a_removed_line_is_put_back_where_it_was(session: Any, people: cast.Cast) -> None:
    ids = [add(session, people, text) for text in ("a", "b", "c")]
    which = scope(session, people)
    do(session, people, outlines.remove, which, ids[1], NOW)
    assert [line.text for line in shown(session, people, which).removed] == ["b"]
    do(session, people, outlines.put_back, which, ids[1])
    assert texts(session, people) == ["a", "b", "c"]


def test_lines_are_added_below_moved_and_shifted_with_what_is_under_them(
    session: Any, people: cast.Cast
) -> None:
    a, b = add(session, people, "a"), add(session, people, "b")
    which = scope(session, people)
    do(session, people, outlines.add, which, "under a", 2, TAB, NOW, after=a)
    assert texts(session, people) == ["a", "under a", "b"]
    do(session, people, outlines.move, which, b, down=False)
    do(session, people, outlines.move, which, b, down=False)
    do(session, people, outlines.shift, which, a, deeper=True)
    found = shown(session, people, which).lines
    assert [(line.level, line.text) for line in found] == [(1, "b"), (2, "a"), (3, "under a")]


def test_only_the_pages_of_the_team_are_told_and_no_record_is_written(
    session: Any, people: cast.Cast
) -> None:
    which = scope(session, people)
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        outlines.add(session, debate, which, "a secret", 1, TAB, NOW)
        told = list(session.info["wake"])
    ids = [people.seats[who].id for who in ("amara", "tomas")]
    assert told == [Wake(people.debate.id, "outline", f"seat:{seat}") for seat in ids]
    assert session.query(Event).count() == session.query(ViewChange).count() == 0


def test_the_team_has_one_outline_the_other_team_another_and_each_seat_its_own(
    session: Any, people: cast.Cast
) -> None:
    line = add(session, people, "Of the proposition")
    assert texts(session, people, "tomas") == ["Of the proposition"]
    assert texts(session, people, "priya") == []
    own = scope(session, people, team=False)
    do(session, people, outlines.add, own, "My own", 1, TAB, NOW)
    assert [one.text for one in shown(session, people, own).lines] == ["My own"]
    for other in (scope(session, people, "priya"), scope(session, people, "tomas", team=False)):
        with pytest.raises(NotFound):
            do(session, people, outlines.remove, other, line, NOW)
    with pytest.raises(NotFound):
        scope(session, people, "mei")


@pytest.mark.one_database
def test_two_teams_of_one_side_do_not_share_an_outline(session: Any) -> None:
    people = cast.make(session, fmt=teams.four())
    add(session, people, "Of the opening")
    assert texts(session, people, "tomas") == []
    assert scope(session, people, "amara").seats == (people.seats["amara"].id,)


def test_after_the_end_the_outline_stays_as_it_is(session: Any, people: cast.Cast) -> None:
    line = add(session, people, "Trade")
    with transaction(session):
        people.debate.ended_ms = NOW
    which = scope(session, people)
    for act in (
        lambda: save(session, people, line, "Trade grew", 1),
        lambda: add(session, people, "More"),
        lambda: do(session, people, outlines.move, which, line, down=True),
        lambda: do(session, people, outlines.remove, which, line, NOW),
    ):
        with pytest.raises(Refused, match="over"):
            act()
    assert texts(session, people) == ["Trade"]
    assert not shown(session, people, which).open


def test_two_hundred_lines_are_the_most(session: Any, people: cast.Cast) -> None:
    which = scope(session, people)
    with transaction(session):
        for place in range(200):
            session.add(
                OutlineLine(
                    debate_id=people.debate.id,
                    team="P",
                    seat_id=which.seat_id,
                    editor_id=which.seat_id,
                    position=place,
                    level=1,
                    saved_ms=NOW,
                )
            )
    with pytest.raises(Refused, match="200 lines"):
        add(session, people, "One more")


def test_a_form_full_of_new_lines_does_not_go_beyond_what_an_outline_holds(
    session: Any, people: cast.Cast
) -> None:
    which = scope(session, people)
    full = [Typed(9_000 + n, f"Line {n}", 0, "") for n in range(rules.LINES_MAX)]
    do(session, people, outlines.save, which, full, TAB, NOW)
    with pytest.raises(Refused, match="Remove one first"):
        do(session, people, outlines.save, which, [Typed(9_999, "More", 0, "")], TAB, NOW)
    assert session.query(OutlineLine).count() == rules.LINES_MAX
