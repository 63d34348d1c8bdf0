"""Formats: what is read, what is refused, and how one is fitted to the time there is."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from debate.domain import formats
from debate.domain.formats import Bell, Format, FormatError, Turn

SEEDS = Path(__file__).parents[2] / "seeds" / "formats"
SHIPPED = ("oxford", "seminar", "written", "world-schools-class")


def step(slug: str, **changes: Any) -> dict[str, Any]:
    data: dict[str, Any] = {
        "slug": slug,
        "name": slug.title(),
        "kind": "constructive",
        "entry": "points",
        "seconds": "300",
        "hint": "Speak.",
    }
    if "entry" not in changes:
        data["turns"] = ["P1"]
    data.update(changes)
    return {key: value for key, value in data.items() if value is not None}


def whole(*steps: dict[str, Any], **changes: Any) -> dict[str, Any]:
    data = {
        "slug": "short",
        "title": "Short clash",
        "summary": "One speech a side.",
        "sides": {"P": "Proposition", "O": "Opposition"},
        "team_seats": "2",
        "decision": "none",
        "steps": list(steps) or [step("case"), step("reply", turns=["O1"])],
    }
    return {key: value for key, value in {**data, **changes}.items() if value is not None}


def shipped(name: str) -> Format:
    text = (SEEDS / f"{name}.yaml").read_text(encoding="utf-8")
    return formats.read(yaml.load(text, Loader=yaml.BaseLoader))


def vote(slug: str, poll: str | None, **changes: Any) -> dict[str, Any]:
    return step(slug, entry="vote", poll=poll, **{"open_to": ["audience"], **changes})


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_format_reads_and_survives_its_own_copy(name: str) -> None:
    fmt = shipped(name)
    assert fmt.slug == name
    assert formats.read(formats.as_data(fmt)) == fmt


def test_every_file_of_formats_is_tested() -> None:
    assert sorted(path.stem for path in SEEDS.iterdir()) == sorted(SHIPPED)


def test_the_seminar_takes_forty_five_minutes_and_gives_both_sides_the_same() -> None:
    fmt = shipped("seminar")
    assert formats.total_seconds(fmt) == 45 * 60
    assert formats.speaking_seconds(fmt) == {"P": 840, "O": 840, "room": 480}
    assert fmt.opens_with_vote
    assert fmt.first_timed == 1


def test_the_written_debate_seals_its_openings_and_starts_with_its_vote() -> None:
    fmt = shipped("written")
    assert fmt.step_named("openings").sealed
    assert {one.advance for one in fmt.steps} == {"time"}
    assert not fmt.opens_with_vote
    assert all(one.own_end for one in fmt.steps)


def test_oxford_is_decided_by_the_swing() -> None:
    assert shipped("oxford").decision == "swing"


def test_what_is_left_out_takes_its_default() -> None:
    one = formats.read(whole()).steps[0]
    assert one.turns == (Turn("P", 1),)
    assert (one.claim_max, one.reasons_max, one.cards_min, one.cards_max) == (120, 1200, 0, None)
    assert (one.advance, one.sealed, one.links, one.answer_by) == ("act", False, (), None)
    assert one.bells == (Bell(240, 1), Bell(300, 2))
    assert not one.own_end


def test_a_minute_has_only_its_last_bell() -> None:
    assert formats.read(whole(step("case", seconds="60"))).steps[0].bells == (Bell(60, 2),)


def test_an_empty_list_of_bells_means_none() -> None:
    assert formats.read(whole(step("case", bells=[]))).steps[0].bells == ()


def test_speaker_points_are_kept_in_hundredths() -> None:
    scored = [step("case", scored="whole"), step("reply", turns=["O1"], scored="whole")]
    fmt = formats.read(whole(*scored, points_min="25", points_max="30", points_step="0.5"))
    assert (fmt.points_min, fmt.points_max, fmt.points_step) == (2500, 3000, 50)
    assert formats.as_data(fmt)["points_step"] == "0.5"
    assert formats.read(formats.as_data(fmt)) == fmt


def test_side_by_side_both_sides_have_the_whole_step() -> None:
    fmt = formats.read(whole(step("both", turns=["P1", "O1"])))
    assert formats.speaking_seconds(fmt) == {"P": 300, "O": 300, "room": 0}


def test_the_odd_second_of_an_exchange_goes_to_who_answers() -> None:
    asked = step("ask", entry="exchange", asker="O1", answerer="P1", seconds="5")
    assert formats.speaking_seconds(formats.read(whole(asked))) == {"P": 3, "O": 2, "room": 0}


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("no title", whole(title=""), "title"),
    ("title that is no text", whole(title=["x"]), "title"),
    ("title too long", whole(title="x" * 81), "title"),
    ("slug with a space", whole(slug="a b"), "slug"),
    ("sides missing", whole(sides=None), "sides"),
    ("a side too many", whole(sides={"P": "a", "O": "b", "Q": "c"}), "sides.Q"),
    ("unknown decision", whole(decision="dice"), "decision"),
    ("no decision", whole(decision=None), "decision"),
    ("misspelt key", whole(titel="x"), "titel"),
    ("too many seats", whole(team_seats="9"), "team_seats"),
    ("steps no list", whole(steps="x"), "steps"),
    ("no steps", whole(steps=[]), "steps"),
    ("step no mapping", whole("x"), "steps[0]"),  # type: ignore[arg-type]
    ("only an opening vote", whole(vote("first", "before")), "steps"),
    ("half a points range", whole(points_min="25"), "points_min"),
    ("falling points range", whole(points_min="3", points_max="2", points_step="1"), "points_step"),
    (
        "uneven points range",
        whole(points_min="1", points_max="2", points_step="0.3"),
        "points_step",
    ),
    ("points no number", whole(points_min="a"), "points_min"),
    ("points a truth value", whole(points_min=True), "points_min"),
    ("seconds zero", whole(step("case", seconds="0")), "steps[0].seconds"),
    ("seconds no number", whole(step("case", seconds="5m")), "steps[0].seconds"),
    ("seconds a truth value", whole(step("case", seconds=True)), "steps[0].seconds"),
    ("both durations", whole(step("case", due_hours="1")), "steps[0].seconds"),
    ("no duration", whole(step("case", seconds=None)), "steps[0].seconds"),
    (
        "due date by act",
        whole(step("case", seconds=None, due_hours="1", advance="act")),
        "steps[0].advance",
    ),
    ("turn without a side", whole(step("case", turns=["1"])), "steps[0].turns"),
    ("turn of a third speaker", whole(step("case", turns=["P3"])), "steps[0].turns"),
    ("turn that is no text", whole(step("case", turns=[1])), "steps[0].turns"),
    ("turn twice", whole(step("case", turns=["P1", "P1"])), "steps[0].turns"),
    ("turn in a vote", whole(vote("case", "before", turns=["P1"])), "steps[0].turns"),
    ("turn and open floor", whole(step("case", open_to=["audience"])), "steps[0].turns"),
    ("nobody may speak", whole(step("case", turns=[])), "steps[0].open_to"),
    ("open to strangers", whole(step("case", turns=[], open_to=["dogs"])), "steps[0].open_to"),
    (
        "open twice",
        whole(step("case", turns=[], open_to=["judges", "judges"])),
        "steps[0].open_to",
    ),
    ("exchange with nobody", whole(step("ask", entry="exchange")), "steps[0].asker"),
    (
        "exchange within a side",
        whole(step("ask", entry="exchange", asker="P1", answerer="P2")),
        "steps[0].answerer",
    ),
    (
        "exchange with turns",
        whole(step("ask", entry="exchange", asker="P1", answerer="O1", turns=["P1"])),
        "steps[0].turns",
    ),
    ("asker of a speech", whole(step("case", asker="P1")), "steps[0].asker"),
    ("vote without a time", whole(vote("ask", None), step("case")), "steps[0].poll"),
    ("speech with a poll", whole(step("case", poll="after")), "steps[0].poll"),
    (
        "votes in the wrong order",
        whole(vote("one", "after"), vote("two", "before")),
        "steps[1].poll",
    ),
    ("two votes before", whole(vote("one", "before"), vote("two", "before")), "steps[1].poll"),
    ("swing without votes", whole(decision="swing"), "decision"),
    ("sealed vote", whole(vote("one", "before", sealed="true"), step("c")), "steps[0].entry"),
    ("sealed perhaps", whole(step("case", sealed="maybe")), "steps[0].sealed"),
    (
        "cards that cannot be",
        whole(step("case", cards_min="2", cards_max="1")),
        "steps[0].cards_max",
    ),
    ("unknown link", whole(step("case", links=["likes"])), "steps[0].links"),
    ("same slug", whole(step("case"), step("case")), "steps[1].slug"),
    ("answer by an unknown step", whole(step("case", answer_by="x")), "steps[0].answer_by"),
    (
        "answer by an earlier step",
        whole(step("a"), step("b", answer_by="a")),
        "steps[1].answer_by",
    ),
    (
        "answer where none is allowed",
        whole(step("a", answer_by="b"), step("b", turns=["O1"])),
        "steps[0].answer_by",
    ),
    (
        "answer by the same side only",
        whole(step("a", answer_by="b"), step("b", links=["answers"])),
        "steps[0].answer_by",
    ),
    (
        "bell after the end",
        whole(step("a", bells=[{"at_s": "301", "count": "1"}])),
        "steps[0].bells",
    ),
    (
        "bells out of order",
        whole(step("a", bells=[{"at_s": "9", "count": "1"}, {"at_s": "9", "count": "1"}])),
        "steps[0].bells",
    ),
    (
        "bell of a due date",
        whole(step("a", seconds=None, due_hours="1", bells=[{"at_s": "9", "count": "1"}])),
        "steps[0].bells",
    ),
    (
        "bell with four rings",
        whole(step("a", bells=[{"at_s": "9", "count": "4"}])),
        "steps[0].bells[0].count",
    ),
    ("no hint", whole(step("a", hint="")), "steps[0].hint"),
    ("unknown entry", whole(step("a", entry="song")), "steps[0].entry"),
    ("misspelt key of a step", whole(step("a", second="1")), "steps[0].second"),
]


@pytest.mark.parametrize(
    ("data", "path"), [case[1:] for case in REFUSED], ids=[c[0] for c in REFUSED]
)
def test_a_faulty_format_is_refused_with_the_path_of_its_fault(
    data: dict[str, Any], path: str
) -> None:
    with pytest.raises(FormatError) as refusal:
        formats.read(data)
    assert path in {problem.path for problem in refusal.value.problems}
    assert all(problem.message.endswith(".") for problem in refusal.value.problems)


def test_all_faults_are_named_at_once() -> None:
    with pytest.raises(FormatError) as refusal:
        formats.read(whole(step("a", seconds="0"), step("a", hint=""), title=""))
    paths = {problem.path for problem in refusal.value.problems}
    assert paths == {"steps[0].seconds", "steps[1].hint", "steps[1].slug", "title"}
    assert "title: This is missing." in str(refusal.value)


def test_what_is_no_mapping_is_refused() -> None:
    with pytest.raises(FormatError):
        formats.read(["x"])  # type: ignore[arg-type]


def test_an_answer_may_come_from_an_open_floor() -> None:
    floor = step("floor", turns=[], open_to=["debaters"], links=["answers"])
    assert formats.read(whole(step("case", answer_by="floor"), floor)).steps[0].answer_by == "floor"


def test_points_of_an_open_floor_may_ask_both_sides_for_an_answer() -> None:
    floor = step("floor", turns=[], open_to=["debaters"], answer_by="last")
    last = step("last", turns=["P1", "O1"], links=["answers"])
    assert formats.read(whole(floor, last)).steps[0].answer_by == "last"


def test_edited_lengths_move_the_bells() -> None:
    odd = step("odd", bells=[{"at_s": "60", "count": "1"}, {"at_s": "300", "count": "3"}])
    fmt = formats.with_seconds(formats.read(whole(step("case"), odd)), [120, 200])
    assert fmt.steps[0].bells == (Bell(60, 1), Bell(120, 2))
    assert fmt.steps[1].bells == (Bell(200, 3),)


def test_a_step_without_a_new_length_stays() -> None:
    fmt = formats.read(whole())
    assert formats.with_seconds(fmt, [None, 300]) == fmt


@pytest.mark.parametrize("seconds", [[300], [0, 300], [300, 20_000]])
def test_lengths_that_cannot_be_are_refused(seconds: list[int]) -> None:
    with pytest.raises(FormatError):
        formats.with_seconds(formats.read(whole()), seconds)


def test_a_due_date_has_no_length_in_seconds() -> None:
    fmt = shipped("written")
    with pytest.raises(FormatError) as refusal:
        formats.with_seconds(fmt, [60] + [None] * 5)
    assert refusal.value.problems[0].path == "steps[0].seconds"


def test_a_format_of_due_dates_cannot_be_fitted() -> None:
    with pytest.raises(FormatError):
        formats.fit(shipped("written"), 45)


def test_too_few_minutes_are_refused_with_the_least_that_is_needed() -> None:
    with pytest.raises(FormatError, match="12 steps of at least 15 seconds need 3 minutes"):
        formats.fit(shipped("seminar"), 2)
    assert formats.total_seconds(formats.fit(shipped("seminar"), 3)) == 180


def test_fitting_changes_nothing_but_lengths_and_bells() -> None:
    fmt = shipped("seminar")
    assert formats.fit(fmt, 45) == fmt
    before, after = deepcopy(formats.as_data(fmt)), formats.as_data(formats.fit(fmt, 50))
    for data in (before, after):
        for one in data["steps"]:  # type: ignore[attr-defined]
            del one["seconds"], one["bells"]
    assert before == after


LENGTHS = st.lists(st.integers(1, 1200), min_size=1, max_size=14)


def timed(lengths: list[int], *, room: bool) -> Format:
    """Speeches of these lengths, side after side, and an open floor at the end if `room`."""
    steps = [
        step(f"s{n}", seconds=str(length), turns=["P1" if n % 2 else "O1"])
        for n, length in enumerate(lengths)
    ]
    if room:
        steps.append(step("floor", turns=[], open_to=["audience"]))
    return formats.read(whole(*steps))


@given(LENGTHS, st.integers(1, 200))
def test_with_a_step_of_the_whole_room_the_fit_is_exact(lengths: list[int], minutes: int) -> None:
    fmt = timed(lengths, room=True)
    if minutes * 60 >= 15 * len(fmt.steps):
        assert formats.total_seconds(formats.fit(fmt, minutes)) == minutes * 60


@given(LENGTHS, st.integers(4, 200))
def test_a_fit_is_never_above_and_falls_short_by_less_than_a_round(
    lengths: list[int], minutes: int
) -> None:
    fmt = timed(lengths, room=False)
    fitted = formats.fit(fmt, minutes)
    alike = min(lengths.count(length) for length in lengths)
    assert 0 <= minutes * 60 - formats.total_seconds(fitted) < 5 * alike
    assert all((one.seconds or 0) >= 15 and (one.seconds or 0) % 5 == 0 for one in fitted.steps)


@given(LENGTHS, st.integers(4, 200), st.booleans())
def test_speeches_of_one_length_stay_equal_and_longer_ones_no_shorter(
    lengths: list[int], minutes: int, room: bool
) -> None:
    fitted = formats.fit(timed(lengths, room=room), minutes).steps
    new = {}
    for length, one in zip(lengths, fitted, strict=False):
        assert new.setdefault(length, one.seconds) == one.seconds
