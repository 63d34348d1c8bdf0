"""The clash map over HTTP: what seats and staff are shown, and when."""

import re
import xml.etree.ElementTree as ET
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from debate.db import db, transaction
from debate.models.challenges import Challenge
from debate.models.decks import Card
from debate.models.hands import Draw
from debate.models.speeches import Citation, Point, PointLink
from tests import cast
from tests.cast import NOW, Cast
from tests.services.polling import add_point, go_on

CLASHES = {
    "clashes": [
        {"cards": [3, 4], "line": "What the first says, the second denies."},
        {"cards": [6, 7], "line": "Only one of these was said."},
        {"cards": [9, 10], "line": "Neither of these was said."},
    ]
}


@pytest.fixture
def people(session: Session) -> Cast:
    """A running debate: card 3 is met by card 4, card 6 is alone, Priya holds 7 and Tomás 12."""
    found = cast.make(session)
    with transaction(session):
        found.version.clashes = CLASHES
        found.debate.deck_version_id = found.version.id
    cast.start(session, found)
    first = say(session, found, "P1.1", "amara", (3, 6))
    say(session, found, "O1.1", "priya", (4,), first)
    for n, (who, pile, card) in enumerate((("priya", "O", 7), ("tomas", "P", 12)), start=1):
        hold(session, found, who, pile, card, n)
    return found


def say(
    session: Session,
    people: Cast,
    address: str,
    who: str,
    cards: tuple[int, ...] = (),
    answers: Point | None = None,
    **more: Any,
) -> Point:
    said = add_point(session, people, address, who, **more)
    with transaction(session):
        point = session.get_one(Point, said.id)
        point.side = people.seats[who].side
        for place, number in enumerate(cards):
            session.add(
                Citation(
                    point_id=point.id,
                    position=place,
                    card_id=card_id(session, number),
                    card_number=number,
                    badge="located",
                )
            )
        if answers is not None:
            session.add(PointLink(point_id=point.id, target_id=answers.id, kind="answers"))
    return point


def hold(session: Session, people: Cast, who: str, pile: str, number: int, n: int) -> None:
    with transaction(session):
        session.add(
            Draw(
                debate_id=people.debate.id,
                seat_id=people.seats[who].id,
                n=n,
                pile=pile,
                card_id=card_id(session, number),
                card_number=number,
                exclusive=False,
                drawn_ms=NOW,
            )
        )


def card_id(session: Session, number: int) -> int:
    return session.query(Card).filter_by(number=number).one().id


def finish(session: Session, people: Cast) -> None:
    cast.control(session, people, "finish", NOW + 20)


