"""Proposing a card from a seat, and deciding on it at the deck, over HTTP."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from debate.db import transaction
from debate.models.accounts import Account
from debate.models.courses import Course, CourseMember
from debate.models.decks import CardProposal
from debate.models.seats import Seat
from debate.queries import decks as reads
from debate.services import decks
from tests import cast
from tests.cast import NOW, Cast
from tests.decks import content

WORDS = {
    "source": "okafor-2026",
    "passage": "1",
    "tag": "The route may close",
    "body": "In winter it may close, the author says.",
    "kind": "concession",
    "hedge": "may",
    "holder": "author",
    "bears": "opposes",
    "warrant": "What may close binds nobody.",
}


@pytest.fixture
def people(session: Session) -> Cast:
    """The cast, whose debate is about a deck of its class."""
    found = cast.make(session)
    with transaction(session):
        decks.create(session, found.course.id, "Ours", NOW, content())
    with transaction(session):
        decks.load(session, content(), NOW)
    use(session, found, "ours")
    return found


def use(session: Session, people: Cast, slug: str) -> None:
    with transaction(session):
        version = session.get(type(people.version), reads.version_of(session, slug))
        assert version is not None
        debate = session.get(type(people.debate), people.debate.id)
        assert debate is not None
        debate.deck_id, debate.deck_version_id = version.deck_id, version.id
        debate.motion_slug = "vassal"


def seated(session: Session, client: FlaskClient, people: Cast, name: str = "kofi") -> str:
    """The address of the seat's page for proposing."""
    cast.as_seat(session, client, people.seats[name])
    return f"/debates/{people.slug}/{people.seats[name].number}/propose"


def proposed(session: Session, client: FlaskClient, people: Cast, **words: str) -> int:
    """A proposal of Kofi's; its id. The client is the class's owner afterwards."""
    answer = client.post(seated(session, client, people), data={**WORDS, **words})
    assert answer.status_code == 303
    session.rollback()
    found = session.scalars(select(CardProposal.id).order_by(CardProposal.id.desc())).first()
    assert found is not None
    owner(session, client, people)
    return found


def owner(session: Session, client: FlaskClient, people: Cast) -> None:
    cast.as_account(session, client, people.owner)


