"""Formats that are refused: each fault with its path and its sentence, and nothing beside it."""

from typing import Any

import pytest

from debate.domain import formats
from debate.domain.formats import FormatError
from tests.domain.written_formats import TEAMS, step, vote, whole

Data = dict[str, Any]

# Sentence → what is wrong in the one step of a format, and where.
OF_A_STEP: dict[str, list[tuple[str, Data]]] = {
    "This must be a whole number from 1 to 14400.": [
        ("seconds", {"seconds": "0"}),
        ("seconds", {"seconds": "5m"}),
        ("seconds", {"seconds": True}),
        ("seconds", {"seconds": "x", "bells": [{"at_s": "9", "count": "1"}]}),
    ],
    "Give exactly one of seconds and due_hours.": [
        ("seconds", {"due_hours": "1"}),
        ("seconds", {"seconds": None}),
    ],
    "A step with a due date moves on by time.": [
        ("advance", {"seconds": None, "due_hours": "1", "advance": "act"})
    ],
    "Write a side and a speaker up to 2, such as P1; not “1”.": [("turns", {"turns": ["1"]})],
    "Write a side and a speaker up to 2, such as P1; not “P3”.": [("turns", {"turns": ["P3"]})],
    "Each entry of this list must be text.": [("turns", {"turns": [1]})],
    "A speaker stands here twice.": [("turns", {"turns": ["P1", "P1"]})],
    "Turns stand only in a step of points (or none) without open_to.": [
        ("turns", {"open_to": ["audience"]})
    ],
    "Nobody can enter anything here: give turns or open_to.": [("open_to", {"turns": []})],
    "Each entry must be one of: debaters, audience, judges.": [
        ("open_to", {"turns": [], "open_to": ["dogs"]})
    ],
    "An entry stands here twice.": [("open_to", {"turns": [], "open_to": ["judges", "judges"]})],
    "An exchange needs an asker and an answerer, or turns of both sides.": [
        ("asker", {"entry": "exchange"}),
        ("answerer", {"entry": "exchange", "asker": "P1"}),
    ],
    "Asker and answerer must be of different sides.": [
        ("answerer", {"entry": "exchange", "asker": "P1", "answerer": "P2"})
    ],
    "A crossfire has turns, and no asker or answerer.": [
        ("asker", {"entry": "exchange", "asker": "P1", "answerer": "O1", "turns": ["P1"]})
    ],
    "Only a step whose entry is exchange has an asker and an answerer.": [
        ("asker", {"asker": "P1"}),
        ("answerer", {"answerer": "P1"}),
    ],
    "A vote, and only a vote, says whether it is before or after.": [("poll", {"poll": "after"})],
    "This must be true or false.": [("sealed", {"sealed": "maybe"})],
    "This is below cards_min.": [("cards_max", {"cards_min": "2", "cards_max": "1"})],
    "Each entry must be one of: answers, concedes, turns, extends, cross_applies.": [
        ("links", {"links": ["likes"]})
    ],
    "This must be the slug of a later step.": [("answer_by", {"answer_by": "x"})],
    "Bells stand in order, none later than 300 seconds.": [
        ("bells[0].at_s", {"bells": [{"at_s": "301", "count": "1"}]}),
        ("bells[1].at_s", {"bells": [{"at_s": "9", "count": "1"}, {"at_s": "9", "count": "1"}]}),
    ],
    "Bells need a step of seconds, not a due date.": [
        ("bells", {"seconds": None, "due_hours": "1", "bells": [{"at_s": "9", "count": "1"}]})
    ],
    "This must be a whole number from 1 to 3.": [
        ("bells[0].count", {"bells": [{"at_s": "9", "count": "4"}]})
    ],
    "This is missing.": [
        ("hint", {"hint": ""}),
        ("poi.close_s", {"poi": {"open_s": "60"}}),
    ],
    "This must be one of: points, exchange, vote, reflection, check, statement, none.": [
        ("entry", {"entry": "song"})
    ],
    "This key is not known here.": [
        ("second", {"second": "1"}),
        ("poi.x", {"poi": {"open_s": "1", "close_s": "2", "x": "1"}}),
    ],
    "Write a side and a speaker up to 2, such as P1; not “O9”.": [
        ("answerer", {"entry": "exchange", "asker": "P1", "answerer": "O9"})
    ],
    "An exchange is between its speakers; it is not open to a group.": [
        (
            "open_to",
            {"entry": "exchange", "asker": "P1", "answerer": "O1", "open_to": ["audience"]},
        ),
    ],
    "sealed, links and answer_by need a step whose entry is points.": [
        ("links", {"entry": "exchange", "asker": "P1", "answerer": "O1", "links": ["answers"]}),
        ("sealed", {"entry": "exchange", "asker": "P1", "answerer": "O1", "sealed": "true"}),
    ],
    "Only speeches with turns can argue the other side.": [
        ("reversed", {"entry": "exchange", "turns": ["P1", "O1"], "reversed": "true"}),
        ("reversed", {"turns": None, "open_to": ["debaters"], "reversed": "true"}),
    ],
    "A crossfire needs speakers of both sides.": [
        ("turns", {"entry": "exchange", "turns": ["P1", "P2"]})
    ],
    "Where no point can answer another, all would be marked as new.": [
        ("new_arguments", {"new_arguments": "false"}),
        (
            "new_arguments",
            {"entry": "exchange", "asker": "P1", "answerer": "O1", "new_arguments": "false"},
        ),
    ],
    "Points of information are offered to one speaker who makes points.": [
        ("poi", {"turns": None, "open_to": ["debaters"], "poi": {"open_s": "1", "close_s": "2"}}),
        ("poi", {"turns": ["P1", "O1"], "poi": {"open_s": "1", "close_s": "2"}}),
    ],
    "Points of information need a speech with a length, not a due date.": [
        ("poi", {"seconds": None, "due_hours": "1", "poi": {"open_s": "1", "close_s": "2"}})
    ],
    "A sealed speech takes no points of information: nobody hears it yet.": [
        ("poi", {"sealed": "true", "poi": {"open_s": "1", "close_s": "2"}})
    ],
    "The window must open before it closes.": [
        ("poi.open_s", {"poi": {"open_s": "60", "close_s": "60"}})
    ],
    "The window must close within the speech, which has 300 seconds.": [
        ("poi.close_s", {"poi": {"open_s": "60", "close_s": "301"}})
    ],
    "This must be a mapping of keys to values.": [("poi", {"poi": "1:00"})],
    "This must be a whole number from 0 to 14400.": [
        ("poi.open_s", {"poi": {"open_s": "a", "close_s": "2"}})
    ],
    "A clock for each side needs timed points open to debaters only.": [
        ("side_clocks", {"side_clocks": "true"}),
        (
            "side_clocks",
            {"turns": None, "open_to": ["debaters", "audience"], "side_clocks": "true"},
        ),
        (
            "side_clocks",
            {
                "turns": None,
                "open_to": ["debaters"],
                "seconds": None,
                "due_hours": "1",
                "side_clocks": "true",
            },
        ),
    ],
    "A length of one turn needs side_clocks.": [("turn_seconds", {"turn_seconds": "30"})],
    "A turn cannot be longer than one side's half of the step.": [
        (
            "turn_seconds",
            {"turns": None, "open_to": ["debaters"], "side_clocks": "true", "turn_seconds": "151"},
        ),
    ],
    "This must be a whole number from 10 to 14400.": [
        (
            "turn_seconds",
            {"turns": None, "open_to": ["debaters"], "side_clocks": "true", "turn_seconds": "9"},
        ),
    ],
    "Only speeches with turns can be handed in.": [
        ("advance", {"turns": None, "open_to": ["debaters"], "advance": "handed_in"}),
        ("advance", {"entry": "exchange", "turns": ["P1", "O1"], "advance": "handed_in"}),
    ],
    "This must be one of: act, time, handed_in.": [("advance", {"advance": "soon"})],
    "A due date has a late policy instead: late and late_hours.": [
        ("grace_s", {"seconds": None, "due_hours": "1", "grace_s": "5"})
    ],
    "This must be a whole number from 0 to 120.": [("grace_s", {"grace_s": "121"})],
    "A late policy needs a step with a due date.": [
        ("late", {"late": "mark", "late_hours": "2"}),
        ("late_hours", {"late_hours": "2"}),
    ],
    "Say for how many hours late work is let in; with refuse, 0.": [
        ("late_hours", {"seconds": None, "due_hours": "1", "late": "grace"}),
        ("late_hours", {"seconds": None, "due_hours": "1", "late_hours": "1"}),
    ],
    "This must be one of: refuse, mark, grace.": [
        ("late", {"seconds": None, "due_hours": "1", "late": "often"})
    ],
}

