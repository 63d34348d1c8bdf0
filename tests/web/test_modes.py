"""Spoken debates over HTTP: the mode, scribes, entering points, where reading stopped."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import g
from flask.testing import FlaskClient

from debate.db import clock_ms, transaction
from debate.models.hands import Draw
from debate.models.modes import Scribe
from debate.models.speeches import Citation, Draft, Point
from tests import cast
from tests.cast import MINUTE

Browser = Callable[[str], FlaskClient]
FRAGMENT = {"X-Fragment": "1"}


@pytest.fixture(autouse=True)
def apart(app: Any) -> None:
    """Requests here share the context of `session`: what one left in it is not for the next."""

    @app.before_request
    def forget() -> None:
        g.__dict__.clear()


@pytest.fixture
def people(session: Any) -> cast.Cast:
    return cast.make(session, clock_ms() - MINUTE)


@pytest.fixture
def spoken(session: Any, people: cast.Cast) -> cast.Cast:
    with transaction(session):
        people.debate.mode = "spoken"
        session.add(
            Draw(
                debate_id=people.debate.id,
                seat_id=people.seats["amara"].id,
                n=1,
                pile="P",
                card_id=3,
                card_number=3,
                exclusive=True,
                drawn_ms=1,
            )
        )
    cast.start(session, people, clock_ms() - MINUTE)
    return people


@pytest.fixture
def browser(app: Any, session: Any, people: cast.Cast) -> Browser:
    """The browser of one of the people, or of the owner."""

    def of(who: str) -> FlaskClient:
        client: FlaskClient = app.test_client()
        if who == "owner":
            cast.as_account(session, client, people.owner, clock_ms())
        else:
            cast.as_seat(session, client, people.seats[who], clock_ms())
        return client

    return of


def base(people: cast.Cast, who: str = "") -> str:
    return f"/debates/{people.slug}/" + (f"{people.seats[who].number}/" if who else "")


def test_the_mode_is_chosen_on_the_console_until_the_debate_starts(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    owner, path = browser("owner"), f"{base(people)}mode"
    console = f"/sittings/{people.sitting.slug}/console"
    assert f'href="{path}"' in owner.get(console).text
    assert owner.post(path, data={"mode": "spoken"}).location == path
    assert "No scribe yet" in owner.get(console).text
    wrong = owner.post(path, data={"mode": "sung"})
    assert (wrong.status_code, "Choose typed, spoken or mixed." in wrong.text) == (422, True)
    cast.start(session, people, clock_ms())
    late = owner.post(path, data={"mode": "typed"})
    assert (late.status_code, "has started" in late.text) == (409, True)
    assert 'type="radio"' not in owner.get(path).text


def test_a_moderator_names_a_scribe_who_then_enters_points(
    session: Any, spoken: cast.Cast, browser: Browser
) -> None:
    owner, kofi = browser("owner"), browser("kofi")
    at, mine = base(spoken), base(spoken, "kofi")
    assert "nothing for you to enter" in kofi.get(f"{mine}scribe").text
    seat = spoken.seats["kofi"].id
    owner.post(f"{at}scribes", data={"seat": seat, "side": ""})
    assert "Scribe: Kofi Mensah" in owner.get(f"/sittings/{spoken.sitting.slug}/console").text
    assert 'href="scribe"' in kofi.get(mine).text
    form = kofi.get(f"{mine}scribe").text
    assert 'action="scribe?speech=P1"' in form  # the speech that runs
    assert "Tag of card 3" in form  # from the speaker's hand
    words = {"claim": "Trade has doubled", "cards": "3", "key": "one"}
    assert kofi.post(f"{mine}scribe?speech=P1", data=words).location == f"{mine}scribe?speech=P1"
    kofi.post(f"{mine}scribe?speech=P1", data=words)  # the same once more
    assert session.query(Point).one().seat_id == spoken.seats["amara"].id
    for who in ("amara", "priya"):
        assert "entered by Kofi Mensah" in browser(who).get(base(spoken, who)).text
    owner.post(f"{at}scribes/{seat}/end")
    assert session.query(Scribe).one().ended_ms
    gone = kofi.post(f"{mine}scribe?speech=P1", data={"claim": "One more"})
    assert (gone.status_code, session.query(Point).count()) == (409, 1)


def test_a_refused_entry_keeps_its_words_and_says_where(
    session: Any, spoken: cast.Cast, browser: Browser
) -> None:
    owner, path = browser("owner"), f"{base(spoken)}scribe?speech=P1"
    for headers in ({}, FRAGMENT):
        wrong = owner.post(path, data={"reasons": "Kept words", "claim": ""}, headers=headers)
        assert (wrong.status_code, "Kept words" in wrong.text) == (422, True)
        assert 'id="claim-error"' in wrong.text
    early = owner.post(f"{base(spoken)}scribe?speech=P2", data={"claim": "Too early"})
    assert (early.status_code, "has not begun" in early.text) == (422, True)
    assert owner.post(f"{base(spoken)}scribe?speech=Z9", data={"claim": "x"}).status_code == 404
    sent = owner.post(path, data={"claim": "Now it goes in"}, headers=FRAGMENT)
    assert sent.text.lstrip().startswith('<div id="entry"')
    assert session.query(Point).one().claim == "Now it goes in"


def test_who_speaks_has_the_prepared_points_and_sends_each_with_one_tap(
    session: Any, spoken: cast.Cast, browser: Browser
) -> None:
    with transaction(session):
        draft = Draft(
            debate_id=spoken.debate.id,
            seat_id=spoken.seats["amara"].id,
            step_index=1,
            position=1,
            claim="Prepared claim",
            reasons="Prepared reasons",
            saved_ms=1,
        )
        session.add(draft)
    amara = browser("amara")
    room = amara.get(base(spoken, "amara")).text
    for words in ("Speak now.", "To speak from", "Prepared reasons", "Said it"):
        assert words in room
    amara.post(f"{base(spoken, 'amara')}drafts/{draft.id}/send", data={})
    assert session.query(Point).one().claim == "Prepared claim"
    assert "Speak now." not in browser("priya").get(base(spoken, "priya")).text


def test_where_reading_stopped_is_marked_by_its_author_and_stands_in_room_and_record(
    session: Any, spoken: cast.Cast, browser: Browser
) -> None:
    amara, owner = browser("amara"), browser("owner")
    mine = base(spoken, "amara")
    amara.post(f"{mine}speeches/P1/points", data={"claim": "With a card", "cards": "3"})
    path = f"{mine}readings/P1.1/cards/3"
    assert 'href="readings/P1.1/cards/3"' in amara.get(mine).text
    page = amara.get(path).text
    assert page.count('name="words"') == 8
    assert amara.post(path, data={"words": "9"}).status_code == 422
    assert amara.post(path, data={"words": "4"}).location == mine
    assert session.query(Citation).one().stopped_at == 4
    for client, where in ((amara, mine), (browser("priya"), base(spoken, "priya"))):
        room = client.get(where).text
        assert "stopped reading here</b>" in room
        assert '<span class="card__unread">It has two sentences.</span>' in room
    assert "read up to “Body of card 3.”" in owner.get(f"{base(spoken)}transcript").text
    priya = base(spoken, "priya")
    assert browser("priya").get(f"{priya}readings/P1.1/cards/3").status_code == 409
    assert amara.get(f"{mine}readings/P1.1/cards/4").status_code == 404
    owner.post(f"{base(spoken)}readings/P1.1/cards/3", data={"words": "8"})
    assert session.query(Citation).one().stopped_at is None


def test_in_a_typed_debate_there_is_nothing_to_enter(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    cast.start(session, people, clock_ms() - MINUTE)
    amara = browser("amara")
    assert "This debate is typed." in amara.get(f"{base(people, 'amara')}scribe").text
    assert 'href="scribe"' not in amara.get(base(people, "amara")).text
    sent = browser("owner").post(f"{base(people)}scribe?speech=P1", data={"claim": "No"})
    assert (sent.status_code, session.query(Point).count()) == (409, 0)
