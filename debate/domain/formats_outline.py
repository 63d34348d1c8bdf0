"""A format in words and proportions: its run of show, its strip, its total.

Belongs here: what pages say of a format, sound or still in the editor. Does not belong here: what a
format must be (`formats`), how the strip is drawn (templates).
"""

from collections.abc import Sequence
from typing import NamedTuple

from debate.domain import ballots_points
from debate.domain.formats import total_seconds
from debate.domain.formats_typed import Typed, bells_text, length_text
from debate.domain.sittings import total_hours
from debate.domain.steps import LINK_KINDS, Format, Step, Turn, other_side
from debate.domain.text import listed

DECISIONS = {
    "judges": "Judges decide",
    "swing": "The larger gain in the votes wins",
    "ranks": "Judges rank four teams",
    "none": "Nobody wins",
}
ENTRIES = {
    "points": "Points",
    "exchange": "Questions and answers",
    "vote": "Vote",
    "reflection": "Reflection in writing",
    "check": "Check of the other side’s case",
    "statement": "Joint statement",
    "none": "Nothing is entered",
}
ADVANCES = {
    "act": "When a moderator moves on",
    "time": "When its time is up",
    "handed_in": "When all have handed in, at the latest when its time is up",
}
LATE = {
    "refuse": "Refused",
    "mark": "Let in and marked late",
    "grace": "Let in without a mark",
}
POLLS = {"before": "Before the debate", "after": "After it"}
SCORED = {"whole": "Scored", "half": "Scored, with half the points"}
_NUMBERS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight"}
_GROUPS = {"debaters": "debaters", "audience": "audience", "judges": "judges"}
# An hour of a due date is drawn like a minute of a timed step: both kinds seldom stand together.
_DRAWN_PER_HOUR = 60


class Part(NamedTuple):
    """A step in the strip. `seconds`: how wide it is drawn; `side`: None for the whole room."""

    name: str
    side: str | None
    seconds: int
    length: str


class Row(NamedTuple):
    """A step in the run of show. `bells` and `notes` may be empty."""

    number: int
    name: str
    side: str | None
    what: str
    who: str
    length: str
    bells: str
    notes: tuple[str, ...]
    hint: str


def summed_up(fmt: Format) -> str:
    """A format in a line: "45 minutes, two speakers a side, judges decide"."""
    seats = _NUMBERS.get(fmt.team_seats, str(fmt.team_seats))
    side = f"{seats} speakers a side" if fmt.team_seats > 1 else "one speaker a side"
    who = f"four teams of {_NUMBERS.get(fmt.team_seats // 2, 'one')}" if fmt.teams else side
    decision = DECISIONS[fmt.decision]
    return f"{total(fmt)}, {who}, {decision[:1].lower()}{decision[1:]}"


def facts(fmt: Format) -> tuple[tuple[str, str], ...]:
    """What holds for the whole of a format, as pairs of a word and what it is."""
    found = [
        ("Length", total(fmt)),
        ("Teams", ", ".join(fmt.teams.values() if fmt.teams else fmt.sides.values())),
        ("Speakers a side", str(fmt.team_seats)),
        ("Decision", DECISIONS[fmt.decision]),
    ]
    if fmt.prep_bank_s:
        found.append(("Thinking time", f"{length_text(fmt.prep_bank_s)} for each side"))
    if fmt.by_points:
        scale = ballots_points.scale(fmt)
        band = f"; outside {scale.band} with a reason" if scale.has_band else ""
        low = "; the winner may have fewer" if fmt.low_point_win else ""
        found.append(("Speaker points", scale.words + band + low))
    return tuple(found)


def parts(fmt: Format) -> tuple[Part, ...]:
    """The strip of a format."""
    return tuple(
        Part(step.name, _side(step), _drawn(step.seconds, step.due_hours), _length(step))
        for step in fmt.steps
    )


def parts_typed(form: Typed) -> tuple[Part, ...]:
    """The strip of what stands in the editor; a length that makes no sense has no width."""
    found = []
    for step in form.steps:
        sides = {turn[:1].upper() for turn in (step["turns"] or step["asker"]).split()}
        side = sides.pop() if len(sides) == 1 else None
        if side not in ("P", "O"):
            side = None
        elif step["reversed"]:
            side = other_side(side)
        length = _words(step.seconds, step.hours) if step.seconds or step.hours else "no length"
        found.append(Part(step["name"], side, _drawn(step.seconds, step.hours), length))
    return tuple(found)


def total(fmt: Format) -> str:
    """How long it takes: "45 minutes", "9 days", "50 minutes and 2 days"."""
    return total_words(total_seconds(fmt), total_hours(fmt))


def total_typed(form: Typed) -> str:
    """How long what stands in the editor takes, as far as its lengths make sense."""
    seconds = sum(step.seconds or 0 for step in form.steps)
    return total_words(seconds, sum(step.hours or 0 for step in form.steps))


