"""Reads of projectors: what a moderator chose, and what each view of it shows.

Everything is read as the room sees it, so nothing stands on a wall that the room may not know.
Does not belong here: the result (`marks_screen`), the head of the room (`floor`),
the flow (`flow_choices.latest`).
"""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain.steps import Step
from debate.models.debates import Debate
from debate.queries import polls
from debate.queries.cards import CardLine
from debate.queries.debates import DebateNow
from debate.queries.speeches import PointRow


class Choice(NamedTuple):
    """What a moderator chose; `card`: the number of a card, None for the one cited last."""

    view: str
    card: int | None


class CitedCard(NamedTuple):
    """A card with the point that cited it last."""

    card: CardLine
    address: str


class Polling(NamedTuple):
    """A vote while it goes on or after it: how many have voted, never how."""

    name: str
    is_open: bool
    voted: int
    voters: int


def choice(session: Session, debate_id: int) -> Choice:
    """What the projectors of a debate show; one statement."""
    row = session.execute(
        select(Debate.screen, Debate.screen_card).where(Debate.id == debate_id)
    ).one()
    return Choice(*row)


def shown(rows: Sequence[PointRow]) -> tuple[PointRow, ...]:
    """The points of which everybody may read the words, in the order they were sent."""
    full = (row for row in rows if row.level == "full" and row.number and row.state == "sent")
    return tuple(sorted(full, key=lambda row: row.sent_ms))


def cited(rows: Sequence[PointRow]) -> tuple[CitedCard, ...]:
    """The cards that these points cite, each once, the one cited last first."""
    found: dict[int, CitedCard] = {}
    for row in reversed(rows):
        for card in row.cards:
            found.setdefault(card.number, CitedCard(card, row.address))
    return tuple(found.values())


def card(rows: Sequence[PointRow], number: int | None) -> CitedCard | None:
    """The card that was chosen if the room may still see it, else the one cited last."""
    found = cited(rows)
    last = found[0] if found else None
    return next((one for one in found if one.card.number == number), last)


def polling(session: Session, here: DebateNow) -> Polling | None:
    """The vote that is open, else the last one held; None where none was. One statement."""
    step = _poll_step(here)
    if step is None:
        return None
    count = polls.turnout(session, here, step)
    is_open = here.reading.step == step
    return Polling(step.name, is_open, count.voted, count.voters)


def _poll_step(here: DebateNow) -> Step | None:
    if here.reading.state == "ready" and not here.fmt.opens_with_vote:
        return None
    begun = here.fmt.steps[: here.reading.step_index + 1]
    return next((step for step in reversed(begun) if step.poll), None)
