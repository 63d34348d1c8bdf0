"""Attaching a class's own copy of a text to a source that came without one.

Belongs here: keeping and removing the copy. Does not belong here: reading uploads (seeding), and
what is equal (`domain.texts`).
"""

from collections.abc import Sequence

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from debate.domain import texts
from debate.domain.refusals import NotFound, Refused
from debate.domain.sources import NOT_SHIPPED
from debate.models.decks import Deck, DeckEntry, Passage, Source, SourceText
from debate.queries.texts import as_stored, passage_of


def attach(
    session: Session,
    course_id: int,
    deck_id: int,
    deck_version_id: int,
    slug: str,
    paragraphs: Sequence[str],
    now: int,
) -> texts.Attached:
    """Hold a copy against a source and keep it for one class, instead of one kept before.

    Raises NotFound for a source that the deck version has not, Refused for another text or a source
    whose text the deck has.
    """
    source = session.scalar(
        select(Source)
        .join(DeckEntry, DeckEntry.source_id == Source.id)
        .where(DeckEntry.deck_version_id == deck_version_id, Source.slug == slug)
    )
    if source is None:
        raise NotFound
    if source.text != NOT_SHIPPED:
        raise Refused("The deck has the text of this source itself. There is nothing to attach.")
    rows = session.scalars(
        select(Passage).where(Passage.source_id == source.id).order_by(Passage.number)
    )
    found = texts.attach([passage_of(row) for row in rows], paragraphs)
    if not found.same_text:
        raise Refused(
            f"This looks like another text: {found.equal} of the {found.sentences} sentences that"
            f" {source.short} should have are in it. Attach a copy of that commentary.",
            "text",
        )
    detach(session, course_id, deck_id, slug)
    session.add(
        SourceText(
            course_id=course_id,
            deck_id=deck_id,
            source_slug=slug,
            passages=as_stored(found),
            attached_ms=now,
        )
    )
    session.flush()
    return found


def follow(session: Session, course_id: int, deck_id: int, copy: str) -> None:
    """Bring what a class attached to a deck along to the class's own copy of it, by its slug."""
    to = select(Deck.id).where(Deck.slug == copy, Deck.course_id == course_id).scalar_subquery()
    columns = ("course_id", "deck_id", "source_slug", "passages", "attached_ms")
    rows = select(
        SourceText.course_id,
        to,
        SourceText.source_slug,
        SourceText.passages,
        SourceText.attached_ms,
    ).where(SourceText.course_id == course_id, SourceText.deck_id == deck_id)
    session.execute(insert(SourceText).from_select(columns, rows))


def detach(session: Session, course_id: int, deck_id: int, slug: str) -> None:
    """Remove a class's copy; without one nothing happens."""
    session.execute(
        delete(SourceText).where(
            SourceText.course_id == course_id,
            SourceText.deck_id == deck_id,
            SourceText.source_slug == slug,
        )
    )
