"""Editing rubrics: what somebody typed, moved about and, once it is sound, made a rubric of.

Belongs here: the form's content as a value, its buttons, and each fault at its own field. Does not
belong here: what a rubric must be (`rubrics`), the names that fields have in a request (web).
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from debate.domain.datafiles import Problem
from debate.domain.rubrics import (
    CRITERIA_MAX,
    LEVELS_LEAST,
    LEVELS_MOST,
    RESERVED,
    SLUG_MAX,
    Rubric,
    RubricError,
    read,
)

T = TypeVar("T")
_PATH = re.compile(r"(levels|criteria)\[(\d+)\](?:\.(\w+)(?:\[(\d+)\])?)?")
_ACT = re.compile(r"(up|down|remove|level-remove)-(\d{1,2})")
# Where a fault of the whole list is said: beside its first field.
_WHOLE = {"levels": "level-0", "criteria": "weights"}
_FIELDS = {"descriptors": "descriptor"}


@dataclass(frozen=True)
class TypedCriterion:
    """A criterion as it stands in the form. `slug` is "" for one that is new."""

    slug: str
    name: str
    weight: str
    descriptors: tuple[str, ...]


@dataclass(frozen=True)
class Typed:
    """A rubric as it stands in the form; each criterion has as many descriptors as levels."""

    title: str
    note: str
    levels: tuple[str, ...]
    criteria: tuple[TypedCriterion, ...]

    @property
    def weights(self) -> int:
        """The sum of the weights that are numbers, in percent."""
        return sum(
            int(one.weight) for one in self.criteria if re.fullmatch("[0-9]{1,3}", one.weight)
        )

    @property
    def may_add_level(self) -> bool:
        """Whether there may be one more level."""
        return len(self.levels) < LEVELS_MOST

    @property
    def may_remove_level(self) -> bool:
        """Whether there may be one level fewer."""
        return len(self.levels) > LEVELS_LEAST

    @property
    def may_add(self) -> bool:
        """Whether there may be one more criterion."""
        return len(self.criteria) < CRITERIA_MAX


def typed(rubric: Rubric) -> Typed:
    """The form of a rubric as it is."""
    criteria = (
        TypedCriterion(one.slug, one.name, str(one.weight), one.descriptors)
        for one in rubric.criteria
    )
    return Typed(rubric.title, rubric.note, rubric.levels, tuple(criteria))


def after(form: Typed, act: str) -> Typed:
    """The form after a button: "add", "up-2", "down-2", "remove-2", "level-add", "level-remove-3".

    Positions count from 0. A button that makes no sense, such as the first one's "up", changes
    nothing.
    """
    if act == "add" and form.may_add:
        new = TypedCriterion("", "", "", ("",) * len(form.levels))
        return replace(form, criteria=(*form.criteria, new))
    if act == "level-add" and form.may_add_level:
        return _each_level(form, lambda words: (*words, ""))
    match = _ACT.fullmatch(act)
    if match is None:
        return form
    what, at = match[1], int(match[2])
    if what == "level-remove":
        fits = form.may_remove_level and at < len(form.levels)
        return _each_level(form, lambda words: _without(words, at)) if fits else form
    if at >= len(form.criteria):
        return form
    if what == "remove":
        return replace(form, criteria=_without(form.criteria, at))
    return replace(form, criteria=_swapped(form.criteria, at - 1 if what == "up" else at))


def rubric_of(form: Typed, slug: str) -> tuple[Rubric | None, tuple[Problem, ...]]:
    """The rubric that the form says, or None and each fault with its field's name.

    Fields are title, note, level-n, name-n, weight-n, descriptor-n-m, and "weights" for their sum.
    A new criterion is named for files after what it is called; an old one keeps its short name.
    """
    taken = {one.slug for one in form.criteria if one.slug}
    criteria = []
    for at, one in enumerate(form.criteria, start=1):
        short = one.slug or _short(one.name, at, taken)
        taken.add(short)
        criteria.append(
            {
                "slug": short,
                "name": one.name,
                "weight": one.weight.strip(),
                "descriptors": list(one.descriptors),
            }
        )
    data = {
        "slug": slug,
        "title": form.title,
        "note": form.note,
        "levels": list(form.levels),
        "criteria": criteria,
    }
    try:
        return read(data), ()
    except RubricError as error:
        return None, tuple(Problem(_field(one.path), one.message) for one in error.problems)


def _field(path: str) -> str:
    match = _PATH.fullmatch(path)
    if match is None:
        return _WHOLE.get(path, path)
    if match[1] == "levels":
        return f"level-{match[2]}"
    name = _FIELDS.get(match[3], match[3] or "name")
    return f"{name}-{match[2]}" + (f"-{match[4]}" if match[4] else "")


def _short(name: str, at: int, taken: Collection[str]) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    base = "-".join(re.findall("[a-z0-9]+", plain))[: SLUG_MAX - 4].strip("-") or f"criterion-{at}"
    names = (base, *(f"{base}-{n}" for n in range(2, 99)))
    return next(one for one in names if one not in RESERVED.union(taken))


def _each_level(form: Typed, change: Callable[[tuple[str, ...]], tuple[str, ...]]) -> Typed:
    criteria = (replace(one, descriptors=change(one.descriptors)) for one in form.criteria)
    return replace(form, levels=change(form.levels), criteria=tuple(criteria))


def _without(items: Sequence[T], at: int) -> tuple[T, ...]:
    return (*items[:at], *items[at + 1 :])


def _swapped(items: tuple[T, ...], at: int) -> tuple[T, ...]:
    """The item at `at` and the one after it in each other's place, where both are there."""
    if not 0 <= at < len(items) - 1:
        return items
    return (*items[:at], items[at + 1], items[at], *items[at + 2 :])
