"""Changing what a class's deck says of its cards among each other, entry by entry.

Belongs here: that nobody overwrites an entry that somebody else has just changed. Does not belong
here: what an entry must be (`domain.clashes`), and versions of decks (`services.decks`).
"""

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy.orm import Session

from debate.domain import clashes
from debate.domain.clashes import Clashes
from debate.domain.decks import Content
from debate.domain.refusals import Refused, RefusedFields
from debate.services import decks

GONE = "Someone edited this first. Your version is below; nothing is lost."


def save(
    session: Session,
    deck_slug: str,
    kind: str,
    typed: Mapping[str, str],
    now: int,
    instead: str = "",
) -> None:
    """Add an entry, or put it in the place of the one named `instead`.

    Raises RefusedFields for what is at fault, Refused where that entry is not there any more.
    """

    def change(content: Content) -> Content:
        sources = {card.number: card.source for card in content.cards}
        entry, faults = clashes.checked(kind, typed, sources)
        if faults:
            raise RefusedFields([(fault.path, fault.message) for fault in faults])
        others = clashes.entries(content.clashes, kind)
        if clashes.name(entry) != instead and entry in others:
            raise Refused("The deck says just this already.", "line")
        return replace(content, clashes=_there(clashes.put(content.clashes, kind, entry, instead)))

    decks.edit(session, deck_slug, change, now)


def remove(session: Session, deck_slug: str, kind: str, named: str, now: int) -> None:
    """Take an entry out. Raises Refused where it is not there any more."""

    def change(content: Content) -> Content:
        return replace(content, clashes=_there(clashes.drop(content.clashes, kind, named)))

    decks.edit(session, deck_slug, change, now)


def _there(found: Clashes | None) -> Clashes:
    if found is None:
        raise Refused(GONE, status=409)
    return found
