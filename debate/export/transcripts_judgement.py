"""What a JSON transcript has of the judging, by numbers of records, after its release.

Belongs here: which kinds of records are judging, and the sections that refer to them. Does not
belong here: what a score comes to (queries), and the other sections (`transcripts_json`).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from debate.queries.events import RecordLine
from debate.queries.transcripts import Judgement

Document = dict[str, Any]

NOTES = ("note_given", "note_withdrawn")
QUESTIONS = ("question_asked", "question_answered", "question_decided")
GRADES = ("grade_set", "grade_formula_set")
SECOND = ("second_mark_given", "second_mark_settled")
KINDS = frozenset(
    ("ballot_handed_in", "ballots_reopened", "mark_given", *NOTES, *QUESTIONS, *GRADES, *SECOND)
)
"""Withheld until they are released."""

NEVER_WITH_CODES = frozenset(("ballots_reopened", *NOTES, *QUESTIONS, *GRADES, *SECOND))
"""What one student and the staff read: in no copy that is passed on."""


def is_out(record: RecordLine, released_ms: int | None) -> bool:
    """Whether a record of judging was made by the last release of everything."""
    return released_ms is not None and record.at_ms <= released_ms


def sections(
    found: Judgement, records: Sequence[RecordLine], released_ms: int | None, *, names: bool
) -> Document:
    """The sections of what was released."""
    out = [
        one
        for one in records
        if one.kind in KINDS and is_out(one, released_ms) and one.payload.content is not None
    ]
    whole = {
        "decision": _decision(found),
        "ballots": _ballots(found, records, released_ms),
        "scores": _scores(found, out),
    }
    if names:
        whole |= {
            "notes": _notes(out),
            "questions": _threads(out),
            "grades": _listed(out, GRADES),
            "second_marks": _listed(out, SECOND),
        }
    return whole


def _decision(found: Judgement) -> Document:
    """Votes for two sides, or places of four teams with their team points."""
    panel, ranking = found.outcome.panel, found.outcome.ranking
    if not ranking.places:
        return {"P": panel.P, "O": panel.O, "winner": panel.winner}
    places = [
        {"team": one.team, "place": one.place, "points": one.points} for one in ranking.places
    ]
    return {"teams": places, "winner": ranking.winner}


def _ballots(
    found: Judgement, records: Sequence[RecordLine], released_ms: int | None
) -> list[Document]:
    """`practice` where a ballot counts for nothing."""
    handed_in = {
        one.seat: one.seq
        for one in records
        if one.kind == "ballot_handed_in" and is_out(one, released_ms)
    }
    return [
        {"seat": seat, "record": seq} | ({"practice": True} if seat in found.practising else {})
        for seat, seq in handed_in.items()
    ]


def _scores(found: Judgement, out: Sequence[RecordLine]) -> list[Document]:
    given = {one.payload.content["seat"]: one.seq for one in out if one.kind == "mark_given"}
    return [
        {
            "seat": line.seat.number,
            "total": line.total,
            "maximum": 10_000,
            "source": line.source,
            "n": line.n,
            "record": given.get(line.seat.number),
        }
        for line in found.scores
    ]


def _notes(out: Sequence[RecordLine]) -> list[Document]:
    """The newest version of each note that was not withdrawn."""
    newest: dict[tuple[int, int], RecordLine] = {}
    for one in out:
        if one.kind in NOTES:
            newest[_key(one.payload.content, "note")] = one
    return [
        {"note": note, "seat": seat, "record": one.seq}
        for (seat, note), one in newest.items()
        if one.kind == "note_given"
    ]


def _threads(out: Sequence[RecordLine]) -> list[Document]:
    found: dict[tuple[int, int], list[int]] = {}
    for one in out:
        if one.kind in QUESTIONS:
            found.setdefault(_key(one.payload.content, "question"), []).append(one.seq)
    return [
        {"question": number, "seat": seat, "records": seqs}
        for (seat, number), seqs in found.items()
    ]


def _listed(out: Sequence[RecordLine], kinds: Sequence[str]) -> list[Document]:
    return [
        {"act": one.kind, "seat": one.payload.content.get("seat"), "record": one.seq}
        for one in out
        if one.kind in kinds
    ]


def _key(content: Mapping[str, Any], name: str) -> tuple[int, int]:
    return content["seat"], content[name]
