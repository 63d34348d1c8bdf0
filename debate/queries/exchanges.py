"""Reads of questions that wait for an answer, and of whom they wait for.

Does not belong here: offers of points of information (`offers`), the composer (`drafts`).
"""

from collections.abc import Sequence
from typing import NamedTuple

from debate.domain.permissions import Actor
from debate.queries import debates_teams
from debate.queries.debates import DebateNow, SpeechLine
from debate.queries.speeches import PointRow, Said


class Waiting(NamedTuple):
    """A question that waits for a seat's answer of up to `most` characters."""

    speech: str
    number: int
    address: str
    claim: str
    author: str
    most: int


def answerers(here: DebateNow, line: SpeechLine, asked_by: int) -> frozenset[int]:
    """The seats that may answer a question of the seat `asked_by` in a speech."""
    step = here.fmt.steps[line.step_index]
    if step.crossfire:
        asker = here.seat(asked_by)
        side = asker.side if asker else None
        return frozenset(one.id for one in debates_teams.speakers(here, step) if one.side != side)
    holder = line.answerer_id if step.asker else line.seat_id
    return frozenset() if holder is None else frozenset((holder,))


def waiting(
    here: DebateNow, actor: Actor, said: Said, rows: Sequence[PointRow]
) -> tuple[Waiting, ...]:
    """The questions of the step that runs which wait for this seat, oldest first.

    `rows`: what the seat sees, its own held answers included. In an exchange of one who asks and
    one who answers the composer takes the answer.
    """
    step = here.reading.step
    if step is None or here.reading.state not in ("running", "paused", "over") or step.asker:
        return ()
    halves = [row for row in rows if row.half]
    if not halves:
        return ()
    authors = {point.id: point.seat_id for point in said.points}
    answered = {(row.speech, row.question or row.number) for row in halves if row.half == "a"}
    most = step.reasons_max
    return tuple(
        Waiting(row.speech, row.number, row.address, row.claim, row.author, most)
        for line in here.speeches_of(step.index)
        for row in halves
        if row.speech == line.address and row.half == "q" and row.number and row.state == "sent"
        if (row.speech, row.number) not in answered
        if actor.seat_id in answerers(here, line, authors.get(row.id, 0))
    )
