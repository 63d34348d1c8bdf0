"""Reads of second marking: as many statements for thirty pieces of work as for one."""

from typing import Any

from debate.db import transaction
from debate.domain.permissions import Actor
from debate.queries import second_marks, second_marks_work
from debate.services import second_marks as writes
from debate.services import sittings
from debate.services.second_marks import Wish
from tests import cast
from tests.cast import MINUTE, NOW
from tests.queries.test_marks import say, statements


def test_lists_and_work_take_as_many_statements_with_more_of_them(session: Any) -> None:
    people = cast.make(session)
    cast.start(session, people)
    slug, counts = people.sitting.slug, []
    for number, chosen in enumerate(((1,), (1, 2, 3, 4)), start=1):
        say(session, people, "amara", "P1", f"Claim {number}", NOW + number)
        with transaction(session):
            sitting = sittings.lock(session, slug)
            wish = Wish(marker_id=people.marker.id, how="seats", seats=chosen)
            owner = Actor("owner", account_id=people.owner.id)
            writes.ask(session, owner, sitting, wish, NOW)
        session.rollback()
        with statements() as seen:
            newest = second_marks.rounds(session, slug)[0]
            tasks = second_marks.tasks(session, newest.id)
            pairs = second_marks.pairs(session, newest)
            second_marks_work.work(session, slug, newest.number, tasks[0].code, NOW + MINUTE)
        assert len(pairs) == len(tasks) == len(chosen)
        counts.append(len(seen))
    assert counts[0] == counts[1]
