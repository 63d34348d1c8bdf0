"""Cutting cards of a class's deck: new ones, changed ones, removed ones.

Belongs here: numbers, which are never used twice, and that nobody overwrites what somebody else
has just changed. Does not belong here: what a card must have (`domain.cards_editing`), and versions
of decks (`services.decks`). What debates have pinned stays as it was.
"""

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from debate.domain import cards_editing
from debate.domain.cards import Card
from debate.domain.cards_editing import Place, Typed
from debate.domain.decks import Content
from debate.domain.refusals import ChangedMeanwhile, NotFound
from debate.models.decks import Card as CardRow
from debate.models.decks import Deck
from debate.queries import cards_editing as queries
from debate.queries import decks as deck_queries
from debate.services import decks


def cut(
    session: Session, deck_slug: str, source: str, passage: int, values: Typed, now: int
) -> int:
    """Add a card cut from this passage; its number.

    Raises NotFound for an unknown passage, RefusedFields for what is at fault.
    """
    numbers: list[int] = []

    def change(content: Content) -> Content:
        place = _place(session, content, source, passage)
        number = fresh_number(session, content.slug)
        numbers.append(number)
        card = _checked(values, place, content, number)
        return replace(content, cards=(*content.cards, card))

    decks.edit(session, deck_slug, change, now)
    return numbers[0]


def change(
    session: Session,
    deck_slug: str,
    number: int,
    row: int,
    passage: int,
    values: Typed,
    now: int,
) -> None:
    """Change a card that was read as the row `row`; it may move to another passage of its source.

    Raises NotFound, ChangedMeanwhile, RefusedFields for what is at fault.
    """

    def edited(content: Content) -> Content:
        old = _known(content, number)
        place = _place(session, content, old.source, passage)
        if row != queries.row_of(session, _version(session, content.slug), number):
            raise ChangedMeanwhile
        card = _checked(values, place, content, number, old)
        others = tuple(one for one in content.cards if one.number != number)
        return replace(content, cards=tuple(sorted((*others, card), key=lambda one: one.number)))

    decks.edit(session, deck_slug, edited, now)


def remove(session: Session, deck_slug: str, number: int, now: int) -> None:
    """Take a card out of the deck; its number is never given to another. Raises NotFound."""

    def without(content: Content) -> Content:
        _known(content, number)
        return cards_editing.without_card(content, number)

    decks.edit(session, deck_slug, without, now)


def _checked(
    values: Typed, place: Place, content: Content, number: int, old: Card | None = None
) -> Card:
    motions = [motion.slug for motion in content.motions]
    card, faults = cards_editing.checked(values, place, motions, number, old)
    if faults:
        raise cards_editing.refusal(faults)
    return card


def _known(content: Content, number: int) -> Card:
    for card in content.cards:
        if card.number == number:
            return card
    raise NotFound


def _place(session: Session, content: Content, source: str, passage: int) -> Place:
    version, courses = _version(session, content.slug), _courses(session, content.slug)
    place = queries.place_of(session, version, content, source, passage, courses)
    if place is None:
        raise NotFound
    return place


def _version(session: Session, slug: str) -> int:
    version = deck_queries.version_of(session, slug)
    if version is None:
        raise NotFound
    return version


def _courses(session: Session, slug: str) -> Collection[int]:
    course_id = session.scalar(select(Deck.course_id).where(Deck.slug == slug))
    return () if course_id is None else (course_id,)


def fresh_number(session: Session, slug: str) -> int:
    """The number of a deck's next card: one more than any that it ever had. Lock the deck first."""
    newest = session.scalar(
        select(func.max(CardRow.number))
        .join(Deck, Deck.id == CardRow.deck_id)
        .where(Deck.slug == slug)
    )
    return (newest or 0) + 1
