"""The rules in force in words: each setting is said, and nothing of a person."""

from dataclasses import replace

import pytest

from debate.domain import house_rules as rules
from debate.domain.house_rules import Settings
from debate.domain.refusals import Refused
from tests.cast import read_format

PLAIN = Settings(
    fmt=read_format(),
    mode="typed",
    hold=False,
    hold_steps=(),
    words_effect="",
    room_by_code=False,
    judges_by_code=False,
    challenges_each=2,
    team_hands=True,
    months_kept=None,
)


def said(**changed: object) -> str:
    found = rules.sections(replace(PLAIN, **changed))  # type: ignore[arg-type]
    return "\n".join(rule for section in found for rule in section.rules)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({}, "Typed in the browser."),
        ({"mode": "spoken"}, "Spoken, points entered beside it."),
        ({}, "Points are shown as they are sent."),
        ({"hold": True, "hold_steps": ("Rebuttal",)}, "Every point waits until"),
        ({"hold_steps": ("Rebuttal", "Open floor")}, "shows them: rebuttal and open floor."),
        ({"hold_steps": ("Rebuttal",)}, "You are told that yours waits."),
        ({"words_effect": "warn"}, "you are asked before they are sent"),
        ({"words_effect": "hold"}, "they wait until a moderator shows them"),
        ({"challenges_each": 1}, "up to once:"),
        ({"challenges_each": 2}, "up to twice:"),
        ({"challenges_each": 3}, "up to 3 times:"),
        ({}, "your hand, your team’s hand"),
        ({"team_hands": False}, "cards of your own hand"),
        ({}, "sees everybody’s name"),
        ({"room_by_code": True, "judges_by_code": True}, "under a code"),
        ({"judges_by_code": True}, "judges see codes."),
        ({"room_by_code": True}, "judges see names."),
        ({}, "until your instructor erases it"),
        ({"months_kept": 1}, "one month after the session"),
        ({"months_kept": 6}, "6 months after the session"),
        ({"fmt": read_format("british-parliamentary")}, "Points of information are offered"),
        ({"fmt": read_format("written")}, "Written rounds have a due date"),
    ],
)
def test_each_setting_is_said(changed: dict[str, object], sentence: str) -> None:
    assert sentence in said(**changed)


def test_what_is_not_in_force_is_not_said() -> None:
    plain = said(challenges_each=0, fmt=read_format("written"))
    assert "word list" not in plain
    assert "challenge" not in plain
    assert "bell" not in plain
    assert "wait until a moderator" not in plain


def test_rounds_are_as_long_as_their_clock_and_nothing_tells_why() -> None:
    fmt = read_format()
    assert rules.as_timed(fmt, 100) is fmt
    longer = rules.as_timed(fmt, 150)
    for before, after in zip(fmt.steps, longer.steps, strict=True):
        wanted = before.seconds if before.own_end else (before.seconds or 0) * 3 // 2
        assert after.seconds == wanted


def test_house_rules_stay_short() -> None:
    rules.check_note("x" * 3000)
    with pytest.raises(Refused):
        rules.check_note("x" * 3001)
