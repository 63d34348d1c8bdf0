"""Reading one YAML data file: plain values, and the line that each of them stands on.

Belongs here: parsing within bounds, and turning a rule's fault at a path ("[4].tag") into one at a
file's line. Does not belong here: what the values must be; `debate.domain` says so. Every scalar is
text, so that 2024-04 is no date and no is no truth value.
"""

import errno
import os
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import yaml

from debate.domain.datafiles import Problem
from debate.seeding.faults import Fault, FilesRefused

# The C parser is ten times as fast; both give the same events.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
T = TypeVar("T")
_ITEM = re.compile(r"^\[\d+\]\.?")

# Far above what any data file needs, and low enough that a hostile one costs little.
BYTES_MAX = 2 << 20  # of one file
VALUES_MAX = 50_000  # of all files of a folder together
ITEMS_MAX = 2000  # of one list
DEPTH_MAX = 20
KEY_MAX = 200
FAULTS_MAX = 500  # with more than these, further files are not read


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


@dataclass
class Budget:
    """How many values may still be read."""

    values: int = VALUES_MAX


class Folder:
    """Reads the files of one folder and gathers the faults of all, so that they show at once.

    `root`: a folder, or one that is in memory: the bytes of each file by its name.
    """

    def __init__(self, root: Path | Mapping[str, bytes]) -> None:
        self.root = root
        self._faults: list[Fault] = []
        self._budget = Budget()

    def names(self, pattern: str) -> list[str]:
        """The names of files that match, relative to the folder, in order."""
        if isinstance(self.root, Mapping):
            return sorted(filter(_matcher(pattern).fullmatch, self.root))
        return sorted(
            path.relative_to(self.root).as_posix()
            for path in self.root.glob(pattern)
            if path.is_file()
        )

    def file(self, name: str) -> DataFile:
        """One file, parsed. Raises FilesRefused."""
        if not isinstance(self.root, Mapping):
            return read(self.root / name, name, self._budget)
        if name not in self.root:
            raise _unreadable(name, os.strerror(errno.ENOENT))
        return parse(self.root[name], name, self._budget)

    def read(self, name: str, reader: Callable[[object, list[Problem]], T]) -> T | None:
        """What `reader` makes of a file's data; None when the file is at fault."""
        if len(self._faults) > FAULTS_MAX:
            return None
        problems: list[Problem] = []
        try:
            file = self.file(name)
        except FilesRefused as error:
            self._faults += error.faults
            return None
        value = reader(file.data, problems)
        self._faults += map(file.fault, problems)
        return None if problems else value

    def fault(self, name: str, sentence: str) -> None:
        """Note a fault of a file as a whole."""
        self._faults.append(Fault(name, 1, sentence))

    @property
    def faulty(self) -> bool:
        """Whether anything was at fault so far."""
        return bool(self._faults)

    def check(self) -> None:
        """Raise FilesRefused if anything was at fault."""
        if self._faults:
            raise FilesRefused(self._faults)


def read(path: Path, name: str, budget: Budget | None = None) -> DataFile:
    """The file at `path`, called `name` in faults. Raises FilesRefused."""
    try:
        with path.open("rb") as file:
            data = file.read(BYTES_MAX + 1)
    except OSError as error:
        raise _unreadable(name, error.strerror or "") from error
    return parse(data, name, budget)


def parse(data: bytes, name: str, budget: Budget | None = None) -> DataFile:
    """The file that holds these bytes, called `name` in faults. Raises FilesRefused."""
    if len(data) > BYTES_MAX:
        raise _refused(name, 1, f"A file may hold {BYTES_MAX >> 20} MB at most.")
    try:
        text = unicodedata.normalize("NFC", data.decode("utf-8-sig"))
        events = yaml.parse(text, Loader=_Loader)
        found = _Reading(name, events, budget or Budget()).file()
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise _refused(name, line, "This line is not UTF-8 text.") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise _refused(name, line, f"This is not YAML: {error.problem}.") from error
    except yaml.YAMLError as error:
        raise _refused(name, 1, "The file holds a sign that YAML does not allow.") from error
    return found


