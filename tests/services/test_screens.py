"""What the projectors of a debate show: chosen, told by a hint, and no event."""

from typing import Any

import pytest

from debate.db import transaction
from debate.domain.events import MODERATORS, Wake, screens
from debate.domain.refusals import Refused
from debate.models.events import Event
from debate.models.speeches import Citation, Point, Speech
from debate.queries import screens as reads
from debate.services import debates
from debate.services import screens as writes
from tests import cast
from tests.cast import NOW


@pytest.fixture
def people(session: Any) -> cast.Cast:
    return cast.make(session)


def choose(session: Any, people: cast.Cast, view: str, card: int | None = None) -> list[Wake]:
    with transaction(session):
        writes.choose(session, debates.lock(session, people.slug), view, card)
        return list(session.info["wake"])


def cite(session: Any, people: cast.Cast, number: int) -> None:
    with transaction(session):
        speech = session.query(Speech).filter_by(debate_id=people.debate.id, address="P1").one()
        seat_id = people.seats["amara"].id
        point = Point(
            debate_id=people.debate.id,
            speech_id=speech.id,
            seat_id=seat_id,
            number=1,
            side="P",
            state="sent",
            claim="A claim",
            sent_ms=NOW,
            visible_ms=NOW,
        )
        session.add(point)
        session.flush()
        session.add(
            Citation(
                point_id=point.id, position=1, card_id=number, card_number=number, badge="located"
            )
        )


def test_a_view_is_kept_and_told_to_projectors_and_consoles_without_an_event(
    session: Any, people: cast.Cast
) -> None:
    woken = choose(session, people, "clock")
    assert reads.choice(session, people.debate.id) == ("clock", None)
    assert {(one.hint, one.target) for one in woken} == {
        ("screen", f"seat:{screens(people.debate.id)}"),
        ("screen", MODERATORS),
    }
    assert session.query(Event).filter_by(debate_id=people.debate.id).count() == 0


def test_a_card_that_was_cited_can_be_chosen_and_another_view_forgets_it(
    session: Any, people: cast.Cast
) -> None:
    cite(session, people, 7)
    choose(session, people, "card", 7)
    assert reads.choice(session, people.debate.id) == ("card", 7)
    choose(session, people, "flow", 7)
    assert reads.choice(session, people.debate.id) == ("flow", None)


@pytest.mark.parametrize(
    ("view", "card", "field"), [("mirror", None, "view"), ("", None, "view"), ("card", 8, "card")]
)
def test_what_there_is_not_is_refused_and_the_wall_stays_as_it_was(
    session: Any, people: cast.Cast, view: str, card: int | None, field: str
) -> None:
    cite(session, people, 7)
    choose(session, people, "flow")
    with pytest.raises(Refused) as refused:
        choose(session, people, view, card)
    assert refused.value.field == field
    session.rollback()
    assert reads.choice(session, people.debate.id) == ("flow", None)
