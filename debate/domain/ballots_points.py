"""Speaker points: a format's range and band, which speeches earn points, totals of the two sides.

Belongs here: everything about points that a judge gives to a speech; all are whole hundredths of a
point. Does not belong here: levels of a rubric and the panel's decision (`ballots`).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from debate.domain.datafiles import Fields, decimal_text
from debate.domain.speeches import number_speeches
from debate.domain.steps import FOUR_TEAMS, SIDES, Format

REASON_MAX = 500
_TYPED = re.compile(r"([0-9]{1,4})(?:[.,]([0-9]{1,2}))?")


@dataclass(frozen=True)
class Scale:
    """The scores that a speech can have: from `low` to `high` in steps; usual ones need no reason.

    Half a speech (a reply) has half the range and half the band, by the same step: the rule of
    world schools ballots, where a speech has 60 to 80 and a reply 30 to 40.
    """

    low: int
    high: int
    step: int
    usual_low: int
    usual_high: int

    @property
    def words(self) -> str:
        """The range as a page says it: "60 to 80 in steps of 0.5"."""
        ends = f"{decimal_text(self.low)} to {decimal_text(self.high)}"
        return f"{ends} in steps of {decimal_text(self.step)}"

    @property
    def has_band(self) -> bool:
        """Whether some scores need a reason."""
        return (self.usual_low, self.usual_high) != (self.low, self.high)

    @property
    def band(self) -> str:
        """The scores that need no reason: "65 to 75"."""
        return f"{decimal_text(self.usual_low)} to {decimal_text(self.usual_high)}"


@dataclass(frozen=True)
class Scored:
    """A speech that earns points."""

    address: str
    step_index: int
    side: str
    half: bool
    team: str = ""  # its key: P or O, of four teams PA .. OB


@dataclass(frozen=True)
class Given:
    """What a judge gave one speech; `points` None as long as it has no score."""

    half: bool
    points: int | None


def read(top: Fields) -> dict[str, Any]:
    """The keys of a format that are about points."""
    return {
        "points_min": top.hundredths_or_none("points_min"),
        "points_max": top.hundredths_or_none("points_max"),
        "points_step": top.hundredths_or_none("points_step"),
        "usual_min": top.hundredths_or_none("usual_min"),
        "usual_max": top.hundredths_or_none("usual_max"),
        "low_point_win": top.flag("low_point_win"),
        "lowest_percent": top.number("lowest_percent", 0, 99, default=0),
    }


def as_data(fmt: Format) -> dict[str, object]:
    """The keys of `read` as plain data; a format without points has its three ends alone."""
    names = ("points_min", "points_max", "points_step")
    if not fmt.by_points:
        return dict.fromkeys(names)
    found: dict[str, object] = {
        name: decimal_text(value)
        for name in (*names, "usual_min", "usual_max")
        if (value := getattr(fmt, name)) is not None
    }
    return found | {"low_point_win": fmt.low_point_win, "lowest_percent": fmt.lowest_percent}


def check_format(fmt: Format, top: Fields, parts: Sequence[Fields]) -> None:
    """Add what is wrong with a format's points to the faults of its file."""
    low, high, step = fmt.points_min, fmt.points_max, fmt.points_step
    for one, part in zip(fmt.steps, parts, strict=True):
        if one.scored and (one.entry != "points" or len(one.turns) != 1):
            part.fault("scored", "Only a speech of one speaker earns points.")
    if low is None and high is None and step is None:
        _check_without(fmt, top, parts)
    elif low is None or high is None or step is None:
        top.fault(
            "points_min", "Give points_min, points_max and points_step together or not at all."
        )
    elif low >= high or step == 0 or (high - low) % step:
        top.fault(
            "points_step", "The range must rise from points_min to points_max in whole steps."
        )
    else:
        _check_with(fmt, top, (low, high, step))


def scale(fmt: Format, half: bool = False) -> Scale:
    """The scores that a speech of this format can have; the format must have points."""
    assert fmt.points_min is not None
    assert fmt.points_max is not None
    assert fmt.points_step is not None
    by = 2 if half else 1
    low, high = fmt.points_min // by, fmt.points_max // by
    usual_low = low if fmt.usual_min is None else fmt.usual_min // by
    usual_high = high if fmt.usual_max is None else fmt.usual_max // by
    return Scale(low, high, fmt.points_step, usual_low, usual_high)


def scored(fmt: Format) -> tuple[Scored, ...]:
    """The speeches that earn points, in the order of the debate."""
    return tuple(
        Scored(
            slot.address,
            slot.step_index,
            slot.side,
            fmt.steps[slot.step_index].scored == "half",
            fmt.in_team(slot.turn).side,
        )
        for slot in number_speeches(fmt)
        if slot.side is not None and slot.turn and fmt.steps[slot.step_index].scored
    )