def total_words(seconds: int, hours: int) -> str:
    """A total of timed steps and of due dates in words; minutes and days rounded up."""
    said = []
    if seconds or not hours:
        said.append(_counted(-(-seconds // 60), "minute"))
    if hours:
        said.append(_counted(-(-hours // 24), "day"))
    return " and ".join(said)


def strip_words(found: Sequence[Part]) -> str:
    """The strip for those who cannot see it."""
    return "; ".join(f"{part.name} {part.length}" for part in found)


def rows(fmt: Format) -> tuple[Row, ...]:
    """The run of show."""
    return tuple(
        Row(
            number=step.index + 1,
            name=step.name,
            side=_side(step),
            what=_what(step),
            who=_who(fmt, step),
            length=_length(step),
            bells=bells_text(step.bells).replace(" x", "\u00a0×"),
            notes=tuple(_notes(fmt, step)),
            hint=step.hint,
        )
        for step in fmt.steps
    )


def speaker(fmt: Format, turn: Turn) -> str:
    """A speaker's place in words: "Proposition 2", with four teams "Closing Government 1"."""
    half = fmt.team_seats // 2
    number = turn.speaker - half if fmt.teams and turn.speaker > half else turn.speaker
    name = fmt.team_name(fmt.team(turn.side, turn.speaker))
    return f"{name}\u00a0{number}" if fmt.team_seats > 1 else name


def _side(step: Step) -> str | None:
    sides = set(step.sides) or ({step.asker.side} if step.asker else set())
    return next(iter(sides)) if len(sides) == 1 else None


def _drawn(seconds: int | None, hours: int | None) -> int:
    return seconds or (hours or 0) * _DRAWN_PER_HOUR


def _length(step: Step) -> str:
    return _words(step.seconds, step.due_hours)


def _words(seconds: int | None, hours: int | None) -> str:
    return length_text(seconds) if seconds else _counted(hours or 0, "hour")


def _what(step: Step) -> str:
    if step.entry == "exchange" and step.turns:
        return "Crossfire"
    if step.entry == "points" and step.side_clocks:
        return "Free debate"
    if step.entry == "points" and step.turns:
        return "Speeches" if len(step.turns) > 1 else "Speech"
    if step.entry == "points":
        return "Open floor"
    return ENTRIES[step.entry]


def _who(fmt: Format, step: Step) -> str:
    if step.asker and step.answerer:
        return f"{speaker(fmt, step.asker)} asks, {speaker(fmt, step.answerer)} answers"
    if step.turns:
        return ", ".join(speaker(fmt, turn) for turn in step.turns)
    if len(step.open_to) == len(_GROUPS):
        return "Everybody"
    words = " and ".join(_GROUPS[group] for group in _GROUPS if group in step.open_to)
    return words[:1].upper() + words[1:]


def _notes(fmt: Format, step: Step) -> list[str]:
    names = {one.slug: one.name for one in fmt.steps}
    half = length_text((step.seconds or 0) // 2)
    said = (
        (step.reversed, "Each team argues the other side"),
        (step.of, f"Looks at: {', '.join(names[slug] for slug in step.of)}"),
        (step.poi, _window(step)),
        (step.side_clocks, f"{half} for each side"),
        (step.turn_seconds, f"Turns of up to {length_text(step.turn_seconds or 0)}"),
        (not step.new_arguments, "No new arguments"),
        (step.sealed, "Sealed until its end"),
        (step.points_max, _most(step)),
        (step.cards_min, f"At least {_counted(step.cards_min, 'card')} a point"),
        (step.links, _links(step)),
        (step.answer_by, f"To be answered by the end of {names.get(step.answer_by or '', '')}"),
        (step.scored, SCORED.get(step.scored or "")),
        (step.grace_s, f"{step.grace_s} seconds of grace"),
        (step.by_time, f"Moves on {ADVANCES[step.advance].lower()}"),
        (step.late_hours, f"Late work: {LATE[step.late].lower()}, for {step.late_hours} hours"),
    )
    return [words for holds, words in said if holds and words]


def _links(step: Step) -> str:
    if set(step.links) == set(LINK_KINDS):
        return "May answer, concede, turn and carry on points"
    verbs = {"answers": "answer", "concedes": "concede", "turns": "turn", "extends": "extend"}
    return f"May {listed([verbs.get(kind, 'cross-apply') for kind in step.links])} points"


def _window(step: Step) -> str:
    if step.poi is None:
        return ""
    ends = (length_text(step.poi.open_s), length_text(step.poi.close_s))
    return f"Points of information from {ends[0]} to {ends[1]}"


def _most(step: Step) -> str:
    what = "question" if step.entry == "exchange" else "point"
    return f"Up to {_counted(step.points_max or 0, what)}"


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
