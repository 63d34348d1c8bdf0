"""Reading one rubric from a file that somebody uploads, with each fault at its line.

Does not belong here: what a rubric must be (`domain.rubrics`), the bundled ones (`formats`).
"""

from collections.abc import Mapping
from typing import cast

from debate.domain import rubrics
from debate.seeding import files
from debate.seeding.faults import FilesRefused


def read(data: bytes, name: str) -> rubrics.Rubric:
    """The rubric in these bytes; the file is called `name` in faults. Raises FilesRefused."""
    file = files.parse(data, name)
    try:
        return rubrics.read(cast(Mapping[str, object], file.data))
    except rubrics.RubricError as error:
        raise FilesRefused([file.fault(problem) for problem in error.problems]) from error
