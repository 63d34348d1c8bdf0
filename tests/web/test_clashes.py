"""The clash page of a deck and its entries by form, and the versions of a deck, over HTTP."""

from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from debate.db import transaction
from debate.domain import clashes as rules
from debate.domain.clashes import Clashes, Meeting, Overtaken
from debate.queries import clashes
from debate.queries import decks as reads
from debate.services import decks
from tests import cast
from tests.cast import NOW, Cast
from tests.decks import content

AT = "/decks/ours/clash"


@pytest.fixture
def people(session: Session) -> Cast:
    """The cast, with a deck of its class, and one that came with files."""
    found = cast.make(session)
    with transaction(session):
        decks.create(session, found.course.id, "Ours", NOW, content())
    with transaction(session):
        decks.load(session, content(), NOW)
    return found


@pytest.fixture
def editor(session: Session, client: FlaskClient, people: Cast) -> FlaskClient:
    cast.as_account(session, client, people.owner)
    return client


def text(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    page: str = answer.get_data(as_text=True)
    assert "style=" not in page
    return page


def stored(session: Session) -> Clashes:
    session.rollback()
    version = reads.version_of(session, "ours")
    assert version is not None
    return clashes.of_version(session, version)


def pinned(session: Session, people: Cast) -> None:
    """Let a debate pin the newest version, so that the next edit makes another one."""
    with transaction(session):
        debate = session.get(type(people.debate), people.debate.id)
        assert debate is not None
        debate.deck_version_id = reads.version_of(session, "ours")


def test_the_page_shows_what_meets_what_is_shared_and_what_is_overtaken(
    editor: FlaskClient,
) -> None:
    page = text(editor, AT)
    for words in ("Whether the route can carry it.", "Both name no pledge.", "2024, overtaken"):
        assert words in page
    assert "by 2026" in page
    assert f'href="{AT.removesuffix("clash")}cards/401"' in page


def test_any_member_reads_a_bundled_decks_page_and_changes_nothing_there(
    session: Session, client: FlaskClient, people: Cast
) -> None:
    cast.as_account(session, client, people.stranger)
    page = text(client, "/decks/small/clash")
    assert "Whether the route can carry it." in page
    assert "Remove" not in page
    assert client.get("/decks/small/clash/clashes/new").status_code == 403
    assert client.get(AT).status_code == 404


@pytest.mark.parametrize(
    ("kind", "data", "entry"),
    [
        ("clashes", {"cards": "302, 401", "line": "Who asks."}, Meeting((302, 401), "Who asks.")),
        (
            "common_ground",
            {"cards": "301 401", "line": "It grew."},
            Meeting((301, 401), "It grew."),
        ),
        (
            "overtaken",
            {"card": "302", "by": "401", "line": "It was asked for."},
            Overtaken(302, 401, "It was asked for."),
        ),
    ],
)
def test_an_entry_is_added_by_form(
    session: Session, editor: FlaskClient, kind: str, data: dict[str, str], entry: rules.Entry
) -> None:
    assert text(editor, f"{AT}/{kind}/new")
    answer = editor.post(f"{AT}/{kind}/new", data=data)
    assert answer.location == f"{AT}#{kind}"
    assert rules.entries(stored(session), kind)[-1] == entry


def test_an_entry_is_changed_in_its_place_and_removed(
    session: Session, editor: FlaskClient
) -> None:
    at = f"{AT}/clashes/{rules.name(content().clashes.clashes[0])}"
    assert 'value="301, 401"' in text(editor, at)
    editor.post(at, data={"cards": "301, 401", "line": "Whether it can carry more."})
    (entry,) = stored(session).clashes
    assert entry == Meeting((301, 401), "Whether it can carry more.")
    editor.post(f"{AT}/clashes/{rules.name(entry)}/remove")
    assert stored(session) == replace(content().clashes, clashes=())


def test_an_overtaken_card_stands_in_its_form(editor: FlaskClient) -> None:
    page = text(editor, f"{AT}/overtaken/{rules.name(content().clashes.overtaken[0])}")
    assert 'value="301"' in page
    assert 'value="401"' in page


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"cards": "301, 302", "line": "Kept words."}, "Name cards of two sources or more."),
        ({"cards": "301, 999", "line": "Kept words."}, "The deck has no card No. 999."),
        ({"cards": "301, Kept words.", "line": "x"}, "Write the numbers of the cards"),
        (
            {"cards": "301, 401", "line": "Whether the route can carry it."},
            "The deck says just this already.",
        ),
    ],
)
def test_a_fault_stands_at_its_field_and_the_words_stay(
    session: Session, editor: FlaskClient, data: dict[str, str], sentence: str
) -> None:
    answer = editor.post(f"{AT}/clashes/new", data=data)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert sentence in page
    assert data["line"] in page
    assert data["cards"] in page
    assert stored(session) == content().clashes


