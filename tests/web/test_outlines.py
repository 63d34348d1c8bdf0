"""Outlines over HTTP: one's own and the team's, without scripts and as fragments."""

import re
from collections.abc import Callable
from functools import partial
from itertools import count
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from debate.db import clock_ms, db, transaction
from debate.domain.permissions import Actor
from debate.models.outlines import OutlineLine
from debate.models.speeches import Draft
from debate.services import debates as debate_writes
from debate.services import measures, seats_places, sittings
from tests import cast
from tests.services.test_speeches import give_card
from tests.web.pages import fields

Browser = Callable[[str], FlaskClient]
FRAGMENT = {"X-Fragment": "1"}


@pytest.fixture
def people(session: Any) -> cast.Cast:
    return cast.make(session, clock_ms() - 60_000)


@pytest.fixture
def browser(app: Any, session: Any, people: cast.Cast) -> Browser:
    def of(who: str) -> FlaskClient:
        client: FlaskClient = app.test_client()
        cast.as_seat(session, client, people.seats[who], clock_ms())
        return client

    return of


def base(people: cast.Cast, who: str) -> str:
    return f"/debates/{people.slug}/{people.seats[who].number}/"


def form(client: FlaskClient, at: str, part: str = "") -> dict[str, str]:
    page = client.get(f"{at}preparation{part}")
    assert page.status_code == 200
    return dict(fields(page.text, f"outline{part}"))


def write(client: FlaskClient, at: str, part: str = "", **more: str) -> Any:
    """Post the page's form as it stands, with changes; `text_1` stands for the field text-1."""
    changed = {name.replace("_", "-"): value for name, value in more.items()}
    return client.post(f"{at}outline{part}", data=form(client, at, part) | changed)


def lines(session: Any) -> list[tuple[int, str]]:
    session.rollback()
    rows = session.query(OutlineLine).filter_by(removed_ms=None).order_by(OutlineLine.position)
    return [(row.level, row.text) for row in rows]


