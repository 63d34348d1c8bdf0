"""The projector: how people in the room get in, before and after the start."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from debate.db import clock_ms, transaction
from debate.models.debates import Debate
from debate.models.decks import Card
from debate.models.polls import Vote
from debate.models.speeches import Citation, Point, Speech
from debate.web import links
from tests import cast
from tests.cast import NOW


@pytest.fixture
def screen(app: Any, session: Any, made: cast.Cast) -> str:
    with app.test_request_context():
        return f"/screens/{links.screen_token(made.debate.id)}"


@pytest.fixture
def made(session: Any) -> cast.Cast:
    return cast.make(session)


def test_before_the_start_a_screen_shows_address_code_and_square(
    client: FlaskClient, screen: str
) -> None:
    text = client.get(screen).get_data(as_text=True)
    assert "Join at" in text
    assert "<b>localhost</b>" in text
    assert "R7K 4TX" in text
    assert 'class="qr"' in text


def test_after_the_start_a_screen_shows_address_and_code(
    client: FlaskClient, session: Any, made: cast.Cast, screen: str
) -> None:
    cast.control(session, made, "start", NOW)
    text = client.get(screen).get_data(as_text=True)
    assert "<b>localhost</b>" in text
    assert 'class="qr"' not in text


def test_when_joining_is_closed_a_screen_shows_no_way_in(
    client: FlaskClient, session: Any, made: cast.Cast, screen: str
) -> None:
    with transaction(session):
        made.sitting.state, made.sitting.code = "closed", None
    text = client.get(screen).get_data(as_text=True)
    assert "Join at" not in text
    assert 'class="qr"' not in text


def show(session: Any, made: cast.Cast, view: str, card: int | None = None) -> None:
    with transaction(session):
        made.debate.screen, made.debate.screen_card = view, card


def say(session: Any, made: cast.Cast, number: int, **more: Any) -> None:
    """Amara's nth point, which cites card number n."""
    with transaction(session):
        speech = session.query(Speech).filter_by(debate_id=made.debate.id, address="P1").one()
        values = {"state": "sent", "claim": f"Claim {number}", "visible_ms": NOW + number} | more
        point = Point(
            debate_id=made.debate.id,
            speech_id=speech.id,
            seat_id=made.seats["amara"].id,
            number=number if values["state"] != "held" else None,
            side="P",
            sent_ms=NOW + number,
            **values,
        )
        session.add(point)
        session.flush()
        card = session.query(Card).filter_by(number=number).one()
        session.add(
            Citation(
                point_id=point.id, position=1, card_id=card.id, card_number=number, badge="located"
            )
        )


def test_the_clock_alone_says_whose_it_is_what_comes_next_and_has_no_code(
    client: FlaskClient, session: Any, made: cast.Cast, screen: str
) -> None:
    cast.control(session, made, "start", clock_ms())
    show(session, made, "clock")
    text = client.get(screen).get_data(as_text=True)
    assert 'data-screen="clock"' in text
    assert "<b>Amara Diallo</b>, Proposition constructive" in text
    assert "Next: Questions to Proposition" in text
    assert "R7K 4TX" not in text


def test_the_flow_has_the_lines_in_which_something_was_said_last(
    client: FlaskClient, session: Any, made: cast.Cast, screen: str
) -> None:
    show(session, made, "flow")
    assert "No one has spoken yet." in client.get(f"{screen}/stage").get_data(as_text=True)
    cast.control(session, made, "start", clock_ms())
    for number in range(1, 6):
        say(session, made, number)
    say(session, made, 6, state="held")
    text = client.get(f"{screen}/stage").get_data(as_text=True)
    assert [f"Claim {number}" in text for number in range(1, 7)] == [False] * 2 + [True] * 3 + [
        False
    ]
    assert "and 2 more lines" in text


def test_the_card_is_the_one_cited_last_or_the_one_that_was_chosen(
    client: FlaskClient, session: Any, made: cast.Cast, screen: str
) -> None:
    show(session, made, "card")
    assert "No card has been cited yet." in client.get(screen).get_data(as_text=True)
    cast.control(session, made, "start", clock_ms())
    say(session, made, 1)
    say(session, made, 2)
    last = client.get(screen).get_data(as_text=True)
    assert "Tag of card 2" in last
    assert "Marlowe 2024, ¶ 2" in last
    assert "Located" in last
    show(session, made, "card", 1)
    assert "Tag of card 1" in client.get(screen).get_data(as_text=True)


