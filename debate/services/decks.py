"""Loading a deck: its content becomes immutable rows and a new version that lists them.

Belongs here: which rows are new and which stay. Does not belong here: what content must be
(`domain.sources`, `motions`, `cards`) and where it is read from (seeding).
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from itertools import count
from typing import Any

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from debate.domain import cards, motions, passages, sources
from debate.domain.decks import Content, in_order
from debate.domain.refusals import NotFound, Refused
from debate.models.challenges import Challenge
from debate.models.debates import Debate
from debate.models.decks import Bearing, Card, Deck, DeckEntry, DeckVersion, Motion, Passage, Source
from debate.queries import decks as queries

TITLE_MAX = 120
SUMMARY_MAX = 600
LICENCE_MAX = 40

Item = sources.Source | motions.Motion | cards.Card
Row = Source | Motion | Card
EntryColumn = InstrumentedAttribute[int | None]
Key = tuple[str, str | int]  # kind, and slug or number


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


def load(session: Session, content: Content, now: int, course_id: int | None = None) -> Loaded:
    """Bring a deck to this content at `now` (ms). Debates keep the version that they pinned.

    A row that did not change is listed again; any other adds a version. The number of a card that
    is gone stays its own: when it comes back, it adds a version too. Equal content adds nothing.
    A deck of a class (`course_id`) is edited in small steps: its newest version is rewritten as
    long as no debate has pinned it. Raises Refused when a number would go to a card of another
    source, and when the name belongs to somebody else's deck.
    """
    deck = _locked(session, content, course_id)
    every: list[Item] = [*content.sources, *content.motions, *content.cards]
    items = {_key(item): item for item in every}
    digests = {key: _digest(asdict(item)) for key, item in items.items()}
    digest = _digest([*digests.values(), asdict(content.clashes)])
    if digest == _content_hash(session, deck):
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
    version = _open_version(session, deck, now)
    version.content_hash, version.clashes = digest, asdict(content.clashes)
    session.add_all(rows.values())
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


def create(
    session: Session, course_id: int, title: str, now: int, like: Content | None = None
) -> str:
    """Make a deck of a class, empty or `like` another one; its slug. Raises Refused for a title."""
    title = " ".join(title.split())
    if not title or len(title) > TITLE_MAX:
        raise Refused(f"Give the deck a title of up to {TITLE_MAX} characters.", "title")
    taken = set(session.scalars(select(Deck.slug)))
    slug = next(name for name in _slugs(title) if name not in taken)
    empty = Content(slug, title, "", "", "en", (), (), ())
    load(session, replace(like or empty, slug=slug, title=title), now, course_id)
    return slug


def edit(session: Session, slug: str, change: Callable[[Content], Content], now: int) -> Loaded:
    """Change what a class's deck says; `change` gets what stands there now, and nobody else writes.

    Raises NotFound, Refused for a deck that came with files, and whatever `change` raises.
    """
    deck = session.scalar(select(Deck).where(Deck.slug == slug).with_for_update())
    version = None if deck is None else queries.version_of(session, deck.id)
    if deck is None or version is None:
        raise NotFound
    if deck.course_id is None:
        raise Refused("This deck came with the app. Copy it to a class to change it.")
    changed = change(queries.content(session, version))
    return load(session, in_order(changed), now, deck.course_id)


def describe(session: Session, slug: str, title: str, summary: str, licence: str) -> None:
    """Say another title, summary and licence of a class's deck; they have no versions.

    Raises NotFound, Refused at the field that is too long or missing.
    """
    deck = session.scalar(select(Deck).where(Deck.slug == slug).with_for_update())
    if deck is None or deck.course_id is None:
        raise NotFound
    for field, words, most in (
        ("title", title, TITLE_MAX),
        ("summary", summary, SUMMARY_MAX),
        ("licence", licence, LICENCE_MAX),
    ):
        plain = " ".join(words.split())
        if len(plain) > most or (field == "title" and not plain):
            raise Refused(f"At most {most} characters, and the title not empty.", field)
        setattr(deck, field, plain)


def slug_of(words: str, most: int = 50) -> str:
    """A short name for addresses made of words: lower-case letters and digits, parted by -."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().casefold()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:most].strip("-")


def _slugs(title: str) -> Iterator[str]:
    base = slug_of(title) or "deck"
    yield base
    yield from (f"{base}-{n}" for n in count(2))


def _open_version(session: Session, deck: Deck, now: int) -> DeckVersion:
    """The version to fill: the newest one emptied, in a class's deck that nobody pinned, or a new
    one.
    """
    newest = session.scalar(
        select(DeckVersion).where(
            DeckVersion.deck_id == deck.id,
            DeckVersion.number == deck.version,
            ~exists().where(Debate.deck_version_id == DeckVersion.id),
            ~exists().where(Challenge.deck_version_id == DeckVersion.id),
        )
    )
    if deck.course_id is None or newest is None:
        deck.version += 1
        newest = DeckVersion(deck_id=deck.id, number=deck.version)
        session.add(newest)
    else:
        session.execute(delete(DeckEntry).where(DeckEntry.deck_version_id == newest.id))
    newest.loaded_ms = now
    return newest


def _locked(session: Session, content: Content, course_id: int | None) -> Deck:
    """The deck's row, made on first loading; what describes the deck as a whole has no versions."""
    deck = session.scalar(select(Deck).where(Deck.slug == content.slug).with_for_update())
    if deck is None:
        deck = Deck(slug=content.slug, version=0, course_id=course_id)
        session.add(deck)
    elif deck.course_id != course_id:
        raise Refused(f"There is another deck called {content.slug}. Choose another short name.")
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
            text=item.text,
        )
    values = asdict(item)
    if isinstance(item, motions.Motion):
        return Motion(**own, **values)
    values["source_slug"] = values.pop("source")
    del values["bearings"]
    values["spans"] = [[span.first, span.last, span.hash] for span in item.spans]
    values["read"] = [list(one) for one in item.read]
    return Card(**own, **values)


def _inside(row_id: int, item: Item) -> Iterator[Passage | Bearing]:
    """The rows that belong to a new one: passages of a source, bearings of a card."""
    if isinstance(item, sources.Source):
        for passage in item.passages:
            marks = [passages.mark_text(mark) for mark in passage.sentences]
            yield Passage(source_id=row_id, **asdict(passage) | {"sentences": marks})
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
