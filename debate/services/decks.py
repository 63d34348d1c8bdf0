"""Loading a deck: its content becomes immutable rows and a new version that lists them.

Belongs here: which rows are new and which stay. Does not belong here: what content must be
(`domain.sources`, `motions`, `cards`) and where it is read from (seeding).
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from debate.domain import cards, motions, sources
from debate.domain.refusals import Refused
from debate.models.decks import Bearing, Card, Deck, DeckEntry, DeckVersion, Motion, Passage, Source

Item = sources.Source | motions.Motion | cards.Card
Row = Source | Motion | Card
EntryColumn = InstrumentedAttribute[int | None]
Key = tuple[str, str | int]  # kind, and slug or number


@dataclass(frozen=True)
class Content:
    """All that a deck says, checked."""

    slug: str
    title: str
    summary: str
    licence: str
    language: str
    sources: tuple[sources.Source, ...]
    motions: tuple[motions.Motion, ...]
    cards: tuple[cards.Card, ...]


@dataclass(frozen=True)
class Loaded:
    """What loading did to sources, motions and cards, and the deck's version number after it."""

    added: int
    changed: int
    unchanged: int
    removed: int
    version: int


@dataclass(frozen=True)
class _Known:
    """What the database knows of a key: its newest version, and the row that is listed now."""

    newest: int
    listed_id: int | None
    listed_hash: str


def load(session: Session, content: Content, now: int) -> Loaded:
    """Bring a deck to this content at `now` (ms). Debates keep the version that they pinned.

    A row that did not change is listed again; any other adds a version. The number of a card that
    is gone stays its own: when it comes back, it adds a version too. Equal content adds nothing.
    Raises Refused when a number would go to a card of another source.
    """
    deck = _locked(session, content)
    every: list[Item] = [*content.sources, *content.motions, *content.cards]
    items = {_key(item): item for item in every}
    digests = {key: _digest(asdict(item)) for key, item in items.items()}
    version = DeckVersion(
        deck_id=deck.id,
        number=deck.version + 1,
        content_hash=_digest(list(digests.values())),
        loaded_ms=now,
    )
    if version.content_hash == _content_hash(session, deck):
        return Loaded(0, 0, len(items), 0, deck.version)
    known = _known(session, deck)
    _check_numbers(session, deck, content.cards)
    stays = {
        key: known[key].listed_id
        for key, digest in digests.items()
        if key in known and known[key].listed_hash == digest
    }
    rows = {
        key: _row(deck.id, item, known[key].newest + 1 if key in known else 1, digests[key])
        for key, item in items.items()
        if key not in stays
    }
    deck.version = version.number
    session.add_all([version, *rows.values()])
    session.flush()
    for key, row in rows.items():
        session.add_all(_inside(row.id, items[key]))
    ids = stays | {key: row.id for key, row in rows.items()}
    session.add_all(_entry(version.id, key, row_id) for key, row_id in ids.items())
    session.flush()
    listed = {key for key, one in known.items() if one.listed_id is not None}
    return Loaded(
        added=len(rows.keys() - listed),
        changed=len(rows.keys() & listed),
        unchanged=len(stays),
        removed=len(listed - items.keys()),
        version=version.number,
    )


def _locked(session: Session, content: Content) -> Deck:
    """The deck's row, made on first loading; what describes the deck as a whole has no versions."""
    deck = session.scalar(select(Deck).where(Deck.slug == content.slug).with_for_update())
    if deck is None:
        deck = Deck(slug=content.slug, version=0)
        session.add(deck)
    deck.title = content.title
    deck.summary = content.summary
    deck.licence = content.licence
    deck.language = content.language
    session.flush()
    return deck


def _content_hash(session: Session, deck: Deck) -> str | None:
    return session.scalar(
        select(DeckVersion.content_hash).where(
            DeckVersion.deck_id == deck.id, DeckVersion.number == deck.version
        )
    )


def _known(session: Session, deck: Deck) -> dict[Key, _Known]:
    """All rows that the deck ever had, newest version last, and which of them are listed now."""
    current = (
        select(DeckVersion.id)
        .where(DeckVersion.deck_id == deck.id, DeckVersion.number == deck.version)
        .scalar_subquery()
    )
    found: dict[Key, _Known] = {}
    tables: tuple[tuple[str, type[Row], InstrumentedAttribute[Any], EntryColumn], ...] = (
        ("source", Source, Source.slug, DeckEntry.source_id),
        ("motion", Motion, Motion.slug, DeckEntry.motion_id),
        ("card", Card, Card.number, DeckEntry.card_id),
    )
    for kind, table, name, entry in tables:
        listed = (entry == table.id) & (DeckEntry.deck_version_id == current)
        query = (
            select(table.id, name.label("name"), table.version, table.content_hash, entry)
            .outerjoin(DeckEntry, listed)
            .where(table.deck_id == deck.id)
            .order_by(table.version)
        )
        for row_id, own, version, digest, listed_id in session.execute(query):
            before = found.get((kind, own), _Known(0, None, ""))
            if listed_id is None:
                found[kind, own] = _Known(version, before.listed_id, before.listed_hash)
            else:
                found[kind, own] = _Known(version, row_id, digest)
    return found


def _check_numbers(session: Session, deck: Deck, new: Iterable[cards.Card]) -> None:
    query = select(Card.number, Card.source_slug).where(Card.deck_id == deck.id).distinct()
    before = dict(session.execute(query).all())
    for card in new:
        source = before.get(card.number, card.source)
        if source != card.source:
            raise Refused(
                f"Card No. {card.number} was cut from {source}, so it cannot be one from"
                f" {card.source}. Give the new card a number that was never used."
            )


def _key(item: Item) -> Key:
    if isinstance(item, cards.Card):
        return "card", item.number
    return ("source" if isinstance(item, sources.Source) else "motion"), item.slug


def _row(deck_id: int, item: Item, version: int, digest: str) -> Row:
    own = {"deck_id": deck_id, "version": version, "content_hash": digest}
    if isinstance(item, sources.Source):
        return Source(
            **own,
            slug=item.slug,
            position=item.position,
            kind=item.kind,
            short=item.short,
            citation=sources.as_stored(item.citation),
        )
    values = asdict(item)
    if isinstance(item, motions.Motion):
        return Motion(**own, **values)
    values["source_slug"] = values.pop("source")
    del values["bearings"]
    return Card(**own, **values)


def _inside(row_id: int, item: Item) -> Iterator[Passage | Bearing]:
    """The rows that belong to a new one: passages of a source, bearings of a card."""
    if isinstance(item, sources.Source):
        yield from (Passage(source_id=row_id, **asdict(passage)) for passage in item.passages)
    elif isinstance(item, cards.Card):
        for bearing in item.bearings:
            yield Bearing(
                card_id=row_id,
                motion_slug=bearing.motion,
                bears=bearing.bears,
                warrant=bearing.warrant,
            )


def _entry(version_id: int, key: Key, row_id: int | None) -> DeckEntry:
    return DeckEntry(deck_version_id=version_id, **{f"{key[0]}_id": row_id})


def _digest(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
