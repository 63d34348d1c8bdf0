"""Citations: the written citation of a source, how complete it is, and how it reads.

Belongs here: the eight fields that evidence rules ask for (reference: NSDA evidence rules, section
7.1), each a value or an explicit "not given by the source".
Does not belong here: reading deck files (seeding), cards and their short citations (`cards`).
"""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass

FIELDS = (
    "author",
    "title",
    "publication",
    "published",
    "qualifications",
    "url",
    "accessed",
    "pages",
)
COMPLETE, PARTIAL, MISSING = "complete", "partial", "missing"
_IDENTIFYING = ("author", "title", "publication", "published")
_DATE = re.compile(r"([1-9][0-9]{3})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_URL = re.compile(r"https?://[^\s/?#]+\.[^\s]+")
_MONTHS = (
    "January February March April May June July August September October November December".split()
)


@dataclass(frozen=True)
class CitationField:
    """One field: a value, or why there is none. `supplied`: the text itself does not say it."""

    value: str = ""
    missing: str = ""
    supplied: bool = False


@dataclass(frozen=True)
class Problem:
    """A fault of one field, in a sentence."""

    field: str
    message: str


def grade(fields: Mapping[str, CitationField]) -> str:
    """How complete a citation is: "complete", "partial" or "missing".

    Complete: each of the eight fields has a value or says that the source gives none. Missing: not
    one of author, title, publication and date has a value, so nobody could find the source.
    """
    if not any(_value(fields, name) for name in _IDENTIFYING):
        return MISSING
    return PARTIAL if unsettled(fields) else COMPLETE


def unsettled(fields: Mapping[str, CitationField]) -> tuple[str, ...]:
    """The fields with neither a value nor a reason, in the usual order."""
    return tuple(name for name in FIELDS if name not in fields or not _settled(fields[name]))


def check_citation(fields: Mapping[str, CitationField]) -> tuple[Problem, ...]:
    """Faults of the values: unknown fields, dates, the address, accessed before published."""
    found = [
        Problem(name, "A citation has no such field.") for name in fields if name not in FIELDS
    ]
    found += [
        Problem(name, "Give a value or say why it is missing, not both.")
        for name, one in fields.items()
        if one.value and one.missing
    ]
    for name in ("published", "accessed"):
        if _value(fields, name) and _date(_value(fields, name)) is None:
            found.append(Problem(name, "Write a date as 2024, 2024-04 or 2024-04-09."))
    if _value(fields, "url") and not _URL.fullmatch(_value(fields, "url")):
        found.append(Problem("url", "Write a whole address that begins with http:// or https://."))
    if _before(_value(fields, "accessed"), _value(fields, "published")):
        found.append(Problem("accessed", "This is before the date of publication."))
    return tuple(found)


def citation_text(fields: Mapping[str, CitationField]) -> str:
    """The citation in one line, of what is known: author, “title”, publication, date and the rest.

    Such as: Alexander Gabuev, “Putin and Xi’s Unholy Alliance”, Foreign Affairs, April 2024
    """
    title, pages, accessed = (_value(fields, name) for name in ("title", "pages", "accessed"))
    parts = (
        _value(fields, "author"),
        f"“{title}”" if title else "",
        _value(fields, "publication"),
        date_text(_value(fields, "published")),
        f"pp. {pages}" if pages else "",
        _value(fields, "url"),
        f"accessed {date_text(accessed)}" if accessed else "",
    )
    return ", ".join(part for part in parts if part)


def date_text(value: str) -> str:
    """A date in words: "2024-04" is "April 2024"; what is no date stays as it is."""
    date = _date(value)
    if date is None:
        return value
    year, month, day = date
    words = (str(day) if day else "", _MONTHS[month - 1] if month else "", str(year))
    return " ".join(word for word in words if word)


def _value(fields: Mapping[str, CitationField], name: str) -> str:
    return fields[name].value if name in fields else ""


def _settled(field: CitationField) -> bool:
    return bool(field.value or field.missing)


def _date(value: str) -> tuple[int, int, int] | None:
    """Year, month, day; 0 where the date does not go that far. None: no date."""
    match = _DATE.fullmatch(value)
    if match is None:
        return None
    year, month, day = (int(part or 0) for part in match.groups())
    if match[2] and not 1 <= month <= 12:
        return None
    if match[3] and not 1 <= day <= monthrange(year, month)[1]:
        return None
    return year, month, day


def _before(one: str, other: str) -> bool:
    """Whether a date lies before another, as far as both are known."""
    first, second = _date(one), _date(other)
    if first is None or second is None:
        return False
    known = min(sum(part > 0 for part in first), sum(part > 0 for part in second))
    return first[:known] < second[:known]
