"""Reading one format that somebody uploads or pastes, YAML or JSON, with each fault at its line.

Does not belong here: what a format must be (`domain.formats`), the bundled ones (`formats`).
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from typing import cast

from debate.domain import formats
from debate.seeding import files
from debate.seeding.faults import Fault, FilesRefused

BYTES_MAX = 256 << 10
_JSON = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*["}]')
# Controls and halves of signs, which PostgreSQL and files cannot hold.
_UNKEPT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def read(data: bytes, name: str) -> formats.Format:
    """The format in these bytes; the file is called `name` in faults. Raises FilesRefused."""
    if len(data) > BYTES_MAX:
        raise _refused(name, 1, f"A format may hold {BYTES_MAX >> 10} kB at most.")
    file = _json(data, name) if _JSON.match(data) else files.parse(data, name)
    try:
        fmt = formats.read(cast(Mapping[str, object], file.data))
    except formats.FormatError as error:
        raise FilesRefused([file.fault(problem) for problem in error.problems]) from error
    texts = (fmt.title, fmt.summary, *fmt.sides.values(), *fmt.teams.values())
    if any(map(_UNKEPT.search, (*texts, *(one.name + one.hint for one in fmt.steps)))):
        raise _refused(name, 1, "A text holds a sign that cannot be stored. Take it out.")
    return fmt


def _json(data: bytes, name: str) -> files.DataFile:
    try:
        text = unicodedata.normalize("NFC", data.decode("utf-8-sig"))
        found = json.loads(text)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _refused(name, line, "This line is not UTF-8 text.") from error
    except json.JSONDecodeError as error:
        raise _refused(name, error.lineno, f"This is not JSON: {error.msg}.") from error
    except (RecursionError, ValueError) as error:
        raise _refused(name, 1, "Lists stand too deep here, or a number is too long.") from error
    return files.DataFile(name, found, _lines(data, name))


def _lines(data: bytes, name: str) -> Mapping[str, int]:
    """Where each value of some JSON stands: nearly all JSON is YAML too."""
    try:
        return files.parse(data, name).lines
    except FilesRefused:
        return {"": 1}


def _refused(name: str, line: int, sentence: str) -> FilesRefused:
    return FilesRefused([Fault(name, line, sentence)])
