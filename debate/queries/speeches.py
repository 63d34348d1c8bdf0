"""Reads of what was said: speeches with their points, citations and links, as one view sees them.

The same rows serve the page, a frame, catch-up, the transcript and the projector.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from debate.domain import clock, visibility
from debate.domain.speeches import point_address
from debate.models.moderation import ModerationAct
from debate.models.speeches import Citation, Point, PointLink
from debate.queries import cards
from debate.queries.debates import DebateNow, SpeechLine

OUT = ("returned", "hidden")


@dataclass(frozen=True)
class LinkLine:
    """A link from a point to an earlier one."""

    kind: str
    address: str
    claim: str  # "" where the view does not see the target's text


@dataclass(frozen=True)
class PointRow:
    """A point as a view sees it. `level` is visibility's "full" or "gap"."""

    id: int
    address: str
    speech: str
    number: int
    half: str
    side: str | None
    author: str
    level: str
    state: str
    revised: bool
    claim: str
    reasons_html: str
    note: str
    sent_ms: int
    out_ms: int | None  # when a moderator took it out, if it is out
    replaces_id: int | None  # the version that it replaces, or will once it is approved
    cards: tuple[cards.CardLine, ...]
    links: tuple[LinkLine, ...]


@dataclass(frozen=True)
class SpeechBlock:
    """One speech with its points. `status` is done, now or next."""

    address: str
    step_index: int
    step_name: str
    entry: str
    side: str | None
    speaker: str
    answerer: str
    status: str
    sealed: bool  # its points are not revealed yet
    handed_in: bool
    points: tuple[PointRow, ...]


def transcript(session: Session, here: DebateNow) -> tuple[SpeechBlock, ...]:
    """All speeches that have begun, in order, with what the view `here.view` sees of them."""
    rows = point_rows(session, here)
    said = {row.speech for row in rows if row.number}  # after a “back” its points stay
    begun = [
        line for line in here.speeches if _status(here, line) != "next" or line.address in said
    ]
    return tuple(_block(here, line, rows) for line in begun)


def speech(session: Session, here: DebateNow, address: str) -> SpeechBlock | None:
    """One speech with its points; None where there is no such speech or it has not begun."""
    line = next((line for line in here.speeches if line.address == address), None)
    if line is None:
        return None
    rows = point_rows(session, here, speech_id=line.id)
    if _status(here, line) == "next" and not any(row.number for row in rows):
        return None
    return _block(here, line, rows)


def point(session: Session, here: DebateNow, address: str) -> PointRow | None:
    """One point as the view sees it; None when it may not know of it."""
    name = address.split(".", maxsplit=1)[0]
    line = next((line for line in here.speeches if line.address == name), None)
    if line is None:
        return None
    rows = point_rows(session, here, speech_id=line.id)
    return next((row for row in rows if row.address == address), None)


def point_rows(
    session: Session,
    here: DebateNow,
    *,
    speech_id: int | None = None,
    seat_id: int = 0,
    every_version: bool = False,
) -> tuple[PointRow, ...]:
    """The points that the view may know of, in order of speech and number.

    `seat_id` adds what only its author sees (held, returned); leave it out in what all share.
    `every_version` adds what was replaced since, each before its next version.
    """
    ends = clock.step_ends(here.fmt, here.controls, here.factors or 100)
    lines = {line.id: line for line in here.speeches}
    chosen = [
        (found, level)
        for found in _points(session, here.id, speech_id, every_version)
        if (level := _level(here, lines[found.speech_id], ends, found, seat_id)) != visibility.NONE
    ]
    ids = [found.id for found, _ in chosen]
    cited = _cards(session, here, ids)
    links = _links(session, here, ids, ends, seat_id)
    outs = _outs(session, [found.id for found, _ in chosen if found.state in OUT])
    rows = [
        _row(here, lines[found.speech_id], found, level, cited, links, outs)
        for found, level in chosen
    ]
    order = {line.address: position for position, line in enumerate(here.speeches)}
    halves = {"": 0, "q": 0, "a": 1}
    return tuple(sorted(rows, key=lambda row: (order[row.speech], row.number, halves[row.half])))


def _points(
    session: Session, debate_id: int, speech_id: int | None, every_version: bool
) -> Sequence[Point]:
    query = select(Point).where(Point.debate_id == debate_id)
    if not every_version:
        query = query.where(Point.current)
    if speech_id is not None:
        query = query.where(Point.speech_id == speech_id)
    return session.scalars(query.order_by(Point.id)).all()


