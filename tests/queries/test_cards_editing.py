"""Pages of cutting cards: a fixed number of statements, and what the checks are given."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event

from debate.db import db, transaction
from debate.domain.cards_editing import check_input
from debate.queries import cards_editing as reads
from debate.queries import decks, motions
from debate.services import cards
from debate.services import decks as writes
from tests import cast, workshop
from tests.cast import NOW
from tests.workshop import TYPED


@pytest.fixture
def deck(session: Any) -> str:
    slug = workshop.make(session, cast.make(session).course)
    with transaction(session):
        for _ in range(2):
            cards.cut(session, slug, "halvorsen-2025", 1, TYPED, NOW)
    return slug


@pytest.fixture
def version(session: Any, deck: str) -> int:
    found = decks.version_of(session, deck)
    assert found is not None
    return found


@pytest.fixture
def statements(session: Any) -> Iterator[list[str]]:
    found: list[str] = []

    def note(*arguments: Any) -> None:
        found.append(arguments[2])

    event.listen(db.engine, "before_cursor_execute", note)
    yield found
    event.remove(db.engine, "before_cursor_execute", note)


@pytest.mark.parametrize(
    ("count", "read"),
    [
        (10, lambda session, version: reads.page(session, version, "halvorsen-2025", 1, ())),
        (10, lambda session, version: reads.page(session, version, "halvorsen-2025", 1, (), 1)),
        (8, lambda session, version: reads.choices(session, version, ())),
        (8, lambda session, version: reads.warnings(session, version, 1, (), "2026-11-22")),
        (2, lambda session, version: motions.linking(session, version, "night-trains")),
        (1, lambda session, version: motions.edited(session, version, "night-trains")),
    ],
)
def test_a_page_takes_a_fixed_number_of_statements(
    session: Any,
    version: int,
    statements: list[str],
    count: int,
    read: Callable[[Any, int], Any],
) -> None:
    statements.clear()
    assert read(session, version)
    assert len(statements) == count, statements


def test_a_passage_lists_the_other_cards_cut_from_it(session: Any, version: int) -> None:
    page = reads.page(session, version, "halvorsen-2025", 1, (), 1)
    assert page is not None
    assert [card.number for card in page.cut] == [2]
    assert (page.before, page.after and page.after.number) == (None, 2)
    assert [word.number for word in page.words] == list(range(1, 22))


@pytest.mark.parametrize(
    ("spans", "quote", "before", "around"),
    [
        ((("7", "17"),), "Night trains", "Critics say that trains are slow.", "Night trains will"),
        ((("1", "6"),), "Critics say", "", "Critics say that trains are slow."),
        ((("10", "11"), ("18", "21")), "probably fill […] They are not cheap.", "will", "They"),
    ],
)
def test_the_checks_are_given_the_words_and_what_stands_around_them(
    session: Any, version: int, spans: Any, quote: str, before: str, around: str
) -> None:
    page = reads.page(session, version, "halvorsen-2025", 1, ())
    assert page is not None
    motions_ = [motion.slug for motion in page.motions]
    values = replace(TYPED, spans=spans)
    card, faults = reads.cards_editing.checked(values, page.place, motions_, 3)
    assert not faults
    given = check_input(card, page.place, page.content, "2026-11-22")
    assert given.quote.startswith(quote)
    assert before in given.before
    assert around in given.around
    assert given.source_share is None


def test_a_source_that_carries_a_side_is_said_in_a_deck_of_several(
    session: Any, deck: str, version: int
) -> None:
    other = replace(workshop.source(), slug="okoye-2023", position=2)
    with transaction(session):
        writes.edit(session, deck, lambda one: replace(one, sources=(*one.sources, other)), NOW)
        for _ in range(4):
            cards.cut(session, deck, "halvorsen-2025", 1, TYPED, NOW)
    found = reads.warnings(session, version, 1, (), "2026-11-22")
    assert "one-author-carries" in {warning.kind for warning in found}
