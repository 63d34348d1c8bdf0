"""The format editor: what buttons do to the form, what the form makes, faults at their fields."""

from dataclasses import fields, replace

import pytest

from debate.domain import formats, formats_typed
from debate.domain.formats import Format
from debate.domain.formats_editing import READY, STEPS_MAX, Typed, after, format_of, typed
from debate.domain.steps import Step
from tests import cast

BUNDLED = sorted(path.stem for path in (cast.SEEDS / "formats").iterdir())
SEMINAR = typed(cast.read_format())


def with_groups_in_order(fmt: Format) -> Format:
    """Who may take the floor is a set; the form ticks its boxes in one order."""
    steps = (replace(step, open_to=tuple(sorted(step.open_to))) for step in fmt.steps)
    return replace(fmt, steps=tuple(steps))


def order(form: Typed) -> list[str]:
    return [step.slug for step in form.steps]


def made(form: Typed) -> Format:
    found, faults = format_of(form, "ours")
    assert faults == ()
    assert found is not None
    return found


def but(form: Typed, slug: str, **changes: str) -> Typed:
    """The form with something else in fields of a step, or of the format where `slug` is empty."""
    if not slug:
        return replace(form, fields={**form.fields, **changes})
    steps = (step.but(**changes) if step.slug == slug else step for step in form.steps)
    return replace(form, steps=tuple(steps))


@pytest.mark.parametrize("slug", BUNDLED)
def test_a_bundled_format_comes_out_of_the_form_as_it_went_in(slug: str) -> None:
    fmt = cast.read_format(slug)
    found, faults = format_of(typed(fmt), slug)
    assert faults == ()
    assert found is not None
    assert with_groups_in_order(found) == with_groups_in_order(fmt)


def test_all_that_a_file_can_say_has_a_field() -> None:
    parts = {"poi": "poi_open", "teams": "team_PA", "sides": "side_P"}
    of_step = {one.name for one in fields(Step)} - {"index", "slug"}
    of_format = {one.name for one in fields(Format)} - {"slug", "steps"}
    assert {parts.get(name, name) for name in of_step} <= set(formats_typed.STEP_FIELDS)
    assert {parts.get(name, name) for name in of_format} <= set(formats_typed.TOP_FIELDS)
    shown = SEMINAR.steps[0]
    drawn = {*shown.first_fields, *shown.other_fields, "name", "entry", "seconds", "hint"}
    assert drawn == set(formats_typed.STEP_FIELDS) - set(formats_typed.WAS)


@pytest.mark.parametrize(
    ("act", "first"),
    [
        ("down:opening-vote", ["p-constructive", "opening-vote", "p-questions"]),
        ("up:p-questions", ["opening-vote", "p-questions", "p-constructive"]),
        ("up:opening-vote", ["opening-vote", "p-constructive", "p-questions"]),
        ("remove:opening-vote", ["p-constructive", "p-questions", "o-constructive"]),
        ("copy:opening-vote", ["opening-vote", "opening-vote-2", "p-constructive"]),
        ("up:none", ["opening-vote", "p-constructive", "p-questions"]),
        ("nonsense", ["opening-vote", "p-constructive", "p-questions"]),
    ],
)
def test_a_button_moves_doubles_or_removes_one_step(act: str, first: list[str]) -> None:
    assert order(after(SEMINAR, act))[:3] == first


def test_the_last_step_cannot_go_down() -> None:
    assert after(SEMINAR, "down:reflection") == after(SEMINAR, "show")


def test_a_step_moved_by_others_is_still_answered_where_it_was() -> None:
    form = after(SEMINAR, "up:o-rebuttal")
    moved = made(form)
    assert moved.step_named("p-constructive").answer_by == "o-rebuttal"
    assert [step.index for step in moved.steps] == list(range(12))


def test_a_rule_that_a_move_makes_impossible_is_kept_aside_and_comes_back() -> None:
    form = SEMINAR
    for _ in range(5):
        form = after(form, "up:o-rebuttal")
    assert order(form)[1:3] == ["o-rebuttal", "p-constructive"]
    assert form.steps[2]["answer_by"] == ""
    assert form.steps[2]["answer_by_was"] == "o-rebuttal"
    assert made(form).step_named("p-constructive").answer_by is None
    for _ in range(5):
        form = after(form, "down:o-rebuttal")
    assert made(form) == made(SEMINAR)


