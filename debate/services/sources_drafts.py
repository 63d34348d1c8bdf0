"""Preparing a source: its draft is kept from paste to passages, and becomes part of the deck.

Belongs here: writing drafts. Does not belong here: what may become of a block
(`domain.sources_drafts`), reading uploads (seeding).
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain import sources, sources_drafts
from debate.domain.decks import Content
from debate.domain.refusals import NotFound, Refused
from debate.domain.sources_drafts import Block, Head
from debate.models.decks import Deck, SourceDraft
from debate.services import decks

Change = Callable[[Sequence[Block]], tuple[Block, ...]]
STALE = "The paragraphs were changed in another window. Your words are kept: look at them again."


@dataclass(frozen=True)
class Words:
    """What was typed on a draft's page: the head, and gists by the block's place."""

    head: Head
    gists: dict[int, str]
    version: int


def begin(session: Session, deck_id: int, title: str, blocks: Sequence[Block], now: int) -> int:
    """Keep a new draft; its id."""
    citation = {"title": {"value": title}} if title else {}
    row = SourceDraft(
        deck_id=deck_id,
        title=title,
        blocks=[asdict(block) for block in blocks],
        citation={"citation": citation},
        changed_ms=now,
    )
    session.add(row)
    session.flush()
    return row.id


def keep(session: Session, deck_id: int, draft_id: int, words: Words, now: int) -> bool:
    """Keep what was typed; False where the blocks are others by now, and gists have no place.

    Raises NotFound.
    """
    row = _row(session, deck_id, draft_id)
    row.citation = {
        "citation": sources.as_stored(
            {
                name: field
                for name, field in words.head.citation.items()
                if field.value or field.missing
            }
        ),
        "short": words.head.short,
        "kind": words.head.kind,
        "shared": words.head.shared,
    }
    row.title = words.head.citation["title"].value[:200]
    row.changed_ms = now
    if words.version != row.version:
        return False
    blocks = blocks_of(row)
    row.blocks = [
        asdict(replace(block, gist=words.gists.get(n, block.gist)[: sources.GIST_MAX]))
        for n, block in enumerate(blocks)
    ]
    return True


def change(session: Session, deck_id: int, draft_id: int, act: Change) -> None:
    """Merge, split or name a block. Raises NotFound, Refused."""
    row = _row(session, deck_id, draft_id)
    row.blocks = [asdict(block) for block in act(blocks_of(row))]
    row.version += 1


def finish(session: Session, deck_slug: str, draft_id: int, now: int) -> str:
    """Make the draft a source of the deck; its slug. Raises NotFound, Refused for what lacks."""
    deck_id = session.scalar(select(Deck.id).where(Deck.slug == deck_slug))
    if deck_id is None:
        raise NotFound
    row = _row(session, deck_id, draft_id)
    head, blocks = head_of(row), blocks_of(row)
    for field, sentence in sources_drafts.faults(head, blocks):
        raise Refused(sentence, field)
    base = decks.slug_of(head.short) or "source"
    added: list[str] = []

    def add(content: Content) -> Content:
        taken = {source.slug for source in content.sources}
        slug = next(name for name in _names(base) if name not in taken)
        position = max((source.position for source in content.sources), default=0) + 1
        added.append(slug)
        made = sources_drafts.source(slug, position, head, blocks)
        return replace(content, sources=(*content.sources, made))

    decks.edit(session, deck_slug, add, now)
    session.delete(row)
    return added[0]


def discard(session: Session, deck_id: int, draft_id: int) -> None:
    """Throw a draft away. Raises NotFound."""
    session.delete(_row(session, deck_id, draft_id))


def blocks_of(row: SourceDraft) -> tuple[Block, ...]:
    """The blocks of a draft as the rules know them."""
    return tuple(Block(**block) for block in row.blocks)


def head_of(row: SourceDraft) -> Head:
    """What a draft says of its source so far."""
    stored = row.citation
    return Head(
        short=stored.get("short", ""),
        kind=stored.get("kind", "article"),
        citation=sources.from_stored(stored.get("citation", {})),
        shared=bool(stored.get("shared")),
    )


def _row(session: Session, deck_id: int, draft_id: int) -> SourceDraft:
    row = session.scalar(
        select(SourceDraft)
        .where(SourceDraft.id == draft_id, SourceDraft.deck_id == deck_id)
        .with_for_update()
    )
    if row is None:
        raise NotFound
    return row


def _names(base: str) -> list[str]:
    return [base, *(f"{base}-{n}" for n in range(2, 1000))]
