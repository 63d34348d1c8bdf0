"""Motions: what one must have, and how evenly a deck's cards bear on it.

Belongs here: reading motions from a parsed data file or from what was typed, with every fault
named, and what is thin about the cards on one. Does not belong here: the cards themselves, and
which motion a debate is about.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from debate.domain.datafiles import Fields, Problem, typed_choice, typed_text

TYPES = ("fact", "value", "policy")
DIFFICULTIES = ("easy", "medium", "hard")
SIDES = ("P", "O")

THIN_BELOW = 6
"""Fewer cards than this on a side make a motion thin: two speakers could not fill their hands."""

CARRIES = 70
"""Percent of a side's cards from which one source is said to carry it: a rule of thumb."""
TEXT_MAX = 300
PART_MAX = 600  # a definition, a burden, a question, the note
HOUSE = "This House"
_SIDE_NAMES = {"P": "Proposition", "O": "Opposition"}
_BEGINNING = re.compile(r"This House\s+(?:\w+\s+that|\w+)\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Motion:
    """A motion of a deck, with what each side must show and one question to each side."""

    slug: str
    position: int  # in the deck, from 1
    text: str
    type: str
    difficulty: str
    definitions: Mapping[str, str]  # term → meaning
    burdens: Mapping[str, str]  # side → what it must show
    questions: Mapping[str, str]  # side → a question put to it
    note: str


@dataclass(frozen=True)
class Typed:
    """A motion as typed. `definitions`: a line "term: meaning" for each; the rest by side."""

    text: str = ""
    type: str = ""
    difficulty: str = ""
    definitions: str = ""
    burdens: Mapping[str, str] | None = None
    questions: Mapping[str, str] | None = None
    note: str = ""


@dataclass(frozen=True)
class Tally:
    """How the cards that have something in common bear on a motion."""

    label: str
    supports: int
    both: int
    opposes: int

    def of(self, side: str) -> int:
        """The cards that help a side; those that cut both ways help each."""
        return self.both + (self.supports if side == "P" else self.opposes)


def read(data: object, problems: list[Problem]) -> tuple[Motion, ...]:
    """The motions of a parsed file, a list of mappings; faults are added to `problems`."""
    if not isinstance(data, list) or not data:
        problems.append(Problem("", "This file must be a list of motions."))
        return ()
    found: list[Motion] = []
    for n, item in enumerate(data):
        fields = Fields(item, f"[{n}]", problems)
        motion = _read_one(fields, n + 1)
        if motion.slug and motion.slug in {other.slug for other in found}:
            fields.fault("slug", "Another motion has this slug.")
        found.append(motion)
    return tuple(found)


def balance_words(supports: int, both: int, opposes: int) -> str:
    """What to say of a motion's cards where they are few or one-sided; "" where all is well.

    A side counts its own cards and those that cut both ways.
    """
    counts = {"Proposition": supports + both, "Opposition": opposes + both}
    thin = [f"{name} has {_cards(n)}" for name, n in counts.items() if n < THIN_BELOW]
    if thin:
        return f"Thin: {' and '.join(thin)}."
    (strong, most), (weak, least) = sorted(counts.items(), key=lambda pair: -pair[1])
    if most > 2 * least:
        return f"Lopsided: {strong} has {_cards(most)}, {weak} {least}."
    return ""


def typed(motion: Motion) -> Typed:
    """What a form shows of a motion that is there."""
    return Typed(
        text=motion.text,
        type=motion.type,
        difficulty=motion.difficulty,
        definitions="\n".join(f"{term}: {what}" for term, what in motion.definitions.items()),
        burdens=motion.burdens,
        questions=motion.questions,
        note=motion.note,
    )


def checked(values: Typed, slug: str, position: int) -> tuple[Motion, tuple[Problem, ...]]:
    """The motion that these values make, and their faults, each with its field.

    Fields of a side are named "burden_P" and "question_P".
    """
    faults: list[Problem] = []
    text = " ".join(values.text.split()).rstrip(".")
    if not text.startswith(f"{HOUSE} "):
        fault = f"Begin with “{HOUSE}”, as in “{HOUSE} would pay for night trains”."
        faults.append(Problem("text", fault))
    motion = Motion(
        slug=slug,
        position=position,
        text=typed_text(text, "text", TEXT_MAX, faults),
        type=typed_choice(values.type, "type", TYPES, faults),
        difficulty=typed_choice(values.difficulty, "difficulty", DIFFICULTIES, faults),
        definitions=_typed_definitions(values.definitions, faults),
        burdens=_typed_sides(values.burdens, "burden", faults),
        questions=_typed_sides(values.questions, "question", faults),
        note=typed_text(values.note, "note", PART_MAX, faults, needed=False),
    )
    return motion, tuple(faults)


def subject(text: str) -> str:
    """The words of a motion that tell it from others: without "This House believes that"."""
    return _BEGINNING.sub("", text, count=1)


def tallies(cards: Iterable[tuple[str, str]], order: Sequence[str] = ()) -> tuple[Tally, ...]:
    """Pairs of a label and how a card bears, counted by label: in this order, or the most first."""
    counts = Counter(cards)
    labels = dict.fromkeys(label for label, _ in counts)
    found = [
        Tally(label, counts[label, "supports"], counts[label, "both"], counts[label, "opposes"])
        for label in (order or labels)
        if label in labels
    ]
    if order:
        return tuple(found)
    return tuple(sorted(found, key=lambda one: -(one.supports + one.both + one.opposes)))


def gaps(
    sources: Sequence[Tally], kinds: Sequence[Tally], levels: Sequence[Tally]
) -> tuple[str, ...]:
    """What is thin about each side's cards beside their number, in sentences.

    `kinds` and `levels` are those that cards have; a side without any card is not spoken of.
    """
    found = []
    for side, name in _SIDE_NAMES.items():
        total = sum(one.of(side) for one in sources)
        if not total:
            continue
        strongest = max(sources, key=lambda one: one.of(side))
        most = strongest.of(side)
        if len(sources) > 1 and most == total:
            found.append(f"{name} rests on one source, {strongest.label}.")
        elif total >= THIN_BELOW and 100 * most >= CARRIES * total:
            found.append(f"{strongest.label} carries {most} of {name}’s {_cards(total)}.")
        if not any(one.of(side) for one in kinds if one.label in ("fact", "figure")):
            found.append(f"{name} has no fact or figure.")
        has = {one.label for one in levels if one.of(side)}
        missing = [level for level in DIFFICULTIES if level not in has]
        if missing and has:
            found.append(f"{name} has no {' and no '.join(missing)} card.")
    return tuple(found)


def _typed_definitions(text: str, faults: list[Problem]) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in filter(None, map(str.strip, text.split("\n"))):
        term, _, meaning = (part.strip() for part in line.partition(":"))
        if not (term and meaning):
            faults.append(Problem("definitions", f"Write “term: meaning”, not “{line[:40]}”."))
        elif term in found:
            faults.append(Problem("definitions", f"“{term}” is defined twice."))
        found[term] = typed_text(meaning, "definitions", PART_MAX, faults, needed=False)
    if not found:
        faults.append(Problem("definitions", "Define at least one term of the motion."))
    return found


def _typed_sides(
    values: Mapping[str, str] | None, name: str, faults: list[Problem]
) -> dict[str, str]:
    given = values or {}
    return {
        side: typed_text(given.get(side, ""), f"{name}_{side}", PART_MAX, faults) for side in SIDES
    }


def _read_one(fields: Fields, position: int) -> Motion:
    motion = Motion(
        slug=fields.slug("slug"),
        position=position,
        text=fields.line("text", 300),
        type=fields.choice("type", TYPES),
        difficulty=fields.choice("difficulty", DIFFICULTIES),
        definitions=_definitions(fields),
        burdens=_each_side(fields, "burdens"),
        questions=_each_side(fields, "questions"),
        note=fields.text("note", 600, default=""),
    )
    fields.close()
    return motion


def _definitions(fields: Fields) -> dict[str, str]:
    if not fields.has("definitions"):
        fields.fault("definitions", "This is missing.")
        return {}
    inner = fields.nested("definitions")
    found = {term: inner.text(term, 600) for term in inner.names()}
    if not found:
        fields.fault("definitions", "Define at least one term of the motion.")
    return found


def _each_side(fields: Fields, key: str) -> dict[str, str]:
    if not fields.has(key):
        fields.fault(key, "This is missing.")
        return {}
    inner = fields.nested(key)
    found = {side: inner.text(side, 600) for side in SIDES}
    inner.close()
    return found


def _cards(count: int) -> str:
    return f"{count} card" if count == 1 else f"{count} cards"
