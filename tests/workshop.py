"""A deck of the cast's class with a text in it, to cut cards from."""

from typing import Any

from debate.db import transaction
from debate.domain import sources
from debate.domain.cards_editing import Typed
from debate.domain.citations import FIELDS, CitationField
from debate.domain.decks import Content
from debate.domain.motions import Motion
from debate.domain.sources import Passage, Source
from debate.models.courses import Course
from debate.services import decks
from tests.cast import NOW

FIRST = (
    "Critics say that trains are slow. Night trains will probably fill where the journey passes"
    " seven hours. They are not cheap."
)
SECOND = "Fees rose in two countries. Both lines closed within a year."

MOTION = Motion(
    slug="night-trains",
    position=1,
    text="This House would pay for night trains",
    type="policy",
    difficulty="easy",
    definitions={"night trains": "Trains with beds."},
    burdens={"P": "Show a need.", "O": "Show a better use."},
    questions={"P": "Who pays?", "O": "What instead?"},
    note="",
)
TYPED = Typed(
    tag="Night trains will probably fill on long journeys",
    body="The author expects full beds from seven hours on.",
    kind="prediction",
    level="easy",
    hedge="probably",
    holder="author",
    spans=(("7", "17"),),
    bearings={"night-trains": ("supports", "There is a need.")},
)


def source(*, text: bool = True) -> Source:
    """Two passages, with their text or without it."""
    known = [
        sources.passage_of(n, f"Gist of paragraph {n}.", words)
        for n, words in enumerate((FIRST, SECOND), 1)
    ]
    bare = [Passage(one.number, one.gist, one.words, one.sha256, one.sentences) for one in known]
    return Source(
        slug="halvorsen-2025",
        position=1,
        kind="article",
        short="Halvorsen 2025",
        citation=dict.fromkeys(FIELDS, CitationField("2025")),
        passages=tuple(known if text else bare),
        text=sources.INCLUDED if text else sources.NOT_SHIPPED,
    )


def make(session: Any, course: Course, *, text: bool = True, title: str = "Night trains") -> str:
    """The deck's slug: one source, one motion, no card yet."""
    content = Content(
        "", "", "Trains with beds.", "CC0-1.0", "en", (source(text=text),), (MOTION,), ()
    )
    with transaction(session):
        return decks.create(session, course.id, title, NOW, like=content)
