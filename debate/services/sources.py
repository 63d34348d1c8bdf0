"""Changing a source that a class's deck has: its citation and gists, or taking it out.

Belongs here: writing. Does not belong here: making one (`sources_drafts`), its text (`texts`).
"""

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy.orm import Session

from debate.domain import sources, sources_drafts
from debate.domain.decks import Content
from debate.domain.refusals import NotFound, Refused
from debate.domain.sources import Source
from debate.domain.sources_drafts import PASSAGE, Block, Head
from debate.services import decks


def change(
    session: Session, deck: str, slug: str, head: Head, gists: Mapping[int, str], now: int
) -> None:
    """Say another citation, and other gists by the passage's place from 0; passages stay.

    Raises NotFound, Refused at the field of the first thing that is missing or wrong.
    """

    def changed(content: Content) -> Content:
        source = _of(content, slug)
        passages = tuple(
            replace(one, gist=gists.get(n, one.gist)[: sources.GIST_MAX])
            for n, one in enumerate(source.passages)
        )
        blocks = [Block(PASSAGE, one.text, one.gist) for one in passages]
        for field, sentence in sources_drafts.faults(head, blocks):
            raise Refused(sentence, field)
        kept = sources.INCLUDED if head.shared else sources.KEPT
        made = replace(
            source,
            short=head.short,
            kind=head.kind,
            citation=head.citation,
            passages=passages,
            text=source.text if source.text == sources.NOT_SHIPPED else kept,
        )
        every = tuple(made if one.slug == slug else one for one in content.sources)
        return replace(content, sources=every)

    decks.edit(session, deck, changed, now)


def remove(session: Session, deck: str, slug: str, now: int) -> None:
    """Take a source out that no card was cut from. Raises NotFound, Refused while it has cards."""

    def changed(content: Content) -> Content:
        _of(content, slug)
        cut = sum(card.source == slug for card in content.cards)
        if cut:
            raise Refused(f"{cut} of the deck’s cards were cut from it. Remove them first.")
        left = tuple(one for one in content.sources if one.slug != slug)
        return replace(content, sources=left)

    decks.edit(session, deck, changed, now)


def _of(content: Content, slug: str) -> Source:
    for source in content.sources:
        if source.slug == slug:
            return source
    raise NotFound
