"""Reading one YAML data file: plain values, and the line that each of them stands on.

Belongs here: parsing, and turning a rule's fault at a path ("[4].tag") into one at a file's line.
Does not belong here: what the values must be; `debate.domain` says so. Every scalar is text, so
that 2024-04 is no date and no is no truth value.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import yaml

from debate.domain.datafiles import Problem
from debate.seeding.faults import Fault, FilesRefused

# The C parser is ten times as fast; both give the same nodes.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
T = TypeVar("T")
_ITEM = re.compile(r"^\[\d+\]\.?")


@dataclass(frozen=True)
class DataFile:
    """A parsed file: texts, lists and mappings, with the line of each by its path."""

    name: str
    data: object
    lines: Mapping[str, int]

    def fault(self, problem: Problem) -> Fault:
        """The fault at the line of the problem's path, or of what stands nearest around it."""
        path = problem.path
        while path not in self.lines:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        shown = _ITEM.sub("", problem.path)
        return Fault(self.name, self.lines[path], f"{shown}: {problem.message}".removeprefix(": "))


class Folder:
    """Reads the files of one folder and gathers the faults of all, so that they show at once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._faults: list[Fault] = []

    def names(self, pattern: str) -> list[str]:
        """The names of files that match, relative to the folder, in order."""
        return sorted(
            path.relative_to(self.root).as_posix()
            for path in self.root.glob(pattern)
            if path.is_file()
        )

    def read(self, name: str, reader: Callable[[object, list[Problem]], T]) -> T | None:
        """What `reader` makes of a file's data; None when the file is at fault."""
        problems: list[Problem] = []
        try:
            file = read(self.root / name, name)
        except FilesRefused as error:
            self._faults += error.faults
            return None
        value = reader(file.data, problems)
        self._faults += map(file.fault, problems)
        return None if problems else value

    def fault(self, name: str, sentence: str) -> None:
        """Note a fault of a file as a whole."""
        self._faults.append(Fault(name, 1, sentence))

    def check(self) -> None:
        """Raise FilesRefused if anything was at fault."""
        if self._faults:
            raise FilesRefused(self._faults)


def read(path: Path, name: str) -> DataFile:
    """The file at `path`, called `name` in faults. Raises FilesRefused."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        node = yaml.compose(unicodedata.normalize("NFC", text), Loader=_Loader)
    except OSError as error:
        raise FilesRefused(
            [Fault(name, 1, f"The file cannot be read: {error.strerror}.")]
        ) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise FilesRefused([Fault(name, line, "This line is not UTF-8 text.")]) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise FilesRefused([Fault(name, line, f"This is not YAML: {error.problem}.")]) from error
    except yaml.YAMLError as error:
        sentence = "The file holds a sign that YAML does not allow."
        raise FilesRefused([Fault(name, 1, sentence)]) from error
    if node is None:
        raise FilesRefused([Fault(name, 1, "The file is empty.")])
    reading = _Reading(name)
    data = reading.plain(node, "")
    if reading.faults:
        raise FilesRefused(reading.faults)
    return DataFile(name, data, {"": 1} | reading.lines)


class _Reading:
    """One walk over the nodes of a file, noting lines and faults on the way."""

    def __init__(self, name: str) -> None:
        self.lines: dict[str, int] = {}
        self.faults: list[Fault] = []
        self._name = name
        self._seen: set[int] = set()

    def plain(self, node: yaml.Node, path: str) -> object:
        self.lines.setdefault(path, _line(node))
        # An anchor's node comes again: references would let a small file grow without bound.
        if id(node) in self._seen:
            self._fault(node, "References (* and &) are not used in these files.")
            return ""
        self._seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.plain(item, f"{path}[{n}]") for n, item in enumerate(node.value)]
        return str(node.value)

    def _mapping(self, node: yaml.MappingNode, path: str) -> dict[str, object]:
        found: dict[str, object] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._fault(key, "A key must be text.")
            elif key.value in found:
                self._fault(key, f"The key {key.value} stands here twice.")
            else:
                inner = f"{path}.{key.value}" if path else key.value
                self.lines[inner] = _line(key)
                found[key.value] = self.plain(value, inner)
        return found

    def _fault(self, node: yaml.Node, sentence: str) -> None:
        self.faults.append(Fault(self._name, _line(node), sentence))


def _line(node: yaml.Node) -> int:
    line: int = node.start_mark.line
    return line + 1
