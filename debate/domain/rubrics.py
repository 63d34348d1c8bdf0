"""Rubrics: criteria with weights and a descriptor a level, read from a data file and written back.

Belongs here: what a rubric is. Does not belong here: what a level earns and how sheets become a
score (`ballots`), and how a rubric is changed in the browser (`rubrics_editing`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from debate.domain.datafiles import Fields, Problem

LEVELS_LEAST, LEVELS_MOST = 3, 6
CRITERIA_MAX = 12
TITLE_MAX = 80
NAME_MAX = 60
LEVEL_MAX = 30
DESCRIPTOR_MAX = 300
SLUG_MAX = 40  # of a criterion: what the tables hold
NOTE_MAX = 400
# Sheets name a criterion's field after it, so it cannot be called as the fields beside it are.
RESERVED = frozenset("act comment criterion csrf_token form key note revision seen tab".split())


class RubricError(ValueError):
    """A rubric that cannot be used; `problems` holds every fault found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.path}: {p.message}".lstrip(": ") for p in self.problems))


@dataclass(frozen=True)
class Criterion:
    """One thing that is judged; `weight` in percent, one descriptor a level, lowest first."""

    slug: str
    name: str
    weight: int
    descriptors: tuple[str, ...]


@dataclass(frozen=True)
class Rubric:
    """A rubric; `levels` are the names of levels 1 to 6 at most, lowest first, at least three.

    Weights add up to 100. `note` says where it comes from and what it is for; may be "".
    """

    slug: str
    title: str
    levels: tuple[str, ...]
    criteria: tuple[Criterion, ...]
    note: str = ""

    @property
    def top(self) -> int:
        """The highest level."""
        return len(self.levels)


def read(data: Mapping[str, object]) -> Rubric:
    """The rubric in a parsed file; raises RubricError with all problems at once."""
    problems: list[Problem] = []
    top = Fields(data, "", problems)
    levels = _read_words(top, "levels", LEVEL_MAX)
    parts = top.each("criteria")
    rubric = Rubric(
        slug=top.slug("slug"),
        title=top.line("title", TITLE_MAX),
        levels=levels,
        criteria=tuple(_read_criterion(part, len(levels)) for part in parts),
        note=top.text("note", NOTE_MAX, ""),
    )
    if not LEVELS_LEAST <= len(levels) <= LEVELS_MOST:
        message = f"Name from {LEVELS_LEAST} to {LEVELS_MOST} levels, the lowest first."
        top.fault("levels", message)
    if len(set(levels)) < len(levels):
        top.fault("levels", "Two levels have the same name.")
    _check_criteria(rubric, top, parts)
    top.close()
    if problems:
        raise RubricError(problems)
    return rubric


def as_data(rubric: Rubric) -> dict[str, object]:
    """The rubric as plain data, ready for JSON; `read` makes the same rubric of it again."""
    return {
        "slug": rubric.slug,
        "title": rubric.title,
        **({"note": rubric.note} if rubric.note else {}),
        "levels": list(rubric.levels),
        "criteria": [
            {
                "slug": criterion.slug,
                "name": criterion.name,
                "weight": criterion.weight,
                "descriptors": list(criterion.descriptors),
            }
            for criterion in rubric.criteria
        ],
    }


def _check_criteria(rubric: Rubric, top: Fields, parts: Sequence[Fields]) -> None:
    weights = sum(criterion.weight for criterion in rubric.criteria)
    if not 1 <= len(parts) <= CRITERIA_MAX:
        top.fault("criteria", f"A rubric has from 1 to {CRITERIA_MAX} criteria.")
    elif weights != 100:
        top.fault("criteria", f"The weights must add up to 100; these add up to {weights}.")
    slugs = [criterion.slug for criterion in rubric.criteria]
    for at, (slug, part) in enumerate(zip(slugs, parts, strict=True)):
        if slug and slug in slugs[:at]:
            part.fault("slug", "Another criterion has this slug.")


def _read_criterion(part: Fields, levels: int) -> Criterion:
    descriptors = _read_words(part, "descriptors", DESCRIPTOR_MAX)
    if len(descriptors) != levels:
        message = f"Describe all {levels} levels, the lowest first; here are {len(descriptors)}."
        part.fault("descriptors", message)
    slug = part.slug("slug")
    if slug in RESERVED:
        part.fault("slug", "This word means something else on the pages. Choose another.")
    if len(slug) > SLUG_MAX:
        part.fault("slug", f"At most {SLUG_MAX} characters; this has {len(slug)}.")
    criterion = Criterion(
        slug=slug,
        name=part.line("name", NAME_MAX),
        weight=part.number("weight", 1, 100),
        descriptors=descriptors,
    )
    part.close()
    return criterion


def _read_words(part: Fields, key: str, longest: int) -> tuple[str, ...]:
    """A list of texts, each there and none too long; a fault stands at its own entry."""
    found = tuple(text.strip() for text in part.texts(key))
    for at, text in enumerate(found):
        if not text:
            part.fault(f"{key}[{at}]", "This is empty.")
        elif len(text) > longest:
            part.fault(f"{key}[{at}]", f"At most {longest} characters; this has {len(text)}.")
    return found
