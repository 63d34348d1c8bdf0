"""Reading the bundled formats and rubrics, one YAML file each, and keeping them.

Belongs here: which files there are and their order. Does not belong here: what a format or rubric
must be (`domain.formats`, `domain.rubrics`).
"""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar, cast

from sqlalchemy.orm import Session

from debate.config import ROOT
from debate.domain import formats, rubrics
from debate.domain.datafiles import Fields, Problem
from debate.seeding.files import Folder
from debate.services import formats as format_writes
from debate.services import rubrics as rubric_writes

SEEDS = ROOT / "seeds"
ORDER = "order.yaml"
FORMATS = "formats/*.yaml"
RUBRICS = "rubrics/*.yaml"

T = TypeVar("T", formats.Format, rubrics.Rubric)


def load_all(session: Session, root: Path = SEEDS) -> int:
    """Keep all formats and rubrics of a folder; how many changed. Raises FilesRefused."""
    found_formats, found_rubrics = read(root)
    changed = format_writes.keep(session, found_formats)
    return changed + rubric_writes.keep(session, found_rubrics)


def read(root: Path) -> tuple[tuple[formats.Format, ...], tuple[rubrics.Rubric, ...]]:
    """The formats and the rubrics, both in the order of order.yaml.

    Those that it does not name come last, by name. Raises FilesRefused with all that is wrong.
    """
    folder = Folder(root)
    found_formats = _read_all(folder, FORMATS, formats.read)
    found_rubrics = _read_all(folder, RUBRICS, rubrics.read)
    order = folder.read(ORDER, partial(_order, found_formats, found_rubrics)) or ((), ())
    folder.check()
    return _in_order(found_formats, order[0]), _in_order(found_rubrics, order[1])


def _read_all(
    folder: Folder, pattern: str, reader: Callable[[Mapping[str, object]], T]
) -> dict[str, T | None]:
    """Slug → what its file holds; None for one that is at fault."""
    names = folder.names(pattern)
    return {_slug(name): folder.read(name, partial(_checked, reader, name)) for name in names}


def _in_order(found: Mapping[str, T | None], order: tuple[str, ...]) -> tuple[T, ...]:
    slugs = dict.fromkeys((*order, *found))
    return tuple(one for slug in slugs if (one := found[slug]) is not None)


def _checked(
    reader: Callable[[Mapping[str, object]], T], name: str, data: object, problems: list[Problem]
) -> T | None:
    """What a reader that raises makes of a file; its faults are added to `problems`."""
    try:
        found = reader(cast(Mapping[str, Any], data))
    except (formats.FormatError, rubrics.RubricError) as error:
        problems += error.problems
        return None
    if found.slug != _slug(name):
        problems.append(Problem("slug", f"This must be the file's own name, {_slug(name)}."))
    return found


def _order(
    known_formats: Mapping[str, object],
    known_rubrics: Mapping[str, object],
    data: object,
    problems: list[Problem],
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    fields = Fields(data, "", problems)
    order = fields.words("formats", tuple(known_formats))
    of_rubrics = fields.words("rubrics", tuple(known_rubrics))
    fields.close()
    return order, of_rubrics


def _slug(name: str) -> str:
    return PurePosixPath(name).stem
