"""Cutting cards over HTTP, without scripts: who may, what is shown, what is kept."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from debate.queries import decks
from tests import cast, workshop

FIELDS = {
    "passage": "1",
    "card": "0",
    "act": "save",
    "tag": "Night trains will probably fill on long journeys",
    "body": "The author expects full beds from seven hours on.",
    "kind": "prediction",
    "level": "easy",
    "hedge": "probably",
    "holder": "author",
    "span-first": ["7", ""],
    "span-last": ["17", ""],
    "read-first": "7",
    "read-last": "11",
    "bears-night-trains": "supports",
    "warrant-night-trains": "There is a need.",
}
AT = "/decks/night-trains/"
CUT = f"{AT}sources/halvorsen-2025/cut"


@pytest.fixture
def people(session: Any) -> cast.Cast:
    found = cast.make(session)
    workshop.make(session, found.course)
    return found


@pytest.fixture
def owner(session: Any, client: FlaskClient, people: cast.Cast) -> FlaskClient:
    cast.as_account(session, client, people.owner)
    return client


def text(client: FlaskClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def post(client: FlaskClient, status: int, **changes: Any) -> str:
    answer = client.post(CUT, data=FIELDS | changes)
    assert answer.status_code == status
    return answer.location if status == 303 else answer.get_data(as_text=True)


def cards(session: Any) -> dict[int, str]:
    session.rollback()
    version = decks.version_of(session, "night-trains")
    assert version is not None
    return {card.number: card.tag for card in decks.content(session, version).cards}


def test_a_new_card_begins_with_a_passage(owner: FlaskClient) -> None:
    assert f'href="{AT}cards/new"' in text(owner, AT)
    page = text(owner, f"{AT}cards/new")
    assert "Its words can be selected." in page
    assert f'href="{CUT}?passage=2"' in page


def test_the_words_of_the_passage_are_numbered_every_five(owner: FlaskClient) -> None:
    page = text(owner, f"{CUT}?passage=1")
    assert page.count("data-word=") == 21
    assert re.findall(r'<sub class="words__no">(\d+)</sub>', page) == ["5", "10", "15", "20"]
    assert "Gist of paragraph 2." in page
    assert "style=" not in page


def test_a_card_is_cut_by_plain_forms_and_shows_its_badge(session: Any, owner: FlaskClient) -> None:
    assert post(owner, 303) == f"{AT}cards/1"
    page = text(owner, f"{AT}cards/1")
    assert "Card No. 1 is saved." in page
    assert "Verified" in page
    assert "word for word" in page
    assert "<mark><b>Night trains will probably fill</b> </mark>" in page
    assert "1 thing to look at" in page
    assert "“Critics say” leads to the words selected" in page
    assert cards(session) == {1: FIELDS["tag"]}


def test_the_same_form_sent_twice_makes_one_card(session: Any, owner: FlaskClient) -> None:
    assert [post(owner, 303, key="one") for _ in range(2)] == [f"{AT}cards/1"] * 2
    post(owner, 409, key="one", tag="Another tag")
    assert list(cards(session)) == [1]
    assert post(owner, 303, key="two") == f"{AT}cards/2"


def test_add_span_gives_one_more_pair_and_keeps_the_text(session: Any, owner: FlaskClient) -> None:
    page = post(owner, 200, act="add-span")
    assert page.count('name="span-first"') == 3
    assert 'value="There is a need."' in page
    assert post(owner, 200, act="add-read").count('name="read-first"') == 2
    assert cards(session) == {}


def test_check_says_what_a_program_notices_and_saves_nothing(
    session: Any, owner: FlaskClient
) -> None:
    page = post(owner, 200, act="check", tag="Night trains will fill", hedge="")
    assert "The author says “probably”; the tag says “will”." in page
    assert "Critics say" in page
    assert "Verified" in page
    assert cards(session) == {}


def test_check_names_faults_at_their_fields(owner: FlaskClient) -> None:
    page = post(owner, 200, act="check", tag="", **{"warrant-night-trains": ""})
    assert "This is missing." in page
    assert "Say in one line why it bears on the motion." in page
    assert "to look at" not in page


def test_a_refused_card_keeps_every_word(session: Any, owner: FlaskClient) -> None:
    page = post(owner, 422, tag="", **{"span-first": "70", "span-last": "90"})
    assert "¶ 1 has 21 words." in page
    assert "This is missing." in page
    assert FIELDS["body"] in page
    assert 'value="70"' in page
    assert 'value="There is a need."' in page
    assert cards(session) == {}


def test_a_script_gets_the_form_alone(owner: FlaskClient) -> None:
    answer = owner.post(CUT, data=FIELDS | {"act": "check"}, headers={"X-Fragment": "1"})
    assert answer.get_data(as_text=True).lstrip().startswith('<form id="cut"')


def test_an_editor_changes_a_card_and_sees_what_was_there(session: Any, owner: FlaskClient) -> None:
    post(owner, 303)
    assert f'href="{CUT}?passage=1&amp;card=1"' in text(owner, f"{AT}cards/1")
    page = text(owner, f"{CUT}?passage=1&card=1")
    assert FIELDS["tag"] in page
    assert 'name="span-first" value="7"' in page
    assert 'name="read-last" value="11"' in page
    row = hidden(page, "row")
    post(owner, 303, card="1", row=row, tag="Another tag")
    assert cards(session) == {1: "Another tag"}


def test_a_card_changed_meanwhile_shows_both_versions_and_can_then_be_saved(
    session: Any, owner: FlaskClient
) -> None:
    post(owner, 303)
    row = hidden(text(owner, f"{CUT}?passage=1&card=1"), "row")
    post(owner, 303, card="1", row=row, tag="Theirs probably")
    page = post(owner, 409, card="1", row=row, tag="Mine perhaps")
    assert "Someone edited this first." in page
    assert "Theirs probably" in page
    assert 'value="Mine perhaps"' in page
    assert cards(session) == {1: "Theirs probably"}
    post(owner, 303, card="1", row=hidden(page, "row"), tag="Mine perhaps")
    assert cards(session) == {1: "Mine perhaps"}


def test_a_removed_card_is_gone(session: Any, owner: FlaskClient) -> None:
    post(owner, 303)
    assert owner.post(f"{AT}cards/1/remove").status_code == 303
    assert cards(session) == {}
    assert owner.post(f"{AT}cards/1/remove").status_code == 404


def test_without_a_text_the_gist_is_shown_and_the_card_is_located(
    session: Any, owner: FlaskClient, people: cast.Cast
) -> None:
    workshop.make(session, people.course, text=False, title="Bare")
    address = "/decks/bare/sources/halvorsen-2025/cut"
    page = text(owner, f"{address}?passage=2")
    assert "The text is not here." in page
    assert "Gist of paragraph 2." in page
    assert "data-spans" not in page
    fields = FIELDS | {"passage": "2", "span-first": "1", "span-last": "2"}
    assert owner.post(address, data=fields).location == "/decks/bare/cards/1"
    assert "Located" in text(owner, "/decks/bare/cards/1")


@pytest.mark.parametrize(
    "address",
    [
        f"{CUT}?passage=3",
        f"{CUT}?passage=x",
        CUT,
        f"{CUT}?passage=1&card=7",
        f"{AT}sources/unknown/cut?passage=1",
        "/decks/unknown/cards/new",
    ],
)
def test_what_is_not_there_answers_404(owner: FlaskClient, address: str) -> None:
    text(owner, address, 404)


@pytest.mark.parametrize("address", [f"{CUT}?passage=1", f"{AT}cards/new"])
def test_only_those_who_run_the_class_cut(
    session: Any, client: FlaskClient, people: cast.Cast, address: str
) -> None:
    assert client.get(address).status_code == 303
    cast.as_account(session, client, people.stranger)
    text(client, address, 404)
    cast.as_account(session, client, people.marker)
    text(client, address, 403)
    assert "New card" not in text(client, AT)
    assert client.post(CUT, data=FIELDS).status_code == 403
    assert cards(session) == {}


def test_a_deck_that_came_with_files_is_not_edited(owner: FlaskClient) -> None:
    text(owner, "/decks/practice/cards/new", 403)
    assert "New card" not in text(owner, "/decks/practice/")


def hidden(page: str, name: str) -> str:
    match = re.search(rf'name="{name}" type="hidden" value="(\d+)"', page)
    assert match, page
    return match[1]
