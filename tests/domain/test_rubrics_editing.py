"""The rubric editor: its buttons, and what was typed as a rubric or as faults at its fields."""

from dataclasses import replace

import pytest

from debate.domain import rubrics, rubrics_editing
from debate.domain.rubrics_editing import Typed, TypedCriterion, after, rubric_of
from tests import cast

SEMINAR = cast.read_rubric()
FORM = rubrics_editing.typed(SEMINAR)
SLUGS = ("argument", "evidence", "clash", "questioning", "reflection")


def slugs(form: Typed) -> tuple[str, ...]:
    return tuple(one.slug for one in form.criteria)


def test_the_form_of_a_rubric_says_that_rubric() -> None:
    assert rubric_of(FORM, "seminar") == (SEMINAR, ())
    assert FORM.weights == 100


@pytest.mark.parametrize(
    ("act", "order"),
    [
        ("up-1", ("evidence", "argument", "clash", "questioning", "reflection")),
        ("down-1", ("argument", "clash", "evidence", "questioning", "reflection")),
        ("down-3", ("argument", "evidence", "clash", "reflection", "questioning")),
        ("remove-0", SLUGS[1:]),
        ("add", (*SLUGS, "")),
        # what makes no sense changes nothing
        ("up-0", SLUGS),
        ("down-4", SLUGS),
        ("up-5", SLUGS),
        ("remove-9", SLUGS),
        ("save", SLUGS),
        ("up-", SLUGS),
        ("up-1000", SLUGS),
    ],
)
def test_criteria_move_come_and_go_by_buttons(act: str, order: tuple[str, ...]) -> None:
    assert slugs(after(FORM, act)) == order


def test_a_level_is_added_and_removed_in_every_criterion() -> None:
    more = after(FORM, "level-add")
    assert more.levels == (*SEMINAR.levels, "")
    assert all(len(one.descriptors) == 5 for one in more.criteria)
    fewer = after(FORM, "level-remove-1")
    assert fewer.levels == ("Beginning", "Sound", "Strong")
    kept = SEMINAR.criteria[0].descriptors
    assert fewer.criteria[0].descriptors == (kept[0], *kept[2:])


def test_there_are_never_fewer_than_three_levels_nor_more_than_six_nor_more_than_12_criteria() -> (
    None
):
    least = after(FORM, "level-remove-3")
    assert not least.may_remove_level
    assert after(least, "level-remove-0") == least
    most = after(after(FORM, "level-add"), "level-add")
    assert not most.may_add_level
    assert after(most, "level-add") == most
    form = FORM
    for _ in range(9):
        form = after(form, "add")
    assert (len(form.criteria), form.may_add) == (12, False)
    assert after(FORM, "level-remove-7") == FORM


def test_a_new_criterion_gets_a_short_name_of_its_own_and_an_old_one_keeps_it() -> None:
    words = ("a", "b", "c", "d")
    form = replace(
        FORM,
        criteria=(
            replace(FORM.criteria[0], name="Reasons", weight="40"),
            TypedCriterion("", "Argument", "20", words),
            TypedCriterion("", "Überzeugungskraft", "20", words),
            TypedCriterion("", "论证", "10", words),
            TypedCriterion("", "Comment", "10", words),
        ),
    )
    found, faults = rubric_of(form, "ours")
    assert faults == ()
    assert found is not None
    short = [one.slug for one in found.criteria]
    assert short[:4] == ["argument", "argument-2", "uberzeugungskraft", "criterion-4"]
    assert short[4] == "comment-2"  # the fields of a sheet have that name


def test_a_long_name_makes_a_short_one_that_the_tables_hold() -> None:
    long = TypedCriterion("", "very " * 12, "100", ("a", "b", "c", "d"))
    found, faults = rubric_of(replace(FORM, criteria=(long,)), "ours")
    assert faults == ()
    assert found is not None
    assert len(found.criteria[0].slug) <= rubrics.SLUG_MAX


def test_each_fault_stands_at_its_field() -> None:
    first = FORM.criteria[0]
    form = Typed(
        title="",
        note="x" * 401,
        levels=("Low", "", "High"),
        criteria=(
            replace(first, name="", weight="many", descriptors=("a", "", "c")),
            replace(FORM.criteria[1], descriptors=("a", "b", "c")),
        ),
    )
    found, faults = rubric_of(form, "ours")
    assert found is None
    fields = {fault.path for fault in faults}
    assert {"title", "note", "level-1", "name-0", "weight-0", "descriptor-0-1"} <= fields
    assert "weights" in fields


def test_the_sum_counts_weights_that_are_numbers() -> None:
    form = replace(FORM, criteria=(*FORM.criteria, TypedCriterion("", "", "-5", ())))
    assert form.weights == 100
    _, faults = rubric_of(replace(FORM, criteria=FORM.criteria[1:]), "ours")
    assert [(one.path, "75" in one.message) for one in faults] == [("weights", True)]
