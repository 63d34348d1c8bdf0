"""The turns of a large file: each section is gone through a fixed number of times."""

from collections.abc import Iterator
from typing import Any

from debate.domain import imports
from debate.domain.transcripts_turns import turns


class Counted(list[Any]):
    """A section that counts how often it was gone through."""

    times = 0

    def __iter__(self) -> Iterator[Any]:
        self.times += 1
        return super().__iter__()


def document(size: int) -> dict[str, Any]:
    """A copy with codes of as many people, steps, speeches and points, all by people renamed."""
    seats = range(1, size + 1)
    point = {"version": 1, "state": "sent", "current": True, "cards": [], "answers": []}
    point |= {"record": None, "records": [], "sent_ms": 1, "visible_ms": 1}
    person = {"role": "speaker", "side": "P", "joined": "in time"}
    return {
        "debate": {"copy": "codes", "record": None, "room": 1},
        "records": [],
        "labels": {},
        "people": Counted({**person, "seat": n, "renamed": f"Heron {n}"} for n in seats),
        "steps": [{"slug": f"step-{n}"} for n in seats],
        "speeches": Counted(
            {"address": f"P{n}", "step": n, "seat": n, "answerer": None, "side": "P"} for n in seats
        ),
        "points": [
            {**point, "address": f"P{n}.1", "speech": f"P{n}", "seat": n} for n in reversed(seats)
        ],
        "cards": [],
        "polls": {},
    }


def test_each_turn_has_its_speakers_label_however_many_there_are() -> None:
    read: dict[int, int] = {}
    for size in (3, 30):
        given = document(size)
        speakers = [turn.cells["speaker"] for turn in turns(given)]
        assert speakers == [f"Heron {n}" for n in range(size, 0, -1)]
        read[size] = given["people"].times
    assert read[30] == read[3]


def test_each_step_has_its_speeches_however_many_there_are() -> None:
    read: dict[int, int] = {}
    for size in (3, 30):
        given = document(size)
        found = imports.read(given)
        assert [[one.address for one in step.speeches] for step in found.steps] == [
            [f"P{n}"] for n in range(1, size + 1)
        ]
        read[size] = given["speeches"].times
    assert read[30] == read[3]