def test_a_step_that_is_removed_leaves_nothing_that_refers_to_it() -> None:
    form = after(SEMINAR, "remove:o-rebuttal")
    step = form.steps[1]
    assert (step["answer_by"], step["answer_by_was"]) == ("", "")
    sac = after(typed(cast.read_format("academic-controversy")), "remove:o-reversal")
    assert next(step for step in sac.steps if step.slug == "check")["of"] == "p-reversal"


def test_a_check_that_comes_before_its_speeches_looks_at_them_again_afterwards() -> None:
    form = typed(cast.read_format("academic-controversy"))
    up = after(after(form, "up:check"), "up:check")
    check = next(step for step in up.steps if step.slug == "check")
    assert (check["of"], check["of_was"]) == ("", "o-reversal p-reversal")
    assert made(after(after(up, "down:check"), "down:check")) == made(form)


def test_a_doubled_step_has_a_name_of_its_own_and_nobody_refers_to_it() -> None:
    twice = after(after(SEMINAR, "copy:o-rebuttal"), "copy:o-rebuttal")
    slugs = order(twice)
    assert slugs[6:9] == ["o-rebuttal", "o-rebuttal-3", "o-rebuttal-2"]
    assert made(twice).step_named("p-constructive").answer_by == "o-rebuttal"


@pytest.mark.parametrize("kind", [kind for kind in READY if kind != "vote"])
def test_a_ready_made_step_can_be_saved_as_it_is(kind: str) -> None:
    form = but(SEMINAR, "", add=kind, add_after="open-floor")
    found = made(after(form, "add"))
    assert found.steps[8].slug.removesuffix("-2") == kind
    assert found.steps[8].name


def test_a_first_vote_is_taken_before_the_debate_and_a_second_one_after() -> None:
    form = after(after(SEMINAR, "remove:opening-vote"), "remove:closing-vote")
    form = after(but(form, "", add="vote", add_after="p-constructive"), "add")
    form = after(but(form, "", add="vote", add_after="p-summary"), "add")
    assert [step["poll"] for step in form.steps if step["poll"]] == ["before", "after"]
    made(form)


def test_a_step_is_added_last_where_no_place_is_given_and_none_of_no_kind() -> None:
    assert order(after(but(SEMINAR, "", add="floor"), "add"))[-1] == "floor"
    assert order(after(but(SEMINAR, "", add="no-such"), "add")) == order(SEMINAR)
    assert order(after(replace(SEMINAR, steps=(), fields={"add": "floor"}), "add")) == ["floor"]


def test_there_are_never_more_steps_than_a_format_may_have() -> None:
    form = SEMINAR
    for _ in range(STEPS_MAX):
        form = after(form, "copy:opening-vote")
    assert len(form.steps) == STEPS_MAX


FAULTS = [
    ("", {"title": ""}, "title", "missing"),
    ("", {"summary": "x" * 401}, "summary", "At most 400"),
    ("", {"side_P": " "}, "side_P", "missing"),
    ("", {"team_PA": "Opening"}, "team_OA", "missing"),
    ("", {"team_seats": "9"}, "team_seats", "from 1 to 8"),
    ("", {"decision": "ranks"}, "team_PB", "missing"),
    ("", {"prep_bank_s": "long"}, "prep_bank_s", "minutes and seconds"),
    ("", {"points_min": "60"}, "points_min", "together, or none"),
    ("", {"points_min": "60", "points_max": "a", "points_step": "1"}, "points_max", "25 or 0.5"),
    ("p-rebuttal", {"name": ""}, "p-rebuttal.name", "missing"),
    ("p-rebuttal", {"seconds": "soon"}, "p-rebuttal.seconds", "minutes and seconds"),
    ("p-rebuttal", {"seconds": "300"}, "p-rebuttal.seconds", "up to four hours"),
    ("p-rebuttal", {"due_hours": "24"}, "p-rebuttal.seconds", "not both"),
    ("p-rebuttal", {"turns": "X1"}, "p-rebuttal.turns", "such as P1"),
    ("p-rebuttal", {"turns": "P3"}, "p-rebuttal.turns", "up to 2"),
    ("p-rebuttal", {"turns": ""}, "p-rebuttal.open_to", "say who speaks"),
    ("p-rebuttal", {"open_to": "debaters"}, "p-rebuttal.turns", "no group is let in"),
    ("p-rebuttal", {"entry": "dance"}, "p-rebuttal.entry", "one of"),
    ("p-rebuttal", {"points_max": "many"}, "p-rebuttal.points_max", "whole number"),
    ("p-rebuttal", {"cards_min": "4"}, "p-rebuttal.cards_max", "least number"),
    ("p-rebuttal", {"bells": "at the end"}, "p-rebuttal.bells", "4:00 x2"),
    ("p-rebuttal", {"bells": "3:00 x9"}, "p-rebuttal.bells", "4:00 x2"),
    ("p-rebuttal", {"bells": "5:00"}, "p-rebuttal.bells", "none later than 240"),
    ("p-rebuttal", {"poi_open": "1:00"}, "p-rebuttal.poi_close", "missing"),
    ("p-rebuttal", {"poi_open": "1:00", "poi_close": "9:00"}, "p-rebuttal.poi_close", "within"),
    ("p-rebuttal", {"grace_s": "-1"}, "p-rebuttal.grace_s", "from 0 to 120"),
    ("p-rebuttal", {"turn_seconds": "0:30"}, "p-rebuttal.turn_seconds", "clock for each side"),
    ("p-rebuttal", {"late": "mark"}, "p-rebuttal.late", "due date"),
    ("p-rebuttal", {"answer_by": "opening-vote"}, "p-rebuttal.answer_by", "later step"),
    ("p-questions", {"answerer": "O1"}, "p-questions.answerer", "different sides"),
    ("p-questions", {"asker": ""}, "p-questions.asker", "Say who asks"),
    ("closing-vote", {"poll": "before"}, "closing-vote.poll", "in this order"),
    ("reflection", {"of": "p-rebuttal"}, "reflection.of", "only a check"),
]


