"""Extra time as people write it.

Belongs here: from typed text to a factor in percent of the base time. Does not belong here: whose
it is, and what it does to a debate's steps (`clock`).
"""

import re
from decimal import ROUND_HALF_UP, Decimal

NO_EXTRA_TIME, MOST_EXTRA_TIME = 100, 300
"""Bounds of an extra-time factor, in percent of the base time."""

_FACTOR = re.compile(r"(\+?)\s*([0-9]{1,3}(?:[.,][0-9]{1,4})?)\s*(%?)\s*[x×]?", re.IGNORECASE)
_NO_FACTOR = frozenset({"", "no", "none", "0", "0%"})


def read_factor(text: str) -> int:
    """Read an extra-time factor: "1.25", "125", "125%", "+25%" and "25%" all give 125.

    Blank and "no" give 100. Raises ValueError for what is none from 100 to 300 percent.
    """
    typed = text.strip().casefold()
    if typed in _NO_FACTOR:
        return NO_EXTRA_TIME
    found = _FACTOR.fullmatch(typed)
    if found is None:
        raise ValueError(text)
    number = Decimal(found[2].replace(",", "."))
    if found[1] or (found[3] and number < NO_EXTRA_TIME):
        number = number + 100 if number >= 5 else Decimal(0)  # "+1.25" could mean either
    elif number <= MOST_EXTRA_TIME // 100:
        number *= 100
    percent = int(number.to_integral_value(ROUND_HALF_UP))
    if not NO_EXTRA_TIME <= percent <= MOST_EXTRA_TIME:
        raise ValueError(text)
    return percent