# Sentence → what is wrong at the top of a format, and where.
OF_THE_WHOLE: dict[str, list[tuple[str, Data]]] = {
    "This is missing.": [
        ("title", {"title": ""}),
        ("decision", {"decision": None}),
        ("teams.OB", {"teams": {**TEAMS, "OB": ""}, "decision": "ranks"}),
    ],
    "This must be text.": [("title", {"title": ["x"]})],
    "At most 80 characters; this has 81.": [("title", {"title": "x" * 81})],
    "Use lower-case letters, digits and single - or _ signs only.": [("slug", {"slug": "a b"})],
    "This must be a mapping of keys to values.": [("sides", {"sides": None})],
    "This key is not known here.": [
        ("sides.Q", {"sides": {"P": "a", "O": "b", "Q": "c"}}),
        ("titel", {"titel": "x"}),
    ],
    "This must be one of: judges, swing, ranks, none.": [("decision", {"decision": "dice"})],
    "This must be a whole number from 1 to 8.": [("team_seats", {"team_seats": "9"})],
    "This must be a list.": [("steps", {"steps": "x"})],
    "A format has from 1 to 60 steps; this has 0.": [("steps", {"steps": []})],
    "Give points_min, points_max and points_step together or not at all.": [
        ("points_min", {"points_min": "25"})
    ],
    "The range must rise from points_min to points_max in whole steps.": [
        ("points_step", {"points_min": "3", "points_max": "2", "points_step": "1"}),
        ("points_step", {"points_min": "1", "points_max": "2", "points_step": "0.3"}),
    ],
    "This must be a number such as 25 or 0.5.": [
        ("points_min", {"points_min": "a"}),
        ("points_min", {"points_min": True}),
    ],
    "A swing needs a vote before and a vote after.": [("decision", {"decision": "swing"})],
    "With four teams each side has an even number of seats.": [
        ("team_seats", {"teams": TEAMS, "team_seats": "3", "decision": "ranks"})
    ],
    "Four teams are ranked, and only four teams are: decision is ranks.": [
        ("decision", {"teams": TEAMS}),
        ("decision", {"decision": "ranks"}),
    ],
    "Another team has this name.": [
        ("teams.OB", {"teams": {**TEAMS, "OB": "OG"}, "decision": "ranks"})
    ],
    "The other side has this name.": [("sides.O", {"sides": {"P": "A", "O": "A"}})],
    "A bank of preparation time is for two teams, not for four.": [
        ("prep_bank_s", {"teams": TEAMS, "decision": "ranks", "prep_bank_s": "60"})
    ],
}

