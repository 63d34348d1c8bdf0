"""The console over HTTP: who may, what it shows, and what each act answers, script or not."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from debate.db import clock_ms, transaction
from debate.models.moderation import FloorRequest, FloorTurn
from debate.models.seats import Presence
from debate.models.sittings import Announcement
from debate.models.speeches import Draft, Point, Speech
from debate.web import frames
from tests import cast
from tests.cast import MINUTE, Cast

FRAGMENT = {"X-Fragment": "1"}


def post(client: FlaskClient, path: str, data: dict[str, Any] | None = None, **more: Any) -> Any:
    return client.post(path, data=data, **more)


@pytest.fixture
def people(session: Session) -> Cast:
    """A debate that has run for a minute, with one held point."""
    now = clock_ms() - MINUTE
    made = cast.make(session, now, hold=True)
    cast.start(session, made, now)
    hold(session, made, "Held words")
    return made


@pytest.fixture
def owner(session: Session, client: FlaskClient, people: Cast) -> FlaskClient:
    cast.as_account(session, client, people.owner)
    return client


def hold(session: Session, people: Cast, claim: str) -> int:
    with transaction(session):
        speech = session.query(Speech).filter_by(debate_id=people.debate.id, address="P1").one()
        point = Point(
            debate_id=people.debate.id,
            speech_id=speech.id,
            seat_id=people.seats["amara"].id,
            side="P",
            state="held",
            claim=claim,
            sent_ms=clock_ms(),
        )
        session.add(point)
    return point.id


def the_point(session: Session) -> Point:
    session.expire_all()
    return session.query(Point).order_by(Point.id).first()  # type: ignore[return-value]


def console(people: Cast) -> str:
    return f"/sittings/{people.sitting.slug}/console"


def pages_of(people: Cast, point: int) -> list[str]:
    debate, sitting = f"/debates/{people.slug}", f"/sittings/{people.sitting.slug}"
    parts = ("stage", "run", "queue", "review", "people", "room")
    return [
        f"{sitting}/console",
        *(f"{sitting}/console/parts/{noun}?room=1&tab=1" for noun in parts),
        f"{debate}/points/{point}/return",
        f"{debate}/points/{point}/hide",
        f"{debate}/finish",
    ]


def acts_of(people: Cast, point: int) -> list[str]:
    debate, sitting = f"/debates/{people.slug}", f"/sittings/{people.sitting.slug}"
    return [
        f"{debate}/controls",
        f"{debate}/hold",
        *(f"{debate}/points/{point}/{verb}" for verb in ("approve", "return", "hide", "restore")),
        f"{debate}/floor",
        f"{debate}/floor/end",
        f"{debate}/floor-requests/1/decline",
        f"{debate}/speeches/P2/seat",
        f"{sitting}/announcements",
        f"{sitting}/stream/ticket",
    ]


# Who may.


def test_a_stranger_is_sent_to_sign_in(client: FlaskClient, session: Session, people: Cast) -> None:
    for address in pages_of(people, the_point(session).id):
        answer = client.get(address)
        assert (answer.status_code, "/sign-in" in answer.location) == (303, True), address
    for address in acts_of(people, the_point(session).id):
        assert post(client, address).status_code == 303, address
    assert the_point(session).state == "held"


@pytest.mark.parametrize(("who", "status"), [("marker", 403), ("stranger", 404)])
def test_only_moderators_of_the_class_act(
    session: Session, client: FlaskClient, people: Cast, who: str, status: int
) -> None:
    cast.as_account(session, client, getattr(people, who))
    for address in pages_of(people, the_point(session).id):
        assert client.get(address).status_code == status, address
    for address in acts_of(people, the_point(session).id):
        assert post(client, address, {"note": "x", "text": "x"}).status_code == status, address
    assert the_point(session).state == "held"
    assert session.query(Announcement).count() == 0


def test_a_seat_is_no_moderator(session: Session, client: FlaskClient, people: Cast) -> None:
    cast.as_seat(session, client, people.seats["amara"])
    for address in acts_of(people, the_point(session).id):
        assert post(client, address).status_code == 303, address
    assert the_point(session).state == "held"


def test_an_act_is_never_a_get(owner: FlaskClient, session: Session, people: Cast) -> None:
    for address in acts_of(people, the_point(session).id):
        if not address.endswith(("/return", "/hide")):
            assert owner.get(address).status_code == 405, address


@pytest.mark.parametrize(
    "address",
    [
        "/sittings/nothing/console",
        "/debates/nothing/finish",
        "{console}?room=9",
        "{console}/parts/run?room=9",
        "{console}/parts/room?tab=9",
        "/debates/{slug}/points/99/return",
    ],
)
def test_what_there_is_not_is_not_found(owner: FlaskClient, people: Cast, address: str) -> None:
    path = address.format(console=console(people), slug=people.slug)
    assert owner.get(path).status_code == 404


# What it shows.


def test_the_console_shows_the_clock_the_run_the_queue_and_what_waits(
    owner: FlaskClient, people: Cast
) -> None:
    text = owner.get(console(people)).get_data(as_text=True)
    assert "style=" not in text
    for element in ("stage", "run", "queue", "review", "people", "announce", "here-count"):
        assert len(re.findall(f'id="{element}"', text)) == 1, element
    assert f'data-view="{people.debate.id}.moderators"' in text
    assert "Held words" in text
    assert 'value="pause"' in text


def test_end_debate_never_stands_beside_next(owner: FlaskClient, people: Cast) -> None:
    text = owner.get(f"{console(people)}/parts/stage?room=1").get_data(as_text=True)
    assert 'value="next"' in text
    assert "/finish" not in text


def test_parts_are_what_the_page_holds(owner: FlaskClient, people: Cast) -> None:
    for noun in ("stage", "run", "queue", "review"):
        part = owner.get(f"{console(people)}/parts/{noun}?room=1", headers=FRAGMENT)
        assert part.get_data(as_text=True).lstrip().startswith("<"), noun
        assert f'id="{noun}"' in part.get_data(as_text=True)


def test_one_ticket_carries_all_rooms(owner: FlaskClient, session: Session, people: Cast) -> None:
    with transaction(session):
        second = cast.add_debate(session, people.sitting, people.deck, people.version, 0, number=2)
    answer = post(owner, f"/sittings/{people.sitting.slug}/stream/ticket")
    assert set(answer.json["positions"]) == {
        f"{people.debate.id}.moderators",
        f"{second.id}.moderators",
    }
    text = owner.get(console(people)).get_data(as_text=True)
    assert "Room 2" in text
    assert f"{second.id}.moderators&#34;: 0" in text


def test_the_console_of_a_session_that_is_not_open_leads_to_opening_it(
    session: Session, client: FlaskClient
) -> None:
    made = cast.make(session, clock_ms())
    cast.as_account(session, client, made.owner)
    console = f"/sittings/{made.sitting.slug}/console"
    assert "Start the debate" in client.get(console).text
    with transaction(session):
        made.sitting.state = "planned"
    page = client.get(console).text
    assert "Start the debate" not in page
    [link] = re.findall(r'<a [^>]*href="([^"]+)"[^>]*>(?:(?!</a>).)*Open the session', page, re.S)
    assert link == f"/sittings/{made.sitting.slug}/"


def test_a_frame_of_the_console_is_empty_in_every_other_view(
    app: Any, session: Session, people: Cast
) -> None:
    from debate.queries import debates

    here = debates.load(session, people.slug, "room", clock_ms())
    assert here is not None
    for noun in ("run", "stage", "queue", "review"):
        assert frames.RENDERERS[noun](session, here, "") == ""
    staff = debates.load(session, people.slug, "moderators", clock_ms())
    assert staff is not None
    assert "Held words" in frames.RENDERERS["review"](session, staff, "")


# Acts.


def test_approve_shows_the_point_and_goes_back_to_the_console(
    owner: FlaskClient, session: Session, people: Cast
) -> None:
    point = the_point(session).id
    answer = post(owner, f"/debates/{people.slug}/points/{point}/approve")
    assert (answer.status_code, answer.location) == (303, f"{console(people)}?room=1")
    assert the_point(session).state == "sent"


def test_as_fragments_an_act_answers_with_what_it_changed_and_a_fresh_key(
    owner: FlaskClient, session: Session, people: Cast
) -> None:
    path = f"/debates/{people.slug}/points/{the_point(session).id}/approve"
    answer = post(owner, path, {"key": "k1"}, headers=FRAGMENT)
    text = answer.get_data(as_text=True)
    for element in ("act-key", "stage", "run", "queue", "review", "point-P1.1", "notices"):
        assert len(re.findall(f'id="{element}"', text)) == 1, element
    assert 'value="k1"' not in text
    again = post(owner, path, {"key": "k1"}, headers=FRAGMENT)
    assert again.status_code == 200
    other = post(owner, path, {"key": "k2"}, headers=FRAGMENT)
    assert (other.status_code, "decided" in other.get_data(as_text=True)) == (409, True)


def test_without_a_script_a_refusal_is_said_on_the_console(
    owner: FlaskClient, session: Session, people: Cast
) -> None:
    point = the_point(session).id
    answer = post(owner, f"/debates/{people.slug}/points/{point}/restore", follow_redirects=True)
    assert answer.status_code == 200
    assert "This point is not hidden." in answer.get_data(as_text=True)


def test_return_asks_for_a_note_and_gives_the_point_back(
    owner: FlaskClient, session: Session, people: Cast
) -> None:
    path = f"/debates/{people.slug}/points/{the_point(session).id}/return"
    assert "Held words" in owner.get(path).get_data(as_text=True)
    empty = post(owner, path, {"note": " "})
    assert empty.status_code == 422
    assert "Say what is to be changed" in empty.get_data(as_text=True)
    assert post(owner, path, {"note": "Say who."}).status_code == 303
    assert the_point(session).state == "returned"
    assert session.query(Draft).one().reason == "Returned: Say who."


def test_inline_a_refused_note_comes_back_with_its_words(
    owner: FlaskClient, session: Session, people: Cast
) -> None:
    point = the_point(session).id
    path = f"/debates/{people.slug}/points/{point}/return"
    answer = post(owner, path, {"note": "x" * 501}, headers=FRAGMENT)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert text.lstrip().startswith(f'<form id="note-{point}"')
    assert "x" * 501 in text
    assert 'aria-invalid="true"' in text


def test_hide_and_restore(owner: FlaskClient, session: Session, people: Cast) -> None:
    path = f"/debates/{people.slug}/points/{the_point(session).id}"
    post(owner, f"{path}/approve")
    post(owner, f"{path}/hide", {"note": "Off the motion."})
    assert (the_point(session).state, the_point(session).note) == ("hidden", "Off the motion.")
    post(owner, f"{path}/restore")
    assert the_point(session).state == "sent"


def test_hold_is_set_and_lifted(owner: FlaskClient, session: Session, people: Cast) -> None:
    path = f"/debates/{people.slug}/hold"
    for value, held in (("", False), ("1", True)):
        post(owner, path, {"on": value})
        session.expire_all()
        assert people.debate.hold is held


def test_a_vacant_speech_is_given_to_any_seat(
    owner: FlaskClient, session: Session, people: Cast
) -> None:
    path = f"/debates/{people.slug}/speeches"
    post(owner, f"{path}/P2/seat", {"seat": ""})
    post(owner, f"{path}/O1/seat", {"seat": people.seats["jonas"].id})
    post(owner, f"{path}/X1/seat?half=a", {"seat": people.seats["tomas"].id})
    session.expire_all()
    found = {row.address: row for row in session.query(Speech)}
    assert found["P2"].seat_id is None
    assert found["O1"].seat_id == people.seats["jonas"].id
    assert found["X1"].answerer_id == people.seats["tomas"].id
    assert post(owner, f"{path}/P9/seat", {"seat": ""}).status_code == 404


def test_an_announcement_goes_out_once_for_its_key(
    owner: FlaskClient, session: Session, people: Cast
) -> None:
    path = f"/sittings/{people.sitting.slug}/announcements?room=1"
    for _ in range(2):
        answer = post(owner, path, {"text": "Five minutes.", "key": "one"}, headers=FRAGMENT)
        assert answer.get_data(as_text=True).lstrip().startswith('<form id="announce"')
    assert session.query(Announcement).count() == 1
    assert "Five minutes." in owner.get(console(people)).get_data(as_text=True)


@pytest.mark.parametrize("headers", [{}, FRAGMENT])
def test_a_refused_announcement_keeps_its_words(
    owner: FlaskClient, people: Cast, headers: dict[str, str]
) -> None:
    path = f"/sittings/{people.sitting.slug}/announcements?room=1"
    answer = post(owner, path, {"text": "x" * 301}, headers=headers)
    assert answer.status_code == 422
    assert "x" * 301 in answer.get_data(as_text=True)
    assert "At most 300" in answer.get_data(as_text=True)
    assert post(owner, path, {"text": "Hello."}).location == f"{console(people)}?room=1"


# Hands and the floor.


def test_a_hand_is_raised_given_the_floor_and_lowered(
    app: Any, owner: FlaskClient, session: Session, people: Cast
) -> None:
    seat = people.seats["kofi"]
    listener = app.test_client()
    cast.as_seat(session, listener, seat)
    base = f"/debates/{people.slug}/6/"
    assert post(listener, f"{base}floor-request").location == base
    assert "Kofi Mensah" in owner.get(f"{console(people)}/parts/queue").get_data(as_text=True)
    up = post(listener, f"{base}floor-request", headers=FRAGMENT).get_data(as_text=True)
    assert (up.lstrip()[:17], "Hand is up" in up) == ('<div id="actions"', True)
    post(owner, f"/debates/{people.slug}/floor", {"seat": seat.id})
    assert session.query(FloorTurn).one().seat_id == seat.id
    bar = listener.get(f"{base}parts/actions").get_data(as_text=True)
    assert "You have the floor for a moment." in bar
    post(owner, f"/debates/{people.slug}/floor/end")
    post(listener, f"{base}floor-request")
    down = post(listener, f"{base}floor-request/lower", headers=FRAGMENT)
    assert "Raise hand" in down.get_data(as_text=True)
    post(listener, f"{base}floor-request")
    hand = session.query(FloorRequest).filter_by(done_ms=None).one().id
    post(owner, f"/debates/{people.slug}/floor-requests/{hand}/decline")
    session.expire_all()
    outcomes = [row.outcome for row in session.query(FloorRequest).order_by(FloorRequest.id)]
    assert outcomes == ["given", "lowered", "declined"]


@pytest.mark.parametrize("verb", ["floor-request", "floor-request/lower"])
def test_a_hand_is_only_raised_from_a_seat_one_holds(
    app: Any, client: FlaskClient, session: Session, people: Cast, verb: str
) -> None:
    path = f"/debates/{people.slug}/6/{verb}"
    assert post(client, path).status_code == 403
    cast.as_seat(session, client, people.seats["amara"])
    assert post(client, path).status_code == 403
    assert client.get(path).status_code == 405
    assert client.get(f"/debates/{people.slug}/6/parts/actions").status_code == 403
    assert session.query(FloorRequest).count() == 0


def test_who_asks_for_its_page_is_here_and_it_is_written_down_once(
    app: Any, client: FlaskClient, session: Session, people: Cast
) -> None:
    cast.as_seat(session, client, people.seats["kofi"])
    base = f"/debates/{people.slug}/6/"
    assert session.query(Presence).count() == 0
    assert client.get(base).status_code == 200
    session.expire_all()
    first = session.query(Presence).one().seen_ms
    client.get(f"{base}parts/turn")
    session.expire_all()
    assert session.query(Presence).one().seen_ms == first
