"""The flow sheet: which line a point stands in, its cell, its marks, and what was dropped."""

from collections.abc import Mapping
from typing import NamedTuple

import pytest

from debate.domain import flow, flow_lines, speeches
from debate.domain.clock import Span
from debate.domain.flow import Duty, FlowLink, FlowPoint
from debate.domain.flow_lines import Column, LinePoint, Mark, Place
from debate.domain.formats import Format
from tests import cast
from tests.domain import written_flows

STEP_MS = 1000


class Play(NamedTuple):
    """A debate as it was written down, at some moment of it."""

    columns: tuple[Column, ...]
    points: list[LinePoint]
    duties: tuple[Duty, ...]


def played(fmt: Format, script: str) -> Play:
    """The whole of a script, after the last word."""
    slots = {slot.address: slot for slot in speeches.number_speeches(fmt)}
    spans = [Span(n * STEP_MS, (n + 1) * STEP_MS) for n in range(len(fmt.steps))]
    points, links, standing = [], [], []
    for text in script.strip().splitlines():
        address, _, linked, *acts = (part.strip() for part in text.split("|"))
        slot = slots[address.partition(".")[0]]
        state, _, step = acts[0].partition(" in ") if acts else ("sent", "", "")
        out_ms = fmt.step_named(step).index * STEP_MS + 900 if step else None
        made = slot.step_index * STEP_MS + 500
        points.append(FlowPoint(address, slot.side, slot.step_index, state, made, out_ms))
        pairs = tuple((kind, to) for kind, to in map(str.split, filter(None, linked.split(", "))))
        links += [FlowLink(address, to, kind) for kind, to in pairs]
        standing.append(LinePoint(address, slot.address, slot.side, pairs, state == "sent"))
    duties = flow.duties(points, links, fmt, len(fmt.steps) - 1, spans, finished=True)
    columns = tuple(
        Column(slot.address, slot.step_index, slot.side)
        for slot in slots.values()
        if fmt.steps[slot.step_index].takes_points
    )
    return Play(columns, standing, duties)


def as_text(play: Play) -> str:
    """A sheet in the words of `written_flows`."""
    found = []
    for line in flow_lines.lines(play.columns, play.points, play.duties):
        found.append(f"line {line.address}")
        for column, places in line.cells:
            cell = " + ".join(_place(place) for place in places)
            found.append(f"    {play.columns[column].address}: {cell}")
    return "\n".join(found)


def _place(place: Place) -> str:
    if place.kind == flow_lines.OUT:
        return f"[{place.address}]"
    if place.kind in flow_lines.UNMET:
        return f"{place.kind.replace('_', ' ')}: {place.address}"
    arrow = " →" if any(mark.arrow for mark in place.marks) else ""
    links = ", ".join(flow_lines.mark_words(mark) for mark in place.marks if not mark.arrow)
    words = f"{place.address}{arrow} {links}".rstrip()
    return f"({words})" if place.kind == flow_lines.ALSO else words


def drops(play: Play) -> str:
    return ", ".join(
        f"{duty.address} by {duty.owed_by}" for duty in play.duties if duty.status == flow.DROPPED
    )


WRITTEN = {
    "policy": (
        written_flows.POLICY,
        written_flows.POLICY_SHEET,
        written_flows.POLICY_DROPS,
    ),
    "british-parliamentary": (
        written_flows.PARLIAMENT,
        written_flows.PARLIAMENT_SHEET,
        written_flows.PARLIAMENT_DROPS,
    ),
}


@pytest.mark.parametrize("slug", WRITTEN)
def test_a_written_debate_gives_the_flow_that_was_written_by_hand(slug: str) -> None:
    script, sheet, _ = WRITTEN[slug]
    assert as_text(played(cast.read_format(slug), script)) == sheet.strip()


@pytest.mark.parametrize("slug", WRITTEN)
def test_a_written_debate_gives_the_drops_that_were_written_by_hand(slug: str) -> None:
    script, _, dropped = WRITTEN[slug]
    assert drops(played(cast.read_format(slug), script)) == dropped


COLUMNS = tuple(Column(f"{side}{n}", 2 * n + (side == "O"), side) for n in (1, 2) for side in "PO")


