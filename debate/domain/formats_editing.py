"""Editing formats: steps moved about, added from ready-made ones, doubled and taken out.

Belongs here: the buttons of the editor, which change the form and store nothing. A step that others
refer to takes those references along. Does not belong here: what is typed into fields and how it
becomes a format (`formats_typed`, whose names are given on from here).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from debate.domain.formats_typed import Typed, TypedStep, format_of, typed, typed_data
from debate.domain.steps import LINK_KINDS

__all__ = ["READY", "STEPS_MAX", "Typed", "TypedStep", "after", "format_of", "typed"]

STEPS_MAX = 60
SLUG_MAX = 60
_ACT = re.compile(r"(up|down|copy|remove):([a-z0-9_-]{1,60})")

_LINKS = " ".join(LINK_KINDS)
_SPEECH = {
    "entry": "points",
    "seconds": "4:00",
    "points_max": 4,
    "reasons_max": 900,
    "cards_max": 3,
    "links": _LINKS,
}
_EVERYBODY = "debaters audience judges"
# Slug → what a new step of this kind is called in the list, and what stands in its fields.
READY: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "speech": (
        "Speech of one person",
        {
            **_SPEECH,
            "name": "Speech",
            "kind": "constructive",
            "turns": "P1",
            "hint": "Make your points one by one, and answer what was said against your side.",
        },
    ),
    "speeches": (
        "Speeches at the same time, sealed",
        {
            **_SPEECH,
            "name": "Openings",
            "kind": "opening",
            "turns": "P1 O1",
            "sealed": "on",
            "links": "",
            "hint": "Write your side's case; nobody reads either opening before both are in.",
        },
    ),
    "questions": (
        "Questions and answers",
        {
            "name": "Questions",
            "kind": "questions",
            "entry": "exchange",
            "seconds": "3:00",
            "asker": "O1",
            "answerer": "P1",
            "points_max": 8,
            "reasons_max": 400,
            "hint": "One side asks short questions, the other answers them one by one.",
        },
    ),
    "crossfire": (
        "Crossfire",
        {
            "name": "Crossfire",
            "kind": "crossfire",
            "entry": "exchange",
            "seconds": "3:00",
            "turns": "P1 O1",
            "reasons_max": 400,
            "hint": "Both sides ask and answer in turn.",
        },
    ),
    "floor": (
        "Open floor",
        {
            "name": "Open floor",
            "kind": "open_floor",
            "entry": "points",
            "seconds": "8:00",
            "open_to": "debaters audience",
            "reasons_max": 500,
            "cards_max": 2,
            "links": _LINKS,
            "hint": "Raise your hand, and make one short point when you have the floor.",
        },
    ),
    "free-debate": (
        "Free debate, a clock for each side",
        {
            "name": "Free debate",
            "kind": "free_debate",
            "entry": "points",
            "seconds": "8:00",
            "open_to": "debaters",
            "side_clocks": "on",
            "turn_seconds": "1:00",
            "reasons_max": 500,
            "cards_max": 2,
            "links": _LINKS,
            "hint": "Both sides speak in turn; each has half of the time.",
        },
    ),
    "preparation": (
        "Time to prepare",
        {
            "name": "Preparation",
            "kind": "preparation",
            "entry": "none",
            "seconds": "5:00",
            "advance": "time",
            "hint": "Draw cards and prepare your points.",
        },
    ),
    "vote": (
        "Vote",
        {
            "name": "Vote",
            "kind": "poll",
            "entry": "vote",
            "poll": "after",
            "seconds": "2:00",
            "open_to": _EVERYBODY,
            "hint": "Say where you stand.",
        },
    ),
    "reflection": (
        "Reflection",
        {
            "name": "Reflection",
            "kind": "reflection",
            "entry": "reflection",
            "seconds": "5:00",
            "open_to": _EVERYBODY,
            "reasons_max": 2000,
            "hint": "Put the other side's best case in your own words.",
        },
    ),
    "check": (
        "Check of the other side's case",
        {
            "name": "Check",
            "kind": "check",
            "entry": "check",
            "seconds": "3:00",
            "open_to": "debaters",
            "hint": "Say whether your case was put so that you accept it, or what is missing.",
        },
    ),
    "statement": (
        "Joint statement",
        {
            "name": "Joint statement",
            "kind": "consensus",
            "entry": "statement",
            "seconds": "10:00",
            "open_to": "debaters",
            "reasons_max": 2000,
            "hint": "Leave your sides and write what all of you can say.",
        },
    ),
}


def after(form: Typed, act: str) -> Typed:
    """The form after a button: "up:slug", "down:slug", "copy:slug", "remove:slug" or "add".

    "add" puts a step of the kind in the field "add" behind the step named in "add_after", or last.
    A button that makes no sense, such as the first step's "up", changes nothing. A reference that
    its own place or that of its target has made impossible is kept aside, and is back when both
    stand in order again.
    """
    match = _ACT.fullmatch(act)
    if act == "add":
        steps = _added(form)
    elif match and any(step.slug == match[2] for step in form.steps):
        at = [step.slug for step in form.steps].index(match[2])
        steps = _rearranged(form.steps, match[1], at)
    else:
        steps = form.steps
    return replace(form, steps=_in_order(steps))


def _rearranged(steps: tuple[TypedStep, ...], what: str, at: int) -> tuple[TypedStep, ...]:
    if what == "remove":
        return (*steps[:at], *steps[at + 1 :])
    if what == "copy":
        return _with(steps, at, replace(steps[at], slug=_slug(steps[at].slug, steps)))
    first = at - 1 if what == "up" else at
    if not 0 <= first < len(steps) - 1:
        return steps
    return (*steps[:first], steps[first + 1], steps[first], *steps[first + 2 :])


def _added(form: Typed) -> tuple[TypedStep, ...]:
    ready = READY.get(form["add"])
    if ready is None:
        return form.steps
    slugs = [step.slug for step in form.steps]
    behind = form["add_after"]
    at = slugs.index(behind) if behind in slugs else len(slugs) - 1
    fields = dict(ready[1])
    if fields["entry"] == "check":
        fields["of"] = " ".join(step.slug for step in form.steps[: at + 1] if step.has_speeches)
    if fields.get("poll") and not any(step["poll"] for step in form.steps[: at + 1]):
        fields["poll"] = "before"
    return _with(form.steps, at, typed_data(_slug(form["add"], form.steps), fields))


def _with(steps: tuple[TypedStep, ...], at: int, new: TypedStep) -> tuple[TypedStep, ...]:
    return steps if len(steps) >= STEPS_MAX else (*steps[: at + 1], new, *steps[at + 1 :])


def _slug(like: str, steps: Sequence[TypedStep]) -> str:
    """A short name that no step has: "speech", "speech-2", "speech-3"."""
    taken = {step.slug for step in steps}
    stem = re.sub(r"-\d{1,2}$", "", like)[: SLUG_MAX - 3].rstrip("-_")
    names = (stem, *(f"{stem}-{n}" for n in range(2, 99)))
    return next(one for one in names if one not in taken)


def _in_order(steps: tuple[TypedStep, ...]) -> tuple[TypedStep, ...]:
    """The steps with references that can hold; the others are kept aside, or gone with a target."""
    slugs = [step.slug for step in steps]
    mended = []
    for at, step in enumerate(steps):
        earlier, later = slugs[:at], slugs[at + 1 :]
        wanted = step["answer_by"] or step["answer_by_was"]
        of = list(dict.fromkeys((step["of"] + " " + step["of_was"]).split()))
        mended.append(
            step.but(
                answer_by=wanted if wanted in later else "",
                answer_by_was=wanted if wanted in earlier else "",
                of=" ".join(slug for slug in of if slug in earlier),
                of_was=" ".join(slug for slug in of if slug in later),
            )
        )
    return tuple(mended)
