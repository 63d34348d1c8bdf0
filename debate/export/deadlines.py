"""Deadlines as a calendar file (iCalendar, RFC 5545).

Belongs here: notation. Does not belong here: what stands in a calendar (`queries.deadlines`).
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from debate.queries.deadlines import Entry

MIMETYPE = "text/calendar; charset=utf-8"
LINE_OCTETS = 75
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


def file(entries: Sequence[Entry], now: int, address: str = "") -> bytes:
    """The bytes of the file, made at `now` (ms). `address`: the page that all entries belong to.

    Each entry is a moment without length, with an alarm a day before. Times are in UTC: no
    calendar has to know the zone.
    """
    return "".join(
        f"{line}\r\n" for one in _lines(entries, now, address) for line in _fold(one)
    ).encode()


def _lines(entries: Iterable[Entry], now: int, address: str) -> Iterator[str]:
    yield "BEGIN:VCALENDAR"
    yield "VERSION:2.0"
    yield "PRODID:-//Clashroom//Deadlines//EN"
    yield "CALSCALE:GREGORIAN"
    for entry in entries:
        yield "BEGIN:VEVENT"
        yield f"UID:{_text(entry.uid)}"
        yield f"DTSTAMP:{_time(now)}"
        yield f"SEQUENCE:{entry.sequence}"
        yield f"DTSTART:{_time(entry.due_ms)}"
        yield f"SUMMARY:{_text(entry.summary)}"
        yield f"DESCRIPTION:{_text(entry.description)}"
        if address:
            yield f"URL:{address}"
        yield "TRANSP:TRANSPARENT"
        yield "BEGIN:VALARM"
        yield "ACTION:DISPLAY"
        yield f"DESCRIPTION:{_text(entry.summary)}"
        yield "TRIGGER:-P1D"
        yield "END:VALARM"
        yield "END:VEVENT"
    yield "END:VCALENDAR"


def _text(text: str) -> str:
    return text.translate(_ESCAPES)


def _time(ms: int) -> str:
    """Whole seconds; a part of one is left out, so that nothing is due later than it is."""
    return datetime.fromtimestamp(ms // 1000, UTC).strftime("%Y%m%dT%H%M%SZ")


def _fold(line: str) -> Iterator[str]:
    """Lines of at most 75 octets; each after the first begins with a space. No sign is cut."""
    part, size = "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > LINE_OCTETS:
            yield part
            part, size = " ", 1
        part, size = part + sign, size + octets
    yield part
