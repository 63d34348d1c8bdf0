"""Events: the kinds there are, the views they reach, and what a change wakes.

Tables are the state; an event is written with each change. What time alone changes (a bell, a
reveal, a deadline) is no event. The hash chain over events is `debate.domain.chain`.
"""

from dataclasses import dataclass

ROOM = "room"
JUDGES = "judges"
MODERATORS = "moderators"
TEAMS = {"P": "team1", "O": "team2"}
SIDES = {view: side for side, view in TEAMS.items()}
ALL_VIEWS = (ROOM, JUDGES, "team1", "team2", MODERATORS)

KINDS = frozenset(
    {
        "debate_created",
        "seat_claimed",
        "seat_confirmed",
        "seat_released",
        "seat_assigned",
        "seat_left",
        "seat_absent",
        "speech_assigned",
        "control",
        "cards_dealt",
        "card_drawn",
        "card_swapped",
        "point_sent",
        "point_held",
        "point_approved",
        "point_returned",
        "point_hidden",
        "point_restored",
        "point_redacted",
        "passage_redacted",
        "point_struck",
        "point_unstruck",
        "points_not_sent",
        "speech_handed_in",
        "agreement_given",
        "agreement_redacted",
        "challenge_made",
        "challenge_stated",
        "challenge_skipped",
        "challenge_withdrawn",
        "challenge_ruled",
        "challenge_reversed",
        "challenges_set",
        "offer_made",
        "offer_accepted",
        "offer_declined",
        "offer_withdrawn",
        "hand_raised",
        "hand_lowered",
        "floor_given",
        "floor_taken",
        "announcement",
        "announcement_withdrawn",
        "hold_set",
        "measure_taken",
        "measure_lifted",
        "measure_read",
        "report_made",
        "report_read",
        "report_decided",
        "mode_set",
        "scribe_named",
        "scribe_ended",
        "reading_marked",
        "vote_cast",
        "totals_shown",
        "ballot_handed_in",
        "ballots_closed",
        "ballots_reopened",
        "mark_given",
        "note_given",
        "note_withdrawn",
        "question_asked",
        "question_answered",
        "question_decided",
        "grade_set",
        "grade_formula_set",
        "second_mark_given",
        "second_mark_settled",
        "reflection_handed_in",
        "line_named",
        "released",
        "interrupted",
        "sealed",
        "erased",
    }
)


# Added to a debate's id, it lies far from the ids of seats and accounts.
_SCREENS = 10**9


def screens(debate_id: int) -> int:
    """Who holds the streams of a debate's projectors: not a seat, so below 0."""
    return -(_SCREENS + debate_id)


@dataclass(frozen=True)
class Wake:
    """What a commit tells the streams of one debate.

    `hint` is a noun without content; `target` is "" for every view, a view's name, or "seat:<id>".
    `close_seat` is the id of a seat whose streams must end (0: none).
    """

    debate_id: int
    hint: str = ""
    target: str = ""
    close_seat: int = 0


@dataclass(frozen=True)
class Change:
    """One row of a page that an event touched, and the views that are shown it.

    `target` is the id of the element on the page ("point-P2.3", "floor"); `into` the id of the list
    that it joins when it is new ("" means replace only).
    """

    target: str
    into: str = ""
    views: tuple[str, ...] = ALL_VIEWS
    taken_back: bool = False
