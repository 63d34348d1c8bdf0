"""Points of information: who may offer and accept, and when."""

from typing import Any

import pytest

from debate.domain import clock, offers
from debate.domain.clock import Control, Reading
from debate.domain.offers import ACCEPTED, DECLINED, OPEN, PROTECTED, Offer
from tests.domain.runs import made, step

S = 1000
FMT = made(
    step("speech", turns=["P1"], seconds="240", poi={"open_s": "60", "close_s": "180"}),
    step("plain", turns=["O1"], seconds="60"),
)
STANDS = Offer(1, 7, OPEN, False)
WAITS = Offer(2, 8, ACCEPTED, False)
ASKED = Offer(3, 8, ACCEPTED, True)
GONE = Offer(4, 7, DECLINED, False)


def at(seconds: int, *controls: Control, factor: int = 100) -> Reading:
    return clock.read(FMT, [Control(1, "start", 0), *controls], factor, seconds * S)


OPENED = at(60)
PAUSED = at(90, Control(2, "pause", 80 * S))


@pytest.mark.parametrize(
    ("seconds", "factor", "takes"),
    [
        (59, 100, False),
        (60, 100, True),
        (179, 100, True),
        (180, 100, False),
        (60, 150, True),  # it opens as planned, and closes as long before the end
        (299, 150, True),
        (300, 150, False),
    ],
)
def test_offers_are_made_while_the_window_is_open_and_not_in_protected_time(
    seconds: int, factor: int, takes: bool
) -> None:
    wrong = offers.check_offer(at(seconds, factor=factor), "O", "P", False, [])
    assert wrong == ("" if takes else PROTECTED)


@pytest.mark.parametrize(
    ("reading", "side", "speaker", "done", "own", "said"),
    [
        (OPENED, "O", "P", False, [GONE, ASKED], ""),
        (OPENED, "P", "P", False, [], "other side"),
        (OPENED, None, "P", False, [], "other side"),
        (OPENED, "O", None, False, [], "other side"),
        (OPENED, "O", "P", True, [], "protected time"),
        (OPENED, "O", "P", False, [STANDS], "stands already"),
        (OPENED, "O", "P", False, [WAITS], "put your question"),
        (PAUSED, "O", "P", False, [], "clock stands"),
        (at(0, Control(2, "next", 0)), "P", "O", False, [], "no points of information"),
    ],
)
def test_an_offer_is_for_debaters_of_the_other_side_one_at_a_time(
    reading: Reading, side: str | None, speaker: str | None, done: bool, own: Any, said: str
) -> None:
    wrong = offers.check_offer(reading, side, speaker, done, own)
    assert (said in wrong) if said else not wrong


@pytest.mark.parametrize(
    ("reading", "offer", "others", "said"),
    [
        (OPENED, STANDS, [STANDS, GONE, ASKED], ""),
        (OPENED, STANDS, [STANDS, WAITS], "accepted another"),
        (OPENED, GONE, [GONE], "does not stand"),
        (OPENED, ASKED, [ASKED], "does not stand"),
        (PAUSED, STANDS, [STANDS], "clock stands"),
        (at(200), STANDS, [STANDS], "protected time"),
    ],
)
def test_a_speaker_accepts_one_offer_after_the_other(
    reading: Reading, offer: Offer, others: Any, said: str
) -> None:
    wrong = offers.check_accept(reading, offer, others)
    assert (said in wrong) if said else not wrong


def test_a_question_is_short_where_the_format_does_not_ask_for_shorter_still() -> None:
    short = made(step("speech", turns=["P1"], reasons_max="200")).steps[0]
    assert [offers.question_max(one) for one in (FMT.steps[0], short)] == [300, 200]
