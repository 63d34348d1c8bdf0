"""Formats of a class are kept, changed by whoever has seen the newest, and taken off the list."""

from dataclasses import replace
from typing import Any

import pytest

from debate.db import transaction
from debate.domain.formats_editing import Typed, after, typed
from debate.domain.permissions import Actor
from debate.domain.refusals import ChangedMeanwhile, NotFound, Refused, RefusedFields
from debate.models.formats import Format
from debate.queries.debates import parse_format
from debate.services import formats
from tests import cast
from tests.cast import NOW


@pytest.fixture
def own(session: Any) -> tuple[Actor, str]:
    """The owner of a class, and the slug of its copy of the seminar debate."""
    made = cast.make(session)
    owner = Actor("owner", account_id=made.owner.id)
    with transaction(session):
        formats.keep(session, [cast.read_format()])
        slug = formats.create(session, owner, made.course.id, cast.read_format(), "Ours", NOW)
    return owner, slug


def form(**changes: str) -> Typed:
    seminar = typed(replace(cast.read_format(), title="Ours"))
    return replace(seminar, fields={**seminar.fields, **changes})


def test_what_was_typed_is_what_the_class_has(session: Any, own: tuple[Actor, str]) -> None:
    actor, slug = own
    with transaction(session):
        formats.change(session, actor, slug, 1, after(form(), "up:p-questions"), NOW)
    row = session.query(Format).filter_by(slug=slug).one()
    assert parse_format(row.definition).steps[1].slug == "p-questions"
    assert (row.version, row.made_by_id) == (2, actor.account_id)


def test_who_has_not_seen_the_newest_is_told_unless_both_say_the_same(
    session: Any, own: tuple[Actor, str]
) -> None:
    actor, slug = own
    with transaction(session):
        formats.change(session, actor, slug, 1, form(title="First"), NOW)
        formats.change(session, actor, slug, 1, form(title="First"), NOW)
    with pytest.raises(ChangedMeanwhile), transaction(session):
        formats.change(session, actor, slug, 1, form(title="Second"), NOW)


def test_every_fault_is_told_and_nothing_is_changed(session: Any, own: tuple[Actor, str]) -> None:
    actor, slug = own
    with pytest.raises(RefusedFields) as refused, transaction(session):
        formats.change(session, actor, slug, 1, form(title="", side_P=""), NOW)
    assert {field for field, _ in refused.value.faults} == {"title", "side_P"}
    assert session.query(Format).filter_by(slug=slug).one().version == 1


def test_what_came_with_the_app_stays_and_what_is_gone_is_not_found(
    session: Any, own: tuple[Actor, str]
) -> None:
    actor, slug = own
    with pytest.raises(Refused, match="Copy it to a class"), transaction(session):
        formats.remove(session, actor, "seminar", NOW)
    with transaction(session):
        formats.remove(session, actor, slug, NOW)
    with pytest.raises(NotFound), transaction(session):
        formats.change(session, actor, slug, 1, form(), NOW)
