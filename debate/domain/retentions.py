"""How long a class keeps the names and texts of a session, and when it is told beforehand.

Months are those of the calendar in UTC; the 31st of a month without one is its last day.
"""

import calendar
from datetime import UTC, datetime

MONTHS_MAX = 120
WARNING_MS = 14 * 24 * 60 * 60 * 1000
KEPT = "kept"
SOON = "soon"
DUE = "due"


def due_ms(ended_ms: int, months: int) -> int:
    """The instant `months` calendar months after a session ended, both in ms since 1970 UTC."""
    seconds, rest = divmod(ended_ms, 1000)
    at = datetime.fromtimestamp(seconds, UTC)
    years, month = divmod(at.month - 1 + months, 12)
    year = at.year + years
    day = min(at.day, calendar.monthrange(year, month + 1)[1])
    return int(at.replace(year=year, month=month + 1, day=day).timestamp()) * 1000 + rest


def state(due: int, now: int) -> str:
    """KEPT, SOON (within the fourteen days before) or DUE; both in ms."""
    if now >= due:
        return DUE
    return SOON if now >= due - WARNING_MS else KEPT
