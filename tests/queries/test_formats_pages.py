"""Which formats there are for whom."""

from typing import Any

from debate.db import transaction
from debate.domain.permissions import Actor
from debate.models.courses import Course, CourseMember
from debate.queries import formats as setups
from debate.queries import formats_pages as reads
from debate.queries.formats import Wish
from debate.services import formats
from tests import cast
from tests.cast import NOW


def make(session: Any) -> tuple[cast.Cast, str]:
    """Two bundled formats, and one of the class; its slug."""
    made = cast.make(session)
    with transaction(session):
        formats.keep(session, [cast.read_format(slug) for slug in ("seminar", "policy")])
        owner = Actor("owner", account_id=made.owner.id)
        like = cast.read_format("policy")
        slug = formats.create(session, owner, made.course.id, like, "Ours", NOW)
    return made, slug


def test_a_class_is_offered_its_own_formats_first_and_those_that_came_along(session: Any) -> None:
    made, own = make(session)
    lines = reads.of_course(session, made.course.id)
    assert [line.slug for line in lines] == [own, "seminar", "policy"]
    assert [line.course for line in lines] == ["Seminar A", "", ""]
    assert lines[1].words == "45 minutes, two speakers a side, judges decide"
    found = setups.setup(session, made.owner.id, Wish(course="seminar-a"))
    assert [choice.fmt.slug for choice in found.formats] == [own, "seminar", "policy"]
    assert [choice.own for choice in found.formats] == [True, False, False]


def test_another_class_neither_lists_nor_is_offered_nor_opens_it(session: Any) -> None:
    made, own = make(session)
    with transaction(session):
        other = Course(slug="other", title="Other", created_ms=NOW)
        session.add(other)
        session.flush()
        session.add(
            CourseMember(
                course_id=other.id, account_id=made.stranger.id, role="owner", added_ms=NOW
            )
        )
    assert own not in [line.slug for line in reads.of_course(session, other.id)]
    assert own not in [line.slug for line in reads.listing(session, made.stranger.id)]
    found = setups.setup(session, made.stranger.id, Wish(course="other", fmt=own))
    assert found.format is None
    assert reads.page(session, own, made.stranger.id) is None
    page = reads.page(session, own, made.marker.id)
    assert page is not None
    assert (page.role, page.course, page.total) == ("marker", "seminar-a", "64 minutes")


def test_a_start_of_the_server_leaves_the_formats_of_classes_alone(session: Any) -> None:
    made, own = make(session)
    with transaction(session):
        assert formats.keep(session, [cast.read_format("policy")]) == 1  # its place
    page = reads.page(session, own, made.owner.id)
    assert page is not None
    assert page.fmt.title == "Ours"
