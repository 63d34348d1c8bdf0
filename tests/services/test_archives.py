"""Whose turn it is to work on an archive, and what counts of what they say."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from debate.db import transaction
from debate.domain.permissions import Actor
from debate.models.archives import Archive
from debate.services import archives, courses
from debate.services.archives import LEASE_MS, Job
from tests import cast
from tests.cast import NOW, Cast


@pytest.fixture
def people(session: Session) -> Cast:
    return cast.make(session)


def ask(session: Session, people: Cast, sitting: str) -> str:
    with transaction(session):
        course = courses.lock(session, people.course.id)
        actor = Actor("owner", account_id=people.owner.id)
        return archives.ask(session, actor, course, sitting, NOW)


def claim(session: Session, holder: str, now: int) -> Job | None:
    with transaction(session):
        return archives.claim(session, holder, now)


def row(session: Session, slug: str) -> Any:
    session.rollback()
    session.expire_all()
    return session.query(Archive).filter_by(slug=slug).one()


def test_one_holder_at_a_time_works_on_an_archive_until_they_fall_silent(
    session: Session, people: Cast
) -> None:
    first = ask(session, people, people.sitting.slug)
    second = ask(session, people, "")
    ours, theirs = claim(session, "a", NOW), claim(session, "b", NOW)
    assert ours is not None
    assert theirs is not None
    assert (ours.slug, theirs.slug) == (first, second)
    assert claim(session, "c", NOW + LEASE_MS) is None
    assert claim(session, "a", NOW + LEASE_MS) == ours
    taken = claim(session, "c", NOW + LEASE_MS + 1)
    assert taken is not None
    assert taken.slug == second


def test_what_a_holder_says_after_a_cancel_or_a_take_over_counts_for_nothing(
    session: Session, people: Cast
) -> None:
    slug = ask(session, people, "")
    job = claim(session, "a", NOW)
    assert job is not None
    claim(session, "b", NOW + LEASE_MS + 1)
    with transaction(session):
        archives.finish(session, job, "a", 6, 100, "0" * 64, NOW + LEASE_MS + 2)
    assert row(session, slug).state == "running"
    with transaction(session):
        course = courses.lock(session, people.course.id)
        actor = Actor("owner", account_id=people.owner.id)
        archives.cancel(session, actor, course, slug, NOW + LEASE_MS + 3)
    with transaction(session):
        archives.advance(session, job, "b", 5, 6, NOW + LEASE_MS + 4)
    found = row(session, slug)
    assert (found.state, found.done_n) == ("cancelled", 0)
    assert claim(session, "b", NOW + LEASE_MS + 5) is None