def sheet(*texts: str, duties: tuple[Duty, ...] = ()) -> Mapping[str, str]:
    """Line → its cells in words, of points such as “O1.1 answers P1.1”."""
    points = []
    for text in texts:
        address, *words = text.replace(",", "").split()
        links = tuple(zip(words[::2], words[1::2], strict=True))
        points.append(LinePoint(address, address[:2], address[0], links))
    found = {}
    for line in flow_lines.lines(COLUMNS, points, duties):
        cells = (
            f"{COLUMNS[column].address}: {' + '.join(map(_place, places))}"
            for column, places in line.cells
        )
        found[line.address] = "; ".join(cells)
    return found


def test_the_first_answer_decides_the_line_whatever_stands_before_it() -> None:
    found = sheet("P1.1", "P1.2", "P1.3", "O1.1 extends P1.1, answers P1.3, answers P1.2")
    assert found == {
        "P1.1": "P1: P1.1; O1: (O1.1 extends P1.1)",
        "P1.2": "P1: P1.2; O1: (O1.1 answers P1.2)",
        "P1.3": "P1: P1.3; O1: O1.1 → extends P1.1, answers P1.2",
    }


def test_without_an_answer_the_first_kind_in_order_decides() -> None:
    kinds = [*flow_lines.HOME_FIRST]
    while len(kinds) > 1:
        links = ", ".join(f"{kind} P1.{n}" for n, kind in enumerate(kinds, start=1))
        targets = [f"P1.{n}" for n in range(1, len(kinds) + 1)]
        found = sheet(*targets, f"O1.1 {', '.join(reversed(links.split(', ')))}")
        assert found["P1.1"].partition("O1: ")[2].startswith("O1.1")
        kinds.pop(0)


def test_an_arrow_needs_one_point_in_the_cell_just_before() -> None:
    assert sheet("P1.1", "O1.1 answers P1.1", "O1.2 answers P1.1", "P2.1 answers O1.2") == {
        "P1.1": "P1: P1.1; O1: O1.1 → + O1.2 →; P2: P2.1 answers O1.2"
    }
    assert sheet("P1.1", "O2.1 answers P1.1") == {"P1.1": "P1: P1.1; O2: O2.1 answers P1.1"}


def test_a_link_to_what_the_view_does_not_see_is_none() -> None:
    assert sheet("P1.1", "O1.1 answers P1.9") == {"P1.1": "P1: P1.1", "O1.1": "O1: O1.1"}


def test_points_that_came_to_name_each_other_stand_in_the_line_of_the_first() -> None:
    found = sheet("P1.1", "P1.2 answers O1.1", "O1.1 answers P1.2", "O2.1 extends O1.1")
    assert list(found) == ["P1.1", "P1.2"]
    assert found["P1.2"].endswith("O2: O2.1 extends O1.1")


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("dropped", ("Dropped by O", "P1.1 stands unanswered")),
        ("answer_out", ("Answer taken out", "P1.1 does not count as dropped")),
        ("owed", ("Owed now", "P1.1 is still open")),
        ("open", ("Open", "P1.1 is to be answered here")),
    ],
)
def test_a_duty_stands_in_the_column_that_owes_and_says_what_became_of_it(
    status: str, words: tuple[str, str]
) -> None:
    found = flow_lines.lines(
        COLUMNS, [LinePoint("P1.1", "P1", "P")], [Duty("P1.1", "O", 5, status, ())]
    )
    assert found[0].cells[1] == (3, (Place(status, "P1.1", owed_by="O"),))
    assert flow_lines.duty_words(found[0].cells[1][1][0]) == words


@pytest.mark.parametrize("status", ["answered", "conceded", "lapsed"])
def test_what_is_settled_stands_in_no_cell(status: str) -> None:
    assert sheet("P1.1", duties=(Duty("P1.1", "O", 5, status, ()),)) == {"P1.1": "P1: P1.1"}


def test_a_duty_stands_in_the_speech_of_its_side_else_in_the_one_of_the_room() -> None:
    both = (Column("P3", 7, "P"), Column("O3", 7, "O"), Column("F1", 8, None))
    assert flow_lines.owing_column(both, 7, "O") == 1
    assert flow_lines.owing_column(both, 8, "O") == 2
    assert flow_lines.owing_column(both[:1], 7, "O") == 0
    assert flow_lines.owing_column(both, 9, "O") is None


@pytest.mark.parametrize(
    ("mark", "words"),
    [
        (Mark("answers", "P1.3"), "answers P1.3"),
        (Mark("answers", "P1.3", late=True), "answers P1.3 too late"),
        (Mark("cross_applies", "O1.2"), "cross-applies O1.2"),
    ],
)
def test_a_link_is_said_in_words(mark: Mark, words: str) -> None:
    assert flow_lines.mark_words(mark) == words