def seen(client: FlaskClient, session: Session, people: Cast, who: str = "") -> str:
    """The page of a seat, or of staff."""
    slug = people.slug
    if who:
        cast.as_seat(session, client, people.seats[who])
        answer = client.get(f"/debates/{slug}/{people.seats[who].number}/clash")
    else:
        cast.as_account(session, client, people.owner)
        answer = client.get(f"/debates/{slug}/clash")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def words(page: str) -> str:
    """What is read on a page, without its pictures."""
    plain = re.sub(r"<svg.*?</svg>", " ", page, flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", plain).split())


def pictures(page: str) -> list[ET.Element]:
    return [ET.fromstring(one) for one in re.findall(r'<svg class="map".*?</svg>', page, re.S)]


def test_the_page_says_who_answered_whom_and_which_cards_met(
    client: FlaskClient, session: Session, people: Cast
) -> None:
    page = seen(client, session, people, "kofi")
    read = words(page)
    assert "Priya Nair P Amara Diallo 1 O1.1 to P1.1" in read
    assert "4 Tag of card 4 O1.1 3 O1.1 to P1.1" in read
    assert "Answered nobody, and nobody answered them: P Tomás Rivera, O Jonas Weber." in read
    assert "style=" not in page


def test_the_pictures_are_svg_with_the_same_names_and_numbers(
    client: FlaskClient, session: Session, people: Cast
) -> None:
    drawn = pictures(seen(client, session, people))
    said = [" ".join("".join(one.itertext()) for one in picture) for picture in drawn]
    assert len(drawn) == 3
    assert "Amara Diallo" in said[0]
    assert "Jonas Weber" in said[0]
    assert {"No. 3", "No. 4", "No. 6", "No. 7"} <= {
        one.text for one in drawn[2].iter("tspan") if (one.text or "").startswith("No.")
    }


def test_while_it_runs_a_seat_is_told_of_no_hand_and_of_no_clash_that_is_left_to_find(
    client: FlaskClient, session: Session, people: Cast
) -> None:
    page = seen(client, session, people, "amara")
    assert "What the first says, the second denies." in page
    for hidden in ("Only one of these", "Neither of these", "Tag of card 7", "Tag of card 12"):
        assert hidden not in page
    assert "shown when the debate is over" in page


def test_afterwards_a_seat_is_told_what_was_held_without_who_held_it(
    client: FlaskClient, session: Session, people: Cast
) -> None:
    finish(session, people)
    read = words(seen(client, session, people, "amara"))
    assert "12 Tag of card 12" in read
    assert "Only one of these was said. 6 Tag of card 6 played 7 Tag of card 7 not played" in read
    assert "9 Tag of card 9 in no hand" in read
    held = read.partition("Held and never played")[2].partition("The deck")[0]
    assert "Tomás" not in held


def test_staff_are_told_hands_at_any_time_and_who_holds_them(
    client: FlaskClient, session: Session, people: Cast
) -> None:
    read = words(seen(client, session, people))
    assert "Held and not yet played" in read
    assert "12 Tag of card 12 Tomás Rivera" in read
    assert "Neither of these was said." in read


def test_a_point_that_was_taken_out_leaves_the_map(
    client: FlaskClient, session: Session, people: Cast
) -> None:
    say(session, people, "P1.2", "amara", (12,), state="hidden")
    with transaction(session):
        session.query(Point).filter_by(claim="Claim O1.1").one().state = "struck"
    read = words(seen(client, session, people, "kofi"))
    assert "No point answers another yet." in read
    assert "Tag of card 4" not in read
    assert "Tag of card 12" not in read


def test_a_room_with_code_names_shows_no_name(
    client: FlaskClient, session: Session, people: Cast
) -> None:
    with transaction(session):
        people.sitting.room_labels = "codes"
    page = seen(client, session, people, "kofi")
    assert "Heron 1" in page
    assert not any(name in page for name in cast.STUDENTS if name != "Kofi Mensah")


def test_before_anybody_spoke_the_page_says_what_it_will_hold(
    client: FlaskClient, session: Session
) -> None:
    assert "Nothing has met yet." in seen(client, session, cast.make(session), "kofi")


def test_names_and_tags_are_text_in_the_pictures(
    client: FlaskClient, session: Session, people: Cast
) -> None:
    with transaction(session):
        people.students["amara"].name = "<b>Amara</b> & “Co” 王小明"
        session.query(Card).filter_by(number=3).one().tag = "]]><script>alert(1)</script> \x0b"
    page = seen(client, session, people)
    assert "<script>alert" not in page
    text = ["".join(picture.itertext()) for picture in pictures(page)]
    assert "<b>Amara</b> & “Co”" in text[0]
    assert "alert(1)" in text[2]


def test_the_page_takes_as_many_statements_for_many_points_as_for_few(
    client: FlaskClient, session: Session, people: Cast
) -> None:
    def count() -> int:
        ran: list[str] = []

        def note(*args: Any) -> None:
            if not args[2].startswith("BEGIN"):
                ran.append(args[2])

        event.listen(db.engine, "before_cursor_execute", note)
        client.get(f"/debates/{people.slug}/clash")
        event.remove(db.engine, "before_cursor_execute", note)
        return len(ran)

    seen(client, session, people)
    few = count()
    target = session.query(Point).filter_by(claim="Claim P1.1").one()
    for number in range(2, 12):
        say(session, people, f"O1.{number}", "jonas", (number + 6,), target)
    go_on(session, people, 2, NOW + 5)
    assert count() == few


def test_a_challenged_card_is_told_with_ground_and_ruling_and_flagged(
    client: FlaskClient, session: Session, people: Cast
) -> None:
    with transaction(session):
        point = session.query(Point).filter_by(claim="Claim O1.1").one()
        session.add(
            Challenge(
                debate_id=people.debate.id,
                number=1,
                point_id=point.id,
                card_number=4,
                seat_id=people.seats["amara"].id,
                ground="clipping",
                made_ms=NOW,
                ruled_ms=NOW + 5,
                upheld=False,
                remedy="none",
            )
        )
    page = seen(client, session, people, "kofi")
    read = words(page)
    assert "4 Tag of card 4 O1.1 Challenge 1 : clipping, dismissed." in read
    assert sum(page.count(f'<path class="map__flag" d="M{x}') for x in ("218", "734")) == 1
