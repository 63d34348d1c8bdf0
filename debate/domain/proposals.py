"""Proposals: a card that somebody in a seat has written and staff have not yet decided on.

Belongs here: what a proposed card must have, and its form as stored data. Does not belong here:
what any card must have (`cards_editing`), and what becomes of proposals (services).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

from debate.domain.cards import Card
from debate.domain.cards_editing import Place, Typed, checked
from debate.domain.datafiles import Problem
from debate.domain.refusals import RefusedFields

WAITING, ACCEPTED, DECLINED = "waiting", "accepted", "declined"
WAITING_MAX = 10
"""Proposals of one seat that may wait at once."""
REASON_MAX = 400


@dataclass(frozen=True)
class Proposed:
    """A proposed card: cut from one passage, with its bearing on one motion."""

    source: str
    passage: int
    motion: str
    tag: str
    body: str
    kind: str
    hedge: str
    holder: str  # "author", or whose view it is
    bears: str
    warrant: str
    level: str = "medium"

    @property
    def typed(self) -> Typed:
        """Its words as they stand in a form. It names no words of the passage."""
        return Typed(
            tag=self.tag,
            body=self.body,
            kind=self.kind,
            level=self.level,
            hedge=self.hedge,
            holder=self.holder,
            bearings={self.motion: (self.bears, self.warrant)},
        )


def as_stored(proposed: Proposed) -> dict[str, str | int]:
    """A proposed card as the data that the database keeps."""
    return asdict(proposed)


def from_stored(stored: Mapping[str, str | int]) -> Proposed:
    """The proposed card that `as_stored` wrote."""
    passage = int(stored["passage"])
    words = {name: str(value) for name, value in stored.items() if name != "passage"}
    return Proposed(passage=passage, **words)


def card_of(proposed: Proposed, place: Place, number: int = 0) -> Card:
    """The card that a proposal makes of a passage.

    It names no words, so it is located at best. Raises RefusedFields with the field of each fault.
    """
    here = Place(place.source, place.passage)
    card, faults = checked(proposed.typed, here, [proposed.motion], number)
    named = [Problem(fault.path.partition("-")[0], fault.message) for fault in faults]
    if not card.bearings and not any(fault.path == "bears" for fault in named):
        named.append(Problem("bears", "Choose how the card bears on the motion."))
    if named:
        raise RefusedFields([(fault.path, fault.message) for fault in named])
    return replace(card, provenance="student")
