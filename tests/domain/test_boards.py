"""The board of rooms: what needs a moderator, in which order, and what is said of many rooms."""

from typing import Any

import pytest

from debate.domain import boards
from debate.domain.boards import Done, Facts, Need

MINUTE = 60_000


def words(**facts: Any) -> list[str]:
    kept = {"state": "running", "here": 4, "expected": 4} | facts
    return [need.words for need in boards.needs(Facts(**kept))]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, []),
        ({"state": "paused", "interrupted": True}, ["Interrupted: the server was away"]),
        ({"state": "over"}, ["Time is up"]),
        ({"vacant": ("P1",)}, ["P1 has no speaker"]),
        ({"challenged": 31}, ["Card No. 31 is challenged"]),
        ({"vacant": ("P1", "O1", "O2")}, ["P1, O1 and O2 have no speaker"]),
        ({"vacant_next": ("X1",)}, ["Next, X1 has no speaker"]),
        ({"held": 1}, ["1 point waits for you"]),
        ({"held": 3}, ["3 points wait for you"]),
        ({"held": 1, "is_last": True}, ["1 point to decide before the end"]),
        ({"is_last": True}, []),
        ({"hands": 1}, ["1 hand up"]),
        ({"hands": 2}, ["2 hands up"]),
        ({"here": 0}, ["Nobody is here"]),
        ({"here": 0, "expected": 0}, []),
        ({"state": "ready", "here": 0}, []),
        ({"over_days": True, "here": 0}, []),
        ({"state": "paused", "paused_ms": 2 * MINUTE - 1}, []),
        ({"state": "paused", "paused_ms": 2 * MINUTE}, ["Paused for 2 min"]),
        (
            {"state": "paused", "interrupted": True, "paused_ms": 9 * MINUTE},
            ["Interrupted: the server was away"],
        ),
        ({"unconfirmed": 2}, ["2 to confirm"]),
        ({"state": "ready", "vacant_next": ("P1",)}, ["Next, P1 has no speaker"]),
        ({"state": "finished", "held": 2, "hands": 1, "here": 0, "unconfirmed": 1}, []),
    ],
)
def test_what_needs_a_moderator_is_said_with_its_count(
    facts: dict[str, Any], said: list[str]
) -> None:
    assert words(**facts) == said


def test_what_has_stopped_comes_before_what_waits_and_that_before_who_asks() -> None:
    found = words(
        state="over",
        vacant=("P1",),
        held=2,
        hands=1,
        here=0,
        vacant_next=("O1",),
        unconfirmed=1,
    )
    assert found == [
        "Time is up",
        "P1 has no speaker",
        "2 points wait for you",
        "1 hand up",
        "Nobody is here",
        "Next, O1 has no speaker",
        "1 to confirm",
    ]


def test_rooms_stand_by_their_first_need_then_by_number_and_those_that_are_over_last() -> None:
    held, hand, up = Need("held", ""), Need("hands", ""), Need("time_up", "")
    rooms = {
        1: ("finished", ()),
        2: ("running", ()),
        3: ("running", (hand,)),
        4: ("running", (held, hand)),
        5: ("over", (up, held)),
        6: ("running", (held,)),
        7: ("ready", ()),
    }
    assert boards.order(rooms) == (5, 4, 6, 3, 2, 7, 1)
    assert boards.order(dict(reversed(rooms.items()))) == boards.order(rooms)


@pytest.mark.parametrize(
    ("kind", "state", "allowed", "preparing", "why"),
    [
        ("next", "running", {"next"}, False, ""),
        ("next", "finished", (), False, "finished"),
        ("start", "finished", (), False, "finished"),
        ("start", "paused", (), False, "started"),
        ("next", "ready", {"start"}, False, "ready"),
        ("pause", "paused", {"resume"}, False, "paused"),
        ("pause", "paused", {"prep_off"}, True, "preparing"),
        ("resume", "paused", {"prep_off"}, True, "preparing"),
        ("resume", "running", {"pause"}, False, "running"),
        ("next", "running", {"finish"}, False, "last"),
        ("back", "running", {"next"}, False, "first"),
    ],
)
def test_why_a_room_cannot_take_a_control(
    kind: str, state: str, allowed: Any, preparing: bool, why: str
) -> None:
    assert boards.reason(kind, state, allowed, preparing) == why


@pytest.mark.parametrize(
    ("done", "said"),
    [
        (Done("next", (3,), {}), "Room 3 moved on."),
        (Done("pause", (3, 5), {}), "Rooms 3 and 5 are paused."),
        (
            Done("next", (1, 2, 4, 5, 6, 7, 8, 9, 10), {3: "last"}),
            "9 rooms moved on. Room 3 is in its last round.",
        ),
        (
            Done("pause", (1,), {2: "paused", 3: "finished", 4: "paused"}),
            "Room 1 is paused. Rooms 2 and 4 are paused already. Room 3 is over.",
        ),
        (
            Done("start", (1, 2), {7: "Open it first."}),
            "Rooms 1 and 2 have started. Room 7: Open it first.",
        ),
        (Done("resume", (), {1: "running", 2: "running"}), "Rooms 1 and 2 run already."),
        (Done("add", (1,), {}, 30), "Room 1 gets 30 s more."),
        (Done("add", (1, 2), {}, 120), "Rooms 1 and 2 get 2 min more."),
        (Done("add", (1, 2), {}, 86_400), "Rooms 1 and 2 get 1 day more."),
        (Done("add", (1, 2), {}, -30), "Rooms 1 and 2 lose 30 s."),
        (
            Done("finish", (1, 2, 3), {4: "points"}),
            "Rooms 1, 2 and 3 have ended. Room 4 has points that came in after you looked.",
        ),
    ],
)
def test_an_act_on_several_rooms_is_told_in_one_go(done: Done, said: str) -> None:
    assert boards.said(done) == said


def test_every_control_for_several_rooms_has_its_words() -> None:
    for kind in boards.TOGETHER:
        for numbers in ((1,), (1, 2)):
            assert boards.said(Done(kind, numbers, {}, 60)).startswith("Room")
