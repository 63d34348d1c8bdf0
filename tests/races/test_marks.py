"""Two who mark one student at the same time: both marks are kept, one counts."""

from typing import Any

import pytest

from debate.db import clock_ms
from debate.models.marks import Mark
from tests import cast
from tests.races import crowd


@pytest.fixture
def people(session: Any) -> cast.Cast:
    made = cast.make(session, clock_ms())
    cast.start(session, made, clock_ms() - 1000)
    return made


def test_two_markers_of_one_student_leave_two_versions_of_which_one_counts(
    app: Any, session: Any, people: cast.Cast
) -> None:
    browsers = [crowd.browser_of(app, session, who) for who in (people.owner, people.marker)]
    path = f"/debates/{people.slug}/marks/{people.seats['amara'].number}"
    levels = {criterion.slug: 3 for criterion in cast.read_rubric().criteria}
    session.rollback()

    answers = crowd.together(
        lambda n: browsers[n % 2].post(path, data={**levels, "comment": f"Comment {n}"}), range(12)
    )

    assert {answer.status_code for answer in answers} == {303}
    rows = session.query(Mark).order_by(Mark.version).all()
    assert [row.version for row in rows] == list(range(1, 13))
    assert [row.version for row in rows if row.current] == [12]
    assert {row.comment for row in rows} == {f"Comment {n}" for n in range(12)}
    records = crowd.check_record(session, people.debate.id)
    assert [record.kind for record in records] == ["mark_given"] * 12
    assert [record.payload.content["comment"] for record in records] == [r.comment for r in rows]