# Sentence → a format whose steps do not go together, and where.
BETWEEN_STEPS: dict[str, list[tuple[str, Data]]] = {
    "This must be a mapping of keys to values.": [("steps[0]", whole("x"))],
    "After an opening vote at least one more step is needed.": [
        ("steps", whole(vote("first", "before")))
    ],
    "Turns stand only in a step of points (or none) without open_to.": [
        ("steps[0].turns", whole(vote("case", "before", turns=["P1"]), step("last"))),
        ("steps[1].turns", whole(step("a"), step("c", entry="statement", turns=["P1"]))),
    ],
    "A vote, and only a vote, says whether it is before or after.": [
        ("steps[0].poll", whole(vote("ask", None), step("case")))
    ],
    "One vote before and one after at most, in this order.": [
        ("steps[1].poll", whole(vote("one", "after"), vote("two", "before"))),
        ("steps[1].poll", whole(vote("one", "before"), vote("two", "before"))),
    ],
    "sealed, links and answer_by need a step whose entry is points.": [
        ("steps[0].sealed", whole(vote("one", "before", sealed="true"), step("c")))
    ],
    "Another step has this slug.": [("steps[1].slug", whole(step("case"), step("case")))],
    "This must be the slug of a later step.": [
        ("steps[1].answer_by", whole(step("a"), step("b", answer_by="a")))
    ],
    "Nobody can answer until then: no step in between allows it.": [
        ("steps[0].answer_by", whole(step("a", answer_by="b"), step("b", turns=["O1"]))),
        ("steps[0].answer_by", whole(step("a", answer_by="b"), step("b", links=["answers"]))),
    ],
    "A check or a joint statement is open to debaters, and to nobody else.": [
        (
            "steps[1].open_to",
            whole(step("a"), step("c", entry="check", of=["a"], open_to=["audience"])),
        ),
    ],
    "A check, and only a check, names the steps whose speeches are checked.": [
        ("steps[1].of", whole(step("a"), step("c", entry="check", open_to=["debaters"]))),
        ("steps[1].of", whole(step("a"), step("c", of=["a"]))),
    ],
    "These must be slugs of earlier steps with speeches.": [
        ("steps[1].of", whole(step("a"), step("c", entry="check", open_to=["debaters"], of=["c"]))),
        (
            "steps[1].of",
            whole(step("a"), step("c", entry="check", open_to=["debaters"], of=["d"]), step("d")),
        ),
        (
            "steps[1].of",
            whole(
                step("a", turns=None, open_to=["debaters"]),
                step("c", entry="check", open_to=["debaters"], of=["a"]),
            ),
        ),
    ],
    "An entry stands here twice.": [
        (
            "steps[1].of",
            whole(step("a"), step("c", entry="check", open_to=["debaters"], of=["a", "a"])),
        ),
    ],
    "Each of these steps must have speeches of one team only.": [
        (
            "steps[1].of",
            whole(
                step("a", turns=["P1", "O1"]),
                step("c", entry="check", open_to=["debaters"], of=["a"]),
            ),
        ),
    ],
    "A bank of preparation time needs steps with a length.": [
        ("prep_bank_s", whole(step("a", seconds=None, due_hours="1"), prep_bank_s="60"))
    ],
    "This must be a whole number from 1 to 8.": [
        ("team_seats", whole(step("a", turns=["P5"]), team_seats="x"))
    ],
}

