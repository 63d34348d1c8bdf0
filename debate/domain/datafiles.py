"""Typed reading of a parsed data file (format, rubric), with every fault named by its path.

Belongs here: turning strings and integers of a YAML or JSON mapping into checked values.
Does not belong here: opening or parsing files, and what the values mean.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

_T = TypeVar("_T")
_WHOLE = re.compile(r"-?[0-9]{1,9}")
_DECIMAL = re.compile(r"([0-9]{1,6})(?:\.([0-9]{1,2}))?")
_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")


@dataclass(frozen=True)
class Problem:
    """One fault of a data file: where it stands, such as ``steps[3].seconds``, and a sentence."""

    path: str
    message: str


class Fields:
    """Reads the keys of one mapping; a fault is added to `problems` and a placeholder returned.

    A key with an empty value counts as left out. Placeholders never reach anybody: whoever reads
    a file raises when `problems` is not empty. Positions in paths count from 0.
    """

    def __init__(self, data: object, path: str, problems: list[Problem]) -> None:
        self._data: Mapping[object, object] = {}
        self._path = path
        self._problems = problems
        self._known: set[str] = set()
        self._readable = True
        if isinstance(data, Mapping):
            self._data = data
        else:
            self.fault("", "This must be a mapping of keys to values.")
            self._readable = False

    def fault(self, key: str, message: str) -> None:
        """Note a fault of `key`, or of the mapping itself when `key` is empty.

        What is no mapping has that one fault: nothing else can be said of it.
        """
        if self._readable:
            self._problems.append(Problem(self._at(key), message))

    def sound(self, *keys: str) -> bool:
        """Whether nothing is wrong so far with these keys, nor below them.

        A rule over several keys asks first: a placeholder would break it a second time.
        """
        paths = [self._at(key) for key in keys]
        return self._readable and not any(
            problem.path == path or problem.path.startswith((f"{path}.", f"{path}["))
            for problem in self._problems
            for path in paths
        )

    def has(self, key: str) -> bool:
        """Whether the key is there with a value."""
        return self._value(key) is not None

    def text(self, key: str, longest: int, default: str | None = None) -> str:
        """A line or paragraph of at most `longest` characters; required without a default."""
        value = self._value(key)
        if value is None:
            return self._left_out(key, default, "")
        if not isinstance(value, str):
            self.fault(key, "This must be text.")
            return ""
        if len(value.strip()) > longest:
            self.fault(key, f"At most {longest} characters; this has {len(value.strip())}.")
        return value.strip()

    def line(self, key: str, longest: int, default: str | None = None) -> str:
        """Text of one line; required without a default."""
        value = self.text(key, longest, default)
        if "\n" in value:
            self.fault(key, "This must be one line.")
        return value

    def slug(self, key: str) -> str:
        """A short name of lower-case letters and digits, parted by - or _; required."""
        value = self.text(key, 60)
        if value and not _SLUG.fullmatch(value):
            self.fault(key, "Use lower-case letters, digits and single - or _ signs only.")
        return value

    def choice(self, key: str, allowed: Sequence[str], default: str | None = None) -> str:
        """One of the allowed words; required without a default."""
        value = self._value(key)
        if value is None:
            return self._left_out(key, default, allowed[0])
        if value not in allowed:
            self.fault(key, f"This must be one of: {', '.join(allowed)}.")
            return allowed[0]
        return str(value)

    def flag(self, key: str) -> bool:
        """true or false; false when left out."""
        value = self._value(key)
        if value in (None, False, "false"):
            return False
        if value not in (True, "true"):
            self.fault(key, "This must be true or false.")
        return True

    def number(self, key: str, low: int, high: int, default: int | None = None) -> int:
        """A whole number from low to high; required without a default."""
        if not self.has(key):
            return self._left_out(key, default, low)
        value = self.number_or_none(key, low, high)
        return low if value is None else value

    def number_or_none(self, key: str, low: int, high: int) -> int | None:
        """A whole number from low to high, or None when left out."""
        value = self._value(key)
        if value is None:
            return None
        number = _whole(value)
        if number is None or not low <= number <= high:
            self.fault(key, f"This must be a whole number from {low} to {high}.")
            return low
        return number

    def hundredths_or_none(self, key: str) -> int | None:
        """A number with up to two decimals, in hundredths ("0.5" is 50); None when left out."""
        value = self._value(key)
        if value is None:
            return None
        match = None if isinstance(value, bool) else _DECIMAL.fullmatch(str(value))
        if match is None:
            self.fault(key, "This must be a number such as 25 or 0.5.")
            return 0
        return int(match[1]) * 100 + int((match[2] or "").ljust(2, "0"))

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of words; empty when left out."""
        found = self._list(key)
        if not all(isinstance(item, str) for item in found):
            self.fault(key, "Each entry of this list must be text.")
        return tuple(item for item in found if isinstance(item, str))

    def words(self, key: str, allowed: Sequence[str]) -> tuple[str, ...]:
        """A list of allowed words, none twice; empty when left out."""
        found = self.texts(key)
        if any(word not in allowed for word in found):
            self.fault(key, f"Each entry must be one of: {', '.join(allowed)}.")
        if len(set(found)) < len(found):
            self.fault(key, "An entry stands here twice.")
        return found

    def nested(self, key: str) -> "Fields":
        """The mapping under a required key."""
        self._known.add(key)
        return Fields(self._data.get(key), self._at(key), self._problems)

    def each(self, key: str) -> "tuple[Fields, ...]":
        """The mappings of a list, in order; empty when left out."""
        return tuple(
            Fields(item, f"{self._at(key)}[{n}]", self._problems)
            for n, item in enumerate(self._list(key))
        )

    def names(self) -> tuple[str, ...]:
        """The keys of this mapping, in order: for a mapping whose keys are content themselves."""
        return tuple(str(key) for key in self._data)

    def close(self) -> None:
        """Name every key that nobody asked for: a misspelt key must not pass for a default."""
        for key in self._data:
            if key not in self._known:
                self.fault(str(key), "This key is not known here.")

    def _at(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path and key else self._path or key

    def _value(self, key: str) -> object:
        self._known.add(key)
        value = self._data.get(key)
        return None if isinstance(value, str) and not value.strip() else value

    def _list(self, key: str) -> list[object]:
        value = self._value(key)
        if value is None:
            return []
        if isinstance(value, list | tuple):
            return list(value)
        self.fault(key, "This must be a list.")
        return []

    def _left_out(self, key: str, default: _T | None, placeholder: _T) -> _T:
        if default is not None:
            return default
        self.fault(key, "This is missing.")
        return placeholder


def typed_text(
    text: str, field: str, longest: int, faults: list[Problem], *, needed: bool = True
) -> str:
    """What somebody typed, without space at its ends; faults go to `faults`, and the text stays."""
    own = text.strip()
    if needed and not own:
        faults.append(Problem(field, "This is missing."))
    if len(own) > longest:
        faults.append(Problem(field, f"At most {longest} characters; this has {len(own)}."))
    return own


def typed_choice(text: str, field: str, allowed: Sequence[str], faults: list[Problem]) -> str:
    """What somebody chose; anything that is not `allowed` is a fault."""
    if text not in allowed:
        faults.append(Problem(field, "Choose one of the list."))
    return text


def decimal_text(hundredths: int) -> str:
    """Hundredths in the notation that `hundredths_or_none` reads: 50 is "0.5", 2500 is "25"."""
    whole, part = divmod(hundredths, 100)
    return f"{whole}.{part:02}".rstrip("0") if part else str(whole)


def _whole(value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and _WHOLE.fullmatch(value):
        return int(value)
    return None
