"""Writing what the projectors of a debate show.

It changes what stands on a wall and nothing that was said, so it is no event: screens and consoles
are told by a hint.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain.events import MODERATORS
from debate.domain.refusals import Refused
from debate.domain.screens import VIEWS
from debate.models.debates import Debate
from debate.models.speeches import Citation, Point
from debate.services import events


def choose(session: Session, debate: Debate, view: str, card: int | None = None) -> None:
    """Have the projectors of `debate`, whose row is locked, show `view`.

    `card`: for the view "card" the number of one that was cited; None: the card cited last. Raises
    Refused for a view that there is not, and for a card that nobody cited.
    """
    if view not in VIEWS:
        raise Refused("There is no such view. Choose one of those offered.", "view")
    card = card if view == "card" else None
    if card is not None and not _is_cited(session, debate.id, card):
        raise Refused(
            f"Card No. {card} has not been cited here. Choose one that has, or the last one.",
            "card",
        )
    debate.screen, debate.screen_card = view, card
    session.flush()
    events.hint_screens(session, debate.id, "screen")
    events.hint(session, debate.id, "screen", MODERATORS)


def _is_cited(session: Session, debate_id: int, number: int) -> bool:
    found = session.scalar(
        select(Citation.id)
        .join(Point, Point.id == Citation.point_id)
        .where(Point.debate_id == debate_id, Citation.card_number == number)
        .limit(1)
    )
    return found is not None
