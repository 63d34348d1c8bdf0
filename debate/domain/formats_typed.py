"""A format as it stands in the editor's form: one text a field, and each fault at its own field.

Belongs here: format → form → plain data → `formats.read`. Does not belong here: what a format must
be (`formats`), moving and adding steps (`formats_editing`), the names of fields in a request (web).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from debate.domain import formats
from debate.domain.datafiles import Problem, decimal_text
from debate.domain.sittings import read_length
from debate.domain.steps import FOUR_TEAMS, SIDES, Bell, Format, FormatError, Step, default_bells

NO_BELLS = "none"
ON = "on"
_POINTS = ("points_min", "points_max", "points_step", "usual_min", "usual_max")
TOP_FIELDS = (
    *("title", "summary", "team_seats", "decision", "prep_bank_s", *_POINTS, "lowest_percent"),
    *("low_point_win", *(f"side_{side}" for side in SIDES), *(f"team_{key}" for key in FOUR_TEAMS)),
)
_PLAIN = (
    *("name", "kind", "entry", "due_hours", "poll", "advance", "points_max", "claim_max"),
    *("reasons_max", "cards_min", "cards_max", "answer_by", "hint", "scored", "grace_s"),
    *("late", "late_hours"),
)
_TIMES = ("seconds", "turn_seconds")
_TURNS = ("turns", "asker", "answerer")
_LISTS = ("open_to", "links", "of")
_BOXES = ("sealed", "reversed", "side_clocks", "new_arguments")
_WINDOW = ("poi_open", "poi_close")
# What a reference was before a move made it impossible (`formats_editing`).
WAS = ("answer_by_was", "of_was")
STEP_FIELDS = (*_PLAIN, *_TIMES, *_TURNS, *_LISTS, *_BOXES, *_WINDOW, "bells", *WAS)

# In the order of the form, after name, entry, seconds and hint.
_SELDOM = (
    *("turns", "open_to", "asker", "answerer", "poll", "of", "due_hours", "advance", "late"),
    *("late_hours", "points_max", "claim_max", "reasons_max", "cards_min", "cards_max"),
    *("answer_by", "scored", "bells", "poi_open", "poi_close", "grace_s", "turn_seconds", "kind"),
    *("links", "side_clocks", "sealed", "reversed", "new_arguments"),
)

_STEP = re.compile(r"steps\[(\d+)\]\.(\w+)(?:\.(\w+))?(?:\[.*)?")
_BELL = re.compile(r"([0-9:]+)\s*(?:[x×*]\s*([0-9]))?")
_NO_NUMBER = "This must be a whole number"
_LENGTH = "Write minutes and seconds, such as 4:30, up to four hours."
_BELLS = "Write times such as 3:00, 4:00 x2 for two rings, or the word none."
# The words of files are not those of the form.
_SENTENCES = {
    "Give exactly one of seconds and due_hours.": "Give minutes or hours, not both.",
    "Bells need a step of seconds, not a due date.": "Bells need a step of minutes.",
    "Only a step whose entry is exchange has an asker and an answerer.": (
        "Only a step of questions has somebody who asks and somebody who answers."
    ),
    "An exchange needs an asker and an answerer, or turns of both sides.": (
        "Say who asks and who answers, or give speakers of both sides for a crossfire."
    ),
    "Turns stand only in a step of points (or none) without open_to.": (
        "Speakers stand only where points are made (or nothing is entered) and no group is let in."
    ),
    "Nobody can enter anything here: give turns or open_to.": (
        "Nobody can enter anything here: say who speaks, or who may take the floor."
    ),
    "sealed, links and answer_by need a step whose entry is points.": (
        "Only a step of points can be sealed, answer points, or have its points answered."
    ),
    "This is below cards_min.": "This is below the least number of cards.",
    "A length of one turn needs side_clocks.": "A length of one turn needs a clock for each side.",
    "A due date has a late policy instead: late and late_hours.": (
        "A step with a due date has a late policy instead."
    ),
    "This must be the slug of a later step.": "Choose a later step.",
    "These must be slugs of earlier steps with speeches.": "Choose earlier steps with speeches.",
    "Four teams are ranked, and only four teams are: decision is ranks.": (
        "Four teams are ranked, and only four teams. Choose ranks, or empty the four names."
    ),
    "Give points_min, points_max and points_step together or not at all.": (
        "Give the lowest, the highest and the step together, or none of them."
    ),
    "The range must rise from points_min to points_max in whole steps.": (
        "The range must rise from the lowest to the highest in whole steps."
    ),
}


@dataclass(frozen=True)
class TypedStep:
    """A step as it stands in the form: `slug` is its short name, a ticked box is "on".

    Lists are words parted by spaces, durations minutes and seconds ("4:30").
    """

    slug: str
    fields: Mapping[str, str] = field(hash=False)

    def __getitem__(self, name: str) -> str:
        """What stands in a field; "" where nothing does."""
        return self.fields.get(name, "")

    def but(self, **changes: str) -> "TypedStep":
        """The same with other texts in some fields."""
        return replace(self, fields={**self.fields, **changes})

    @property
    def first_fields(self) -> tuple[str, ...]:
        """The fields that say who takes part here; all others are seldom touched."""
        entry = self["entry"]
        if entry == "exchange":
            return ("turns",) if self["turns"] else ("asker", "answerer")
        if entry == "vote":
            return ("poll", "open_to")
        if entry == "check":
            return ("of",)
        open_floor = self["open_to"] and not self["turns"]
        return ("open_to",) if open_floor or entry in ("reflection", "statement") else ("turns",)

    @property
    def other_fields(self) -> tuple[str, ...]:
        """The fields that are seldom touched here."""
        return tuple(name for name in _SELDOM if name not in self.first_fields)

    @property
    def has_speeches(self) -> bool:
        """Whether a check can look back at it: it has speeches of one team."""
        sides = {turn[:1] for turn in self["turns"].upper().split()}
        return self["entry"] == "points" and len(sides) == 1

    @property
    def seconds(self) -> int | None:
        """Its length in seconds, where one is typed that makes sense."""
        return read_length(self["seconds"]) if self["seconds"].strip() else None

    @property
    def hours(self) -> int | None:
        """Its hours until it is due, where they are typed and make sense."""
        text = self["due_hours"].strip()
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else None


@dataclass(frozen=True)
class Typed:
    """A format as it stands in the form."""

    fields: Mapping[str, str] = field(hash=False)
    steps: tuple[TypedStep, ...]

    def __getitem__(self, name: str) -> str:
        """What stands in a field; "" where nothing does."""
        return self.fields.get(name, "")


def typed(fmt: Format) -> Typed:
    """The form of a format as it is."""
    points = {name: value for name in _POINTS if (value := getattr(fmt, name)) is not None}
    top = {
        "title": fmt.title,
        "summary": fmt.summary,
        "team_seats": str(fmt.team_seats),
        "decision": fmt.decision,
        "prep_bank_s": length_text(fmt.prep_bank_s),
        "lowest_percent": str(fmt.lowest_percent),
        "low_point_win": _box(fmt.low_point_win),
        **{f"side_{side}": name for side, name in fmt.sides.items()},
        **{f"team_{key}": name for key, name in fmt.teams.items()},
        **{name: decimal_text(value) for name, value in points.items()},
    }
    return Typed(top, tuple(_typed_step(step) for step in fmt.steps))


def typed_data(slug: str, data: Mapping[str, object]) -> TypedStep:
    """The form of a step that is given as plain data, sound or not yet."""
    texts = {
        key: " ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
        for key, value in data.items()
    }
    return TypedStep(slug, {"new_arguments": ON, **texts})


def length_text(seconds: int) -> str:
    """A duration as the form has it: 270 seconds are "4:30"."""
    return f"{seconds // 60}:{seconds % 60:02}"


def bells_text(bells: Sequence[Bell]) -> str:
    """Bells as the form has them: "3:00, 4:00 x2"."""
    rings = (length_text(bell.at_s) + f" x{bell.count}" * (bell.count > 1) for bell in bells)
    return ", ".join(rings)


def format_of(form: Typed, slug: str) -> tuple[Format | None, tuple[Problem, ...]]:
    """The format that the form says, or None and each fault with its field's name.

    Fields of the format are named as in TOP_FIELDS, those of a step "slug.field"; what belongs to
    no field stands under "".
    """
    try:
        return formats.read(_data(form, slug)), ()
    except FormatError as error:
        return None, tuple(_told(problem, form) for problem in error.problems)


def _typed_step(step: Step) -> TypedStep:
    usual = "time" if step.due_hours is not None else "act"
    plain = {name: getattr(step, name) for name in _PLAIN}
    fields = {name: "" if value is None else str(value) for name, value in plain.items()}
    fields |= {
        "advance": "" if step.advance == usual else step.advance,
        **{name: _time(getattr(step, name)) for name in _TIMES},
        "turns": " ".join(f"{turn.side}{turn.speaker}" for turn in step.turns),
        "asker": f"{step.asker.side}{step.asker.speaker}" if step.asker else "",
        "answerer": f"{step.answerer.side}{step.answerer.speaker}" if step.answerer else "",
        **{name: " ".join(getattr(step, name)) for name in _LISTS},
        **{name: _box(getattr(step, name)) for name in _BOXES},
        "poi_open": _time(step.poi.open_s if step.poi else None),
        "poi_close": _time(step.poi.close_s if step.poi else None),
        "bells": _typed_bells(step),
    }
    return TypedStep(step.slug, fields)


def _typed_bells(step: Step) -> str:
    if step.seconds is None or step.bells == default_bells(step.seconds):
        return ""
    return bells_text(step.bells) or NO_BELLS


def _time(seconds: int | None) -> str:
    return "" if seconds is None else length_text(seconds)


def _box(ticked: bool) -> str:
    return ON if ticked else ""


def _data(form: Typed, slug: str) -> dict[str, object]:
    """The form as a file would have it."""
    names = {key: form[f"team_{key}"] for key in FOUR_TEAMS}
    four = any(names.values()) or form["decision"] == "ranks"
    data: dict[str, object] = {
        "slug": slug,
        **{name: form[name] for name in ("title", "summary", "team_seats", "decision", *_POINTS)},
        "sides": {side: form[f"side_{side}"] for side in SIDES},
        "prep_bank_s": _seconds(form["prep_bank_s"]),
        "lowest_percent": form["lowest_percent"],
        "low_point_win": form["low_point_win"] == ON,
        "steps": [_step_data(step) for step in form.steps],
    }
    if not form["points_min"]:  # what follows from the range has no meaning without it
        data |= {"lowest_percent": "", "low_point_win": False}
    return data | ({"teams": names} if four else {})


def _step_data(step: TypedStep) -> dict[str, object]:
    data: dict[str, object] = {
        "slug": step.slug,
        **{name: step[name] for name in _PLAIN},
        **{name: _seconds(step[name]) for name in _TIMES},
        "turns": _turns(step["turns"]),
        "asker": "".join(_turns(step["asker"])),
        "answerer": "".join(_turns(step["answerer"])),
        **{name: step[name].split() for name in _LISTS},
        **{name: step[name] == ON for name in _BOXES},
    }
    if step["poi_open"] or step["poi_close"]:
        ends = (_seconds(step["poi_open"]), _seconds(step["poi_close"]))
        data["poi"] = dict(zip(("open_s", "close_s"), ends, strict=True))
    if step["bells"].strip():
        data["bells"] = _bells(step["bells"])
    return data


def _turns(text: str) -> list[str]:
    return [one.upper() for one in re.split(r"[\s,;+]+", text) if one]


def _seconds(text: str) -> str:
    """A duration as a number; what is none stays, so that the reader refuses it."""
    found = read_length(text)
    return text.strip() if found is None else str(found)


def _bells(text: str) -> object:
    if text.strip().casefold() == NO_BELLS:
        return []
    matches = [_BELL.fullmatch(one.strip()) for one in text.split(",")]
    if not all(matches):
        return text
    return [{"at_s": _seconds(one[1]), "count": one[2] or "1"} for one in matches if one]


def _told(problem: Problem, form: Typed) -> Problem:
    """A fault at its field, in the words of the form."""
    name = _field(problem.path, form)
    kind = name.rpartition(".")[2]
    sentence = _SENTENCES.get(problem.message, problem.message)
    if kind == "bells" and not problem.message.startswith("Bells"):
        sentence = _BELLS
    elif kind in (*_TIMES, *_WINDOW, "prep_bank_s") and sentence.startswith(_NO_NUMBER):
        sentence = _LENGTH
    return Problem(name, sentence)


def _field(path: str, form: Typed) -> str:
    for group, name in (("sides", "side"), ("teams", "team")):
        if path.startswith(group):
            return f"{name}_{path.partition('.')[2]}"
    match = _STEP.fullmatch(path)
    if match is None:
        return path if path in TOP_FIELDS else ""
    step, name = form.steps[int(match[1])], match[2]
    if name == "poi":
        name = "poi_close" if match[3] == "close_s" else "poi_open"
    return f"{step.slug}.{name}" if name in STEP_FIELDS else ""