def test_an_outline_is_written_without_scripts(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    amara, at = browser("amara"), base(people, "amara")
    answer = write(amara, at, new="Trade binds them", level="1")
    assert (answer.status_code, answer.location) == (303, f"{at}preparation")
    write(amara, at, new="It grew", level="2")
    write(amara, at, text_1="Trade ties them", act="add.2")
    assert lines(session) == [(1, "Trade ties them"), (2, "It grew"), (2, "")]
    write(amara, at, act="up.2")
    write(amara, at, act="out.2")
    write(amara, at, act="remove.3")
    assert lines(session) == [(1, "It grew"), (1, "Trade ties them")]
    assert "Trade ties them" in amara.get(f"{at}preparation").text
    write(amara, at, act="remove.1")
    assert "Put back: Trade ties them" in amara.get(f"{at}preparation").text
    write(amara, at, act="back.1")
    assert lines(session) == [(1, "It grew"), (1, "Trade ties them")]


def test_the_same_form_sent_twice_adds_one_line(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    amara, at = browser("amara"), base(people, "amara")
    sent = form(amara, at) | {"new": "Trade"}
    for _ in range(2):
        assert amara.post(f"{at}outline", data=sent).status_code == 303
    amara.post(f"{at}outline", data=sent | {"new": "Trade grew since"})
    assert [text for _, text in lines(session)] == ["Trade", "Trade grew since"]


def test_when_another_tab_changed_a_line_both_versions_are_on_the_page(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    amara, at = browser("amara"), base(people, "amara")
    write(amara, at, new="Trade")
    old = form(amara, at)
    write(amara, at, text_1="Trade grew")
    answer = amara.post(f"{at}outline", data=old | {"text-1": "Trade fell"})
    assert answer.status_code == 409
    assert "Both texts are kept" in answer.text
    assert [text for _, text in lines(session)] == ["Trade grew", "Trade fell"]
    # An old page that changed nothing says nothing.
    assert amara.post(f"{at}outline", data=old).status_code == 303
    write(amara, at, act="both.2")
    assert "Both texts are kept" not in amara.get(f"{at}preparation").text


def test_a_fragment_brings_all_lines_and_says_where_the_words_went(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    amara, tomas = browser("amara"), browser("tomas")
    mine, theirs = base(people, "amara"), base(people, "tomas")
    write(amara, mine, "/team", new="Trade")
    begun = form(tomas, theirs, "/team")
    write(amara, mine, "/team", text_1="Trade grew")
    answer = tomas.post(
        f"{theirs}outline/team", data=begun | {"text-1": "Trade fell"}, headers=FRAGMENT
    )
    assert answer.status_code == 409
    assert 'data-twins="1:2 "' in answer.text
    part = amara.get(f"{mine}parts/outline/team", headers=FRAGMENT).text
    assert re.findall(r'<textarea[^>]*name="(text-\d)"[^>]*>\s*([^<]*)<', part) == [
        ("text-1", "Trade grew"),
        ("text-2", "Trade fell"),
    ]
    assert "last written by Tomás Rivera" in part


def test_a_refusal_keeps_every_word(session: Any, people: cast.Cast, browser: Browser) -> None:
    amara, at = browser("amara"), base(people, "amara")
    write(amara, at, new="Trade")
    answer = write(amara, at, text_1="word " * 300, new="Another one")
    assert answer.status_code == 422
    assert "at most 1000 characters" in answer.text
    assert "word word" in answer.text
    assert 'value="Another one"' in answer.text
    assert lines(session) == [(1, "Trade")]


def test_a_line_becomes_a_prepared_point_for_the_next_speech_once(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    give_card(session, people, "amara", 3)
    amara, at = browser("amara"), base(people, "amara")
    write(amara, at, new="Trade binds them #3 #4", level="1")
    assert "No. 4 is not in your hand" in amara.get(f"{at}preparation").text
    sent = form(amara, at) | {"act": "prepare.1"}
    for _ in range(2):
        assert amara.post(f"{at}outline", data=sent).status_code == 303
    page = amara.get(f"{at}preparation").text
    assert "Prepared for the proposition constructive." in page
    assert "you may not cite it yet: No. 4." in page
    (draft,) = session.query(Draft).all()
    assert (draft.claim, draft.cards) == ("Trade binds them", [3])
    assert "Trade binds them" in amara.get(at).text
    write(amara, at, act="card.3")
    assert lines(session)[-1] == (3, "#3 Tag of card 3")
    assert write(amara, at, act="card.4").status_code == 422


def test_who_has_no_round_left_cannot_prepare_a_point(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    mei, at = browser("mei"), base(people, "mei")
    write(mei, at, new="What I listen for")
    answer = write(mei, at, act="prepare.1")
    assert answer.status_code == 409
    assert "No round is left in which you speak" in answer.text


def test_a_team_shares_one_outline_and_listeners_have_their_own_alone(
    people: cast.Cast, browser: Browser
) -> None:
    write(browser("amara"), base(people, "amara"), "/team", new="Our secret line")
    team = browser("tomas").get(f"{base(people, 'tomas')}preparation/team").text
    assert "Our secret line" in team
    assert "you with Amara Diallo" in team
    other = browser("priya").get(f"{base(people, 'priya')}preparation/team").text
    assert "Our secret line" not in other
    for who in ("mei", "kofi"):
        client, at = browser(who), base(people, who)
        assert client.get(f"{at}preparation/team").status_code == 403
        assert client.post(f"{at}outline/team", data={"new": "x"}).status_code == 403
        assert "preparation/team" not in client.get(f"{at}preparation").text


def test_another_team_s_line_cannot_be_reached_by_its_number(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    write(browser("amara"), base(people, "amara"), "/team", new="Ours")
    priya, at = browser("priya"), base(people, "priya")
    for act in ("up.1", "remove.1", "prepare.1", "add.1"):
        assert write(priya, at, "/team", act=act).status_code == 404
    assert lines(session) == [(1, "Ours")]


def test_a_muted_debater_reads_the_team_s_outline_and_writes_in_the_own_one(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    amara, at = browser("amara"), base(people, "amara")
    write(amara, at, "/team", new="Trade")
    sent = form(amara, at, "/team")
    mute(session, people, "amara")
    page = amara.get(f"{at}preparation/team").text
    assert "Trade" in page
    assert "A moderator muted you, so you can read this and not write" in page
    assert "<textarea" not in page
    answer = amara.post(f"{at}outline/team", data=sent | {"text-1": "Trade grew"}, headers=FRAGMENT)
    assert answer.status_code == 403
    assert "Let others speak" in answer.text
    write(amara, at, new="For myself")
    assert [text for _, text in lines(session)] == ["Trade", "For myself"]


def mute(session: Any, people: cast.Cast, who: str) -> None:
    owner = Actor("owner", account_id=people.owner.id)
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        seat, why = people.seats[who].id, "Let others speak"
        measures.mute(session, owner, debate, seat, why, this_step=False, now=clock_ms())


def test_a_page_of_another_team_puts_nothing_into_the_team_s_outline(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    amara, at = browser("amara"), base(people, "amara")
    write(amara, at, "/team", new="Trade")
    sent = form(amara, at, "/team")
    with transaction(session):
        sittings.lock(session, people.sitting.id)
        owner, seat = Actor("owner", account_id=people.owner.id), people.seats["amara"]
        seats_places.place(session, owner, seat, people.debate, "debater", "O", clock_ms())
    for more in ({}, FRAGMENT):
        old = sent | {"text-1": "Trade, and our plan"}
        answer = amara.post(f"{at}outline/team", data=old, headers=more)
        assert answer.status_code == 409
        assert "You sit in another team now" in answer.text
        assert more or "Trade, and our plan" in answer.text
    assert lines(session) == [(1, "Trade")]
    assert "Trade" not in amara.get(f"{at}preparation/team").text


def test_after_the_end_it_can_be_read_and_not_changed(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    amara, at = browser("amara"), base(people, "amara")
    write(amara, at, new="Trade")
    sent = form(amara, at)
    with transaction(session):
        people.debate.ended_ms = clock_ms()
    page = amara.get(f"{at}preparation").text
    assert "Trade" in page
    assert "it stays as it is" in page
    assert "<textarea" not in page
    late = sent | {"text-1": "Trade grew", "new": "More"}
    answer = amara.post(f"{at}outline", data=late, headers=FRAGMENT)
    assert answer.status_code == 409
    assert "outline-feed" not in answer.text
    answer = amara.post(f"{at}outline", data=late)
    assert answer.status_code == 409
    assert "Trade grew" in answer.text
    assert "More" in answer.text
    assert lines(session) == [(1, "Trade")]


def test_the_number_of_statements_does_not_grow_with_the_outline(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    amara, at = browser("amara"), base(people, "amara")
    write(amara, at, "/team", new="Trade #3")
    asked = [f"{at}preparation/team", f"{at}parts/outline/team", f"{at}case-file"]
    page, words = form(amara, at, "/team"), count()

    def save() -> Any:
        typed = {"text-1": f"Trade #3 {next(words)}", "seen-1": page["seen-1"], "tab": page["tab"]}
        return amara.post(f"{at}outline/team", data=typed, headers=FRAGMENT)

    counts = []
    for _ in range(2):
        found = [statements(partial(amara.get, address)) for address in asked]
        counts.append([*found, statements(save)])
        for number in range(5):
            write(amara, at, "/team", new=f"Line {number} #{number}")
    assert counts[0] == counts[1]
    assert counts[0] == [6, 5, 9, 12]


def statements(ask: Callable[..., Any]) -> int:
    """How many statements a request runs, once what all share has been read."""
    ask()
    found: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        del connection, cursor, rest
        found.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert ask().status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return sum(not one.startswith(("BEGIN", "PRAGMA")) for one in found)