REFUSED = [
    *(
        (f"steps[0].{path}", said, whole(step("a", **data)))
        for said, rows in OF_A_STEP.items()
        for path, data in rows
    ),
    *((path, said, whole(**data)) for said, rows in OF_THE_WHOLE.items() for path, data in rows),
    *((path, said, data) for said, rows in BETWEEN_STEPS.items() for path, data in rows),
]


@pytest.mark.parametrize(("path", "sentence", "data"), REFUSED)
def test_a_faulty_format_is_refused_with_the_path_of_its_fault_and_a_sentence(
    path: str, sentence: str, data: Data
) -> None:
    with pytest.raises(FormatError) as refusal:
        formats.read(data)
    found = [(problem.path, problem.message) for problem in refusal.value.problems]
    assert found == [(path, sentence)]


def test_all_faults_are_named_at_once() -> None:
    with pytest.raises(FormatError) as refusal:
        formats.read(whole(step("a", seconds="0"), step("a", hint=""), title=""))
    paths = {problem.path for problem in refusal.value.problems}
    assert paths == {"steps[0].seconds", "steps[1].hint", "steps[1].slug", "title"}
    assert "title: This is missing." in str(refusal.value)


def test_what_is_no_mapping_is_refused() -> None:
    with pytest.raises(FormatError):
        formats.read(["x"])  # type: ignore[arg-type]
