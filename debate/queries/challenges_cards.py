"""Cards as challenges left them in one debate: barred, corrected, or as they were cited.

Belongs here: what a card line says and reads after rulings. Does not belong here: the challenges
themselves (`challenges`), and cards apart from a debate (`cards`).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from debate.domain import challenges
from debate.queries.cards import CardLine, for_debate
from debate.queries.debates import DebateNow

Cite = tuple[int, str, int | None, int]
"""A citation: number, badge, after how many words its reading stopped, id of the card's version."""


def cite(row: Any) -> Cite:
    """The citation of a row that has its columns by name."""
    return (row.card_number, row.badge, row.stopped_at, row.card_id)


def as_cited(
    session: Session, here: DebateNow, lines: Mapping[int, CardLine], cites: Collection[Cite]
) -> Mapping[Cite, CardLine]:
    """The cards of citations, each in the version that was cited; `lines`: the pinned versions.

    A statement more for each correction of one of them.
    """
    others = {cite[0] for cite in cites if cite[3] != lines[cite[0]].id}
    newer = _corrections(session, here, others) if others else {}
    return {
        cite: replace(
            _barred(here, newer.get(cite[3], lines[cite[0]])), badge=cite[1], stopped_at=cite[2]
        )
        for cite in cites
    }


def as_held(
    session: Session, here: DebateNow, lines: Mapping[int, CardLine]
) -> Mapping[int, CardLine]:
    """Cards by number as they may be cited now: corrected where a ruling says so, or barred."""
    if not here.marks:
        return lines
    corrected = {one.card for one in here.marks if one.mark == challenges.CORRECTED}
    found = dict(lines)
    if corrected & found.keys():
        newer = _corrections(session, here, corrected & found.keys(), challenges.CORRECTED)
        found |= {line.number: line for line in newer.values()}
    return {number: _barred(here, line) for number, line in found.items()}


def why_barred(here: DebateNow, numbers: Iterable[int]) -> str:
    """Why one of these cards may not be cited now, in a sentence; "" where all may be."""
    wanted = set(numbers)
    found = (challenges.barred(one) for one in here.marks if one.card in wanted)
    return next((sentence for sentence in found if sentence), "")


def why_unfit(here: DebateNow, numbers: Iterable[int]) -> str:
    """Why a held point with these cards may not be approved now, in a sentence; "" where it may."""
    wanted = set(numbers)
    found = (challenges.unfit(one) for one in here.marks if one.card in wanted)
    return next((sentence for sentence in found if sentence), "")


def _barred(here: DebateNow, line: CardLine) -> CardLine:
    """The line with what a challenge says of it; an open one before an earlier ruling."""
    found = {one.mark: one for one in here.marks if one.card == line.number}
    for mark in challenges.BARRED:
        if mark in found:
            return replace(line, state=mark, reason=challenges.shown(found[mark]))
    return line


def _corrections(
    session: Session, here: DebateNow, numbers: Collection[int], *kinds: str
) -> Mapping[int, CardLine]:
    """Corrected versions of these cards by their ids, also such as were lifted since."""
    found: dict[int, CardLine] = {}
    for one in here.marks:
        if one.version and one.card in numbers and (not kinds or one.mark in kinds):
            lines = for_debate(session, one.version, here.motion_slug, [one.card])
            found |= {line.id: line for line in lines}
    return found
