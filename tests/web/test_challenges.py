"""Evidence challenges over plain HTTP: called, challenged, answered, ruled on, taken back."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from debate.db import clock_ms, transaction
from debate.domain import transcripts
from debate.domain.speeches import Words
from debate.models.challenges import Challenge
from debate.models.sittings import Sitting
from debate.models.speeches import Point
from debate.models.wordlists import Wordlist
from debate.services import debates as debate_writes
from debate.services import speeches
from tests import cast
from tests.cast import MINUTE
from tests.services.challenging import CARD, hold
from tests.services.moderating import seat_actor
from tests.web.pages import fields

WORDS = "The author reports what critics say, and refutes it two lines later."


class Room:
    """A debate in which Amara has cited card No. 1 in P1.1, and everybody's browser."""

    def __init__(self, app: Any, session: Any) -> None:
        self.app, self.session = app, session
        started = clock_ms() - MINUTE
        self.cast = cast.make(session, started)
        hold(session, self.cast, "amara", CARD)
        cast.start(session, self.cast, started)
        with transaction(session):
            debate = debate_writes.lock(session, self.cast.slug)
            seat = seat_actor(self.cast, "amara")
            words, at = Words("It is likely", "", (CARD,)), started + 1000
            sent = speeches.send_point(session, seat, debate, "P1", words, now=at, arrival=at)
        self.point = sent.point_id
        self.citation = f"challenges/points/{self.point}/cards/{CARD}"
        self.clients: dict[str, FlaskClient] = {}

    def client(self, who: str) -> FlaskClient:
        if who not in self.clients:
            client = self.clients[who] = self.app.test_client()
            if who in self.cast.seats:
                cast.as_seat(self.session, client, self.cast.seats[who], clock_ms())
            else:
                cast.as_account(self.session, client, getattr(self.cast, who), clock_ms())
        return self.clients[who]

    def at(self, who: str) -> str:
        base = f"/debates/{self.cast.slug}/"
        return base + (f"{self.cast.seats[who].number}/" if who in self.cast.seats else "")

    def get(self, who: str, path: str = "") -> Any:
        return self.client(who).get(self.at(who) + path)

    def page(self, who: str, path: str = "") -> str:
        return text(self.get(who, path).text)

    def post(self, who: str, path: str, **data: object) -> Any:
        return self.client(who).post(self.at(who) + path, data=data)

    def challenge(self, who: str = "priya", ground: str = "straw", statement: str = WORDS) -> Any:
        page = self.get(who, self.citation).text
        form = fields(page, self.citation)
        form.setlist("ground", [ground])
        form.setlist("statement", [statement])
        return self.client(who).post(self.at(who) + self.citation, data=form)

    def answer(self, who: str = "amara") -> Any:
        return self.post(who, "challenges/1/statement", statement="The holder is named in P1.1.")

    def rule(self, **more: str) -> Any:
        ruling = {"upheld": "yes", "remedy": "strike", "reason": "The next sentence refutes it."}
        return self.post("owner", "challenges/1/ruling", **ruling | {"resume": "yes"} | more)

    def state(self) -> str:
        self.session.expire_all()
        return str(self.session.get(Point, self.point).state)


