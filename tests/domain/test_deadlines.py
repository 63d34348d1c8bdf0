"""Dates in a class's time zone, what a seat owes by when, and the reminder."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debate.domain import clock, deadlines
from debate.domain.clock import Control
from debate.domain.deadlines import Owing
from debate.domain.refusals import Refused
from debate.domain.steps import Step
from tests.domain.runs import START, T0, WRITTEN, H, S, controls

BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"
MINUTE = 60 * S


def utc(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("at", "zone", "words"),
    [
        ("2026-11-26T13:05", BERLIN, "Thu 26 Nov 2026, 14:05 CET"),
        ("2026-07-01T13:05", BERLIN, "Wed 1 Jul 2026, 15:05 CEST"),
        ("2026-11-26T03:05", NEW_YORK, "Wed 25 Nov 2026, 22:05 EST"),
        ("2026-11-26T13:05:59.999", "UTC", "Thu 26 Nov 2026, 13:05 UTC"),
        ("2026-11-26T13:05", "Asia/Kathmandu", "Thu 26 Nov 2026, 18:50 UTC+5:45"),
        ("2026-11-26T13:05", "America/Sao_Paulo", "Thu 26 Nov 2026, 10:05 UTC−3"),
        ("1969-12-31T23:00", BERLIN, "Thu 1 Jan 1970, 00:00 CET"),
        # The hour that comes twice.
        ("2026-10-25T00:30", BERLIN, "Sun 25 Oct 2026, 02:30 CEST"),
        ("2026-10-25T01:30", BERLIN, "Sun 25 Oct 2026, 02:30 CET"),
    ],
)
def test_an_instant_is_said_with_weekday_date_time_and_zone(at: str, zone: str, words: str) -> None:
    assert deadlines.said(utc(at), zone) == words


@pytest.mark.parametrize(
    ("start", "zone", "due"),
    [
        ("2026-03-28T12:00", BERLIN, "Mon 30 Mar 2026, 14:00 CEST"),  # started at 13:00 CET
        ("2026-10-24T12:00", BERLIN, "Mon 26 Oct 2026, 13:00 CET"),  # at 14:00 CEST
        ("2026-03-07T17:00", NEW_YORK, "Mon 9 Mar 2026, 13:00 EDT"),  # at 12:00 EST
        ("2026-10-31T16:00", NEW_YORK, "Mon 2 Nov 2026, 11:00 EST"),  # at 12:00 EDT
    ],
)
def test_48_hours_are_hours_that_go_by_over_a_change_of_clocks(
    start: str, zone: str, due: str
) -> None:
    fmt = replace(WRITTEN, steps=(replace(WRITTEN.steps[0], due_hours=48), *WRITTEN.steps[1:]))
    dues = clock.dues(fmt, [Control(1, "start", utc(start))], 100)
    assert dues[0] == utc(start) + 48 * H
    assert deadlines.said(dues[0] or 0, zone) == due


@pytest.mark.parametrize(
    ("day", "hour", "zone", "at"),
    [
        ("2026-11-26", "14:05", BERLIN, "2026-11-26T13:05"),
        ("2026-07-01", "14:05", BERLIN, "2026-07-01T12:05"),
        (" 2026-11-26 ", "14:05:00", BERLIN, "2026-11-26T13:05"),
        ("2026-03-29", "03:00", BERLIN, "2026-03-29T01:00"),
        ("2026-03-29", "01:59", BERLIN, "2026-03-29T00:59"),
        ("2026-10-25", "03:00", BERLIN, "2026-10-25T02:00"),
        ("2026-11-01", "00:59", NEW_YORK, "2026-11-01T04:59"),
        ("2026-11-01", "02:00", NEW_YORK, "2026-11-01T07:00"),
    ],
)
def test_a_local_date_and_time_are_one_instant(day: str, hour: str, zone: str, at: str) -> None:
    assert deadlines.instant(day, hour, zone) == utc(at)


@pytest.mark.parametrize(
    ("day", "hour", "zone", "field", "part"),
    [
        ("2026-03-29", "02:30", BERLIN, "time", "no 02:30 on Sun 29 Mar 2026 in Europe/Berlin"),
        ("2026-03-08", "02:00", NEW_YORK, "time", "clocks go forward"),
        ("2026-10-25", "02:30", BERLIN, "time", "02:30 comes twice on Sun 25 Oct 2026"),
        ("2026-11-01", "01:00", NEW_YORK, "time", "clocks go back"),
        ("26.11.2026", "14:05", BERLIN, "date", "year, month and day"),
        ("2026-02-30", "14:05", BERLIN, "date", "year, month and day"),
        ("", "", BERLIN, "date", "year, month and day"),
        ("1999-12-31", "14:05", BERLIN, "date", "2000 to 2199"),
        ("9999-12-31", "23:59", BERLIN, "date", "2000 to 2199"),
        ("2026-11-26", "", BERLIN, "time", "hours and minutes"),
        ("2026-11-26", "25:00", BERLIN, "time", "hours and minutes"),
        ("2026-11-26", "two", BERLIN, "time", "hours and minutes"),
    ],
)
def test_a_time_that_is_not_or_is_twice_is_refused_with_the_reason(
    day: str, hour: str, zone: str, field: str, part: str
) -> None:
    with pytest.raises(Refused) as refused:
        deadlines.instant(day, hour, zone)
    assert refused.value.field == field
    assert part in refused.value.sentence


@settings(max_examples=40)
@given(
    minutes=st.integers(15_800_000, 100_000_000),
    zone=st.sampled_from([BERLIN, NEW_YORK, "UTC", "Australia/Lord_Howe", "Asia/Kathmandu"]),
)
def test_what_stands_in_the_fields_is_the_instant_again_or_is_said_to_be_twice(
    minutes: int, zone: str
) -> None:
    at = minutes * MINUTE
    shown = datetime.fromtimestamp(at / 1000, ZoneInfo(zone))
    day, hour = deadlines.fields(at, zone)
    if shown.replace(fold=0).utcoffset() == shown.replace(fold=1).utcoffset():
        assert deadlines.instant(day, hour, zone) == at
    else:
        with pytest.raises(Refused, match="comes twice"):
            deadlines.instant(day, hour, zone)


def test_zones_can_be_chosen_from_a_list_and_no_others() -> None:
    assert deadlines.zones()[0] == "UTC"
    assert {BERLIN, NEW_YORK, "Asia/Kolkata"} <= set(deadlines.zones())
    assert not [zone for zone in deadlines.zones() if zone.startswith(("Etc/", "posix/", "US/"))]
    assert deadlines.read_zone(BERLIN) == BERLIN
    for wrong in ("", "Berlin", "../../etc/passwd", "europe/berlin", "CET"):
        with pytest.raises(Refused, match="from the list"):
            deadlines.read_zone(wrong)


def test_a_moved_date_is_never_shown_a_minute_early() -> None:
    now, due = T0, T0 + 5 * H + 23_456
    wanted = (T0 + 9 * H) // MINUTE * MINUTE
    moved = due + deadlines.seconds_to_add(wanted, due, now) * S
    assert 0 <= moved - wanted < S
    back = (T0 + 2 * H) // MINUTE * MINUTE
    assert 0 <= due + deadlines.seconds_to_add(back, due, now) * S - back < S


def test_a_date_moves_neither_into_the_past_nor_to_where_it_is() -> None:
    due = T0 // MINUTE * MINUTE + 5 * H
    with pytest.raises(Refused, match="past"):
        deadlines.seconds_to_add(T0, due, T0)
    with pytest.raises(Refused, match="already"):
        deadlines.seconds_to_add(due, due + 30 * S, T0)


# What a seat owes.


def steps(*changes: dict[str, object]) -> tuple[Step, ...]:
    base = WRITTEN.steps[0]
    return tuple(replace(base, index=n, slug=f"s{n}", **one) for n, one in enumerate(changes))  # type: ignore[arg-type]


SPEECH, VOTE, FORUM, SILENCE = steps(
    {"entry": "points", "open_to": (), "turns": WRITTEN.steps[1].turns, "poll": None},
    {"entry": "vote", "open_to": ("audience", "judges"), "turns": ()},
    {"entry": "points", "open_to": ("debaters", "audience"), "turns": (), "poll": None},
    {"entry": "none", "open_to": (), "turns": (), "poll": None},
)


def owes(group: str, held: dict[int, tuple[str, ...]]) -> list[tuple[str, str, bool]]:
    every = (SPEECH, VOTE, FORUM, SILENCE)
    found = deadlines.of_seat(every, [0, 10, None, 30], [10, 20, 30, 40], group, held)
    return [(one.step.slug, one.address, one.asked) for one in found]


def test_a_seat_owes_its_own_speeches_and_what_its_group_is_asked_for() -> None:
    assert SPEECH.turns
    assert owes("debaters", {0: ("P1", "P2")}) == [
        ("s0", "P1", True),
        ("s0", "P2", True),
        ("s2", "", False),
    ]
    assert owes("debaters", {}) == [("s2", "", False)]
    assert owes("audience", {}) == [("s1", "", True), ("s2", "", False)]
    assert owes("judges", {}) == [("s1", "", True)]


def test_what_has_no_date_yet_is_owed_by_nobody() -> None:
    assert deadlines.of_seat((VOTE,), [None], [None], "audience", {}) == ()


@pytest.mark.parametrize(
    ("late", "hours", "sentence"),
    [
        ("refuse", 0, "Nothing can be handed in after that."),
        ("mark", 24, "For 24 hours more it can still be handed in, and is marked as late."),
        ("grace", 1, "For one hour more it can still be handed in."),
    ],
)
def test_a_late_policy_is_said_in_a_sentence(late: str, hours: int, sentence: str) -> None:
    step = replace(SPEECH, late=late, late_hours=hours)
    assert deadlines.policy(step) == sentence
    (one,) = deadlines.of_seat((step,), [0], [10], "debaters", {0: ("P1",)})
    assert one.late_until_ms == 10 + hours * H


@pytest.mark.parametrize(
    ("step", "over", "handed_in", "missed"),
    [
        (SPEECH, True, None, True),
        (SPEECH, False, None, False),
        (SPEECH, True, 5, False),
        (FORUM, True, None, False),
        (replace(SPEECH, due_hours=None, seconds=60), True, None, False),
    ],
)
def test_a_speech_over_days_is_missed_when_its_step_ends_without_it(
    step: Step, over: bool, handed_in: int | None, missed: bool
) -> None:
    assert deadlines.missed(step, over, handed_in) is missed


def test_a_reminder_names_who_owes_what_by_when() -> None:
    due = utc("2026-11-26T13:05")
    text = deadlines.reminder(
        "Week 3, room 1",
        "This House would wait",
        [Owing("Amara", "Openings (P1)", due), Owing("Priya", "Openings (P1)", due)],
        BERLIN,
        due - 1,
    )
    assert text.splitlines() == [
        "Week 3, room 1",
        "This House would wait",
        "",
        "Openings (P1), due Thu 26 Nov 2026, 14:05 CET:",
        "- Amara",
        "- Priya",
        "",
        "Times are those of Europe/Berlin.",
    ]
    past = deadlines.reminder("", "", [Owing("Amara", "Openings", due)], BERLIN, due)
    assert "Openings, was due" in past
    assert deadlines.reminder("Week 3", "Motion", [], BERLIN, due) == ""


# When steps are due.


def dues(*acts: tuple[object, ...], factor: int = 100, seat: int = 100) -> list[float | None]:
    found = clock.dues(WRITTEN, controls(*acts), factor, seat)
    return [None if ms is None else (ms - T0) / H for ms in found]


def test_due_dates_are_known_ahead_from_the_start_on() -> None:
    assert dues() == [None, None, None]
    assert dues(START) == [24, 72, 96]


def test_a_seat_with_extra_time_has_dates_of_its_own_and_the_next_step_waits_for_it() -> None:
    assert dues(START, factor=150) == [24, 84, 132]
    assert dues(START, factor=150, seat=150) == [36, 108, 144]


def test_a_step_left_early_keeps_its_date_and_those_after_it_come_sooner() -> None:
    assert dues(START, ("next", 10 * 3600)) == [24, 58, 82]


def test_added_time_moves_the_date_and_all_after_it() -> None:
    assert dues(START, ("add", 3600, 6 * 3600)) == [30, 78, 102]


def test_while_the_clock_is_paused_nothing_is_due() -> None:
    assert dues(START, ("pause", 3600)) == [None, None, None]
    assert dues(START, ("pause", 30 * 3600)) == [24, None, None]
    assert dues(START, ("pause", 3600), ("resume", 2 * 3600)) == [25, 73, 97]


def test_a_step_that_is_gone_back_to_is_due_anew() -> None:
    acts = (START, ("next", 10 * 3600), ("back", 12 * 3600))
    assert dues(*acts) == [26, 74, 98]
    assert dues(*acts, ("pause", 13 * 3600)) == [None, None, None]


def test_a_debate_that_is_ended_early_leaves_the_rest_without_a_date() -> None:
    assert dues(START, ("finish", 30 * 3600)) == [24, None, None]
