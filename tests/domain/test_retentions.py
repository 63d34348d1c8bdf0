"""The day on which a session's names and texts are due."""

from datetime import UTC, datetime

import pytest

from debate.domain.retentions import DUE, KEPT, SOON, WARNING_MS, due_ms, state

DAY = 24 * 60 * 60 * 1000


def ms(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("ended", "months", "due"),
    [
        ("2026-11-22T10:00", 1, "2026-12-22T10:00"),
        ("2026-11-22T10:00", 2, "2027-01-22T10:00"),
        ("2026-12-31T23:59:59.999", 1, "2027-01-31T23:59:59.999"),
        ("2026-01-31T10:00", 1, "2026-02-28T10:00"),
        ("2027-11-30T10:00", 3, "2028-02-29T10:00"),
        ("2026-08-31T10:00", 120, "2036-08-31T10:00"),
        ("2026-12-01T00:00", 12, "2027-12-01T00:00"),
    ],
)
def test_months_are_those_of_the_calendar(ended: str, months: int, due: str) -> None:
    assert due_ms(ms(ended), months) == ms(due)


@pytest.mark.parametrize(
    ("before_ms", "found"),
    [
        (WARNING_MS + 1, KEPT),
        (WARNING_MS, SOON),
        (DAY, SOON),
        (1, SOON),
        (0, DUE),
        (-DAY, DUE),
    ],
)
def test_staff_are_warned_for_fourteen_days_before(before_ms: int, found: str) -> None:
    due = ms("2027-01-22T10:00")
    assert WARNING_MS == 14 * DAY
    assert state(due, due - before_ms) == found
