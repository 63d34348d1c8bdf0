"""One's hand and its cards over HTTP: who may look, draw, swap and note."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import g
from flask.testing import FlaskClient

from debate.db import clock_ms, transaction
from debate.models.hands import CardNote, Draw
from tests import cast

Browser = Callable[[str], FlaskClient]
POSTS = ["hand/draw", "hand/1/swap", "cards/3/note"]


@pytest.fixture(autouse=True)
def apart(app: Any) -> None:
    """Requests here share the context of `session`: what one left in it is not for the next."""

    @app.before_request
    def forget() -> None:
        g.__dict__.clear()


@pytest.fixture
def people(session: Any) -> cast.Cast:
    return cast.make(session, clock_ms() - 60_000)


@pytest.fixture
def browser(app: Any, session: Any, people: cast.Cast) -> Browser:
    """The browser of one of the people."""

    def of(who: str) -> FlaskClient:
        client: FlaskClient = app.test_client()
        cast.as_seat(session, client, people.seats[who], clock_ms())
        return client

    return of


def base(people: cast.Cast, who: str) -> str:
    return f"/debates/{people.slug}/{people.seats[who].number}/"


def draw(client: FlaskClient, people: cast.Cast, who: str, key: str) -> Any:
    return client.post(f"{base(people, who)}hand/draw", data={"key": key})


def held(session: Any) -> list[tuple[int, bool]]:
    """The nth cards drawn, and whether each is still held."""
    session.expire_all()
    return [(row.n, row.returned_ms is None) for row in session.query(Draw).order_by(Draw.n)]


def test_a_draw_leads_to_the_card_alone_to_keep_or_swap(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    amara = browser("amara")
    answer = draw(amara, people, "amara", "one")
    assert answer.status_code == 303
    number = session.query(Draw).one().card_number
    assert answer.location == f"{base(people, 'amara')}cards/{number}?drawn=1"
    page = amara.get(answer.location)
    text = page.get_data(as_text=True)
    assert f"<h1>You drew No. {number}</h1>" in text
    assert "Card 1 of 4" in text
    assert "Keep it in my hand" in text
    assert "Swap (1 left)" in text
    assert f'href="cards/{number}"' in text
    assert page.headers["Cache-Control"] == "private, no-cache"
    assert "style=" not in text


def test_the_same_key_draws_and_swaps_once(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    amara = browser("amara")
    first, second = (draw(amara, people, "amara", "same") for _ in range(2))
    assert first.location == second.location
    assert held(session) == [(1, True)]
    swaps = [
        amara.post(f"{base(people, 'amara')}hand/1/swap", data={"key": "same"}) for _ in range(2)
    ]
    assert swaps[0].location == swaps[1].location != first.location
    assert held(session) == [(1, False), (2, True)]


def test_a_card_drawn_and_swapped_away_since_is_an_ordinary_card(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    amara = browser("amara")
    where = draw(amara, people, "amara", "a").location
    amara.post(f"{base(people, 'amara')}hand/1/swap", data={"key": "b"})
    text = amara.get(where).get_data(as_text=True)
    assert "You drew" not in text
    assert "In your hand" not in text


def test_what_cannot_be_drawn_is_said_on_the_hands_own_page(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    with transaction(session):
        people.debate.hand_size = 1
    amara = browser("amara")
    draw(amara, people, "amara", "one")
    full = draw(amara, people, "amara", "two")
    assert full.status_code == 422
    assert "Your hand is full: it has 1 of 1 cards." in full.get_data(as_text=True)
    amara.post(f"{base(people, 'amara')}hand/1/swap", data={"key": "three"})
    none_left = amara.post(f"{base(people, 'amara')}hand/2/swap", data={"key": "four"})
    assert none_left.status_code == 422
    assert "No swap is left." in none_left.get_data(as_text=True)
    gone = amara.post(f"{base(people, 'amara')}hand/1/swap", data={"key": "five"})
    assert gone.status_code == 404
    assert held(session) == [(1, False), (2, True)]


def test_an_empty_pile_says_so_on_the_hand(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    with transaction(session):
        people.debate.motion_slug = "another"
    amara = browser("amara")
    text = amara.get(f"{base(people, 'amara')}hand").get_data(as_text=True)
    assert "The pile is empty." in text
    assert "Draw a card" not in text
    refused = draw(amara, people, "amara", "k")
    assert refused.status_code == 422
    assert "The pile is empty. You can still cite any card" in refused.get_data(as_text=True)


def test_a_script_is_told_in_a_fragment(people: cast.Cast, browser: Browser) -> None:
    answer = browser("amara").post(
        f"{base(people, 'amara')}hand/9/swap", data={"key": "k"}, headers={"X-Fragment": "1"}
    )
    assert answer.status_code == 404
    assert "<html" not in answer.get_data(as_text=True)


def test_a_card_shows_its_passage_its_neighbours_and_a_note_of_ones_own(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    mei = browser("mei")
    address = f"{base(people, 'mei')}cards/3"
    kept = mei.post(f"{address}/note", data={"text": "Check\r\nthe year."})
    assert (kept.status_code, kept.location) == (303, address)
    assert session.query(CardNote).one().text == "Check\nthe year."
    text = mei.get(address).get_data(as_text=True)
    assert re.search(r"<textarea[^>]*>\s*Check\nthe year.</textarea>", text)
    for number in (2, 3, 4):
        assert f"Gist of paragraph {number}." in text
    assert "Check" not in browser("amara").get(f"{base(people, 'amara')}cards/3").text


def test_a_note_saves_itself_and_a_refused_one_keeps_its_words(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    mei = browser("mei")
    address = f"{base(people, 'mei')}cards/3/note"
    script = {"X-Fragment": "1"}
    assert mei.post(address, data={"text": "Mine"}, headers=script).status_code == 204
    assert mei.post(address, data={"text": "x" * 2001}, headers=script).status_code == 422
    refused = mei.post(address, data={"text": "x" * 2001})
    assert refused.status_code == 422
    assert "x" * 2001 in refused.text
    assert "at most 2000 characters" in refused.text
    assert session.query(CardNote).one().text == "Mine"


@pytest.mark.parametrize("number", ["999", "99999999999999999999"])
def test_a_card_there_is_not_is_not_found(people: cast.Cast, browser: Browser, number: str) -> None:
    mei, at = browser("mei"), base(people, "mei")
    assert mei.get(f"{at}cards/{number}").status_code == 404
    assert mei.post(f"{at}cards/{number}/note", data={"text": "Where?"}).status_code == 404


@pytest.mark.parametrize("who", ["mei", "kofi"])
def test_only_debaters_have_a_hand_and_everybody_reads_cards(
    people: cast.Cast, browser: Browser, who: str
) -> None:
    client, at = browser(who), base(people, who)
    assert client.get(f"{at}hand").status_code == 403
    assert client.post(f"{at}hand/draw", data={"key": "k"}).status_code == 403
    assert client.post(f"{at}hand/1/swap", data={"key": "k"}).status_code == 403
    assert client.get(f"{at}cards/3").status_code == 200


def test_a_stranger_and_another_seat_and_staff_are_kept_out(
    app: Any, session: Any, people: cast.Cast, browser: Browser
) -> None:
    owner = app.test_client()
    cast.as_account(session, owner, people.owner, clock_ms())
    for client in (app.test_client(), browser("tomas"), owner):
        for address in ("hand", "cards/3"):
            assert client.get(base(people, "amara") + address).status_code == 403
        for address in POSTS:
            assert client.post(base(people, "amara") + address).status_code == 403
    assert session.query(Draw).count() == 0


def test_other_methods_are_refused(people: cast.Cast, browser: Browser) -> None:
    amara, at = browser("amara"), base(people, "amara")
    assert amara.post(f"{at}hand").status_code == 405
    assert [amara.get(at + address).status_code for address in POSTS] == [405, 405, 405]
