"""Outlines: lines of three levels, moved about with what stands under them, and what they name.

Belongs here: order and levels, the cards named in a line, a line as the words of a point, the team
that has a shared line. Does not belong here: what is kept of a line (`services.outlines`).
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from debate.domain.refusals import Refused

LEVELS = ("Contention", "Claim", "Detail")
LINES_MAX = 200
TEXT_MAX = 1_000
_CARD = re.compile(r"(?<![\w#])#(\d{1,6})(?!\w)")


@dataclass(frozen=True)
class Line:
    """A line as its order is worked out from: level 1 to 3."""

    id: int
    level: int
    text: str = ""


def one_line(text: str) -> str:
    """What was typed as one line, without space around it."""
    return " ".join(text.split())


def mark(text: str) -> str:
    """A short sign of a text, by which a form shows that nobody changed it there."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def check_text(text: str) -> None:
    """Raises Refused for a line of more than 1,000 characters."""
    if len(text) > TEXT_MAX:
        raise Refused(f"A line has at most {TEXT_MAX} characters. Make two of it.", "text")


def whose(
    home: str,
    shared: Collection[int],
    editor: int,
    seated: Mapping[int, str],
    away: Collection[int],
) -> str:
    """The team that has a line now, by its key; "" while none of its people is in a team here.

    A line belongs to `shared`, the seats that were in the team when it was written last. It stays
    with that team, `home`, as long as one of them who is there sits in it; when all have gone it
    goes with the one who wrote it, `editor`, or else with another of them. `seated`: debaters of
    the room → their teams; `away`: seats whose people are not there.
    """
    if any(seated.get(seat) == home and seat not in away for seat in shared):
        return home
    return next((seated[seat] for seat in (editor, *shared) if seat in seated), "")


def written_seats(seats: Iterable[int]) -> str:
    """Seats as a line keeps them, ",12,15,": each can be looked for with its commas."""
    return "".join(f",{seat}" for seat in seats) + ","


def read_seats(text: str) -> tuple[int, ...]:
    """The seats from how a line keeps them."""
    return tuple(int(part) for part in text.split(",") if part)


def cards_named(text: str) -> tuple[int, ...]:
    """The numbers of the cards that a line names as #12, each once, in order."""
    return tuple(dict.fromkeys(int(found) for found in _CARD.findall(text)))


def without_cards(text: str) -> str:
    """The line without the cards that it names."""
    return re.sub(r"\s+([.,;:])", r"\1", one_line(_CARD.sub("", text)))


def branch(lines: Sequence[Line], line_id: int) -> range:
    """The places of a line and of all that stands under it. Raises KeyError."""
    start = _place(lines, line_id)
    end = start + 1
    while end < len(lines) and lines[end].level > lines[start].level:
        end += 1
    return range(start, end)


def moved(lines: Sequence[Line], line_id: int, down: bool) -> tuple[Line, ...]:
    """The lines with this one, and what is under it, one place further up or down.

    A place is that of the next line of the same level, or over the edge into what stands beside.
    """
    own = branch(lines, line_id)
    taken = list(lines[own.start : own.stop])
    rest = [*lines[: own.start], *lines[own.stop :]]
    level = lines[own.start].level
    at = own.start
    if down and at < len(rest):
        at += 1
        while rest[at - 1].level >= level and at < len(rest) and rest[at].level > level:
            at += 1
    elif not down and at > 0:
        at -= 1
        while at > 0 and rest[at].level > level:
            at -= 1
    return (*rest[:at], *taken, *rest[at:])


def shifted(lines: Sequence[Line], line_id: int, deeper: bool) -> tuple[Line, ...]:
    """The lines with this one, and what is under it, a level deeper or less deep.

    A line goes at most one level deeper than the line above it; where it cannot, nothing changes.
    """
    own = branch(lines, line_id)
    level = lines[own.start].level
    above = lines[own.start - 1].level if own.start else 0
    if deeper and (level > above or level == len(LEVELS)):
        return tuple(lines)
    if not deeper and level == 1:
        return tuple(lines)
    by = 1 if deeper else -1
    return tuple(
        replace(line, level=min(len(LEVELS), line.level + by)) if place in own else line
        for place, line in enumerate(lines)
    )


@dataclass(frozen=True)
class Prepared:
    """A line with what is under it as the words of a point."""

    claim: str
    reasons: str
    cards: tuple[int, ...]
    missing: tuple[int, ...]  # cards that it names and that may not be cited


def as_point(lines: Sequence[Line], line_id: int, citable: Collection[int]) -> Prepared:
    """The line as a claim, what stands under it as reasons, and the cards that they name.

    `citable`: the numbers of the cards that may be cited. Raises KeyError.
    """
    own = [lines[place] for place in branch(lines, line_id)]
    cards = tuple(dict.fromkeys(card for line in own for card in cards_named(line.text)))
    under = [text for line in own[1:] if (text := without_cards(line.text))]
    return Prepared(
        without_cards(own[0].text),
        "\n\n".join(under),
        tuple(card for card in cards if card in citable),
        tuple(card for card in cards if card not in citable),
    )


def _place(lines: Sequence[Line], line_id: int) -> int:
    for place, line in enumerate(lines):
        if line.id == line_id:
            return place
    raise KeyError(line_id)