class _Reading:
    """One walk over a file's events, noting lines and faults on the way."""

    def __init__(self, name: str, events: Iterator[yaml.Event], budget: Budget) -> None:
        self.lines: dict[str, int] = {}
        self.faults: list[Fault] = []
        self._name = name
        self._events = events
        self._budget = budget
        self._depth = 0

    def file(self) -> DataFile:
        """The whole file, which holds one document. Raises FilesRefused."""
        next(self._events)  # the stream's own start
        if isinstance(next(self._events), yaml.StreamEndEvent):
            raise _refused(self._name, 1, "The file is empty.")
        data = self._value(next(self._events), "")
        next(self._events)  # the document's end
        after = next(self._events)
        if not isinstance(after, yaml.StreamEndEvent):
            self._fault(after, "A second document begins here; these files hold one.")
        if self.faults:
            raise FilesRefused(self.faults)
        return DataFile(self._name, data, self.lines)

    def _value(self, event: yaml.Event, path: str) -> object:
        self.lines.setdefault(path, _line(event))
        self._budget.values -= 1
        if self._budget.values < 0:
            raise _refused(self._name, _line(event), f"More than {VALUES_MAX:,} values.")
        if isinstance(event, yaml.AliasEvent):
            self._fault(event, "References (* and &) are not used in these files.")
            return ""
        if isinstance(event, yaml.ScalarEvent):
            return str(event.value)
        self._depth += 1
        if self._depth > DEPTH_MAX:
            raise _refused(self._name, _line(event), "Lists and mappings stand too deep here.")
        mapping = isinstance(event, yaml.MappingStartEvent)
        found = self._mapping(path) if mapping else self._list(path)
        self._depth -= 1
        return found

    def _list(self, path: str) -> list[object]:
        found: list[object] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            if len(found) == ITEMS_MAX:
                raise _refused(self._name, _line(event), f"More than {ITEMS_MAX:,} items.")
            found.append(self._value(event, f"{path}[{len(found)}]"))
        return found

    def _mapping(self, path: str) -> dict[str, object]:
        found: dict[str, object] = {}
        while not isinstance(key := next(self._events), yaml.MappingEndEvent):
            name = key.value if isinstance(key, yaml.ScalarEvent) else ""
            inner = f"{path}.{name}" if path else name
            if not isinstance(key, yaml.ScalarEvent):
                self._fault(key, "A key must be text.")
                self._value(key, path)
            elif len(name) > KEY_MAX:
                self._fault(key, f"A key has at most {KEY_MAX} characters.")
            elif name in found:
                self._fault(key, f"The key {name} stands here twice.")
            else:
                self.lines[inner] = _line(key)
                found[name] = self._value(next(self._events), inner)
                continue
            self._value(next(self._events), path)
        return found

    def _fault(self, event: yaml.Event, sentence: str) -> None:
        self.faults.append(Fault(self._name, _line(event), sentence))


def _matcher(pattern: str) -> re.Pattern[str]:
    """A pattern of `Path.glob` with ** and *, as an expression over whole names."""
    parts = re.split(r"(\*\*/|\*)", pattern)
    signs = {"**/": "(?:[^/]+/)*", "*": "[^/]*"}
    return re.compile("".join(signs.get(part) or re.escape(part) for part in parts))


def _unreadable(name: str, why: str) -> FilesRefused:
    return _refused(name, 1, f"The file cannot be read: {why}.")


def _refused(name: str, line: int, sentence: str) -> FilesRefused:
    return FilesRefused([Fault(name, line, sentence)])


def _line(event: yaml.Event) -> int:
    mark = event.start_mark
    return mark.line + 1 if mark else 1
