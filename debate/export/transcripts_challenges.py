"""The challenges of a record: as blocks, as rows of a table, as a section of the JSON file.

Belongs here: what files say of a challenge. Does not belong here: the pages' own templates, and
which challenges are in a copy (`queries.transcripts_parts`).
"""

from collections.abc import Iterable, Iterator
from typing import Any

from debate.export.tables import Cell, csv_pieces
from debate.export.transcripts_blocks import Block, line, moment, written
from debate.export.transcripts_csv import time
from debate.queries.challenges import ChallengeLine
from debate.queries.events import RecordLine
from debate.queries.transcripts import Transcript

COLUMNS = (
    *("number", "card", "address", "ground", "challenger", "cited_by", "made_at", "statement"),
    *("answer_by", "answer", "answer_at", "ruling", "remedy", "reason", "ruled_at", "ruled_by"),
    *("taken_back_at", "taken_back_because"),
)


def blocks(found: Iterable[ChallengeLine], one_day: bool) -> Iterator[Block]:
    """What stands under the heading “Challenges”; with `one_day` times have no date."""
    for one in found:
        yield line(
            f"{moment(one.made_ms, one_day)} {one.challenger} challenged card No. {one.card}, "
            f"cited by {one.author} in {one.address}: {one.ground.name.lower()}.",
            "bold",
        )
        yield line(one.ground.says, "quiet")
        for said in (one.claim, one.answer):
            if said is not None:
                yield line(f"{said.label}, {moment(said.at_ms, one_day)}:", "small")
                yield written(said.text)
        if one.skipped_ms is not None:
            yield line("The moderator went on without a statement of the other side.", "small")
        yield from _ruling(one, one_day)


def file(found: Iterable[ChallengeLine]) -> bytes:
    """The challenges as CSV; times are in UTC with milliseconds."""
    return b"".join(csv_pieces(COLUMNS, map(row, found)))


def row(one: ChallengeLine) -> list[Cell]:
    """One challenge as a row."""
    ruled, answer = one.ruled, one.answer
    return [
        one.number,
        one.card,
        one.address,
        one.ground.slug,
        one.challenger,
        one.author,
        time(one.made_ms),
        one.claim.text if one.claim else "",
        answer.label if answer else "",
        answer.text if answer else "",
        time(answer.at_ms) if answer else "",
        _outcome(one),
        ruled.remedy.slug if ruled else "",
        ruled.reason if ruled else "",
        time(ruled.at_ms) if ruled else time(one.withdrawn_ms) if one.withdrawn_ms else "",
        ruled.by if ruled else "",
        time(ruled.reversed_ms) if ruled else "",
        ruled.reversal if ruled else "",
    ]


def section(found: Transcript, records: Iterable[RecordLine]) -> list[dict[str, Any]]:
    """The part of the JSON file; the words stand in the records that it names."""
    told: dict[int, list[int]] = {}
    for record in records:
        content = record.payload.content
        if record.kind.startswith("challenge_") and content is not None:
            told.setdefault(content["challenge"], []).append(record.seq)
    seats = {line.id: line.number for line in found.here.seats}
    return [
        {
            "challenge": one.number,
            "card": one.card,
            "address": one.address,
            "ground": one.ground.slug,
            "seat": seats.get(one.seat_id),
            "cited_by": seats.get(one.author_id),
            "answer_by": seats.get(one.answer.seat_id) if one.answer else None,
            "made_ms": one.made_ms,
            "answered_ms": one.answer.at_ms if one.answer else None,
            "skipped_ms": one.skipped_ms,
            "withdrawn_ms": one.withdrawn_ms,
            "ruled_ms": one.ruled.at_ms if one.ruled else None,
            "upheld": one.ruled.upheld if one.ruled else None,
            "remedy": one.ruled.remedy.slug if one.ruled else None,
            "reversed_ms": one.ruled.reversed_ms if one.ruled else None,
            "records": told.get(one.number, []),
        }
        for one in found.challenges
    ]


def _outcome(one: ChallengeLine) -> str:
    if one.ruled is None:
        return "withdrawn" if one.withdrawn_ms is not None else ""
    return "upheld" if one.ruled.upheld else "dismissed"


def _ruling(one: ChallengeLine, one_day: bool) -> Iterator[Block]:
    ruled = one.ruled
    if one.withdrawn_ms is not None:
        when = moment(one.withdrawn_ms, one_day)
        yield line(f"Withdrawn by {one.challenger} before the other side spoke. {when}", "small")
        return
    if ruled is None:
        yield line("Not ruled on when this copy was made.", "small")
        return
    decided = "Upheld" if ruled.upheld else "Dismissed"
    remedy = f": {ruled.remedy.name.lower()}" if ruled.remedy.slug != "none" else ""
    by = f", {ruled.by}" if ruled.by else ""
    yield line(f"{decided}{remedy}. {moment(ruled.at_ms, one_day)}{by}:", "small")
    yield written(ruled.reason or "The reason was erased.")
    if ruled.reversed_ms is not None:
        by = f", {ruled.reversed_by}" if ruled.reversed_by else ""
        yield line(f"Taken back {moment(ruled.reversed_ms, one_day)}{by}:", "small")
        yield written(ruled.reversal or "The reason was erased.")
