"""A small deck as content and as files, so that tests do not lean on the bundled ones."""

from dataclasses import replace
from pathlib import Path

from debate.domain import spans
from debate.domain.cards import Bearing, Card
from debate.domain.citations import FIELDS, CitationField
from debate.domain.clashes import Clashes, Meeting, Overtaken
from debate.domain.decks import Content
from debate.domain.motions import Motion
from debate.domain.sources import INCLUDED, NOT_GIVEN, NOT_SHIPPED, Passage, Source, passage_of
from debate.export import decks as export

TRADE = "Trade grew in both years. Energy led, and about half of it went east."
PLEDGE = "No pledge was given. Moscow says it asked for none."
ROUTE = "The route is short: two days by rail. It may close in winter."

VASSAL = Motion(
    slug="vassal",
    position=1,
    text="This House believes that Russia has become China’s vassal",
    type="fact",
    difficulty="easy",
    definitions={"vassal": "A state that must defer: to a stronger one, and for long."},
    burdens={"P": "Show that it must defer.", "O": "Show that it need not."},
    questions={"P": "When did it begin?", "O": "What would it refuse?"},
    note="",
)


def citation(author: str, published: str) -> dict[str, CitationField]:
    """A complete citation that names author and date."""
    return {
        **dict.fromkeys(FIELDS, CitationField(missing=NOT_GIVEN)),
        "author": CitationField(author, supplied=True),
        "title": CitationField("Closer: by “Necessity”"),
        "published": CitationField(published),
    }


def hashed(passage: Passage) -> Passage:
    """A passage as a deck has it that comes without its text."""
    return replace(passage, text="")


def card(number: int, source: str, passage: int, text: str, bears: str, **other: object) -> Card:
    """A card on the first three words of a passage's text."""
    made = Card(
        number=number,
        source=source,
        passage=passage,
        kind="fact",
        tag=f"Card {number}",
        body="It grew in both years. Energy led.",
        hedge="",
        holder="",
        bearings=(Bearing("vassal", bears, "It needs the market: none other is open."),),
        spans=(spans.of_text(text, 1, 3),),
    )
    return replace(made, **other)  # type: ignore[arg-type]


SOURCES = (
    Source(
        "marlowe-2024",
        1,
        "article",
        "Marlowe 2024",
        citation("C. Marlowe", "2024-04"),
        (
            hashed(passage_of(1, "The first gist.", TRADE)),
            hashed(passage_of(2, "The second gist.", PLEDGE, "Pledges")),
        ),
        NOT_SHIPPED,
    ),
    Source(
        "okafor-2026",
        2,
        "report",
        "Okafor 2026",
        citation("I. Okafor", "2026-06"),
        (passage_of(1, "The third gist.", ROUTE),),
        INCLUDED,
    ),
)


def content() -> Content:
    """Two sources, one with its text; three cards; what they have to do with each other."""
    return Content(
        slug="small",
        title="A small deck",
        summary="Three cards, for tests.",
        licence="CC0-1.0",
        language="en",
        sources=SOURCES,
        motions=(VASSAL,),
        cards=(
            card(301, "marlowe-2024", 1, TRADE, "supports", read=((1, 2),)),
            card(
                302,
                "marlowe-2024",
                2,
                PLEDGE,
                "opposes",
                body="Moscow says it\nasked for none, reportedly.",
                hedge="says",
                holder="Moscow",
                level="hard",
            ),
            card(401, "okafor-2026", 1, ROUTE, "both", provenance="instructor"),
        ),
        clashes=Clashes(
            (Meeting((301, 401), "Whether the route can carry it."),),
            (Meeting((302, 401), "Both name no pledge."),),
            (Overtaken(301, 401, "Two years later the figures are out."),),
        ),
    )


def write(folder: Path, found: Content) -> Path:
    """A deck's files in a folder."""
    for name, text in export.files(found).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder
