"""The rules of evidence challenges: who may make one, what a ruling may be, what it leaves."""

from dataclasses import replace

import pytest

from debate.domain import challenges
from debate.domain.challenges import CardMark, Case, Ruling

OPEN = Case("running", "O", "P", True, None, False, 2, 2)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({}, ""),
        ({"clock": "paused"}, ""),
        ({"clock": "over"}, ""),
        ({"clock": "ready"}, "not started"),
        ({"clock": "finished"}, "is over"),
        ({"side": "P"}, "the other side cited"),
        ({"side": None}, "the other side cited"),
        ({"cited_by": None}, "the other side cited"),
        ({"stands": False}, "does not stand any more"),
        ({"open_card": 31}, "Card No. 31 is challenged already"),
        ({"ruled": True}, "A ruling on this citation"),
        ({"each": 0, "left": 0}, "have closed challenges"),
        ({"left": 0}, "used your 2 challenges"),
    ],
)
def test_who_may_challenge_what_and_when(change: dict[str, object], sentence: str) -> None:
    said = challenges.check_make(replace(OPEN, **change))  # type: ignore[arg-type]
    assert sentence in said
    assert bool(said) == bool(sentence)


def test_upheld_challenges_do_not_count_and_none_are_owed() -> None:
    assert [challenges.left(2, counted) for counted in (0, 1, 2, 3)] == [2, 1, 0, 0]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("It is so.", ""), ("x" * 500, ""), ("", "Say in a sentence"), ("x" * 501, "this has 501")],
)
def test_a_statement_says_something_in_500_characters(text: str, sentence: str) -> None:
    assert sentence in challenges.check_statement(text)
    assert bool(challenges.check_statement(text)) == bool(sentence)


@pytest.mark.parametrize(
    ("answered", "skipped", "ruled", "waits"),
    [
        (False, False, False, "answer"),
        (True, False, False, "ruling"),
        (False, True, False, "ruling"),
        (True, False, True, ""),
    ],
)
def test_the_other_side_speaks_before_the_ruling(
    answered: bool, skipped: bool, ruled: bool, waits: str
) -> None:
    assert challenges.awaited(answered, skipped, ruled) == waits


GIVEN = Ruling(True, "none", "It is so.")


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({}, "", ""),
        ({"upheld": False}, "", ""),
        ({"upheld": False, "warned": "challenger"}, "", ""),
        ({"warned": "author", "remedy": "strike"}, "", ""),
        ({"remedy": "withdraw"}, "", ""),
        ({"reason": ""}, "reason", "Give the reason"),
        ({"reason": "x" * 501}, "reason", "this has 501"),
        ({"remedy": "loss"}, "remedy", "Choose"),
        ({"upheld": False, "remedy": "strike"}, "remedy", "dismissed changes nothing"),
        ({"warned": "challenger"}, "warned", "with an upheld challenge"),
        ({"upheld": False, "warned": "author"}, "warned", "with an upheld challenge"),
        ({"remedy": "correct"}, "remedy", "no newer version"),
    ],
)
def test_a_ruling_has_a_reason_and_a_remedy_that_fits(
    change: dict[str, object], field: str, sentence: str
) -> None:
    ruling = replace(GIVEN, **change)  # type: ignore[arg-type]
    found = challenges.check_ruling(ruling, "ruling", newer=False, stands=True)
    assert found[0] == field
    assert sentence in found[1]
    assert bool(found[1]) == bool(sentence)


def test_a_ruling_waits_for_the_statement_and_is_given_once() -> None:
    check = challenges.check_ruling
    assert "not spoken yet" in check(GIVEN, "answer", newer=False, stands=True)[1]
    assert "ruled on already" in check(GIVEN, "", newer=False, stands=True)[1]


@pytest.mark.parametrize("remedy", ["strike", "both"])
def test_a_point_that_is_out_is_not_struck(remedy: str) -> None:
    ruling = replace(GIVEN, remedy=remedy)
    assert challenges.check_ruling(ruling, "ruling", newer=False, stands=False)[0] == "remedy"


@pytest.mark.parametrize(
    ("remedy", "mark", "lifted"),
    [
        ("none", "", ""),
        ("strike", "", ""),
        ("withdraw", "withdrawn", ""),
        ("both", "withdrawn", ""),
        ("correct", "corrected", "lifted"),
    ],
)
def test_what_a_remedy_leaves_on_the_card_and_what_a_reversal_leaves_of_it(
    remedy: str, mark: str, lifted: str
) -> None:
    assert challenges.mark(remedy) == mark
    assert challenges.lifted(mark) == lifted


def test_marks_are_read_in_order_and_say_whether_a_card_may_be_cited() -> None:
    assert challenges.read_marks("") == ()
    marks = challenges.read_marks(
        "2:31:challenged:context:0,1:7:withdrawn:straw:0,3:9:corrected:straw:4"
    )
    assert marks[0] == CardMark(1, 7, "withdrawn", "straw", 0)
    assert [one.card for one in marks] == [7, 31, 9]
    barred = [challenges.barred(one) for one in marks]
    assert "withdrawn by a ruling (straw argument)" in barred[0]
    assert "is challenged" in barred[1]
    assert barred[2] == ""
    shown = [challenges.shown(one) for one in marks]
    assert shown[0] == "Straw argument: challenge 1 was upheld."
    assert "until the ruling" in shown[1]
    assert shown[2] == ""


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        (challenges.CHALLENGED, "Rule on that first"),
        (challenges.WITHDRAWN, "was withdrawn by a ruling"),
        (challenges.CORRECTED, ""),
        (challenges.LIFTED, ""),
    ],
)
def test_a_point_that_waits_is_fit_to_stand_where_its_card_may_be_cited(
    kind: str, why: str
) -> None:
    said = challenges.unfit(CardMark(1, 4, kind, "context", 0))
    assert why in said
    assert bool(why) is bool(said)


@pytest.mark.parametrize(
    ("after", "stands"),
    [
        ((), True),
        (("add", "assign"), True),
        (("resume", "pause"), False),
        (("next",), False),
    ],
)
def test_the_clock_stands_as_the_challenge_stopped_it_until_somebody_moves_it(
    after: tuple[str, ...], stands: bool
) -> None:
    assert challenges.stands_still(after) is stands


@pytest.mark.parametrize(
    ("mine", "answered", "ruled", "words"),
    [
        (True, False, False, ""),
        (False, False, False, "nobody else"),
        (True, True, False, "rules now"),
        (True, False, True, "closed"),
    ],
)
def test_a_challenge_is_withdrawn_by_its_maker_until_the_other_side_has_spoken(
    mine: bool, answered: bool, ruled: bool, words: str
) -> None:
    wrong = challenges.check_withdraw(mine, answered, ruled)
    assert words in wrong if words else wrong == ""
