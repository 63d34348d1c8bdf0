"""Reads about texts: what a class may read of a source's own words, and the badges that follow.

A text is readable where the deck has it, or where the class that asks has attached one.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session, aliased

from debate.db import read
from debate.domain import passages, spans, texts
from debate.domain.passages import Mark
from debate.domain.sources import Passage as SourcePassage
from debate.domain.spans import Badge, Held, Span
from debate.models.decks import Card, DeckEntry, DeckVersion, Passage, Source, SourceText


@dataclass(frozen=True)
class Difference:
    """A sentence of the deck that a class's text has otherwise, or not at all (`text` "")."""

    passage: int
    sentence: int  # in the passage, from 1
    text: str


@dataclass(frozen=True)
class TextLine:
    """What a class attached to a source."""

    course_id: int
    attached_ms: int
    passages: int
    sentences: int
    differences: tuple[Difference, ...]


Texts = Mapping[str, Mapping[int, tuple[Held, ...]]]
"""Source → passage → its sentences; a source without a readable text is left out."""


@dataclass(frozen=True)
class Part:
    """Some words of a passage that are shown alike."""

    text: str
    marked: bool  # the card rests on them
    read: bool  # they are read aloud
    differs: bool  # the attached text has other words here than the deck


def readable(session: Session, deck_version_id: int, courses: Collection[int]) -> Texts:
    """The texts of a deck version's sources that these classes may read; two statements."""
    found: dict[str, dict[int, tuple[Held, ...]]] = {}
    rows = session.execute(
        select(Source.slug, Passage.number, Passage.text)
        .join(DeckEntry, DeckEntry.source_id == Source.id)
        .join(Passage, Passage.source_id == Source.id)
        .where(DeckEntry.deck_version_id == deck_version_id, Passage.text != "")
    )
    for slug, number, text in rows:
        found.setdefault(slug, {})[number] = texts.whole(text)
    attached = session.execute(
        select(SourceText.source_slug, SourceText.passages)
        .join(DeckVersion, DeckVersion.deck_id == SourceText.deck_id)
        .where(DeckVersion.id == deck_version_id, SourceText.course_id.in_(courses))
        .order_by(SourceText.attached_ms, SourceText.id)
    )
    for slug, held in attached:
        found.setdefault(slug, {}).update(from_stored(held))
    return found


def attached(
    session: Session, deck_id: int, slug: str, courses: Collection[int]
) -> dict[int, TextLine]:
    """What each of these classes attached to a source, by the class's id; one statement."""
    rows = session.execute(
        select(SourceText.course_id, SourceText.attached_ms, SourceText.passages).where(
            SourceText.deck_id == deck_id,
            SourceText.source_slug == slug,
            SourceText.course_id.in_(courses),
        )
    )
    found = {}
    for course_id, attached_ms, stored in rows:
        held = from_stored(stored)
        differences = tuple(
            Difference(number, n, one.text)
            for number in sorted(held)
            for n, one in enumerate(held[number], 1)
            if not one.equal
        )
        sentences = sum(map(len, held.values()))
        found[course_id] = TextLine(course_id, attached_ms, len(held), sentences, differences)
    return found


def as_stored(attached: texts.Attached) -> dict[str, list[list[str | bool]]]:
    """What was attached as the data that the database keeps."""
    return {
        str(number): [[one.text, one.equal] for one in sentences]
        for number, sentences in attached.passages.items()
    }


def from_stored(
    stored: Mapping[str, Sequence[Sequence[str | bool]]],
) -> dict[int, tuple[Held, ...]]:
    """The sentences by passage that `as_stored` wrote."""
    return {
        int(number): tuple(Held(str(text), bool(equal)) for text, equal in sentences)
        for number, sentences in stored.items()
    }


def badges(session: Session, deck_version_id: int, found: Texts) -> dict[int, Badge]:
    """The badge of each card of a deck version by its number; two statements."""
    marks: dict[tuple[str, int], tuple[Mark, ...]] = {}
    rows = session.execute(
        select(Source.slug, Passage.number, Passage.sentences)
        .join(DeckEntry, DeckEntry.source_id == Source.id)
        .join(Passage, Passage.source_id == Source.id)
        .where(DeckEntry.deck_version_id == deck_version_id)
    )
    for slug, number, sentences in rows:
        marks[slug, number] = marks_of(sentences)
    cards = session.execute(
        select(Card.number, Card.source_slug, Card.passage, Card.spans)
        .join(DeckEntry, DeckEntry.card_id == Card.id)
        .where(DeckEntry.deck_version_id == deck_version_id)
    )
    return {
        number: spans.badge(
            marks.get((slug, passage)),
            spans_of(named),
            found.get(slug, {}).get(passage),
            slug in found,
        )
        for number, slug, passage, named in cards
    }


