"""Reads about versions of a deck: which there are, how much each changed, and what one changed."""

from collections import defaultdict
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain.clashes import Clashes, from_stored
from debate.domain.decks import Content
from debate.domain.decks_changes import Changes, changes
from debate.models.decks import Card, DeckEntry, DeckVersion, Motion, Source
from debate.queries import decks

_NOTHING = Content("", "", "", "", "", (), (), ())


@dataclass(frozen=True)
class VersionLine:
    """A version with how many sources, motions, cards and clashes came, changed and went in it."""

    number: int
    loaded_ms: int
    added: int
    changed: int
    removed: int
    cards: int  # of the whole version


@dataclass(frozen=True)
class VersionPage:
    """What one version changed against the one before; `before` is None for the first."""

    number: int
    before: int | None
    loaded_ms: int
    changes: Changes


def listing(session: Session, deck_id: int) -> tuple[VersionLine, ...]:
    """The versions of a deck, the newest first; two statements."""
    versions = session.execute(
        select(DeckVersion.id, DeckVersion.number, DeckVersion.loaded_ms, DeckVersion.clashes)
        .where(DeckVersion.deck_id == deck_id)
        .order_by(DeckVersion.number)
    ).all()
    rows = _rows(session, deck_id)
    found = []
    old: dict[tuple[str, str | int], int] = {}
    said = Clashes()
    for row in versions:
        new, says = rows[row.id], from_stored(row.clashes)
        clash = changes(replace(_NOTHING, clashes=said), replace(_NOTHING, clashes=says))
        line = VersionLine(
            number=row.number,
            loaded_ms=row.loaded_ms,
            added=len(new.keys() - old.keys()) + len(clash.added),
            changed=sum(old[key] != new[key] for key in new.keys() & old) + len(clash.changed),
            removed=len(old.keys() - new.keys()) + len(clash.removed),
            cards=sum(kind == "card" for kind, _ in new),
        )
        found.append(line)
        old, said = new, says
    return tuple(reversed(found))


def page(session: Session, deck_id: int, number: int) -> VersionPage | None:
    """What a version changed; None if the deck has no such version. At most fifteen statements."""
    known = session.execute(
        select(DeckVersion.id, DeckVersion.number, DeckVersion.loaded_ms)
        .where(DeckVersion.deck_id == deck_id, DeckVersion.number <= number)
        .order_by(DeckVersion.number.desc())
        .limit(2)
    ).all()
    if not known or known[0].number != number:
        return None
    after = decks.content(session, known[0].id)
    before = decks.content(session, known[1].id) if len(known) > 1 else _NOTHING
    return VersionPage(
        number=number,
        before=known[1].number if len(known) > 1 else None,
        loaded_ms=known[0].loaded_ms,
        changes=changes(before, after),
    )


def _rows(session: Session, deck_id: int) -> dict[int, dict[tuple[str, str | int], int]]:
    """Version → kind and name → id of the row that it lists."""
    found: dict[int, dict[tuple[str, str | int], int]] = defaultdict(dict)
    for version, source, motion, card, slug, motion_slug, number in session.execute(
        select(
            DeckEntry.deck_version_id,
            DeckEntry.source_id,
            DeckEntry.motion_id,
            DeckEntry.card_id,
            Source.slug,
            Motion.slug,
            Card.number,
        )
        .join(DeckVersion, DeckVersion.id == DeckEntry.deck_version_id)
        .outerjoin(Source, Source.id == DeckEntry.source_id)
        .outerjoin(Motion, Motion.id == DeckEntry.motion_id)
        .outerjoin(Card, Card.id == DeckEntry.card_id)
        .where(DeckVersion.deck_id == deck_id)
    ):
        if source is not None:
            found[version]["source", slug] = source
        elif motion is not None:
            found[version]["motion", motion_slug] = motion
        elif card is not None:
            found[version]["card", number] = card
    return found
