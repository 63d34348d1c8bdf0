"""Calendar files as RFC 5545 has them: lines, folding, escapes, times."""

import re

import pytest

from debate.export import deadlines
from debate.queries.deadlines import Entry

NOW = 1_790_000_000_999  # 21 Sep 2026, 14:13:20.999 UTC
ENTRY = Entry("a.b@clashroom", "Openings due", "Write it.", NOW + 3_600_000, 3)


def unfolded(data: bytes) -> list[str]:
    return data.decode().replace("\r\n ", "").split("\r\n")


def test_a_file_is_a_calendar_with_an_entry_for_each_date() -> None:
    found = unfolded(deadlines.file([ENTRY, ENTRY], NOW, "https://debate.example.edu/d/1/"))
    assert (found[0], found[-2], found[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR", "")
    assert found.count("BEGIN:VEVENT") == found.count("END:VEVENT") == 2
    for line in (
        "VERSION:2.0",
        "UID:a.b@clashroom",
        "DTSTAMP:20260921T141320Z",
        "DTSTART:20260921T151320Z",
        "SEQUENCE:3",
        "SUMMARY:Openings due",
        "URL:https://debate.example.edu/d/1/",
        "TRIGGER:-P1D",
    ):
        assert line in found


@pytest.mark.parametrize(
    "text",
    ["x" * 300, "Ünïcödé " * 40, "日本語の長い題" * 20, "👩‍🏫 " * 60, "y" * 67, "y" * 68],
)
def test_no_line_is_longer_than_75_octets_and_no_sign_is_cut(text: str) -> None:
    data = deadlines.file([ENTRY._replace(summary=text)], NOW)
    assert data.endswith(b"END:VCALENDAR\r\n")
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", data)
    for line in data.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
    assert f"SUMMARY:{text}" in unfolded(data)


def test_signs_with_a_meaning_are_escaped_and_nothing_can_begin_a_line_of_its_own() -> None:
    text = "One; two, three\\four\r\nBEGIN:VEVENT\nUID:other"
    found = unfolded(deadlines.file([ENTRY._replace(summary=text)], NOW))
    assert r"SUMMARY:One\; two\, three\\four\nBEGIN:VEVENT\nUID:other" in found
    assert found.count("BEGIN:VEVENT") == 1