def badges_of(
    session: Session, deck_version_id: int, course_id: int, numbers: Collection[int]
) -> dict[int, Badge]:
    """What `badges` gives for some cards and one class, without reading all texts; one statement.

    A point that cites a card asks this while the whole room waits for it.
    """
    values = {"version": deck_version_id, "course": course_id, "numbers": list(numbers)}
    attached: dict[str, dict[str, Sequence[Sequence[str | bool]]]] = {}
    rows = read(session, _CITED, values).all()
    for row in rows:
        if row.attached is not None:
            attached.setdefault(row.slug, {}).update(row.attached)
    found = {}
    for number, named, slug, passage, sentences, text, shipped, _ in rows:
        own = attached.get(slug, {}).get(str(passage))
        held = texts.whole(text) if text else None
        if own is not None:
            held = tuple(Held(str(words), bool(equal)) for words, equal in own)
        marks = None if sentences is None else marks_of(sentences)
        found[number] = spans.badge(marks, spans_of(named), held, shipped or slug in attached)
    return found


def marks_of(stored: Sequence[str]) -> tuple[Mark, ...]:
    """The marks of a passage's sentences as the database keeps them."""
    return tuple(mark for text in stored if (mark := passages.read_mark(text)))


def spans_of(stored: Sequence[Sequence[int | str]]) -> tuple[Span, ...]:
    """The spans of a card as the database keeps them."""
    return tuple(Span(int(first), int(last), str(own)) for first, last, own in stored)


def parts(
    held: Sequence[Held],
    marks: Sequence[Mark],
    named: Sequence[Span] = (),
    aloud: Sequence[Sequence[int]] = (),
) -> tuple[Part, ...]:
    """A passage's words with those marked that a card rests on.

    In a sentence that differs from the deck's, words have no numbers: it is marked whole.
    """
    touched = spans.touched(marks, named)
    found: list[Part] = []
    starts = passages.words_from(marks)
    for n, (one, start) in enumerate(zip(held, starts, strict=False)):
        if not one.text:
            continue
        if not one.equal:
            found.append(Part(one.text, n in touched, False, True))
            continue
        for number, word in enumerate(one.text.split(), start):
            marked = any(span.first <= number <= span.last for span in named)
            read = any(first <= number <= last for first, last in aloud)
            last = found[-1] if found else None
            if last and (last.marked, last.read, last.differs) == (marked, read, False):
                found[-1] = Part(f"{last.text} {word}", marked, read, False)
            else:
                found.append(Part(word, marked, read, False))
    return tuple(found)


def passage_of(row: Passage) -> SourcePassage:
    """A passage as the rules know it."""
    return SourcePassage(
        row.number, row.gist, row.words, row.sha256, marks_of(row.sentences), row.heading, row.text
    )


_CARD_ENTRY, _SOURCE_ENTRY = aliased(DeckEntry), aliased(DeckEntry)
_ANY = aliased(Passage)
_CITED = (
    select(
        Card.number,
        Card.spans,
        Source.slug,
        Card.passage,
        Passage.sentences,
        Passage.text,
        exists().where(_ANY.source_id == Source.id, _ANY.text != "").label("shipped"),
        SourceText.passages.label("attached"),
    )
    .join(_CARD_ENTRY, _CARD_ENTRY.card_id == Card.id)
    .join(_SOURCE_ENTRY, _SOURCE_ENTRY.deck_version_id == _CARD_ENTRY.deck_version_id)
    .join(Source, (Source.id == _SOURCE_ENTRY.source_id) & (Source.slug == Card.source_slug))
    .outerjoin(Passage, (Passage.source_id == Source.id) & (Passage.number == Card.passage))
    .join(DeckVersion, DeckVersion.id == _CARD_ENTRY.deck_version_id)
    .outerjoin(
        SourceText,
        (SourceText.deck_id == DeckVersion.deck_id)
        & (SourceText.source_slug == Source.slug)
        & (SourceText.course_id == bindparam("course")),
    )
    .where(
        _CARD_ENTRY.deck_version_id == bindparam("version"),
        Card.number.in_(bindparam("numbers", expanding=True)),
    )
    .order_by(SourceText.attached_ms, SourceText.id)
)
