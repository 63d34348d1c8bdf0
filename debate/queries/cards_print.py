"""Reads for paper: the cards of a deck that are asked for, each with its whole citation."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from debate.domain import cards as domain_cards
from debate.domain import citations
from debate.domain.motions import Motion
from debate.domain.sources import Source
from debate.queries import cards, decks, texts
from debate.queries.cards import BearingLine, CardLine, Wanted

SIZES = ((1150, "crowded"), (700, "full"), (340, "long"))
"""From so many signs a card is set smaller: the fullest that may be still fits on its sheet."""
BEARINGS_MAX = 3
"""Bearings that a card printed without a motion names, a crowded one a single one; others are
counted.
"""


@dataclass(frozen=True)
class PaperCard:
    """A card as it is printed: `bearings` on the motion asked for, else the first few of all."""

    card: CardLine
    citation: str
    bearings: tuple[BearingLine, ...]
    more: int  # bearings left out
    size: str  # "" | long | full | crowded: how much stands on it


@dataclass(frozen=True)
class PaperPage:
    """The cards to print, and the filter that chose them."""

    slug: str
    title: str
    sources: tuple[Source, ...]
    motions: tuple[Motion, ...]
    wanted: Wanted
    cards: tuple[PaperCard, ...]


def page(
    session: Session, deck_version_id: int, wanted: Wanted, courses: Collection[int] = ()
) -> PaperPage:
    """The cards of a deck version that fit; twelve statements.

    `courses`: the classes whose attached texts count for the badges.
    """
    content = decks.content(session, deck_version_id)
    readable = texts.readable(session, deck_version_id, courses)
    badges = texts.badges(session, deck_version_id, readable)
    cited = {one.slug: citations.citation_text(one.citation) for one in content.sources}
    motions = {one.slug: one.text for one in content.motions}
    bearings = {
        card.number: [
            BearingLine(one.motion, motions[one.motion], one.bears, one.warrant)
            for one in card.bearings
            if one.motion in motions and wanted.motion in ("", one.motion)
        ]
        for card in content.cards
    }
    return PaperPage(
        slug=content.slug,
        title=content.title,
        sources=content.sources,
        motions=content.motions,
        wanted=wanted,
        cards=tuple(
            _paper(line, cited[line.source], bearings[line.number])
            for line in cards.search(session, deck_version_id, wanted, badges)
        ),
    )


def _paper(line: CardLine, cited: str, bearings: list[BearingLine]) -> PaperCard:
    signs = len(line.tag) + len(line.body) + len(line.holder) + len(line.hedge)
    shown = tuple(bearings[: 1 if signs >= SIZES[0][0] else BEARINGS_MAX])
    signs += sum(max(len(one.text), len(one.warrant)) for one in shown) // 3
    size = next((size for least, size in SIZES if signs >= least), "")
    return PaperCard(
        card=line,
        citation=domain_cards.citation(cited, line.passage),
        bearings=shown,
        more=len(bearings) - len(shown),
        size=size,
    )