def _level(
    here: DebateNow,
    line: SpeechLine,
    ends: Sequence[clock.Span],
    found: Point,
    seat_id: int,
) -> str:
    facts = visibility.PointFacts(
        state=found.state,
        seat_id=found.seat_id,
        numbered=found.number is not None,
        sealed=here.fmt.steps[line.step_index].sealed,
        sealed_until_ms=ends[line.step_index].end_ms,
    )
    return visibility.of_point(facts, here.view, seat_id, here.now)


def _cards(
    session: Session, here: DebateNow, point_ids: Collection[int]
) -> Mapping[int, tuple[cards.CardLine, ...]]:
    rows = session.execute(
        select(Citation.point_id, Citation.card_number)
        .where(Citation.point_id.in_(point_ids))
        .order_by(Citation.point_id, Citation.position)
    ).all()
    if not rows or here.deck_version_id is None:
        return {}
    numbers = {number for _, number in rows}
    lines = {
        line.number: line
        for line in cards.for_debate(session, here.deck_version_id, here.motion_slug, numbers)
    }
    found: dict[int, list[cards.CardLine]] = {}
    for point_id, number in rows:
        found.setdefault(point_id, []).append(lines[number])
    return {point_id: tuple(items) for point_id, items in found.items()}


def _links(
    session: Session,
    here: DebateNow,
    point_ids: Collection[int],
    ends: Sequence[clock.Span],
    seat_id: int,
) -> Mapping[int, tuple[LinkLine, ...]]:
    target = aliased(Point)
    rows = session.execute(
        select(PointLink.point_id, PointLink.kind, target)
        .join(target, target.id == PointLink.target_id)
        .where(PointLink.point_id.in_(point_ids))
        .order_by(PointLink.id)
    ).all()
    lines = {line.id: line for line in here.speeches}
    found: dict[int, list[LinkLine]] = {}
    for point_id, kind, row in rows:
        line = lines[row.speech_id]
        level = _level(here, line, ends, row, seat_id)
        if level == visibility.NONE:
            continue
        address = point_address(line.address, row.number or 0, row.half)
        claim = row.claim if level == visibility.FULL else ""
        found.setdefault(point_id, []).append(LinkLine(kind, address, claim))
    return {point_id: tuple(items) for point_id, items in found.items()}


def _outs(session: Session, ids: Sequence[int]) -> Mapping[int, int]:
    """When each of these points was taken out last."""
    if not ids:
        return {}
    rows = session.execute(
        select(ModerationAct.point_id, func.max(ModerationAct.at_ms))
        .where(ModerationAct.point_id.in_(ids), ModerationAct.kind.in_(("return", "hide")))
        .group_by(ModerationAct.point_id)
    )
    return dict(list(rows))


def _row(
    here: DebateNow,
    line: SpeechLine,
    found: Point,
    level: str,
    cited: Mapping[int, tuple[cards.CardLine, ...]],
    links: Mapping[int, tuple[LinkLine, ...]],
    outs: Mapping[int, int],
) -> PointRow:
    full = level == visibility.FULL
    return PointRow(
        id=found.id,
        address=point_address(line.address, found.number or 0, found.half),
        speech=line.address,
        number=found.number or 0,
        half=found.half,
        side=found.side,
        author=here.label(found.seat_id),
        level=level,
        state=found.state,
        revised=found.version > 1,
        claim=found.claim if full else "",
        reasons_html=found.reasons_html if full else "",
        note=found.note if full else "",
        sent_ms=found.visible_ms or found.sent_ms,
        out_ms=outs.get(found.id),
        replaces_id=found.replaces_id,
        cards=cited.get(found.id, ()) if full else (),
        # A gap keeps its links: the flow must know that an answer was there (“answer out”).
        links=links.get(found.id, ()),
    )


def _block(here: DebateNow, line: SpeechLine, rows: Sequence[PointRow]) -> SpeechBlock:
    step = here.fmt.steps[line.step_index]
    status = _status(here, line)
    return SpeechBlock(
        address=line.address,
        step_index=line.step_index,
        step_name=step.name,
        entry=step.entry,
        side=line.side,
        speaker=here.label(line.seat_id) if line.side or step.entry == "exchange" else "",
        answerer=here.label(line.answerer_id) if step.entry == "exchange" else "",
        status=status,
        sealed=step.sealed and status == "now",
        handed_in=line.handed_in_ms is not None,
        points=tuple(row for row in rows if row.speech == line.address and row.number),
    )


def _status(here: DebateNow, line: SpeechLine) -> str:
    reading = here.reading
    if reading.state == "ready" or line.step_index > reading.step_index:
        return "next"
    if line.step_index == reading.step_index and reading.state != "finished":
        return "now"
    return "done"
