"""What an instructor types for a grade, read: shares, points, deductions and weights.

Belongs here: text to whole numbers, and the sentence where it is none. Does not belong here: what
is done with the numbers (`grades`). All raise Refused with the field's name.
"""

import re

from debate.domain.marks import decimal
from debate.domain.refusals import Refused

REASON_MAX = 500
LEVELS_MOST = 10
DEDUCTION_MOST = 100_000
_NUMBER = re.compile(r"([0-9]{1,6})(?:[.,]([0-9]{1,2}))?")
_LEVEL = re.compile(r"([0-9]{1,2}) ?/ ?([0-9]{1,2})")


def share(text: str, field: str) -> int | None:
    """Hundredths of a percent from "85", "85.5 %" or a level such as "3/4"; None of nothing."""
    typed = text.strip()
    if not typed:
        return None
    level = _LEVEL.fullmatch(typed)
    if level:
        n, of = int(level[1]), int(level[2])
        if not 1 <= of <= LEVELS_MOST or n > of:
            raise Refused("Type a level as 3/4: the level, then how many there are.", field)
        return (2 * n * 10_000 + of) // (2 * of)
    found = _hundredths(typed.removesuffix("%").rstrip())
    if found is None or found > 10_000:
        raise Refused("Type a percentage from 0 to 100, or a level such as 3/4.", field)
    return found


def points(text: str, field: str, maximum: int) -> int | None:
    """Hundredths of a point from "17" or "17.25", at most `maximum`; None of nothing."""
    typed = text.strip()
    if not typed:
        return None
    found = _hundredths(typed)
    if found is None or found > maximum:
        raise Refused(f"Type points from 0 to {decimal(maximum)}.", field)
    return found


def deduction(text: str, field: str) -> tuple[int, int]:
    """What is taken off: (percent, hundredths of a point) from "10 %" or "1.5"; (0, 0) of nothing.

    A percentage is whole.
    """
    typed = text.strip()
    if not typed:
        return 0, 0
    found = _hundredths(typed.removesuffix("%").rstrip())
    if typed.endswith("%"):
        if found is None or found % 100 or found > 10_000:
            raise Refused("Type a whole percentage such as 10 %, or points such as 1.5.", field)
        return found // 100, 0
    if found is None or found > DEDUCTION_MOST:
        raise Refused("Type a percentage such as 10 %, or points such as 1.5.", field)
    return 0, found


def weight(text: str, field: str) -> int:
    """A whole percent from "60" or "60 %"; nothing is 0."""
    typed = text.strip().removesuffix("%").rstrip()
    found = _hundredths(typed or "0")
    if found is None or found % 100 or found > 10_000:
        raise Refused("Type a weight as a whole percentage from 0 to 100.", field)
    return found // 100


def reason(text: str, field: str = "reason") -> str:
    """A reason in one piece, without the space around it."""
    typed = text.strip()
    if len(typed) > REASON_MAX:
        raise Refused(f"A reason has at most {REASON_MAX} characters. Shorten it.", field)
    return typed


def share_as_typed(value: int | None) -> str:
    """A share as it stands in its field."""
    return "" if value is None else decimal(value)


def deduction_as_typed(percent: int, hundredths: int) -> str:
    """A deduction as it stands in its field."""
    return f"{percent} %" if percent else decimal(hundredths) if hundredths else ""


def _hundredths(typed: str) -> int | None:
    found = _NUMBER.fullmatch(typed)
    if found is None:
        return None
    return 100 * int(found[1]) + int((found[2] or "").ljust(2, "0"))
