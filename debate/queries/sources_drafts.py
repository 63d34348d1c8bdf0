"""Reads about drafts of sources: which a deck has, and one with its blocks."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain import citations, passages, sources, sources_drafts
from debate.domain.citations import CitationField
from debate.models.decks import SourceDraft


@dataclass(frozen=True)
class DraftLine:
    """A draft in the list of a deck's."""

    id: int
    title: str
    changed_ms: int


@dataclass(frozen=True)
class BlockLine:
    """A block with its number as a passage (None: it is none), in sentences."""

    kind: str
    number: int | None
    sentences: tuple[str, ...]
    gist: str
    words: int


@dataclass(frozen=True)
class DraftPage:
    """A draft as its page shows it. `grade`: complete | partial | missing."""

    id: int
    version: int
    short: str
    kind: str
    shared: bool
    citation: dict[str, CitationField]  # all eight fields
    grade: str
    blocks: tuple[BlockLine, ...]
    passages: int
    open: int  # passages without a gist


def lines(session: Session, deck_id: int) -> tuple[DraftLine, ...]:
    """The drafts of a deck, the newest first; one statement."""
    rows = session.execute(
        select(SourceDraft.id, SourceDraft.title, SourceDraft.changed_ms)
        .where(SourceDraft.deck_id == deck_id)
        .order_by(SourceDraft.changed_ms.desc())
    )
    return tuple(DraftLine(*row) for row in rows)


def page(session: Session, deck_id: int, draft_id: int) -> DraftPage | None:
    """One draft; None if the deck has none such. One statement."""
    row = session.scalar(
        select(SourceDraft).where(SourceDraft.id == draft_id, SourceDraft.deck_id == deck_id)
    )
    if row is None:
        return None
    blocks = [sources_drafts.Block(**block) for block in row.blocks]
    found = sources.from_stored(row.citation.get("citation", {}))
    numbers = sources_drafts.numbers(blocks)
    return DraftPage(
        id=row.id,
        version=row.version,
        short=row.citation.get("short", ""),
        kind=row.citation.get("kind", "article"),
        shared=bool(row.citation.get("shared")),
        citation={name: found.get(name, CitationField()) for name in citations.FIELDS},
        grade=citations.grade(found),
        blocks=tuple(
            BlockLine(
                block.kind,
                number,
                tuple(passages.sentences(block.text)),
                block.gist,
                len(passages.words(block.text)),
            )
            for block, number in zip(blocks, numbers, strict=True)
        ),
        passages=sum(number is not None for number in numbers),
        open=sum(
            bool(number) and not block.gist for block, number in zip(blocks, numbers, strict=True)
        ),
    )
