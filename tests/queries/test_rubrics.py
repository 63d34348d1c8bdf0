"""Which rubrics there are for whom."""

from typing import Any

from debate.db import transaction
from debate.domain.permissions import Actor
from debate.models.courses import Course
from debate.queries import rubrics as reads
from debate.services import rubrics
from tests import cast
from tests.cast import NOW


def make(session: Any) -> tuple[cast.Cast, str]:
    """Two bundled rubrics, and one of the class; its slug."""
    made = cast.make(session)
    with transaction(session):
        rubrics.keep(session, [cast.read_rubric(slug) for slug in ("seminar", "toulmin")])
        owner = Actor("owner", account_id=made.owner.id)
        slug = rubrics.create(
            session, owner, made.course.id, cast.read_rubric("toulmin"), "Ours", NOW
        )
    return made, slug


def test_a_class_chooses_from_what_came_along_and_its_own_the_usual_one_first(
    session: Any,
) -> None:
    made, own = make(session)
    found = reads.to_choose(session, made.course.id)
    assert [line.slug for line in found] == ["seminar", "toulmin", own]
    assert [line.course for line in found] == ["", "", "Seminar A"]
    assert [line.slug for line in reads.to_choose(session, None)] == ["seminar", "toulmin"]


def test_a_debate_copies_the_first_rubric_unless_another_is_named(session: Any) -> None:
    made, own = make(session)
    for slug, title in (("", "Seminar debate"), ("toulmin", "Parts of an argument"), (own, "Ours")):
        assert title in (reads.definition(session, slug, made.course.id) or "")
    assert reads.definition(session, "none", made.course.id) is None


def test_another_class_neither_lists_nor_copies_nor_opens_it(session: Any) -> None:
    made, own = make(session)
    with transaction(session):
        other = Course(slug="other", title="Other", created_ms=NOW)
        session.add(other)
    assert reads.definition(session, own, other.id) is None
    assert own not in [line.slug for line in reads.to_choose(session, other.id)]
    assert own not in [line.slug for line in reads.listing(session, made.stranger.id)]
    assert reads.page(session, own, made.stranger.id) is None
    page = reads.page(session, own, made.marker.id)
    assert page is not None
    assert (page.role, page.course) == ("marker", "seminar-a")
