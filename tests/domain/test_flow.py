"""The flow: what became of the duty to answer a point."""

from typing import Any

import pytest

from debate.domain import flow
from debate.domain.clock import Span
from debate.domain.flow import Duty, FlowLink, FlowPoint
from tests.domain.runs import made, step

LINKS = {"links": ["answers"]}
FMT = made(
    step("p-case", answer_by="o-reply"),
    step("o-case", turns=["O1"], answer_by="p-reply", **LINKS),
    step("p-reply", **LINKS),
    step("o-reply", turns=["O1"], **LINKS),
    step("floor", turns=[], open_to=["audience"], answer_by="end", **LINKS),
    step("end", turns=["P1", "O1"], **LINKS),
)


def spans(running: int, finished: bool = False) -> tuple[Span, ...]:
    """Steps of 100 ms each: step n runs from 100 n, up to the one that runs or ran last."""
    ended = running + 1 if finished else running
    return tuple(
        Span(100 * n if n <= running else None, 100 * n + 100 if n < ended else None)
        for n in range(len(FMT.steps))
    )


def point(address: str, step_index: int, state: str = "sent", **more: Any) -> FlowPoint:
    side = address[0] if address[0] in "PO" else None
    visible = None if state in ("held", "unsent") else 100 * step_index + 50
    return FlowPoint(address, side, step_index, state, **{"visible_ms": visible, **more})


def became(running: int, *answers: FlowPoint, finished: bool = False, **more: Any) -> Duty | None:
    """What became of P1.1, made in the first step, when these answer it."""
    found = flow.duties(
        [point("P1.1", 0, **more), *answers],
        [FlowLink(answer.address, "P1.1") for answer in answers],
        FMT,
        running,
        spans(running, finished),
        finished,
    )
    return next((duty for duty in found if duty.address == "P1.1"), None)


def status(running: int, *answers: FlowPoint, finished: bool = False, **more: Any) -> str | None:
    duty = became(running, *answers, finished=finished, **more)
    return duty and duty.status


@pytest.mark.parametrize(
    ("running", "finished", "expected"),
    [
        (0, False, "open"),
        (2, False, "open"),
        (3, False, "owed"),  # the last step in which it can be answered
        (4, False, "dropped"),
        (5, True, "dropped"),
        (3, True, "dropped"),  # the debate ended with the step that owed it
        (1, True, "lapsed"),  # and before it
    ],
)
def test_an_unanswered_point_is_open_then_owed_then_dropped(
    running: int, finished: bool, expected: str
) -> None:
    assert status(running, finished=finished) == expected


def test_a_point_answered_by_the_other_side_is_answered() -> None:
    assert became(4, point("O1.1", 1), point("O2.1", 3)) == Duty(
        "P1.1", "O", 3, "answered", ("O1.1", "O2.1")
    )


def linked(running: int, *found: tuple[str, FlowPoint]) -> Duty:
    """What became of P1.1 when these points, each with a kind of link, take it up."""
    made = flow.duties(
        [point("P1.1", 0), *(one for _, one in found)],
        [FlowLink(one.address, "P1.1", kind) for kind, one in found],
        FMT,
        running,
        spans(running),
    )
    return made[0]


O_EARLY, O_DUE, O_LATE = point("O1.1", 1), point("O2.1", 3), point("O3.1", 5)
P_LATER = point("P2.1", 2)


@pytest.mark.parametrize(
    ("running", "found", "status", "late", "conceded_by", "extended_by"),
    [
        (4, [("answers", O_DUE)], "answered", (), (), ()),
        (4, [("turns", O_DUE)], "answered", (), (), ()),  # a turn answers
        (4, [("cross_applies", O_DUE)], "dropped", (), (), ()),
        (4, [("extends", O_DUE)], "dropped", (), (), ()),
        (2, [("concedes", O_EARLY)], "conceded", (), ("O1.1",), ()),  # neither open …
        (5, [("concedes", O_EARLY)], "conceded", (), ("O1.1",), ()),  # … nor dropped
        (5, [("concedes", O_LATE)], "conceded", (), ("O3.1",), ()),  # granted after all
        (5, [("answers", O_EARLY), ("concedes", O_DUE)], "conceded", (), ("O2.1",), ()),
        (5, [("concedes", P_LATER)], "dropped", (), (), ()),  # its own side grants nothing
        (5, [("answers", O_LATE)], "dropped", ("O3.1",), (), ()),
        (5, [("turns", O_LATE)], "dropped", ("O3.1",), (), ()),
        (5, [("answers", O_DUE), ("answers", O_LATE)], "answered", (), (), ()),
        (2, [("extends", P_LATER)], "open", (), (), ("P2.1",)),
        (5, [("extends", P_LATER)], "dropped", (), (), ("P2.1",)),
        (5, [("extends", P_LATER), ("answers", O_LATE)], "dropped", ("O3.1",), (), ("P2.1",)),
        (4, [("answers", O_DUE), ("extends", P_LATER)], "answered", (), (), ("P2.1",)),
        (4, [("extends", point("F1.1", 4))], "dropped", (), (), ()),
    ],
)
def test_what_each_kind_of_link_does_to_a_duty(
    running: int,
    found: list[tuple[str, FlowPoint]],
    status: str,
    late: tuple[str, ...],
    conceded_by: tuple[str, ...],
    extended_by: tuple[str, ...],
) -> None:
    duty = linked(running, *found)
    assert (duty.status, duty.late, duty.conceded_by, duty.extended_by) == (
        status,
        late,
        conceded_by,
        extended_by,
    )


