"""What stands at the addresses of a class's deck in the house: clashes, a proposal, a draft,
a card in a hand.
"""

from typing import Any

from debate.domain import clashes
from debate.models.decks import CardProposal, SourceDraft
from debate.models.hands import Draw
from tests import cast

MEETING = clashes.name(clashes.Meeting((1, 2), "They meet."))
"""The name of each of the entries: all say the same of the same cards."""


def give(people: cast.Cast) -> None:
    """Make the deck one of the class, with an entry of each kind in its clashes."""
    people.deck.course_id = people.course.id
    meeting = {"cards": [1, 2], "line": "They meet."}
    people.version.clashes = {
        "clashes": [meeting],
        "common_ground": [meeting],
        "overtaken": [{"card": 1, "by": 2, "why": "They meet."}],
    }


def ids(session: Any, people: cast.Cast, now: int) -> dict[str, int]:
    """Ids of a proposal and a draft, by what stands before them in addresses."""
    return {
        "proposals": _proposal(session, people, now).id,
        "decks/<slug>/drafts/": _source_draft(session, people, now).id,
    }


def _proposal(session: Any, people: cast.Cast, now: int) -> CardProposal:
    words = dict.fromkeys(("tag", "body", "hedge", "warrant"), "A proposed word")
    choices = {"kind": "fact", "bears": "both", "level": "easy", "holder": "author"}
    place = {"source": "marlowe-2024", "passage": 2, "motion": people.debate.motion_slug}
    row = CardProposal(
        deck_id=people.deck.id,
        course_id=people.course.id,
        seat_id=people.seats["kofi"].id,
        name="Kofi Mensah",
        card=words | choices | place,
        proposed_ms=now,
    )
    session.add(row)
    session.flush()
    return row


def _source_draft(session: Any, people: cast.Cast, now: int) -> SourceDraft:
    row = SourceDraft(deck_id=people.deck.id, title="A text", blocks=[], changed_ms=now)
    session.add(row)
    session.flush()
    return row


def draw(session: Any, people: cast.Cast, now: int) -> Draw:
    """A card in a debater's hand."""
    draw = Draw(
        debate_id=people.debate.id,
        seat_id=people.seats["amara"].id,
        n=1,
        pile="P",
        card_id=2,
        card_number=2,
        exclusive=True,
        drawn_ms=now,
    )
    session.add(draw)
    return draw
