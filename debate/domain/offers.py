"""Points of information: offers to a speaker, and what becomes of them.

Belongs here: who may offer, accept, decline and ask, and when. Does not belong here: when the
window opens and closes (`clock`), the question itself, which is a point of a speech (`speeches`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from debate.domain.clock import Reading
from debate.domain.steps import Step

OPEN, ACCEPTED, DECLINED, WITHDRAWN, ENDED = "", "accepted", "declined", "withdrawn", "ended"
QUESTION_MAX = 300
"""Characters of a question: it is put in fifteen seconds."""

PROTECTED = "This is protected time: the speaker takes no points of information now."


@dataclass(frozen=True)
class Offer:
    """An offer of a seat. `outcome` "": it stands; `asked`: its question has been put."""

    id: int
    seat_id: int
    outcome: str
    asked: bool

    @property
    def waits(self) -> bool:
        """Whether it was accepted, and its question has yet to be put."""
        return self.outcome == ACCEPTED and not self.asked


def question_max(step: Step) -> int:
    """How long a question may be here, in characters."""
    return min(step.reasons_max, QUESTION_MAX)


def check_offer(
    reading: Reading,
    side: str | None,
    speaker: str | None,
    done: bool,
    own: Sequence[Offer],
) -> str:
    """Why a debater of `side` may not offer a point of information now, or "".

    `speaker`: the side of who speaks. `done`: the speech was ended early. `own`: the seat's offers.
    """
    if reading.step is None or reading.step.poi is None:
        return "In this round no points of information are offered."
    if side is None or speaker is None or side == speaker:
        return "Points of information are offered by debaters of the other side."
    if any(offer.waits for offer in own):
        return "Your offer is accepted: put your question."
    if any(offer.outcome == OPEN for offer in own):
        return "Your offer stands already. Wait for the speaker, or withdraw it."
    if reading.state == "paused":
        return "The clock stands. Offer your point when it goes on."
    return "" if reading.poi_open and not done else PROTECTED


def check_accept(reading: Reading, offer: Offer, others: Sequence[Offer]) -> str:
    """Why the speaker may not accept this offer now, or "". `others`: all offers to the speech."""
    if offer.outcome != OPEN:
        return "That offer does not stand any more."
    if any(other.waits for other in others):
        return "You have accepted another offer. Its question comes first, or move on from it."
    if reading.state == "paused":
        return "The clock stands. Accept the offer when it goes on."
    return "" if reading.poi_open else PROTECTED
