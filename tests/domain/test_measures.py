"""Measures: what stands, whose words wait, who is muted, and what a measured person reads."""

import pytest

from debate.domain import measures, reports
from debate.domain.measures import Standing
from debate.domain.refusals import Refused

STANDING = measures.read_standing("7:mute:3,7:warn:,8:hold:,9:remove:,10:mute:")


def test_what_stands_is_read_from_one_text() -> None:
    assert STANDING[0] == Standing(7, "mute", 3)
    assert STANDING[2] == Standing(8, "hold")
    assert measures.read_standing(None) == measures.read_standing("") == ()


@pytest.mark.parametrize(
    ("everyone", "steps", "step", "seat", "held"),
    [
        (False, "", 3, 7, False),
        (True, "", 3, 7, True),
        (False, "3,5", 3, 7, True),
        (False, "3,5", 4, 7, False),
        (False, "", 4, 8, True),
        (True, "4", 4, 8, True),
    ],
)
def test_words_wait_by_the_debate_the_round_or_the_person(
    everyone: bool, steps: str, step: int, seat: int, held: bool
) -> None:
    chosen = measures.read_steps(steps)
    assert measures.is_held(everyone, chosen, STANDING, step, seat) is held


@pytest.mark.parametrize(
    ("seat", "step", "muted"),
    [(7, 3, True), (7, 4, False), (10, 3, True), (10, 4, True), (8, 3, False)],
)
def test_a_mute_lasts_for_its_round_or_until_it_is_lifted(
    seat: int, step: int, muted: bool
) -> None:
    assert measures.is_muted(STANDING, seat, step) is muted


def test_who_is_out_of_the_room_is_out_whatever_runs() -> None:
    assert [seat for seat in (7, 8, 9, 10) if measures.is_removed(STANDING, seat)] == [9]


def test_held_rounds_are_kept_in_order_and_once() -> None:
    assert measures.written_steps([5, 2, 5]) == "2,5"
    assert measures.read_steps("2,5") == {2, 5}


@pytest.mark.parametrize("kind", ["mute", "remove", "hold"])
def test_only_warnings_follow_each_other(kind: str) -> None:
    measures.check_new("warn", STANDING, 7)
    measures.check_new(kind, STANDING, 99)
    seat = {"mute": 7, "remove": 9, "hold": 8}[kind]
    with pytest.raises(Refused):
        measures.check_new(kind, STANDING, seat)


def test_a_reason_is_one_line_and_needed() -> None:
    assert measures.clean_note(" Stay \n with it ") == "Stay with it"
    for bad in ("", "x" * 501):
        with pytest.raises(Refused):
            measures.clean_note(bad)


def test_what_the_person_reads_says_who_why_and_for_how_long() -> None:
    assert measures.removed_sentence("Dr A", "Insults").startswith(
        "Dr A took you out of this room: Insults. What you said"
    )
    assert "until the end of “Rebuttal”: Why?" in measures.muted_sentence(
        "Dr A", "Why?", "Rebuttal"
    )
    assert "until a moderator lifts it: Noise." in measures.muted_sentence("Dr A", "Noise")


@pytest.mark.parametrize(
    ("reason", "words", "field"),
    [
        ("", "x", "reason"),
        ("rude", "x", "reason"),
        ("person", " ", "words"),
        ("evidence", "x" * 501, "words"),
    ],
)
def test_a_report_needs_a_reason_and_some_need_words(reason: str, words: str, field: str) -> None:
    with pytest.raises(Refused) as refused:
        reports.clean_words(reason, words)
    assert refused.value.field == field


def test_a_report_is_about_others_made_once_and_few_wait() -> None:
    assert reports.clean_words("off_topic", " ") == ""
    reports.check_new(1, 2, None, [(2, 5), (3, None)])
    for about, point, still_open in (
        (1, None, []),
        (2, 5, [(2, 5)]),
        (9, None, [(2, None), (3, None), (4, None)]),
    ):
        with pytest.raises(Refused):
            reports.check_new(1, about, point, still_open)


def test_a_report_ends_once_with_a_choice_and_a_note() -> None:
    assert reports.clean_note("other", " Spoke \n with both ", "") == "Spoke with both"
    for decision, note, before in (
        ("other", "x", "warned"),
        ("", "x", ""),
        ("other", " ", ""),
        ("other", "x" * 501, ""),
    ):
        with pytest.raises(Refused):
            reports.clean_note(decision, note, before)


def test_the_reporter_learns_how_far_it_is_and_not_what_was_done() -> None:
    said = [reports.standing(*one) for one in ((False, ""), (True, ""), (True, "muted"))]
    assert [one.split()[-1] for one in said] == ["moderator.", "it.", "acted."]
    assert "nothing to do" in reports.standing(True, "nothing")
