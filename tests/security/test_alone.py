"""What a moderator says to one seat alone: no byte of it reaches anybody else, nor any record."""

from typing import Any

import pytest

from debate.db import transaction
from debate.models.nudges import Nudge
from debate.models.seats import Seat
from tests.security import house as houses
from tests.security.house import House
from tests.security.routes import OPEN, expected, routes
from tests.security.test_names import everything

WORDS = "Quillfeather says hello"
# The same words as in .html and .json, set in type at some length.
TYPESET = (".pdf", ".docx", ".png")
# Where a moderator sees what was said last to whom.
SHOWN_TO_MODERATORS = {"/debates/<slug>/nudges/<int:number>"}


@pytest.fixture
def house(app: Any, session: Any) -> House:
    """Kofi, who listens, has been told something, after all that waited for others was read."""
    made = houses.build(app, session)
    with transaction(session):
        session.query(Nudge).delete()
        session.query(Seat).update({"nudged_until_ms": None})
    made.clients["projector"] = made.clients["visitor"]
    session.rollback()
    kofi = made.people.seats["kofi"].number
    path, said = f"/debates/{made.people.slug}/nudges/{kofi}", {"choice": "own", "own": WORDS}
    assert made.clients["owner"].post(path, data=said).status_code == 303
    return made


def holders(house: House) -> set[str]:
    """Who finds the words on anything that they can fetch."""
    everybody = ("debater", "judge", "audience", "projector")
    return {
        who
        for who in everybody
        for _, answer in everything(house, who)
        if WORDS.encode() in answer.data
    }


def test_a_nudge_stands_on_pages_of_its_seat_and_of_nobody_else(house: House) -> None:
    assert holders(house) == {"audience"}


def test_no_page_or_file_of_staff_holds_it_but_the_one_for_the_next_nudge(house: House) -> None:
    found = set()
    for route in routes(house.app):
        if route.method != "GET" or expected(route, "owner") != OPEN or route.kind != "staff":
            continue
        if route.rule.endswith(TYPESET):
            continue
        for address in house.addresses(route.rule, "owner"):
            if WORDS.encode() in house.clients["owner"].get(address, buffered=True).data:
                found.add(route.rule)
    assert found == SHOWN_TO_MODERATORS
