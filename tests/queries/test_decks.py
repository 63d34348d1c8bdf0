"""Deck pages: what they show, of which version, and in how many statements."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from debate.db import transaction
from debate.queries import cards, decks, motions, sources
from debate.queries.cards import Wanted
from debate.seeding import decks as seeding

NOW = 1_790_000_000_000


@pytest.fixture
def version(session: Session) -> int:
    """The bundled deck, loaded."""
    with transaction(session):
        seeding.load_all(session, NOW)
    found = decks.version_of(session, "china-russia")
    assert found is not None
    return found


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(*arguments: Any) -> None:
        statements.append(arguments[2])

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


def numbers(session: Session, version: int, **wanted: str) -> list[int]:
    return [line.number for line in cards.search(session, version, Wanted(**wanted))]


@pytest.mark.parametrize(
    ("statements", "read"),
    [
        (1, lambda session, version: decks.listing(session, 0)),
        (1, lambda session, version: decks.version_of(session, "china-russia")),
        (9, lambda session, version: decks.page(session, version, Wanted())),
        (9, lambda session, version: decks.page(session, version, Wanted(motion="vassal"))),
        (2, motions.lines),
        (2, lambda session, version: motions.page(session, version, "vassal")),
        (1, sources.lines),
        (5, lambda session, version: sources.page(session, version, "gabuev-2024")),
        (8, lambda session, version: cards.page(session, version, 301, "vassal")),
        (1, lambda session, version: cards.for_debate(session, version, "vassal")),
        (1, lambda session, version: cards.for_debate(session, version, "vassal", {301, 302})),
        (0, lambda session, version: cards.for_debate(session, version, "vassal", set())),
    ],
)
def test_a_page_takes_a_fixed_number_of_statements(
    session: Session, version: int, statements: int, read: Callable[[Session, int], Any]
) -> None:
    with counted(session) as found:
        read(session, version)
    assert len(found) == statements, found


def test_the_list_counts_what_the_newest_version_holds(session: Session, version: int) -> None:
    del version
    line = next(line for line in decks.listing(session, 0) if line.slug == "china-russia")
    assert (line.sources, line.motions, line.course) == (3, 16, None)
    assert line.cards >= 150


def test_a_deck_is_found_by_slug_or_id_and_only_when_there(session: Session, version: int) -> None:
    deck_id = decks.head(session, version).id
    assert decks.version_of(session, deck_id) == version
    assert decks.version_of(session, "unknown") is None


def test_the_counts_of_a_motion_are_those_of_its_cards(session: Session, version: int) -> None:
    for line in motions.lines(session, version):
        page = motions.page(session, version, line.slug)
        assert page is not None
        assert page.line == line
        assert line.cards == len(numbers(session, version, motion=line.slug))
        assert all(card.warrant for card in (*page.supports, *page.both, *page.opposes))


def test_a_debate_gets_each_card_asked_for_whether_it_bears_or_not(
    session: Session, version: int
) -> None:
    bearing = {line.number for line in cards.for_debate(session, version, "vassal")}
    other = next(number for number in numbers(session, version) if number not in bearing)
    wanted = {other, min(bearing)}
    lines = {line.number: line for line in cards.for_debate(session, version, "vassal", wanted)}
    assert lines.keys() == wanted
    assert (lines[other].bearing, lines[other].warrant) == ("", "")
    assert lines[min(bearing)].bearing in {"supports", "opposes", "both"}


def test_a_card_is_cited_in_short_and_is_located(session: Session, version: int) -> None:
    page = cards.page(session, version, 301, "vassal")
    assert page is not None
    assert page.card.citation == f"Gabuev 2024, ¶ {page.card.passage}"
    assert page.card.badge == "located"
    assert "no text is attached" in page.badge_why


def test_cards_of_a_deck_with_its_texts_are_verified(session: Session, version: int) -> None:
    del version
    campus = decks.version_of(session, "campus")
    assert campus is not None
    found = decks.page(session, campus, Wanted())
    assert found.badges == {"verified": found.card_count}
    assert decks.page(session, campus, Wanted(badge="located")).cards == ()
    card = cards.page(session, campus, found.cards[0].number)
    assert card is not None
    here = next(passage for passage in card.passages if passage.here)
    assert any(part.marked for part in here.parts)


def test_cards_are_found_by_motion_source_kind_and_bearing(session: Session, version: int) -> None:
    everything = set(numbers(session, version))
    sides = [
        set(numbers(session, version, motion="vassal", bears=bears))
        for bears in ("supports", "both", "opposes")
    ]
    assert set.union(*sides) == set(numbers(session, version, motion="vassal")) < everything
    gabuev = numbers(session, version, source="gabuev-2024")
    assert set(gabuev) == {number for number in everything if number > 300}
    figures = cards.search(session, version, Wanted(kind="figure", source="gabuev-2024"))
    assert figures
    assert {line.kind for line in figures} == {"figure"}
    assert numbers(session, version, bears="both") == sorted(everything)


def test_each_word_of_a_search_must_stand_in_the_card(session: Session, version: int) -> None:
    found = cards.search(session, version, Wanted(text="ENERGY trade"))
    assert found
    for line in found:
        words = f"{line.tag} {line.body} {line.holder}".lower()
        assert "energy" in words
        assert "trade" in words
    assert numbers(session, version, text="301") == [301]


@pytest.mark.parametrize("text", ["%", "_", "\\", "%%301%"])
def test_signs_of_a_pattern_are_searched_as_they_are(
    session: Session, version: int, text: str
) -> None:
    for line in cards.search(session, version, Wanted(text=text)):
        assert text in f"{line.tag} {line.body} {line.holder}"


def test_a_card_stands_between_its_passages_neighbours(session: Session, version: int) -> None:
    inner = next(
        line
        for line in cards.search(session, version, Wanted(source="rusi-2023"))
        if 1 < line.passage < 10
    )
    page = cards.page(session, version, inner.number)
    assert page is not None
    around = [(line.number - inner.passage, line.here) for line in page.passages]
    assert around == [(-1, False), (0, True), (1, False)]
    assert page.passage_count == 10
    assert page.citation.endswith(f", ¶ {inner.passage}")
    assert page.grade == "complete"
    assert page.bearings
    assert cards.page(session, version, 999) is None


def test_the_first_and_the_last_card_have_one_neighbour(session: Session, version: int) -> None:
    everything = numbers(session, version)
    first, last = (cards.page(session, version, everything[n]) for n in (0, -1))
    assert first is not None
    assert last is not None
    assert (first.before, first.after) == (None, everything[1])
    assert (last.before, last.after) == (everything[-2], None)


def test_a_source_shows_which_cards_were_cut_from_each_passage(
    session: Session, version: int
) -> None:
    page = sources.page(session, version, "goldstein-2026")
    assert page is not None
    cut = [number for passage in page.passages for number, _ in passage.cards]
    assert sorted(cut) == numbers(session, version, source="goldstein-2026")
    assert page.cards == len(cut)
    assert page.words == sum(passage.words for passage in page.passages)
    fields = {field.name: field for field in page.fields}
    assert fields["publication"].supplied
    assert fields["url"].value == ""
    assert sources.page(session, version, "unknown") is None
    assert motions.page(session, version, "unknown") is None


def test_a_deck_page_knows_the_motion_that_was_chosen(session: Session, version: int) -> None:
    page = decks.page(session, version, Wanted(motion="vassal", bears="both"))
    assert page.motion is not None
    assert page.motion.slug == "vassal"
    assert len(page.cards) == page.motion.both
    assert page.card_count == len(numbers(session, version))
    unknown = decks.page(session, version, Wanted(motion="unknown"))
    assert (unknown.motion, unknown.cards) == (None, ())
