"""What pages say of a format: total, strip, run of show."""

from dataclasses import replace

import pytest

from debate.domain import formats_outline as outline
from debate.domain.formats import Format
from debate.domain.formats_editing import typed
from debate.domain.formats_outline import Row
from tests import cast

BUNDLED = sorted(path.stem for path in (cast.SEEDS / "formats").iterdir())


def row(fmt: Format, slug: str) -> Row:
    return outline.rows(fmt)[fmt.step_named(slug).index]


@pytest.mark.parametrize("slug", BUNDLED)
def test_the_editors_strip_is_the_formats_own(slug: str) -> None:
    fmt = cast.read_format(slug)
    assert outline.parts_typed(typed(fmt)) == outline.parts(fmt)
    assert outline.total_typed(typed(fmt)) == outline.total(fmt)


@pytest.mark.parametrize(
    ("seconds", "hours", "words"),
    [
        (2700, 0, "45 minutes"),
        (60, 0, "1 minute"),
        (61, 0, "2 minutes"),
        (0, 24, "1 day"),
        (3000, 25, "50 minutes and 2 days"),
        (0, 0, "0 minutes"),
    ],
)
def test_a_total_is_rounded_up_to_minutes_and_days(seconds: int, hours: int, words: str) -> None:
    assert outline.total_words(seconds, hours) == words


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("seminar", "45 minutes, two speakers a side, judges decide"),
        ("british-parliamentary", "71 minutes, four teams of two, judges rank four teams"),
        ("lincoln-douglas", "32 minutes, one speaker a side, judges decide"),
    ],
)
def test_a_format_is_summed_up_in_a_line(slug: str, words: str) -> None:
    assert outline.summed_up(cast.read_format(slug)) == words


def test_the_strip_has_the_side_that_is_argued_and_is_read_aloud() -> None:
    sac = cast.read_format("academic-controversy")
    sides = {part.name: part.side for part in outline.parts(sac)}
    assert sides["Case for"] == sides["Case for, put by the other pair"] == "P"
    assert sides["Clarification"] is None
    words = outline.strip_words(outline.parts(cast.read_format("written")))
    assert words.startswith("Opening vote 24 hours; Openings 48 hours")


def test_a_length_that_makes_no_sense_has_no_width_and_does_not_count() -> None:
    form = typed(cast.read_format())
    steps = (form.steps[0].but(seconds="soon"), form.steps[1].but(turns="X9"), *form.steps[2:])
    odd = replace(form, steps=steps)
    first, second = outline.parts_typed(odd)[:2]
    assert (first.seconds, first.length, second.side) == (0, "no length", None)
    assert outline.total_typed(odd) == "43 minutes"


def test_the_run_of_show_says_who_and_by_which_rules() -> None:
    bp = cast.read_format("british-parliamentary")
    assert row(bp, "p3").who == "Closing Government\u00a01"
    notes = row(bp, "p1").notes
    assert "Points of information from 1:00 to 6:00" in notes
    assert "Scored" in notes
    seminar = cast.read_format()
    assert row(seminar, "p-questions").who == "Opposition\u00a02 asks, Proposition\u00a01 answers"
    assert row(seminar, "open-floor").who == "Debaters and audience"
    assert row(seminar, "reflection").who == "Everybody"
    assert row(seminar, "p-constructive").bells == "3:00, 4:00\u00a0×2"
    answered = "To be answered by the end of Opposition rebuttal"
    assert answered in row(seminar, "p-constructive").notes
    sac = cast.read_format("academic-controversy")
    assert row(sac, "preparation").who == ""
    assert any(note.startswith("Looks at: Case for, put by") for note in row(sac, "check").notes)
    assert row(sac, "clarification").what == "Crossfire"
    free = next(one for one in outline.rows(cast.read_format("jugend-debattiert")) if not one.side)
    assert (free.what, free.notes[0]) == ("Free debate", "6:00 for each side")
    written = row(cast.read_format("written"), "openings")
    assert (written.length, written.what) == ("48 hours", "Speeches")
    assert "Sealed until its end" in written.notes


def test_facts_hold_for_the_whole() -> None:
    policy = dict(outline.facts(cast.read_format("policy")))
    assert policy["Thinking time"] == "8:00 for each side"
    assert "steps of" in policy["Speaker points"]
    bp = dict(outline.facts(cast.read_format("british-parliamentary")))
    assert bp["Teams"].startswith("Opening Government, Opening Opposition")
    assert "Speaker points" not in dict(outline.facts(cast.read_format()))
