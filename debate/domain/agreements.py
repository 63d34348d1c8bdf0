"""Agreements: accepting what others wrote, or saying what is missing from it.

Belongs here: how it stands with a speech that is checked (has the other team been given its case
as it would give it itself?) and with a line of a joint statement, from the words of those asked.
Does not belong here: the points that are agreed to (`speeches`), when a step ends (`clock`).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

ACCEPTED, MISSING, OPEN = "accepted", "missing", "open"


@dataclass(frozen=True)
class Word:
    """What a seat says now of one thing: it accepts, or `words` say what is missing."""

    seat_id: int
    agrees: bool
    words: str = ""


@dataclass(frozen=True)
class Standing:
    """How it stands with one thing: accepted, missing, or open while somebody has yet to answer."""

    state: str
    agree: tuple[int, ...]  # seats
    against: tuple[Word, ...]
    waiting: tuple[int, ...]  # seats that have said nothing


def of_check(asked: Collection[int], words: Sequence[Word]) -> Standing:
    """How it stands with a speech that presents the case of the seats `asked`.

    They speak as a team: one seat's word is enough, and the newest counts. `words`: one for each
    seat, oldest first.
    """
    said = [word for word in words if word.seat_id in asked]
    if not said:
        return Standing(OPEN, (), (), tuple(asked))
    newest = said[-1]
    if newest.agrees:
        return Standing(ACCEPTED, (newest.seat_id,), (), ())
    return Standing(MISSING, (), (newest,), ())


def of_line(asked: Collection[int], words: Sequence[Word]) -> Standing:
    """How it stands with a line of a joint statement: it is accepted when all `asked` accept it."""
    said = {word.seat_id: word for word in words if word.seat_id in asked}
    against = tuple(word for word in said.values() if not word.agrees)
    agree = tuple(seat for seat, word in said.items() if word.agrees)
    waiting = tuple(seat for seat in asked if seat not in said)
    state = MISSING if against else OPEN if waiting or not agree else ACCEPTED
    return Standing(state, agree, against, waiting)