def text(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    page: str = answer.get_data(as_text=True)
    assert "style=" not in page
    return page


def states(session: Session) -> list[str]:
    session.rollback()
    return list(session.scalars(select(CardProposal.state).order_by(CardProposal.id)))


def test_a_seat_chooses_a_passage_by_its_gist(
    session: Session, client: FlaskClient, people: Cast
) -> None:
    page = text(client, seated(session, client, people))
    assert "The first gist." in page
    assert 'href="propose?source=okafor-2026&amp;passage=1"' in page


def test_the_text_stands_there_where_it_may_be_read_and_else_the_gist(
    session: Session, client: FlaskClient, people: Cast
) -> None:
    at = seated(session, client, people)
    readable = text(client, f"{at}?source=okafor-2026&passage=1")
    assert "The route is short: two days by rail. It may close in winter." in readable
    hashed = text(client, f"{at}?source=marlowe-2024&passage=2")
    assert "Its text is not here; this is its gist." in hashed
    assert "The second gist." in hashed


@pytest.mark.parametrize("query", ["source=unknown&passage=1", "source=okafor-2026&passage=x"])
def test_a_passage_that_is_not_there_answers_404(
    session: Session, client: FlaskClient, people: Cast, query: str
) -> None:
    assert client.get(f"{seated(session, client, people)}?{query}").status_code == 404


def test_one_reads_what_became_of_ones_proposals_and_nobody_elses(
    session: Session, client: FlaskClient, people: Cast
) -> None:
    first = proposed(session, client, people)
    second = proposed(session, client, people, tag="Two days by rail")
    proposed(session, client, people, tag="It is short")
    client.post(f"/decks/ours/proposals/{first}/decline", data={"reason": "Which winter?"})
    client.post(f"/decks/ours/proposals/{second}/accept", data={**WORDS, "level": "easy"})
    page = text(client, seated(session, client, people))
    for words in ("Which winter?", "as card No. 402", "Waits for a decision."):
        assert words in page
    other = text(client, seated(session, client, people, "mei"))
    assert "Which winter?" not in other
    assert "The route may close" not in other


def test_it_works_after_the_session_has_ended(
    session: Session, client: FlaskClient, people: Cast
) -> None:
    with transaction(session):
        sitting = session.get(type(people.sitting), people.sitting.id)
        debate = session.get(type(people.debate), people.debate.id)
        assert sitting is not None
        assert debate is not None
        sitting.state, sitting.code, debate.ended_ms = "ended", None, NOW
    proposed(session, client, people)
    assert states(session) == ["waiting"]


def test_a_fault_stands_at_its_field_and_the_words_stay(
    session: Session, client: FlaskClient, people: Cast
) -> None:
    answer = client.post(seated(session, client, people), data={**WORDS, "tag": ""})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="tag-error"' in page
    assert "In winter it may close, the author says." in page
    assert "What may close binds nobody." in page
    assert states(session) == []


def test_a_form_without_its_passage_keeps_the_words_too(
    session: Session, client: FlaskClient, people: Cast
) -> None:
    answer = client.post(seated(session, client, people), data={**WORDS, "passage": "77"})
    assert answer.status_code == 422
    assert "In winter it may close" in answer.get_data(as_text=True)


def test_pressing_twice_proposes_once(session: Session, client: FlaskClient, people: Cast) -> None:
    at = seated(session, client, people)
    for _ in range(2):
        assert client.post(at, data={**WORDS, "key": "one-and-the-same"}).status_code == 303
    assert states(session) == ["waiting"]


def test_the_eleventh_waits_with_its_author(
    session: Session, client: FlaskClient, people: Cast
) -> None:
    at = seated(session, client, people)
    for _ in range(10):
        client.post(at, data=WORDS)
    answer = client.post(at, data=WORDS)
    assert answer.status_code == 422
    assert "10 of your proposals wait" in answer.get_data(as_text=True)
    assert "The route may close" in answer.get_data(as_text=True)
    assert len(states(session)) == 10


def test_staff_read_who_proposed_what(session: Session, client: FlaskClient, people: Cast) -> None:
    number = proposed(session, client, people)
    assert "Kofi Mensah, Okafor 2026, ¶ 1" in text(client, "/decks/ours/proposals")
    page = text(client, f"/decks/ours/proposals/{number}")
    assert "Kofi Mensah" in page
    assert "In winter it may close, the author says." in page
    assert "two days by rail" in page


def test_accepting_makes_a_card_with_the_words_as_edited(
    session: Session, client: FlaskClient, people: Cast
) -> None:
    number = proposed(session, client, people)
    data = {**WORDS, "tag": "The route may close in winter", "level": "easy", "deck": "ours"}
    answer = client.post(f"/decks/ours/proposals/{number}/accept", data=data)
    assert answer.location == "/decks/ours/cards/402"
    page = text(client, answer.location)
    assert "The route may close in winter" in page
    assert states(session) == ["accepted"]


def test_a_bad_edit_stands_at_its_field_and_the_other_words_stay(
    session: Session, client: FlaskClient, people: Cast
) -> None:
    number = proposed(session, client, people)
    data = {**WORDS, "body": "", "warrant": "Better words", "level": "easy"}
    answer = client.post(f"/decks/ours/proposals/{number}/accept", data=data)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="body-error"' in page
    assert "Better words" in page
    assert states(session) == ["waiting"]


def test_a_decline_without_a_reason_is_asked_for_one(
    session: Session, client: FlaskClient, people: Cast
) -> None:
    number = proposed(session, client, people)
    answer = client.post(f"/decks/ours/proposals/{number}/decline", data={"reason": " "})
    assert answer.status_code == 422
    assert "Say why, in a sentence." in answer.get_data(as_text=True)
    assert "The route may close" in answer.get_data(as_text=True)


def test_deciding_twice_answers_409_with_a_sentence(
    session: Session, client: FlaskClient, people: Cast
) -> None:
    at = f"/decks/ours/proposals/{proposed(session, client, people)}"
    data = {**WORDS, "level": "easy"}
    assert client.post(f"{at}/accept", data=data).status_code == 303
    for act in ("accept", "decline"):
        answer = client.post(f"{at}/{act}", data={**data, "reason": "Why."})
        assert answer.status_code == 409
        assert "accepted already, as card No. 402" in answer.get_data(as_text=True)


def test_for_a_bundled_deck_the_classs_copy_takes_the_card(
    session: Session, client: FlaskClient, people: Cast
) -> None:
    use(session, people, "small")
    number = proposed(session, client, people)
    assert "Copy it to a class" in text(client, "/decks/small/proposals")
    page = text(client, f"/decks/small/proposals/{number}")
    assert '<option value="ours">Ours</option>' in page
    assert "practice" not in page
    data = {**WORDS, "level": "easy", "deck": "ours"}
    answer = client.post(f"/decks/small/proposals/{number}/accept", data=data)
    assert answer.location == "/decks/ours/cards/402"
    assert "It is in the deck “Ours”." in text(client, seated(session, client, people))


def test_without_a_copy_the_page_says_what_to_do(
    session: Session, client: FlaskClient, people: Cast
) -> None:
    with transaction(session):
        course = Course(slug="other", title="Other", created_ms=NOW)
        session.add(course)
        session.flush()
        session.add(
            CourseMember(
                course_id=course.id, account_id=people.owner.id, role="owner", added_ms=NOW
            )
        )
    use(session, people, "small")
    number = proposed(session, client, people)
    with transaction(session):
        session.query(CardProposal).update({"course_id": course.id})
    page = text(client, f"/decks/small/proposals/{number}")
    assert "No deck can take it." in page
    assert "/accept" not in page


def instructor_elsewhere(session: Session, people: Cast) -> Account:
    with transaction(session):
        course = Course(slug="elsewhere", title="Elsewhere", created_ms=NOW)
        session.add(course)
        session.flush()
        stranger = people.stranger.id
        session.add(
            CourseMember(course_id=course.id, account_id=stranger, role="owner", added_ms=NOW)
        )
    return people.stranger


def test_who_teaches_another_class_sees_and_decides_none_of_ours(
    session: Session, client: FlaskClient, people: Cast
) -> None:
    use(session, people, "small")
    number = proposed(session, client, people)
    cast.as_account(session, client, instructor_elsewhere(session, people))
    assert "Kofi Mensah" not in text(client, "/decks/small/proposals")
    at = f"/decks/small/proposals/{number}"
    assert client.get(at).status_code == 404
    assert client.post(f"{at}/decline", data={"reason": "No."}).status_code == 404
    assert client.post(f"{at}/accept", data=WORDS).status_code == 404
    assert states(session) == ["waiting"]


@pytest.mark.parametrize(("name", "status"), [("marker", 403), ("stranger", 404)])
def test_markers_and_strangers_have_no_part_in_a_classs_proposals(
    session: Session, client: FlaskClient, people: Cast, name: str, status: int
) -> None:
    cast.as_account(session, client, getattr(people, name))
    assert client.get("/decks/ours/proposals").status_code == status


def test_pages_take_the_same_number_of_statements_however_many_are_proposed(
    session: Session, client: FlaskClient, people: Cast
) -> None:
    number = proposed(session, client, people)
    pages = ("/decks/ours/proposals", f"/decks/ours/proposals/{number}")
    few = [statements(session, client, page) for page in pages]
    few.append(statements(session, client, seated(session, client, people)))
    for _ in range(5):
        number = proposed(session, client, people)
    many = [statements(session, client, page) for page in pages]
    many.append(statements(session, client, seated(session, client, people)))
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


def test_a_released_seat_proposes_nothing(
    session: Session, client: FlaskClient, people: Cast
) -> None:
    at = seated(session, client, people)
    with transaction(session):
        seat = session.get(Seat, people.seats["kofi"].id)
        assert seat is not None
        seat.generation += 1
    assert client.post(at, data=WORDS).status_code == 403
    assert states(session) == []
