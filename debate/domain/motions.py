"""Motions: what one must have, and how evenly a deck's cards bear on it.

Belongs here: reading motions from a parsed data file, with every fault named. Does not belong here:
the cards themselves (`sources` reads those), and which motion a debate is about.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from debate.domain.datafiles import Fields, Problem

TYPES = ("fact", "value", "policy")
DIFFICULTIES = ("easy", "medium", "hard")
SIDES = ("P", "O")

THIN_BELOW = 6
"""Fewer cards than this on a side make a motion thin: two speakers could not fill their hands."""


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
