"""Measures against a person: warn, mute, take out of the room, hold; and whose words wait.

Belongs here: what a measure forbids, how long it lasts, whether words wait for a moderator. Does
not belong here: what becomes of points (`visibility`), which words are looked for (`wordlists`).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from debate.domain.refusals import Refused

WARN, MUTE, REMOVE, HOLD = KINDS = ("warn", "mute", "remove", "hold")
NOTE_MAX = 500

MUTED_MAY_NOT = frozenset(
    {
        "points.send",
        "agreements.give",
        "offers.make",
        "floor.ask",
        "challenges.make",
        "outlines.share",
    }
)
"""Acts of a seat by which words or a raised hand reach others: a muted seat may do all but them."""

REMOVED_MAY = frozenset(
    {"seats.leave", "dossiers.own", "marks.own", "questions.ask", "transcripts.own"}
)
"""What is left to a seat that was taken out of its room: its own record, and to leave."""


@dataclass(frozen=True)
class Standing:
    """A measure that stands. `step_index`: a mute for the rest of that step (None: until lifted).

    A warning stands until the seat says that it was read.
    """

    seat_id: int
    kind: str
    step_index: int | None = None


def read_standing(text: str | None) -> tuple[Standing, ...]:
    """The measures that a query joined into one text: "seat:kind:step" with commas between."""
    return tuple(_standing(part) for part in text.split(",")) if text else ()


def read_steps(text: str) -> frozenset[int]:
    """The steps whose words wait, from how a debate keeps them ("2,5")."""
    return frozenset(int(part) for part in text.split(",") if part)


def written_steps(steps: Iterable[int]) -> str:
    """The same as it is kept."""
    return ",".join(str(step) for step in sorted(set(steps)))


def is_held(
    everyone: bool,
    steps: Collection[int],
    standing: Iterable[Standing],
    step_index: int,
    seat_id: int,
) -> bool:
    """Whether what a seat sends in a step waits: by the debate, the step or the person."""
    if everyone or step_index in steps:
        return True
    return any(one.kind == HOLD and one.seat_id == seat_id for one in standing)


def is_muted(standing: Iterable[Standing], seat_id: int, step_index: int) -> bool:
    """Whether a seat is muted while the step `step_index` is the current one."""
    return any(
        one.kind == MUTE and one.seat_id == seat_id and one.step_index in (None, step_index)
        for one in standing
    )


def is_removed(standing: Iterable[Standing], seat_id: int) -> bool:
    """Whether a seat was taken out of the room."""
    return any(one.kind == REMOVE and one.seat_id == seat_id for one in standing)


def clean_note(text: str) -> str:
    """The reason of a measure, in one line. Raises Refused: it is missing, or too long."""
    note = " ".join(text.split())
    if not note:
        raise Refused("Say why: the person reads it, and it stands in the record.", "note")
    if len(note) > NOTE_MAX:
        raise Refused(f"At most {NOTE_MAX} characters. Say the one thing that counts.", "note")
    return note


def check_new(kind: str, standing: Iterable[Standing], seat_id: int) -> None:
    """Raises Refused where the measure stands already; warnings may follow each other."""
    if kind != WARN and any(one.kind == kind and one.seat_id == seat_id for one in standing):
        raise Refused(_ALREADY[kind], status=409)


def removed_sentence(by: str, note: str) -> str:
    """What somebody reads at every page of a room that they were taken out of."""
    return (
        f"{by} took you out of this room: {_ended(note)} What you said stays on the record. "
        "If you are let back in, reload this page."
    )


def muted_sentence(by: str, note: str, step_name: str = "") -> str:
    """What a muted seat reads; `step_name`: of the round that it lasts for, "" until lifted."""
    until = f"until the end of “{step_name}”" if step_name else "until a moderator lifts it"
    return f"{by} muted you {until}: {_ended(note)} You can read, write drafts and vote."


def _ended(note: str) -> str:
    return note if note.endswith((".", "?", "…")) else f"{note}."


_ALREADY = {
    MUTE: "This person is muted already. Lift that first, if it is to last otherwise.",
    REMOVE: "This person is out of the room already.",
    HOLD: "What this person sends waits already.",
}


def _standing(part: str) -> Standing:
    seat_id, kind, step = part.split(":")
    return Standing(int(seat_id), kind, int(step) if step else None)