@pytest.mark.parametrize(("slug", "changes", "field", "words"), FAULTS)
def test_a_fault_stands_at_its_field_in_the_words_of_the_form(
    slug: str, changes: dict[str, str], field: str, words: str
) -> None:
    found, faults = format_of(but(SEMINAR, slug, **changes), "ours")
    assert found is None
    told = {fault.path: fault.message for fault in reversed(faults)}
    assert words in told[field]


def test_a_length_that_makes_no_sense_is_the_only_fault_of_its_step() -> None:
    form = but(SEMINAR, "p-rebuttal", seconds="x", bells="3:00", poi_open="1:00", poi_close="2:00")
    _, faults = format_of(form, "ours")
    assert [fault.path for fault in faults] == ["p-rebuttal.seconds"]


def test_no_steps_and_too_many_are_faults_of_the_whole() -> None:
    many = tuple(replace(SEMINAR.steps[1], slug=f"s{n}") for n in range(STEPS_MAX + 1))
    for steps in ((), many):
        _, faults = format_of(replace(SEMINAR, steps=steps), "ours")
        assert "" in {fault.path for fault in faults}


def test_turns_bells_and_lengths_may_be_typed_in_several_ways() -> None:
    form = but(SEMINAR, "p-rebuttal", turns="p2", seconds="5", bells="1:00, 4:00 × 2,5:00x3")
    step = made(form).step_named("p-rebuttal")
    assert (str(step.turns[0].side), step.turns[0].speaker, step.seconds) == ("P", 2, 300)
    assert [(bell.at_s, bell.count) for bell in step.bells] == [(60, 1), (240, 2), (300, 3)]
    silent = made(but(SEMINAR, "p-rebuttal", bells=" None "))
    assert silent.step_named("p-rebuttal").bells == ()
    assert typed(silent).steps[5]["bells"] == "none"
    both = made(but(SEMINAR, "p-rebuttal", turns="P2, O2", answer_by=""))
    assert len(both.step_named("p-rebuttal").turns) == 2


def test_without_a_range_of_points_what_belongs_to_it_is_left_out() -> None:
    form = typed(cast.read_format("lincoln-douglas"))
    bare = but(form, "", points_min="", points_max="", points_step="", usual_min="", usual_max="")
    steps = tuple(step.but(scored="") for step in bare.steps)
    found = made(replace(bare, steps=steps))
    assert formats.as_data(found)["points_min"] is None
    assert (found.lowest_percent, found.low_point_win) == (0, False)


@pytest.mark.parametrize(
    ("slug", "step", "first"),
    [
        ("seminar", "p-rebuttal", ("turns",)),
        ("seminar", "p-questions", ("asker", "answerer")),
        ("seminar", "open-floor", ("open_to",)),
        ("seminar", "opening-vote", ("poll", "open_to")),
        ("seminar", "reflection", ("open_to",)),
        ("academic-controversy", "check", ("of",)),
        ("academic-controversy", "clarification", ("turns",)),
        ("academic-controversy", "preparation", ("turns",)),
    ],
)
def test_the_fields_shown_first_say_who_takes_part(
    slug: str, step: str, first: tuple[str, ...]
) -> None:
    form = typed(cast.read_format(slug))
    assert next(one for one in form.steps if one.slug == step).first_fields == first