def test_a_chosen_card_whose_point_was_taken_out_leaves_the_wall(
    client: FlaskClient, session: Any, made: cast.Cast, screen: str
) -> None:
    cast.control(session, made, "start", clock_ms())
    say(session, made, 1)
    say(session, made, 2, state="hidden")
    show(session, made, "card", 2)
    text = client.get(screen).get_data(as_text=True)
    assert "Tag of card 2" not in text
    assert "Tag of card 1" in text


def test_a_vote_shows_how_many_have_voted_and_the_way_in_but_never_how(
    client: FlaskClient, session: Any, made: cast.Cast, screen: str
) -> None:
    with transaction(session):
        for name in ("amara", "kofi"):
            seat_id = made.seats[name].id
            vote = Vote(debate_id=made.debate.id, poll="before", seat_id=seat_id, choice="P")
            vote.at_ms = NOW
            session.add(vote)
    show(session, made, "vote")
    text = client.get(screen).get_data(as_text=True)
    assert "<b>2</b> of" in text
    assert "R7K 4TX" in text
    assert 'class="qr"' in text
    cast.control(session, made, "start", clock_ms())
    text = client.get(screen).get_data(as_text=True)
    assert "Opening vote is over" in text
    assert "The totals are not shown yet." in text


def test_in_a_format_without_a_vote_none_is_open(
    client: FlaskClient, session: Any, app: Any
) -> None:
    made = cast.make(session, fmt=cast.read_format("lincoln-douglas"), screen="vote")
    with app.test_request_context():
        address = f"/screens/{links.screen_token(made.debate.id)}"
    assert "No vote is open." in client.get(address).get_data(as_text=True)
    cast.control(session, made, "start", clock_ms())
    assert "No vote is open." in client.get(address).get_data(as_text=True)


def test_a_blank_wall_holds_the_motion_and_nothing_else(
    client: FlaskClient, session: Any, made: cast.Cast, screen: str
) -> None:
    cast.control(session, made, "start", clock_ms())
    say(session, made, 1)
    show(session, made, "blank")
    text = client.get(screen).get_data(as_text=True)
    assert "alliance is likely" in text
    assert "data-clock" not in text
    assert "Claim 1" not in text


def test_a_room_says_what_comes_next_and_its_bell_is_silent_until_somebody_switches_it_on(
    client: FlaskClient, session: Any, made: cast.Cast
) -> None:
    cast.as_seat(session, client, made.seats["kofi"])
    cast.control(session, made, "start", clock_ms())
    text = client.get(f"/debates/{made.slug}/{made.seats['kofi'].number}/").get_data(as_text=True)
    assert "Next: Questions to Proposition" in text
    assert "Round 2 of" in text
    assert 'data-key-label="Say the time left"' in text
    assert re.findall(r'data-bell="(\w+)"( checked)?', text) == [("sound", ""), ("shake", "")]


def test_a_moderator_chooses_by_a_plain_post_and_by_script(
    client: FlaskClient, session: Any, made: cast.Cast
) -> None:
    cast.as_account(session, client, made.owner)
    address = f"/debates/{made.slug}/screen"
    plain = client.post(address, data={"view": "clock"})
    assert plain.location == f"/sittings/{made.sitting.slug}/console?room=1"
    remote = client.post(f"{address}?remote", data={"view": "blank"})
    assert remote.location == f"/debates/{made.slug}/remote"
    part = client.post(address, data={"view": "flow"}, headers={"X-Fragment": "1"})
    assert pressed(part.get_data(as_text=True)) == ["flow"]
    assert pressed(client.get(address).get_data(as_text=True)) == ["flow"]
    session.expire_all()
    assert session.get(Debate, made.debate.id).screen == "flow"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"view": "mirror"}, "There is no such view."),
        ({"view": "card", "card": "99"}, "Card No. 99 has not been cited here."),
        ({"view": "card", "card": "ninety"}, "Give the number of a card."),
    ],
)
def test_a_choice_that_there_is_not_is_refused_with_a_sentence(
    client: FlaskClient, session: Any, made: cast.Cast, data: dict[str, str], sentence: str
) -> None:
    cast.as_account(session, client, made.owner)
    answer = client.post(f"/debates/{made.slug}/screen", data=data)
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)


def test_the_console_offers_the_cards_that_were_cited_once_the_card_is_shown(
    client: FlaskClient, session: Any, made: cast.Cast
) -> None:
    cast.as_account(session, client, made.owner)
    cast.control(session, made, "start", clock_ms())
    say(session, made, 3)
    show(session, made, "card")
    text = client.get(f"/sittings/{made.sitting.slug}/console").get_data(as_text=True)
    assert pressed(text) == ["card"]
    assert "No. 3 Tag of card 3" in text


def pressed(text: str) -> list[str]:
    return re.findall(r'name="view" value="(\w+)"[^>]*aria-pressed="true"', text)
