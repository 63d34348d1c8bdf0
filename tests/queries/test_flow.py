"""What judges are told of the flow besides what was dropped."""

from dataclasses import replace
from typing import Any

import pytest

from debate.domain.speeches import Words
from debate.queries import debates, flow, marks_desk, speeches
from tests import cast
from tests.cast import NOW
from tests.services.moderating import S, send

pytestmark = pytest.mark.one_database


def test_a_drop_that_was_new_where_no_new_arguments_belong_says_so(session: Any) -> None:
    people = cast.make(session, fmt=cast.read_format("policy"))
    cast.start(session, people)
    here = debates.load(session, people.slug, "judges", NOW)
    assert here is not None
    for address, at in (("O4", 10), ("P4", 20)):
        step = next(line.step_index for line in here.speeches if line.address == address)
        while here.reading.step_index < step:
            cast.control(session, people, "next", NOW + at * S)
            here = debates.load(session, people.slug, "judges", NOW + at * S)
            assert here is not None
        if address == "O4":
            holder = next(line.seat_id for line in here.speeches if line.address == "O4")
            who = next(name for name, seat in people.seats.items() if seat.id == holder)
            send(session, people, who, "O4", Words("Nobody asked the drivers"), NOW + 11 * S)
    cast.control(session, people, "finish", NOW + 30 * S)
    here = debates.load(session, people.slug, "judges", NOW + 31 * S)
    assert here is not None
    (line,) = flow.missed(flow.duties(here, speeches.point_rows(session, here)))
    assert (line.address, line.afterwards) == ("O4.1", "new where no new arguments belong")


def test_who_speaks_for_the_other_side_is_shown_what_that_side_dropped(session: Any) -> None:
    fmt = cast.read_format("academic-controversy")
    changes: dict[str, Any] = {
        "p-advocacy": {"answer_by": "p-reversal"},
        "p-reversal": {"links": ("answers",)},
    }
    steps = tuple(replace(step, **changes.get(step.slug, {})) for step in fmt.steps)
    people = cast.make(session, fmt=replace(fmt, steps=steps))
    cast.start(session, people)
    cast.control(session, people, "next", NOW)
    first = debates.load(session, people.slug, "moderators", NOW)
    assert first is not None
    said = first.speeches_of(1)[0]
    who = next(name for name, seat in people.seats.items() if seat.id == said.seat_id)
    assert send(session, people, who, said.address, Words("It is likely")).kind == "sent"
    for second in range(2, 7):
        cast.control(session, people, "next", NOW + second * S)
    here = debates.load(session, people.slug, "moderators", NOW + 7 * S)
    assert here is not None
    due = next(step.index for step in here.fmt.steps if step.slug == "p-reversal")
    speaker = here.speeches_of(due)[0]
    seat = here.seat(speaker.seat_id)
    assert seat is not None
    assert seat.side != speaker.side
    desk = marks_desk.desk(session, here, seat.number, people.owner.id)
    assert desk is not None
    assert desk.facts.dropped == (f"{said.address}.1",)