def text(page: str) -> str:
    """A page without its markup, in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.fixture
def room(app: Any, session: Any) -> Room:
    return Room(app, session)


def test_an_author_reads_in_their_own_part_that_a_point_was_struck(room: Room) -> None:
    told = "Struck by a ruling, out of flow and score. The next sentence refutes it."
    assert (room.challenge().status_code, room.answer().status_code) == (303, 303)
    assert room.rule().status_code == 303
    assert told in room.page("amara", "parts/turn")
    assert told not in room.page("priya", "parts/turn")


def test_anybody_calls_for_a_card_and_only_the_other_side_may_challenge_it(room: Room) -> None:
    for who in ("priya", "tomas", "mei", "kofi"):
        card = room.page(who, f"cards/{CARD}")
        assert "Gist of paragraph 1" in card
        assert "P1.1 It is likely" in card
        assert "Read whole" in card
        assert ("Challenge this citation" in card) == (who == "priya")
    assert "Debaters challenge evidence that the other side cited" in room.page(
        "tomas", f"cards/{CARD}"
    )


def test_a_challenge_goes_from_the_form_to_the_strip_of_every_screen(room: Room) -> None:
    assert room.challenge().status_code == 303
    for who in ("amara", "jonas", "mei", "kofi", "owner"):
        page = room.page(who)
        assert "Priya Nair challenges card No. 1" in page
        assert "Stopped: card No. 1 is challenged" in page
        assert "the statement of Amara Diallo" in page
    assert "Answer the challenge" in room.page("amara")
    assert "Answer the challenge" not in room.page("priya")
    console = room.client("owner").get(f"/sittings/{room.cast.sitting.slug}/console").text
    assert "Priya Nair challenges card No. 1" in text(console)


def test_a_refused_challenge_keeps_ground_and_words(room: Room) -> None:
    answer = room.challenge(statement="x" * 501)
    assert answer.status_code == 422
    assert "At most 500 characters; this has 501" in answer.text
    kept = fields(answer.text, room.citation)
    assert (kept["ground"], kept["statement"]) == ("straw", "x" * 501)
    assert room.session.query(Challenge).count() == 0


def test_the_same_form_sent_twice_is_one_challenge(room: Room) -> None:
    form = fields(room.get("priya", room.citation).text, room.citation)
    form.setlist("ground", ["straw"])
    form.setlist("statement", [WORDS])
    address = room.at("priya") + room.citation
    answers = [room.client("priya").post(address, data=form) for _ in "ab"]
    assert [one.headers["Location"][-12:] for one in answers] == ["challenges/1"] * 2
    assert room.session.query(Challenge).count() == 1


def test_both_sides_speak_and_the_moderator_rules_with_the_source_beside_it(room: Room) -> None:
    room.challenge()
    case = room.page("owner", "challenges/1")
    assert "Go on without a statement" in case
    assert "Your ruling" not in case
    assert room.answer().status_code == 303
    case = room.page("owner", "challenges/1")
    for words in (
        WORDS,
        "The holder is named in P1.1.",
        "Gist of paragraph 1",
        "cannot be checked",
    ):
        assert words in case
    assert room.rule().status_code == 303
    assert room.state() == "struck"
    page = room.page("kofi")
    assert "Struck by a ruling, out of flow and score. The next sentence refutes it." in page
    assert "challenges card" not in page
    assert "Paused" not in page
    ruled = room.page("kofi", "challenges/1")
    assert "Upheld. Strike the point. The next sentence refutes it." in ruled
    assert "Dr Ansah" not in ruled


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"upheld": ""}, "Say whether the challenge is upheld."),
        ({"reason": " "}, "Give the reason"),
        ({"upheld": "no"}, "changes nothing about point and card"),
        ({"remedy": "correct"}, "no newer version of this card"),
        ({"warned": "challenger"}, "Warn the author with an upheld challenge"),
    ],
)
def test_a_ruling_that_cannot_be_says_why_and_keeps_the_words(
    room: Room, change: dict[str, str], sentence: str
) -> None:
    room.challenge()
    room.answer()
    answer = room.rule(**change)
    assert answer.status_code == 422
    assert sentence in text(answer.text)
    form = fields(answer.text, f"{room.at('owner')}challenges/1/ruling")
    assert form["reason"].strip() == change.get("reason", "The next sentence refutes it.").strip()
    assert room.state() == "sent"


def test_a_second_ruling_is_told_of_the_first(room: Room) -> None:
    room.challenge()
    room.answer()
    room.rule()
    answer = room.rule(upheld="no", remedy="none")
    assert answer.status_code == 409
    assert "has been ruled on already" in text(answer.text)
    assert room.state() == "struck"


def test_a_ruling_is_taken_back_with_a_reason_that_all_read(room: Room) -> None:
    room.challenge()
    room.answer()
    room.rule()
    assert "Give the reason" in text(room.post("owner", "challenges/1/reversal", reason="").text)
    room.post("owner", "challenges/1/reversal", reason="I had the wrong page open.")
    assert room.state() == "sent"
    page = room.page("kofi", "challenges/1")
    assert "Taken back : I had the wrong page open." in page


def test_a_challenged_card_is_marked_and_refused_in_words(room: Room) -> None:
    room.challenge()
    assert "Challenged. It can’t be cited until the ruling." in room.page("amara", f"cards/{CARD}")
    assert "can’t be cited" in room.page("amara")
    room.post("owner", "controls?kind=resume")
    answer = room.post("amara", "speeches/P1/points", claim="Once more", cards=str(CARD))
    assert "Card No. 1 is challenged. It stays in your hand but can’t be cited" in text(answer.text)


def test_a_moderator_sets_how_many_challenges_there_are(room: Room) -> None:
    assert "Give a number from 0 to 9" in room.post("owner", "challenges/each", each="12").text
    room.post("owner", "challenges/each", each="0")
    assert "closed challenges" in room.page("priya", "challenges")
    answer = room.challenge()
    assert answer.status_code == 409
    assert "closed challenges" in text(answer.text)


def test_the_record_tells_the_whole_of_it(room: Room) -> None:
    room.challenge()
    room.answer()
    room.rule()
    room.post("owner", "challenges/1/reversal", reason="I had the wrong page open.")
    said = (WORDS, "The holder is named in P1.1.", "The next sentence refutes it.", "wrong page")
    for ending in ("html", "md"):
        page = text(room.get("owner", f"transcript.{ending}").text)
        assert all(words in page for words in said)
    assert all(words in room.page("priya", "packet") for words in said)
    assert "challenged card" not in room.page("jonas", "packet")
    table = room.get("owner", "challenges.csv").text
    assert all(words in table for words in said)
    answer = room.get("owner", "transcript.json")
    assert transcripts.verify(transcripts.read(answer.data)).ok
    document = answer.json
    (one,) = document["challenges"]
    assert (one["ground"], one["upheld"], one["remedy"]) == ("straw", True, "strike")
    kinds = [document["records"][seq - 1]["facts"]["content"]["kind"] for seq in one["records"]]
    assert kinds == [
        "challenge_made",
        "challenge_stated",
        "challenge_ruled",
        "challenge_reversed",
    ]
    codes = text(room.get("owner", "transcript.html?names=codes").text)
    assert "Heron 3 challenged card No. 1" in codes
    assert "Priya" not in codes


def test_a_withdrawn_challenge_stands_in_the_record_the_log_and_every_file(room: Room) -> None:
    room.challenge()
    assert "Withdraw the challenge" not in room.page("amara", "challenges/1")
    assert "Withdraw the challenge" not in room.page("jonas", "challenges/1")
    form = fields(room.get("priya", "challenges/1").text, "challenges/1/withdrawal")
    for _ in range(2):
        answer = room.client("priya").post(f"{room.at('priya')}challenges/1/withdrawal", data=form)
        assert answer.status_code == 303
    assert "is withdrawn, and the card may be cited again" in room.page("priya")
    for who in ("priya", "amara", "owner"):
        page = room.page(who, "challenges/1")
        assert "None: Priya Nair withdrew the challenge" in page
        assert "Your ruling" not in page
    assert "Withdrawn." in room.page("jonas", "challenges")
    assert "You have 1 of 2 challenges left" in room.page("priya", "challenges")
    for ending in ("html", "md"):
        page = text(room.get("owner", f"transcript.{ending}").text)
        assert "Withdrawn by Priya Nair before the other side spoke" in page
        assert "Not ruled on" not in page
    assert "Challenge withdrawn" in room.page("owner", "log?group=challenges")
    assert '"withdrawn"' in room.get("owner", "challenges.csv").text
    assert "withdrawn" in room.page("owner", "clash")
    (one,) = room.get("owner", "transcript.json").json["challenges"]
    assert one["withdrawn_ms"] > one["made_ms"]
    assert (one["ruled_ms"], one["upheld"], len(one["records"])) == (None, None, 2)
    refused = room.post("jonas", "challenges/1/withdrawal")
    assert refused.status_code == 409
    assert "and nobody else" in refused.text


@pytest.mark.parametrize("effect", ["warn", "hold"])
def test_the_word_list_asks_about_statements_whatever_it_does_with_points(
    room: Room, effect: str
) -> None:
    with transaction(room.session):
        course = room.cast.course.id
        listed = Wordlist(course_id=course, words="critics\nnamed", effect=effect, saved_ms=1)
        room.session.add(listed)
    asked = room.challenge()
    assert (asked.status_code, "“critics”" in asked.text) == (422, True)
    assert room.session.query(Challenge).count() == 0
    again = f"/debates/{room.cast.slug}/{room.cast.seats['priya'].number}/{room.citation}?anyway=1"
    form = fields(asked.text, again)
    assert form["statement"] == WORDS
    assert room.client("priya").post(again, data=form).status_code == 303
    assert "“named”" in room.answer().text
    room.post("amara", "challenges/1/statement?anyway=1", statement="The holder is named.")
    assert "The holder is named." in room.page("priya", "challenges/1")


def test_where_the_room_sees_codes_a_name_in_a_statement_is_asked_about(room: Room) -> None:
    with transaction(room.session):
        room.session.get_one(Sitting, room.cast.sitting.id).room_labels = "codes"
    asked = room.challenge(statement="Amara Diallo read half of it.")
    assert asked.status_code == 422
    assert "nobody has seen it yet" in asked.text
    assert room.session.query(Challenge).count() == 0
