"""Reading the bundled formats and rubrics, one YAML file each, and keeping them.

Belongs here: which files there are and their order. Does not belong here: what a format or rubric
must be (`domain.formats`, `domain.ballots`).
"""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar, cast

from sqlalchemy.orm import Session

from debate.config import ROOT
from debate.domain import ballots, formats
from debate.domain.datafiles import Fields, Problem
from debate.seeding.files import Folder
from debate.services import formats as services

SEEDS = ROOT / "seeds"
ORDER = "order.yaml"
FORMATS = "formats/*.yaml"
RUBRICS = "rubrics/*.yaml"

T = TypeVar("T", formats.Format, ballots.Rubric)


def load_all(session: Session, root: Path = SEEDS) -> int:
    """Keep all formats and rubrics of a folder; how many changed. Raises FilesRefused."""
    found_formats, found_rubrics = read(root)
    changed = services.keep(session, found_formats)
    return changed + services.keep_rubrics(session, found_rubrics)


def read(root: Path) -> tuple[tuple[formats.Format, ...], tuple[ballots.Rubric, ...]]:
    """The formats, in the order of order.yaml, and the rubrics, by name.

    Formats that it does not name come last. Raises FilesRefused with all that is wrong.
    """
    folder = Folder(root)
    read_format = partial(_checked, formats.read)
    read_rubric = partial(_checked, ballots.read)
    found = {
        _slug(name): folder.read(name, partial(read_format, name)) for name in folder.names(FORMATS)
    }
    rubrics = [folder.read(name, partial(read_rubric, name)) for name in folder.names(RUBRICS)]
    order = folder.read(ORDER, partial(_order, found)) or ()
    folder.check()
    names = dict.fromkeys((*order, *found))
    return (
        tuple(fmt for name in names if (fmt := found[name])),
        tuple(rubric for rubric in rubrics if rubric),
    )


def _checked(
    reader: Callable[[Mapping[str, object]], T], name: str, data: object, problems: list[Problem]
) -> T | None:
    """What a reader that raises makes of a file; its faults are added to `problems`."""
    try:
        found = reader(cast(Mapping[str, Any], data))
    except (formats.FormatError, ballots.RubricError) as error:
        problems += error.problems
        return None
    if found.slug != _slug(name):
        problems.append(Problem("slug", f"This must be the file's own name, {_slug(name)}."))
    return found


def _order(known: Mapping[str, object], data: object, problems: list[Problem]) -> tuple[str, ...]:
    fields = Fields(data, "", problems)
    order = fields.words("formats", tuple(known))
    fields.close()
    return order


def _slug(name: str) -> str:
    return PurePosixPath(name).stem
