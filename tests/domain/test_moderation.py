"""The words of what moderators do, and which of it is between them and one person."""

import re
from pathlib import Path

import pytest

from debate.domain import events, moderation

SIDES = {"P": "Proposition", "O": "Opposition"}
PACKAGE = Path(moderation.__file__).parents[1]


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("start", 0, "Started"),
        ("add", 30, "30 seconds added"),
        ("add", -30, "30 seconds taken off"),
        ("prep_on", 1, "Preparation time of Opposition began"),
        ("pass", 0, "The turn passed to Proposition"),
        ("announcement", 0, "Announcement"),
        ("redact", 0, "Passage removed"),
        ("some_kind", 0, "Some kind"),
    ],
)
def test_each_kind_has_words(kind: str, value: int, words: str) -> None:
    assert moderation.said(kind, value, SIDES) == words


@pytest.mark.parametrize(
    ("parts", "line"),
    [
        (("Paused",), "Paused"),
        (("Announcement", "", "", "Hand in."), "Announcement: “Hand in.”"),
        (("Speech assigned", "P2", "Amara"), "Speech assigned (P2): Amara"),
        (("Warned", "", "Amara", "Stay civil."), "Warned: Amara: “Stay civil.”"),
    ],
)
def test_a_line_says_what_about_whom_and_why(parts: tuple[str, ...], line: str) -> None:
    assert moderation.told(*parts) == line


def test_every_kind_stands_in_a_group_that_the_log_offers() -> None:
    kinds = {kind: moderation.group_of(kind) for kind in moderation.ACTS}
    assert set(kinds.values()) | {moderation.CLOCK} == set(moderation.GROUPS)
    assert all(kind in moderation.kinds_of(group) for kind, group in kinds.items())
    assert moderation.group_of("pause") == moderation.CLOCK
    assert moderation.group_of("announcement") == moderation.ROOM


def test_every_act_that_names_an_event_names_one_that_there_is() -> None:
    told = {act.event for act in moderation.ACTS.values()} - {""}
    assert told <= events.KINDS


def test_what_is_between_a_moderator_and_one_person_is_private() -> None:
    assert moderation.is_private("warn")
    assert not moderation.is_private("hide")
    assert not moderation.is_private("pause")


def test_every_kind_that_a_service_writes_has_words() -> None:
    """A new kind of act is put on the list before it stands in a log."""
    written = set()
    for path in (PACKAGE / "services").glob("*.py"):
        source = path.read_text(encoding="utf-8")
        written |= set(re.findall(r"moderation_log\.add\([^)]*?debate\.id, \"(\w+)\"", source))
    assert written
    assert written <= set(moderation.ACTS)
