"""The votes in a transcript: as a section of JSON, and as lines of the page and the files."""

import json
from typing import Any

from debate.domain import polls
from debate.domain.polls import Vote
from debate.export import transcripts_polls
from debate.queries import polls_points, polls_words
from debate.queries.polls import Moves, PollResults
from debate.queries.polls_points import PointLine

BEFORE = [Vote(seat, choice) for seat, choice in enumerate("PPPPPPPPPUUUUUUOOOOOOO")]
NAMED = ["O2.1"] * 7 + ["none"] * 3 + ["P1.1"] * 2 + [None] * 10
AFTER = [
    Vote(seat, choice, moved_by=point)
    for seat, (choice, point) in enumerate(zip("PPPPPPUOOPUOOOOPOOOOOO", NAMED, strict=True))
]
LINES = [PointLine(address, address[:2], 0, "", f"Claim {address}") for address in ("P1.1", "O2.1")]


def found(**changed: Any) -> PollResults:
    """What 22 voters gave, of whom twelve answered."""
    values = {
        "before": polls.totals(BEFORE),
        "after": polls.totals(AFTER),
        "swing": polls.swing(BEFORE, AFTER),
        "moves": Moves(((6, 1, 2), (1, 1, 4), (1, 0, 6)), 2, 7, 13),
        "debaters_before": None,
        "debaters_after": None,
        "debaters_swing": polls.swing(BEFORE[:4], AFTER[:4]),
        "moved_by": polls_points.named(BEFORE, AFTER, LINES),
        "debaters_moved_by": None,
        "voters": {"before": 22, "after": 22},
        "unconfirmed": 0,
        "waiting": (),
        "doubtful": (),
    }
    return PollResults(**(values | changed))


def test_the_section_holds_intervals_and_how_often_each_point_was_named() -> None:
    section = json.loads(json.dumps(transcripts_polls.section(found())))
    assert section["swing"]["gains"] == {"P": -455, "O": 2273}
    assert section["swing"]["intervals"] == {"P": [-2457, 1612], "O": [-88, 4257]}
    assert section["debaters_swing"]["intervals"] is None  # four voters
    assert section["moved_by"] == {
        "n": 12,
        "none": 3,
        "moved": 5,
        "none_moved": 3,
        "points": [
            {"address": "O2.1", "n": 7, "moved": 1},
            {"address": "P1.1", "n": 2, "moved": 1},
        ],
    }
    assert section["debaters_moved_by"] is None


def test_lines_tell_the_swing_with_its_uncertainty_and_the_points() -> None:
    lines = polls_words.record_lines(found(), {"P": "Proposition", "O": "Opposition"})
    assert lines == (
        "Swing of the 22 in the audience who voted both times: Proposition −4.5 points (95 % "
        "interval −24.6 to +16.1), Opposition +22.7 points (95 % interval −0.9 to +42.6). Both "
        "intervals include zero: too few voters to tell this swing from chance.",
        "7 of 22 voters moved towards Opposition and 2 towards Proposition; 13 stayed put.",
        "Swing of the 4 debaters who voted both times: Proposition 0.0 points, Opposition 0.0 "
        "points. A lead below five points is a dead heat. Fewer than five voters are too few to "
        "tell a swing from chance.",
        "What moved the audience most, by 12 answers; in brackets those who changed their vote: "
        "O2.1 7 (1), P1.1 2 (1), no point 3 (3).",
    )


def test_where_those_who_moved_are_few_they_are_not_told_apart() -> None:
    named = polls_points.named(BEFORE, [*AFTER[:9], *AFTER[10:]], LINES)
    line = polls_words.record_lines(
        found(moves=None, swing=None, debaters_swing=None, moved_by=named), {}
    )
    assert line == ("What moved the audience most, by 11 answers: O2.1 7, P1.1 2, no point 2.",)


def test_where_nothing_is_shown_nothing_is_told() -> None:
    hidden = found(swing=None, moves=None, debaters_swing=None, moved_by=None)
    assert polls_words.record_lines(hidden, {"P": "Proposition", "O": "Opposition"}) == ()
    section = transcripts_polls.section(hidden._replace(before=None, after=None))
    assert {*section.values()} == {None, 0}