def test_what_somebody_else_changed_first_is_not_overwritten(
    session: Session, editor: FlaskClient
) -> None:
    at = f"{AT}/clashes/{rules.name(content().clashes.clashes[0])}"
    editor.post(at, data={"cards": "301, 401", "line": "The first to come."})
    answer = editor.post(at, data={"cards": "301, 401", "line": "The second to come."})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Someone edited this first." in page
    assert "The second to come." in page
    assert f'action="{AT}/clashes/new"' in page
    assert stored(session).clashes == (Meeting((301, 401), "The first to come."),)
    assert editor.get(at).status_code == 404
    assert editor.post(f"{at}/remove").status_code == 409


def test_a_card_is_told_what_it_meets_without_itself(session: Session, people: Cast) -> None:
    del people
    version = reads.version_of(session, "ours")
    assert version is not None
    found = clashes.of_card(session, version, 301)
    ((line,),) = [found.meets]
    assert [one.card.number for one in line.cards] == [401]
    assert (found.common_ground, found.overtakes) == ((), ())
    assert [(one.by.card.number, one.by.year) for one in found.overtaken_by] == [(401, "2026")]
    other = clashes.of_card(session, version, 302)
    assert other.any
    assert not other.meets


def test_a_deck_that_says_nothing_has_a_page_too(
    session: Session, editor: FlaskClient, people: Cast
) -> None:
    assert "No clash is named yet" in text(editor, "/decks/practice/clash")
    assert not clashes.of_card(session, people.version.id, 1).any


def test_versions_are_counted_and_compared_field_by_field(
    session: Session, editor: FlaskClient, people: Cast
) -> None:
    pinned(session, people)
    editor.post(f"{AT}/clashes/new", data={"cards": "302, 401", "line": "Who asks."})
    with transaction(session):

        def change(deck: Any) -> Any:
            first, second, _ = deck.cards
            return replace(deck, cards=(replace(first, tag="Another tag"), second))

        decks.edit(session, "ours", change, NOW + 1)
    page = text(editor, "/decks/ours/versions")
    assert "1 added, 1 changed, 1 removed" in page
    assert "The first one" in page
    second = text(editor, "/decks/ours/versions/2")
    for words in ("Card 301", "Another tag", "Clash of No. 302 and No. 401", "No. 401"):
        assert words in second
    assert "It was asked for" not in second
    assert "Added: 9" in text(editor, "/decks/ours/versions/1")
    assert editor.get("/decks/ours/versions/3").status_code == 404


def test_pages_take_the_same_number_of_statements_however_much_there_is(
    session: Session, editor: FlaskClient, people: Cast
) -> None:
    pages = (AT, "/decks/ours/versions")
    pinned(session, people)
    editor.post(f"{AT}/clashes/new", data={"cards": "302, 401", "line": "Who asks."})
    few = [statements(session, editor, page) for page in (*pages, "/decks/ours/versions/2")]
    for n in range(3):
        pinned(session, people)
        editor.post(f"{AT}/clashes/new", data={"cards": "302, 401", "line": f"Who asks, {n}."})
    many = [statements(session, editor, page) for page in (*pages, "/decks/ours/versions/4")]
    assert many == few


def statements(session: Session, client: FlaskClient, address: str) -> int:
    found: list[Any] = []
    engine = session.get_bind()

    def note(*arguments: Any) -> None:
        found.append(arguments[2])

    session.rollback()
    event.listen(engine, "before_cursor_execute", note)
    try:
        assert client.get(address).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(found)