@pytest.mark.parametrize("state", ["held", "returned", "hidden", "struck", "unsent"])
def test_only_what_stands_concedes_extends_or_answers_late(state: str) -> None:
    taken = [
        ("concedes", point("O1.1", 1, state)),
        ("answers", point("O3.1", 5, state)),
        ("extends", point("P2.1", 2, state)),
    ]
    duty = linked(5, *taken)
    assert (duty.status, duty.late, duty.conceded_by, duty.extended_by) == ("dropped", (), (), ())


def test_an_answer_after_an_answer_was_taken_out_too_late_is_named_too() -> None:
    struck = point("O2.1", 3, "struck", out_ms=450)
    duty = linked(5, ("answers", struck), ("answers", O_LATE))
    assert (duty.status, duty.late) == ("answer_out", ("O3.1",))


def test_an_answer_after_its_time_does_not_cure_a_drop_but_is_shown() -> None:
    assert became(5, point("O3.1", 5)) == Duty("P1.1", "O", 3, "dropped", ("O3.1",), late=("O3.1",))


@pytest.mark.parametrize("answer", [point("P2.1", 2), point("F1.1", 1)])
def test_nobody_else_can_answer_for_a_side(answer: FlowPoint) -> None:
    assert status(4, answer) == "dropped"


def test_a_point_of_the_floor_that_takes_the_side_counts_for_it() -> None:
    assert status(4, FlowPoint("F1.1", "O", 1, "sent", 150)) == "answered"


def test_other_links_and_links_from_unknown_points_answer_nothing() -> None:
    links = [FlowLink("O1.1", "P1.1", "extends"), FlowLink("O9.9", "P1.1")]
    found = flow.duties([point("P1.1", 0), point("O1.1", 1)], links, FMT, 4, spans(4))
    assert found[0].status == "dropped"


@pytest.mark.parametrize("state", ["held", "unsent", "returned", "hidden", "struck"])
def test_a_point_that_does_not_stand_lays_no_duty(state: str) -> None:
    assert status(2, state=state) is None


def test_a_held_answer_counts_from_its_approval_even_when_that_is_late() -> None:
    assert status(4, point("O2.1", 3, "held")) == "dropped"
    assert status(4, point("O2.1", 3, visible_ms=450)) == "answered"


@pytest.mark.parametrize("state", ["returned", "hidden", "struck"])
def test_an_answer_taken_out_after_its_deadline_leaves_answer_out(state: str) -> None:
    assert status(4, point("O2.1", 3, state, out_ms=401)) == "answer_out"
    assert status(3, point("O2.1", 3, state, out_ms=390)) == "owed"
    assert status(4, point("O2.1", 3, state, out_ms=390)) == "dropped"


def test_a_second_answer_that_stands_is_enough() -> None:
    assert status(4, point("O1.1", 1, "struck", out_ms=500), point("O2.1", 3)) == "answered"


def test_the_duty_runs_from_approval() -> None:
    in_reply = became(3, visible_ms=350)
    assert in_reply is not None
    assert (in_reply.due_step, in_reply.status) == (3, "owed")
    after = became(4, visible_ms=420)
    assert after is not None
    assert (after.due_step, after.status) == (5, "open")
    last = flow.duties([point("P1.1", 0, visible_ms=650)], [], FMT, 5, spans(5, True), True)
    assert last == ()


def test_steps_without_a_duty_and_points_of_no_side_lay_none() -> None:
    rows = [point("P2.1", 2), point("F1.1", 4)]
    assert flow.duties(rows, [], FMT, 5, spans(5)) == ()


def test_each_side_sees_what_it_can_still_answer_and_what_it_dropped() -> None:
    rows = [point("P1.1", 0), point("O1.1", 1), point("P1.2", 0)]
    early = flow.duties(rows, [], FMT, 2, spans(2))
    assert [duty.address for duty in flow.unanswered(early, "O")] == ["P1.1", "P1.2"]
    assert [duty.address for duty in flow.unanswered(early, "P")] == ["O1.1"]
    late = flow.duties(rows, [], FMT, 4, spans(4))
    assert [duty.address for duty in flow.dropped(late, "O")] == ["P1.1", "P1.2"]
    assert flow.unanswered(late, "O") == ()
