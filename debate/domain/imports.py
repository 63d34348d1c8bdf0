"""A transcript from a file, as a page shows it: everything is read out of its own records.

Belongs here: which parts of a document are shown, in which order, and that they have the types that
a page needs. Does not belong here: the check of the chain (`transcripts`) and HTML (templates).
What the document has beside is kept in the file and not shown.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from debate.domain import ballots_ranks, transcripts
from debate.domain.refusals import Refused
from debate.domain.transcripts import Unreadable
from debate.domain.transcripts_turns import Turn, labels, moment, sections, turns

MAX_BYTES = 5_000_000
"""Largest file that is taken in."""

_SIDES = {"P": "Proposition", "O": "Opposition"}
_SHOWN = frozenset(
    "schema records head digests debate labels label_salts people steps speeches points moderation"
    " cards polls withheld decision ballots scores duties".split()
)


class Person(NamedTuple):
    """A seat: its label in this copy, and its part in the debate."""

    label: str
    role: str
    side: str
    joined: str


class Speech(NamedTuple):
    """A speech with its turns."""

    address: str
    side: str
    speaker: str
    answerer: str
    turns: tuple[Turn, ...]


class Step(NamedTuple):
    """A step of the format with its speeches."""

    name: str
    poll: tuple[tuple[str, int], ...]  # (label, votes) where its totals are in the file
    speeches: tuple[Speech, ...]


class Told(NamedTuple):
    """Something that was announced, or that somebody wrote: `text` is Markdown or plain."""

    by: str
    text: str
    at: str = ""


class Score(NamedTuple):
    """A score in hundredths of a percent, None where there is none."""

    label: str
    total: int | None
    source: str
    comment: str


class Card(NamedTuple):
    """A cited card."""

    number: int
    tag: str
    citation: str
    passage: int
    gist: str


class Imported(NamedTuple):
    """A whole record as its file has it. Instants are as the CSV file writes them."""

    motion: str
    session: str
    course: str
    instructor: str
    room: int
    codes: bool
    started: str
    ended: str
    released: bool
    sides: Mapping[str, str]
    people: tuple[Person, ...]
    steps: tuple[Step, ...]
    announcements: tuple[Told, ...]
    reflections: tuple[Told, ...]
    ballots: tuple[Told, ...]
    scores: tuple[Score, ...]
    cards: tuple[Card, ...]
    withheld: int
    more: tuple[str, ...]  # sections that are kept and not shown


class Checked(NamedTuple):
    """A file that may be taken in, as it came in, and what its row says of it."""

    text: str
    title: str
    head: str
    records: int


def checked(data: bytes) -> Checked:
    """What an intact file is; it takes seconds where the file is large, so ask before a write.

    A copy with withheld records or with codes is as good. Raises Refused with the first thing that
    is altered, for a file that is no transcript, and for one that is too large.
    """
    if len(data) > MAX_BYTES:
        raise Refused(f"This file is larger than {MAX_BYTES // 10**6} MB.", "file")
    try:
        document = transcripts.read(data)
        report = transcripts.verify(document)
        if not report.ok:
            raise Refused(
                f"This transcript was altered, so it is not taken in. {report.first_fault}", "file"
            )
        read(document)
    except Unreadable as error:
        raise Refused(f"This file cannot be taken in. {error}", "file") from error
    return Checked(data.decode(), title_of(document), document["head"], len(document["records"]))


def read(document: Mapping[str, Any]) -> Imported:
    """The record of a verified document. Raises Unreadable for sections that cannot be shown."""
    with sections():
        return _Reader(document).imported()


def title_of(document: Mapping[str, Any]) -> str:
    """What an imported transcript is called unless somebody names it."""
    debate = document["debate"]
    parts = [str(debate.get(key, "")).strip() for key in ("class", "session")]
    return ", ".join(part for part in parts if part)[:200] or "Transcript"


class _Reader:
    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self.debate = document["debate"]
        self.labels = labels(document)
        created = self._content(self.debate["record"]) or {}
        fmt = json.loads(created["format"]) if "format" in created else {}
        self.motion = _text(created.get("motion", "The motion is withheld"))
        self.sides = {side: _text(name) for side, name in fmt.get("sides", _SIDES).items()}
        self.teams = {team: _text(name) for team, name in fmt.get("teams", {}).items()}
        self.steps: Sequence[Mapping[str, Any]] = fmt.get("steps", ())
        if not set(self.sides) >= set(_SIDES):
            raise ValueError("a side has no name")

    def imported(self) -> Imported:
        """Everything that is shown."""
        debate, document = self.debate, self.document
        return Imported(
            motion=self.motion,
            session=_text(debate.get("session", "")),
            course=_text(debate.get("class", "")),
            instructor=_text(debate.get("instructor", "")),
            room=_number(debate["room"]),
            codes=debate["copy"] == "codes",
            started=moment(debate.get("started_ms")),
            ended=moment(debate.get("ended_ms")),
            released=debate.get("released_ms") is not None,
            sides=self.sides,
            people=tuple(self._person(one) for one in document["people"]),
            steps=tuple(self._steps()),
            announcements=tuple(self._told("announcement", "text")),
            reflections=tuple(self._told("reflection_handed_in", "text")),
            ballots=tuple(self._ballots()),
            scores=tuple(self._score(one) for one in document.get("scores", ())),
            cards=tuple(_card(one) for one in document["cards"]),
            withheld=sum("withheld" in record["payload"] for record in document["records"]),
            more=tuple(key for key in sorted(document.keys() - _SHOWN) if document[key]),
        )

    def _content(self, number: int | None) -> Mapping[str, Any] | None:
        if number is None:
            return None
        content: Mapping[str, Any] | None = self.document["records"][number - 1]["payload"].get(
            "content"
        )
        return content

    def _label(self, seat: object) -> str:
        return self.labels.get(str(seat)) or f"Seat {_number(seat)}"

    def _person(self, one: Mapping[str, Any]) -> Person:
        side = one["side"]
        return Person(
            self._label(one["seat"]),
            _text(one["role"]),
            side if side in _SIDES else "",
            _text(one["joined"]),
        )

    def _steps(self) -> Iterator[Step]:
        by_speech: dict[str, list[Turn]] = {}
        for turn in turns(self.document):
            by_speech.setdefault(str(turn.cells["speech"]), []).append(turn)
        by_step: dict[object, list[Speech]] = {}
        for line in self.document["speeches"]:
            by_step.setdefault(line["step"], []).append(self._speech(line, by_speech))
        for number, planned in enumerate(self.document["steps"], 1):
            step = self.steps[number - 1] if number <= len(self.steps) else {}
            name = _text(step.get("name") or planned["slug"])
            yield Step(name, self._votes(step.get("poll")), tuple(by_step.get(number, ())))

    def _speech(self, line: Mapping[str, Any], by_speech: Mapping[str, list[Turn]]) -> Speech:
        side = line["side"]
        return Speech(
            _text(line["address"]),
            side if side in _SIDES else "",
            self._label(line["seat"]) if line["seat"] is not None else "",
            self._label(line["answerer"]) if line["answerer"] is not None else "",
            tuple(by_speech.get(line["address"], ())),
        )

    def _votes(self, poll: object) -> tuple[tuple[str, int], ...]:
        totals = self.document["polls"].get(poll) if poll else None
        if totals is None:
            return ()
        words = {**self.sides, "U": "undecided"}
        return tuple((words[choice], _number(totals[choice])) for choice in ("P", "U", "O"))

    def _told(self, kind: str, key: str) -> Iterator[Told]:
        """What records of one kind say."""
        for record in self.document["records"]:
            facts, content = record["facts"].get("content"), record["payload"].get("content")
            if not facts or not content or facts["kind"] != kind:
                continue
            by = self._label(facts["seat"]) if facts["seat"] is not None else ""
            yield Told(by, _text(content.get(key, "")), moment(facts["at_ms"]))

    def _ballots(self) -> Iterator[Told]:
        for ballot in self.document.get("ballots", ()):
            content = self._content(ballot["record"]) or {}
            ranks = {team: _number(rank) for team, rank in content.get("ranks", {}).items()}
            decision = ballots_ranks.said(ranks, self.teams)
            decision = decision or self.sides.get(content.get("decision", ""), "no decision")
            yield Told(
                self._label(ballot["seat"]), f"{decision}. {_text(content.get('reason', ''))}"
            )

    def _score(self, one: Mapping[str, Any]) -> Score:
        total, content = one["total"], self._content(one["record"]) or {}
        return Score(
            self._label(one["seat"]),
            None if total is None else _number(total),
            _text(one["source"]),
            _text(content.get("comment", "")),
        )


def _card(one: Mapping[str, Any]) -> Card:
    return Card(
        _number(one["number"]),
        _text(one["tag"]),
        _text(one["citation"]),
        _number(one["passage"]),
        _text(one["gist"]),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("text was expected")
    return value


def _number(value: object) -> int:
    if type(value) is not int:
        raise TypeError("a whole number was expected")
    return value
