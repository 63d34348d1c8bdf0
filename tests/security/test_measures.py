"""What a muted seat and one that was taken out of its room are refused: every route, by its act."""

from typing import Any

import pytest

from debate.db import clock_ms, transaction
from debate.domain.measures import MUTED_MAY_NOT, REMOVED_MAY
from debate.domain.permissions import ACTS, SEATED
from debate.models.measures import Measure
from tests.security import house as houses
from tests.security import tables
from tests.security.house import House
from tests.security.routes import routes

WHY = "Enough for today"


@pytest.fixture
def house(app: Any, session: Any) -> House:
    return houses.build(app, session)


def measured(session: Any, house: House, kind: str) -> None:
    with transaction(session):
        session.add(
            Measure(
                debate_id=house.people.debate.id,
                seat_id=house.seats["debater"],
                kind=kind,
                note=WHY,
                account_id=house.people.owner.id,
                at_ms=clock_ms(),
            )
        )


def refused(app: Any, house: House) -> dict[str, set[str]]:
    """Each act of a debater's routes → "refused" or "let in", by the reason on the page."""
    kept = tables.Copy()
    client, found = house.clients["debater"], dict[str, set[str]]()
    for route in routes(app):
        if route.kind != "seat" or "debater" not in ACTS[route.act]:
            continue
        for address in house.addresses(route.rule, "debater"):
            data = house.body("debater") if route.method == "POST" else None
            answer = client.open(address, method=route.method, data=data)
            no = answer.status_code == 403 and WHY in answer.text
            found.setdefault(route.act, set()).add("refused" if no else "let in")
            if data is not None and not no:
                kept.restore()
                house.come_back("debater")
    kept.close()
    return found


def test_a_muted_seat_is_refused_what_reaches_others_and_nothing_else(
    app: Any, session: Any, house: House
) -> None:
    measured(session, house, "mute")
    for act, ways in refused(app, house).items():
        assert ways == {"refused" if act in MUTED_MAY_NOT else "let in"}, act


def test_a_seat_out_of_its_room_reaches_its_own_record_and_nothing_else(
    app: Any, session: Any, house: House
) -> None:
    measured(session, house, "remove")
    for act, ways in refused(app, house).items():
        if act in REMOVED_MAY:
            assert ways == {"let in"}, act
        else:
            assert ways == {"refused"}, act


def test_what_the_measures_name_is_in_the_table_of_acts() -> None:
    assert set(ACTS) >= MUTED_MAY_NOT | REMOVED_MAY
    assert all(ACTS[act] & SEATED for act in MUTED_MAY_NOT | REMOVED_MAY)
