"""Sending points over HTTP: what a point does to others, what stands unanswered, and revising."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import g
from flask.testing import FlaskClient
from sqlalchemy import event

from debate.db import clock_ms, transaction
from debate.models.speeches import Draft, Point, PointLink
from tests import cast
from tests.cast import MINUTE
from tests.services.polling import add_point

Browser = Callable[[str], FlaskClient]
P2 = 5  # the step of the Proposition's rebuttal, in which O1 is due to be answered
FRAGMENT = {"X-Requested-With": "fetch"}


@pytest.fixture(autouse=True)
def apart(app: Any) -> None:
    """Requests here share the context of `session`: what one left in it is not for the next."""

    @app.before_request
    def forget() -> None:
        g.__dict__.clear()


@pytest.fixture
def people(session: Any) -> cast.Cast:
    then = clock_ms() - MINUTE
    made = cast.make(session, then)
    cast.start(session, made, then)
    return made


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


def base(people: cast.Cast, who: str) -> str:
    return f"/debates/{people.slug}/{people.seats[who].number}/"


def go_to(session: Any, people: cast.Cast, step: int) -> None:
    for _ in range(step - 1):  # it began with the second step
        cast.control(session, people, "next", clock_ms() - 1000)


@pytest.fixture
def said(session: Any, people: cast.Cast) -> dict[str, int]:
    """P1.1, O1.1 and O1.2 by their addresses, in the rebuttal of the Proposition."""
    found = {}
    for address, who in (("P1.1", "amara"), ("O1.1", "priya"), ("O1.2", "priya")):
        point = add_point(session, people, address, who)
        with transaction(session):
            point.side = address[0]
        found[address] = int(point.id)
    go_to(session, people, P2)
    return found


def send(client: FlaskClient, people: cast.Cast, speech: str = "P2", **data: Any) -> Any:
    return client.post(f"{base(people, 'tomas')}speeches/{speech}/points", data=data)


def test_the_answer_to_a_point_takes_as_many_statements_whatever_was_said(
    session: Any, people: cast.Cast, browser: Browser, said: dict[str, int]
) -> None:
    tomas, counts = browser("tomas"), []
    path = f"{base(people, 'tomas')}speeches/P2/points"

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        counts[-1] += 1

    event.listen(session.get_bind(), "before_cursor_execute", note)
    for number in range(6):
        counts.append(0)
        answer = tomas.post(path, data={"claim": f"Claim {number}"}, headers={"X-Fragment": "1"})
        assert f"Yours in this speech ({number + 1})" in answer.text
    event.remove(session.get_bind(), "before_cursor_execute", note)
    assert len(set(counts[1:])) == 1
    assert counts[1] <= 20


def does(said: dict[str, int], kind: str, address: str) -> dict[str, str]:
    """What is posted when this kind was chosen for a point."""
    return {f"does-{said[address]}": kind}


def does_nothing(said: dict[str, int]) -> dict[str, str]:
    return {f"does-{number}": "" for number in said.values()}


def test_a_point_says_in_the_room_what_it_does_to_each_other_one(
    people: cast.Cast, browser: Browser, said: dict[str, int]
) -> None:
    tomas = browser("tomas")
    chosen = {**does_nothing(said), **does(said, "extends", "P1.1"), **does(said, "turns", "O1.2")}
    assert send(tomas, people, claim="All", answers=said["O1.1"], **chosen).status_code == 303
    room = re.sub(r"<svg.*?</svg>|<[^>]+>", "", browser("kofi").get(base(people, "kofi")).text)
    assert "answers O1.1" in room
    assert "extends P1.1" in room
    assert "turns O1.2" in room
    staff = browser("owner").get(f"/debates/{people.slug}/transcript.md").text
    assert "extends **P1.1**" in staff


@pytest.mark.parametrize(
    ("kind", "target", "sentence"),
    [
        ("extends", "O1.1", "O1.1 is not of your side, so it cannot be carried on."),
        ("concedes", "P1.1", "P1.1 is of your own side"),
        ("likes", "O1.1", "In this step a point cannot be marked as “likes”."),
    ],
)
def test_a_link_that_does_not_fit_is_refused_in_words_and_everything_stays_chosen(
    session: Any,
    people: cast.Cast,
    browser: Browser,
    said: dict[str, int],
    kind: str,
    target: str,
    sentence: str,
) -> None:
    chosen = {**does(said, "turns", "O1.2"), **does(said, kind, target)}
    answer = send(browser("tomas"), people, claim="Mine", **chosen)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="Mine"' in answer.text
    list_of = answer.text[answer.text.index(f'name="does-{said["O1.2"]}"') :]
    assert "<option selected>turns</option>" in list_of[: list_of.index("</select>")]
    assert session.query(PointLink).count() == 0


def test_one_point_does_one_thing_to_another(
    session: Any, people: cast.Cast, browser: Browser, said: dict[str, int]
) -> None:
    answer = send(
        browser("tomas"),
        people,
        claim="Mine",
        answers=said["O1.1"],
        **does(said, "turns", "O1.1"),
    )
    assert answer.status_code == 422
    assert "O1.1 is marked twice" in answer.text
    assert session.query(Point).filter_by(claim="Mine").count() == 0


def test_what_was_chosen_is_kept_with_a_prepared_point_and_sent_with_one_tap(
    session: Any, people: cast.Cast, browser: Browser, said: dict[str, int]
) -> None:
    tomas, mine = browser("tomas"), base(people, "tomas")
    words = {"claim": "Kept", "answers": said["O1.1"], **does(said, "concedes", "O1.2")}
    words |= does(said, "cross-applies", "P1.1")
    tomas.post(f"{mine}drafts/{P2}/keep", data=words)
    shown = re.sub(r"<[^>]+>", "", tomas.get(mine).text)
    assert "answers O1.1, concedes O1.2, cross-applies P1.1" in shown
    draft = session.query(Draft).one().id
    tomas.post(f"{mine}drafts/{draft}/send", data={})
    assert sorted(session.query(PointLink.kind).all()) == [
        ("answers",),
        ("concedes",),
        ("cross_applies",),
    ]


def test_a_debater_is_told_what_would_be_dropped_and_a_conceded_point_is_not(
    people: cast.Cast, browser: Browser, said: dict[str, int]
) -> None:
    tomas = browser("tomas")
    turn = re.sub(r"<[^>]+>", "", tomas.get(f"{base(people, 'tomas')}parts/turn").text)
    assert (
        "O1.1 and O1.2 still stand; they are dropped if this round leaves them unanswered" in turn
    )
    assert "drops O1.1 and O1.2" in turn  # beside Finish early
    send(tomas, people, claim="Granted", **does(said, "concedes", "O1.2"))
    turn = re.sub(r"<[^>]+>", "", tomas.get(f"{base(people, 'tomas')}parts/turn").text)
    assert "O1.1 still stands; it is dropped if this round leaves it unanswered" in turn
    assert "O1.2 still" not in turn


def test_judges_read_what_was_dropped_once_it_was_due_and_nobody_else_in_the_room(
    session: Any, people: cast.Cast, browser: Browser, said: dict[str, int]
) -> None:
    mei, ballot = browser("mei"), f"{base(people, 'mei')}ballot"
    assert "Dropped" not in mei.get(ballot).text + mei.get(base(people, "mei")).text
    cast.control(session, people, "next", clock_ms())
    page = mei.get(ballot).text
    left = re.sub(r"<[^>]+>", "", page[page.index("Left unanswered by P2") :])
    assert "Dropped O1.1" in left
    assert "Not answered in time" in mei.get(base(people, "mei")).text
    assert "Not answered in time" not in browser("amara").get(base(people, "amara")).text


def test_an_answer_too_late_is_named_with_the_drop(
    session: Any, people: cast.Cast, browser: Browser, said: dict[str, int]
) -> None:
    go_to(session, people, 5)  # four steps on, in the Proposition's close
    amara = browser("amara")
    post = amara.post(
        f"{base(people, 'amara')}speeches/P3/points",
        data={"claim": "At last", "answers": said["O1.1"]},
    )
    assert post.status_code == 303
    ballot = re.sub(r"<[^>]+>", "", browser("mei").get(f"{base(people, 'mei')}ballot").text)
    assert "Answered too late: P3.1." in ballot


def test_what_was_sent_and_then_saved_once_more_for_want_of_an_answer_leaves_the_composer(
    session: Any, people: cast.Cast, browser: Browser, said: dict[str, int]
) -> None:
    tomas, mine = browser("tomas"), base(people, "tomas")
    words = {"claim": "Once", "reasons": "Because", "answers": str(said["O1.1"]), "key": "k" * 24}
    # What was typed meanwhile was not sent, and stays.
    for claim, left in (("Once", []), ("Once, and more", ["Once, and more"])):
        assert send(tomas, people, **words).status_code == 303
        tomas.post(f"{mine}drafts/{P2}/open", data=words | {"claim": claim})
        assert send(tomas, people, **words).status_code == 303
        session.rollback()
        assert [draft.claim for draft in session.query(Draft)] == left
    assert session.query(Point).filter_by(claim="Once").count() == 1


def test_ones_own_point_is_revised_from_ones_own_part_of_the_room(
    people: cast.Cast, browser: Browser, said: dict[str, int]
) -> None:
    tomas, mine = browser("tomas"), base(people, "tomas")
    send(tomas, people, claim="First try", answers=said["O1.1"])
    room = tomas.get(mine).text
    act = re.search(r'formaction="(points/(\d+)/revise)" aria-label="Revise P2\.1"', room)
    assert act is not None
    assert "revise" not in browser("amara").get(base(people, "amara")).text
    for _ in range(2):  # the same again changes nothing
        assert tomas.post(mine + act[1], data={}).status_code == 303
    room = tomas.get(mine).text
    assert 'value="First try"' in room
    assert f'name="answers" value="{said["O1.1"]}" checked' in room
    sent = send(tomas, people, claim="Second try", revises=act[2], answers=said["O1.1"])
    assert sent.status_code == 303
    room = browser("kofi").get(base(people, "kofi")).text
    assert "Second try" in room
    assert "<span>revised</span>" in room
    assert "First try" not in room


def test_leaving_a_point_as_it_is_empties_the_composer(
    people: cast.Cast, browser: Browser, said: dict[str, int]
) -> None:
    tomas, mine = browser("tomas"), base(people, "tomas")
    send(tomas, people, claim="First try")
    revise = re.search(r'formaction="(points/\d+/revise)"', tomas.get(mine).text)
    assert revise is not None
    tomas.post(mine + revise[1], data={})
    leave = re.search(r'formaction="(drafts/\d+/delete)"', tomas.get(mine).text)
    assert leave is not None
    tomas.post(mine + leave[1], data={})
    room = tomas.get(mine).text
    assert 'name="revises"' not in room
    assert "First try" in room  # it stands


def test_revising_what_can_no_longer_be_changed_is_refused_in_words(
    session: Any, people: cast.Cast, browser: Browser, said: dict[str, int]
) -> None:
    tomas, mine = browser("tomas"), base(people, "tomas")
    assert tomas.post(f"{mine}points/{said['O1.1']}/revise", data={}).status_code == 404
    send(tomas, people, claim="First try")
    point = session.query(Point).filter_by(claim="First try").one().id
    cast.control(session, people, "next", clock_ms())
    answer = tomas.post(f"{mine}points/{point}/revise", data={}, headers=FRAGMENT)
    assert answer.status_code == 422
    assert "stands as it was sent" in answer.text


def test_a_point_that_came_back_is_told_above_the_speeches_to_its_author_alone(
    session: Any, people: cast.Cast, browser: Browser, said: dict[str, int]
) -> None:
    path = f"/debates/{people.slug}/points/{said['O1.1']}/return"
    assert browser("owner").post(path, data={"note": "Say who."}).status_code == 303
    page = browser("priya").get(base(people, "priya")).text
    told = page.split('id="turn-told"')[1].split('id="turn"')[0]
    assert "A point came back to you." in told
    assert "Say who." in told
    assert f'href="{base(people, "priya")}#turn"' in told
    assert "Say who." not in browser("amara").get(base(people, "amara")).text


def test_what_else_a_point_may_do_is_listed_when_it_is_asked_for(
    people: cast.Cast, browser: Browser, said: dict[str, int]
) -> None:
    tomas, mine = browser("tomas"), base(people, "tomas")
    listed = f'name="does-{said["O1.2"]}"'
    assert listed not in tomas.get(mine).text
    part = tomas.get(f"{mine}parts/links")
    assert listed in part.text
    assert "no-store" in part.headers["Cache-Control"]
    # Without scripts: what was typed is kept, and the room is shown with the list.
    words = {"claim": "Half a thought", "answers": said["O1.1"]}
    shown = tomas.post(f"{mine}drafts/{P2}/open?more=links", data=words)
    assert shown.location.endswith(f"{mine}?more=links#pick-links")
    room = tomas.get(shown.location.partition("#")[0]).text
    assert listed in room
    assert 'value="Half a thought"' in room
    strange = tomas.post(f"{mine}drafts/{P2}/open?more=//elsewhere.example", data=words)
    assert strange.location.endswith(mine)


def test_a_choice_that_was_kept_is_shown_with_the_composer_and_not_in_a_list_for_the_next_point(
    people: cast.Cast, browser: Browser, said: dict[str, int]
) -> None:
    tomas, mine = browser("tomas"), base(people, "tomas")
    words = {"claim": "Half a thought", **does(said, "turns", "O1.2")}
    tomas.post(f"{mine}drafts/{P2}/open", data=words, headers=FRAGMENT)
    assert "<option selected>turns</option>" in tomas.get(mine).text
    assert "<option selected>turns</option>" not in tomas.get(f"{mine}parts/links").text


def test_of_many_points_of_ones_own_the_newest_are_shown_and_the_others_on_demand(
    session: Any, people: cast.Cast, browser: Browser, said: dict[str, int]
) -> None:
    for number in range(1, 11):
        add_point(session, people, f"P2.{number}", "tomas")
    tomas, mine = browser("tomas"), base(people, "tomas")
    revise = re.compile(r'aria-label="Revise (P2\.\d+)"')
    assert revise.findall(tomas.get(mine).text) == [f"P2.{number}" for number in range(3, 11)]
    assert revise.findall(tomas.get(f"{mine}parts/mine").text) == ["P2.1", "P2.2"]
    assert len(revise.findall(tomas.get(f"{mine}?more=mine").text)) == 10