def read_points(typed: str) -> int | None:
    """A score as somebody typed it, in hundredths, with a point or a comma; None for no number."""
    match = _TYPED.fullmatch(typed.strip())
    return int(match[1]) * 100 + int((match[2] or "").ljust(2, "0")) if match else None


def check(of: Scale, typed: str) -> str:
    """What is wrong with a score as typed, or ""."""
    points = read_points(typed)
    if points is not None and of.low <= points <= of.high and (points - of.low) % of.step == 0:
        return ""
    return f"Give from {of.words}."


def needs_reason(of: Scale, points: int) -> bool:
    """Whether a score is outside the band."""
    return not of.usual_low <= points <= of.usual_high


def totals(given: Iterable[tuple[str, Given]]) -> dict[str, int] | None:
    """The sum of each side's points from pairs of side and score; None while one is missing."""
    sums = dict.fromkeys(SIDES, 0)
    for side, one in given:
        if one.points is None:
            return None
        sums[side] += one.points
    return sums


def comparable(speeches: Iterable[tuple[str, Given]]) -> bool:
    """Whether both sides have as many speeches to score, and as many halves, and any at all.

    A side that lacks a speaker would otherwise lose by the missing speech, and not by its words.
    """
    sides: Mapping[str, list[bool]] = {side: [] for side in SIDES}
    for side, one in speeches:
        sides[side].append(one.half)
    return bool(sides["P"]) and sorted(sides["P"]) == sorted(sides["O"])


def check_winner(
    fmt: Format, decision: str, given: Sequence[tuple[str, Given]], names: Mapping[str, str]
) -> str:
    """Why this side cannot have won by these points, with both totals; "" when it can.

    Nothing is said while there is no winner or a score is missing, where the format allows a
    low-point win, and where the sides have not as many speeches.
    """
    sums = totals(given)
    if not decision or sums is None or fmt.low_point_win or not comparable(given):
        return ""
    other = "O" if decision == "P" else "P"
    if sums[decision] > sums[other]:
        return ""
    said = " and ".join(f"{names[side]} {decimal_text(sums[side])}" for side in SIDES)
    if sums[decision] == sums[other]:
        return (
            f"The totals are equal ({said}), and the winner needs the higher one. Change a score."
        )
    chosen = f"You chose {names[decision]}, but the totals are {said}."
    return f"{chosen} The winner needs the higher total."


def total(fmt: Format, given: Sequence[Given]) -> int | None:
    """What one debater's speeches are worth in hundredths of a percent, halves up once, at the end.

    It is the place in the range, from the format's `lowest_percent` at its lower end to 100 at its
    upper end. A half speech has half the range, so it counts half. None while a score is missing,
    and without a speech.
    """
    scores = [(one.points, scale(fmt, one.half)) for one in given]
    room = sum(of.high - of.low for _, of in scores)
    above = 0
    for points, of in scores:
        if points is None:
            return None
        above += points - of.low
    if not room:
        return None
    least = fmt.lowest_percent * 100
    return least + (2 * above * (10_000 - least) + room) // (2 * room)


def _check_without(fmt: Format, top: Fields, parts: Sequence[Fields]) -> None:
    message = "This needs points_min, points_max and points_step."
    for key in ("usual_min", "usual_max", "low_point_win", "lowest_percent"):
        if getattr(fmt, key):
            top.fault(key, message)
    for step, part in zip(fmt.steps, parts, strict=True):
        if step.scored:
            part.fault("scored", message)


def _check_with(fmt: Format, top: Fields, ends: tuple[int, int, int]) -> None:
    low, high, step = ends
    halves = _weights(fmt)
    if not halves[0] or any(one != halves[0] for one in halves):
        who = "All four teams" if fmt.teams else "Both sides"
        top.fault("steps", f"{who} need as many speeches that are scored, whole and half.")
    if "half" in halves[0] and (low % 2 or high % 2 or (high - low) // 2 % step):
        top.fault("points_step", "Half the range must be whole steps too: a half speech is scored.")
    usual_low = low if fmt.usual_min is None else fmt.usual_min
    usual_high = high if fmt.usual_max is None else fmt.usual_max
    if not low <= usual_low < usual_high <= high:
        top.fault("usual_min", "The usual scores must lie in the range, the lower end first.")


def _weights(fmt: Format) -> list[list[str]]:
    """What each team's scored speeches are worth."""
    teams: dict[str, list[str]] = {key: [] for key in (FOUR_TEAMS if fmt.teams else SIDES)}
    for step in fmt.steps:
        for team in {fmt.in_team(turn).side for turn in step.turns if step.scored}:
            teams[team].append(step.scored or "")
    return [sorted(one) for one in teams.values()]
