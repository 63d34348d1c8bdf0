"""A page reads one state of the database, whatever is committed while it reads."""

from typing import Any

from debate.db import clock_ms
from debate.domain.events import ROOM
from debate.queries import debates
from debate.queries import speeches as reads
from debate.web.frames import last_numbers
from tests import cast
from tests.races import crowd


def test_what_is_said_while_a_page_is_read_is_in_its_rows_and_its_position_or_in_neither(
    app: Any, session: Any
) -> None:
    people = cast.make(session, clock_ms())
    cast.start(session, people, clock_ms() - 1000)
    [device] = crowd.devices(app, session, people.slug, [people.seats["amara"]])
    key = (people.debate.id, ROOM)
    session.rollback()

    here = debates.load(session, people.debate.id, ROOM, clock_ms())
    assert here is not None
    before = last_numbers(session, [key])
    [answer] = crowd.together(lambda one: one.post("speeches/P1/points", claim="Now"), [device])
    assert answer.status_code == 200
    rows = reads.said(session, here).rows
    assert (rows, last_numbers(session, [key])) == ((), before)

    session.rollback()
    here = debates.load(session, people.debate.id, ROOM, clock_ms())
    assert here is not None
    assert [row.claim for row in reads.said(session, here).rows] == ["Now"]
    assert last_numbers(session, [key])[key] > before.get(key, 0)
