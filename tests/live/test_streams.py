"""Streams over real sockets: order, catch-up, taking back, endings."""

import gc
import socket
import struct
import threading
import time
from collections.abc import Callable

import h11
import pytest
from uvicorn.protocols.http.h11_impl import H11Protocol

from debate.domain.events import Wake
from debate.live import hub as hubs
from debate.live import streams
from debate.live.streams import answer_json
from debate.live.tickets import Claim
from tests.live.stage import ROOM, Page, Running, Stage, ticket

MODERATORS = (12, "moderators")


def test_a_stream_begins_with_where_it_stands(live: Running) -> None:
    assert live.page(at="12.room:7").next("hello") == {"positions": {"12.room": 7}}


def test_what_happened_before_opening_is_caught_up_from_the_pages_number(
    live: Running, stage: Stage
) -> None:
    for n in range(1, 6):
        stage.put(f"p{n}", f"point {n}")
    assert live.page(at="12.room:3").html(2) == ["point 4", "point 5"]


def test_a_frame_carries_view_number_target_list_and_row(live: Running, stage: Stage) -> None:
    stage.put("point-P1.1", "<li>")
    (frame,) = live.page().next()
    assert frame == {"v": "12.room", "n": 1, "target": "point-P1.1", "into": "list", "html": "<li>"}


def test_every_stream_gets_every_change_once_and_in_order(live: Running, stage: Stage) -> None:
    pages = [live.page(seat) for seat in range(1, 21)]
    for page in pages:
        page.next("hello")

    def write(team: int) -> None:
        for n in range(15):
            stage.put(f"{team}-{n}", f"{team}-{n}")
            live.hub.wake(12)

    writers = [threading.Thread(target=write, args=(team,)) for team in range(3)]
    for writer in writers:
        writer.start()
    got = [[frame["n"] for frame in _frames(page, 45)] for page in pages]
    for writer in writers:
        writer.join()
    assert got == [list(range(1, 46))] * 20


def test_a_change_that_nobody_announced_is_found_by_the_poll(live: Running, stage: Stage) -> None:
    page = live.page()
    page.next("hello")
    stage.put("p1", "quiet")
    assert page.html(1) == ["quiet"]


def test_many_streams_at_one_place_cost_one_read_each_change(live: Running, stage: Stage) -> None:
    pages = [live.page(seat) for seat in range(1, 31)]
    for page in pages:
        page.next("hello")
    stage.put("p0", "first")
    assert [page.html(1) for page in pages] == [["first"]] * 30
    stage.reads.clear()
    stage.put("p1", "second")
    live.hub.wake(12)
    assert [page.html(1) for page in pages] == [["second"]] * 30
    # The wake-up, and at most a look after it by the poll.
    assert len(stage.reads) <= 3


def test_a_page_far_behind_is_told_to_reload_and_then_goes_on(live: Running, stage: Stage) -> None:
    for n in range(60):
        stage.put(f"p{n}", "old")
    page = live.page()
    assert page.next("reload") == {"v": "12.room", "n": 60}
    stage.put("p60", "new")
    live.hub.wake(12)
    assert page.html(1) == ["new"]


def test_a_burst_above_the_limit_makes_open_pages_reload(live: Running, stage: Stage) -> None:
    page = live.page()
    page.next("hello")
    with stage.lock:
        for n in range(60):
            stage.put(f"p{n}", "burst")
    live.hub.wake(12)
    assert page.next("reload")["n"] == 60


def test_each_page_ahead_of_the_database_is_told_to_reload(live: Running, stage: Stage) -> None:
    stage.put("p1", "restored from a copy")
    for seat in (5, 6):
        assert live.page(seat, "12.room:9").next("reload") == {"v": "12.room", "n": 1}


def test_nothing_taken_back_is_sent_from_the_tail(live: Running, stage: Stage) -> None:
    first = live.page(1)
    first.next("hello")
    for n in range(1, 4):
        stage.put(f"p{n}", f"secret {n}")
        live.hub.wake(12)
    first.html(3)
    stage.put("p2", "hidden", taken_back=True)
    live.hub.wake(12)
    assert first.html(1) == ["hidden"]
    # A page at an old number would have been served from the tail.
    assert live.page(2, "12.room:0").html(3) == ["secret 1", "secret 3", "hidden"]
    assert live.page(3, "12.room:1").html(2) == ["secret 3", "hidden"]


def test_what_was_read_while_something_was_taken_back_is_read_again(
    live: Running, stage: Stage
) -> None:
    stage.put("p1", "secret")
    watching = live.page(1, "12.room:1")
    watching.next("hello")
    stage.put("p2", "other")
    live.hub.wake(12)
    watching.html(1)
    late = stage.hold(0)
    catching_up = live.page(2, "12.room:0")
    assert stage.held.wait(10)
    # The read of the second page has the secret now, and is slow to come.
    stage.put("p1", "hidden", taken_back=True)
    live.hub.wake(12)
    assert watching.html(1) == ["hidden"]
    late.set()
    assert catching_up.html(2) == ["other", "hidden"]


def test_several_views_of_several_debates_travel_on_one_stream(live: Running, stage: Stage) -> None:
    page = live.page(-7, "12.moderators:0,13.moderators:0", MODERATORS, (13, "moderators"))
    page.next("hello")
    for key in (MODERATORS, (13, "moderators")):
        stage.put("floor", f"of {key[0]}", key)
        live.hub.wake(key[0])
    assert sorted(page.html(2)) == ["of 12", "of 13"]


def test_a_view_outside_the_ticket_is_not_carried(live: Running, stage: Stage) -> None:
    stage.put("p1", "for moderators", MODERATORS)
    stage.put("p1", "for the room")
    page = live.page(5, "12.moderators:0,12.room:0")
    assert page.next("hello") == {"positions": {"12.room": 0}}
    assert page.html(1) == ["for the room"]


def test_hints_reach_all_views_one_view_or_one_seat(live: Running) -> None:
    room, moderator, other = live.page(5), live.page(6, "", MODERATORS), live.page(7, "", (13, "x"))
    for page in (room, moderator, other):
        page.next("hello")
    live.hub.deliver(
        [
            Wake(12, hint="turn"),
            Wake(12, hint="queue", target="moderators"),
            Wake(12, hint="hand", target="seat:5"),
            Wake(13, hint="end"),
        ]
    )
    assert [room.next("hint")["noun"] for _ in range(2)] == ["turn", "hand"]
    assert [moderator.next("hint")["noun"] for _ in range(2)] == ["turn", "queue"]
    assert other.next("hint") == {"noun": "end", "debate": 13}


def test_the_fifth_stream_of_a_seat_replaces_its_oldest(live: Running) -> None:
    pages = [live.page(5) for _ in range(hubs.STREAMS_PER_SEAT)]
    for page in pages:
        page.next("hello")
    neighbour = live.page(6)
    live.page(5).next("hello")
    assert pages[0].rest()[-1] == "replaced"
    live.hub.deliver([Wake(12, hint="turn")])
    for page in (*pages[1:], neighbour):
        assert page.next("hint")["noun"] == "turn"


def test_releasing_a_seat_ends_its_streams_at_once(live: Running) -> None:
    page, other = live.page(5), live.page(6)
    page.next("hello")
    live.hub.deliver([Wake(12, close_seat=5)])
    assert page.rest()[-1] == "gone"
    live.hub.deliver([Wake(12, hint="turn")])
    assert other.next("hint")


def test_a_release_that_nobody_announced_ends_only_that_generation(
    live: Running, stage: Stage
) -> None:
    old, new = live.page(5, generation=1), live.page(5, generation=2)
    old.next("hello")
    stage.released.add((5, 1))
    assert old.rest()[-1] == "gone"
    live.hub.deliver([Wake(12, hint="hand", target="seat:5")])
    assert new.next("hint")


def test_a_silent_stream_gives_a_sign_of_life(
    start: Callable[..., Running], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "HEARTBEAT_S", 0.05)
    monkeypatch.setattr(hubs, "LOOK_EVERY_S", 0.05)
    page = start().page()
    page.next("hello")
    assert [page.response.readline() for _ in range(4)] == [b": still here\n", b"\n"] * 2


def test_a_debate_without_streams_is_not_read(live: Running, stage: Stage) -> None:
    page = live.page()
    page.next("hello")
    stage.put("p1", "x")
    page.html(1)
    page.close()
    other = live.page(6, "", (13, "room"))
    other.next("hello")
    # A page that left is forgotten once its socket says so; then only the other debate is read.
    while any(ROOM in read for read in _reads_of_next_change(live, stage, other)):
        pass


def test_a_stream_keeps_nothing_of_its_request(live: Running) -> None:
    gc.collect()
    before = _requests()
    gc.disable()
    try:
        for page in [live.page(seat) for seat in range(1, 11)]:
            page.next("hello")
        while live.server.server_state.tasks:
            pass
        assert _requests() == before
    finally:
        gc.enable()
    assert live.server.server_state.connections == set()


def test_a_page_that_leaves_while_it_opens_takes_nobodys_place(
    live: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "MAX_STREAMS", 1)
    head = f"GET /stream?ticket={ticket()}&at= HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n"
    for _ in range(50):
        with socket.create_connection(("127.0.0.1", live.port)) as hasty:
            # Closed like this, the connection is reset at once.
            hasty.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            hasty.sendall(f"{head}\r\n".encode())
    deadline = time.monotonic() + 10
    while live.page(6).status == 503:
        assert time.monotonic() < deadline


def test_a_stream_is_held_behind_a_proxy_and_for_an_old_browser(
    start: Callable[..., Running], stage: Stage
) -> None:
    running = start(forwarded_allow_ips="127.0.0.1")
    head = f"GET /stream?ticket={ticket()}&at= HTTP/1.0\r\nX-Forwarded-For: 10.0.0.1\r\n"
    with socket.create_connection(("127.0.0.1", running.port), timeout=10) as client:
        client.sendall(f"{head}Accept: text/event-stream\r\n\r\n".encode())
        lines = client.makefile("rb")
        while lines.readline().strip():
            pass
        assert lines.readline() == b"event: hello\n"
        stage.put("p1", "one")
        running.hub.wake(12)
        while b'"html":"one"' not in lines.readline():
            pass


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 403),
        ("ticket=forged&at=12.room:0", 403),
        (f"ticket={ticket(issued_s=1)}&at=12.room:0", 403),
        (f"ticket={ticket(issued_s=int(time.time()) + 3600)}&at=12.room:0", 403),
    ],
)
def test_a_stream_needs_a_fresh_ticket(live: Running, query: str, status: int) -> None:
    page = Page(live.port, query)
    assert page.status == status
    page.close()


@pytest.mark.parametrize(
    "at", ["12", "room:5", "12.room:-1", "12.room:5;", "0.room:1", "1.a:1," * 70]
)
def test_positions_that_cannot_be_read_are_refused(live: Running, at: str) -> None:
    assert live.page(at=at).status == 400


def test_too_many_streams_are_told_to_come_back(
    live: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "MAX_STREAMS", 1)
    live.page(5).next("hello")
    refused = live.page(6)
    assert refused.status == 503
    assert refused.response.getheader("Retry-After") == "2"


def test_stopping_says_goodbye_and_ends_at_once(start: Callable[..., Running]) -> None:
    running = start()
    pages = [running.page(seat) for seat in range(1, 41)]
    for page in pages:
        page.next("hello")
    running.stop()
    assert [page.rest()[-1] for page in pages] == ["bye"] * 40


def test_a_hub_that_was_never_started_ignores_wakes(stage: Stage) -> None:
    hub = hubs.Hub(stage.read, stage.changed, stage.alive, secret="x")
    hub.deliver([Wake(12), Wake(12, hint="turn"), Wake(12, close_seat=5)])
    assert stage.reads == []


def test_the_json_answer_has_the_same_frames_and_only_the_claims_views(stage: Stage) -> None:
    stage.put("p1", "one")
    stage.put("p1", "not mine", MODERATORS)
    claim = Claim(5, 0, (ROOM,), 0)
    answer = answer_json(stage.read, claim, {MODERATORS: 0})
    assert answer == {
        "positions": {"12.room": 1},
        "frames": [{"v": "12.room", "n": 1, "target": "p1", "into": "list", "html": "one"}],
        "reload": False,
    }
    assert answer_json(stage.read, claim, {ROOM: 1})["frames"] == []
    assert answer_json(stage.read, claim, {ROOM: 4})["reload"] is True


def _requests() -> list[object]:
    """What uvicorn and h11 keep of requests."""
    return [one for one in gc.get_objects() if isinstance(one, (H11Protocol, h11.Connection))]


def _frames(page: Page, count: int) -> list[dict[str, int]]:
    frames: list[dict[str, int]] = []
    while len(frames) < count:
        frames += page.next()
    return frames


def _reads_of_next_change(
    live: Running, stage: Stage, page: Page
) -> list[dict[tuple[int, str], int]]:
    stage.reads.clear()
    stage.put("q", "again", (13, "room"))
    stage.put("q", "nobody looks")
    live.hub.wake(12)
    live.hub.wake(13)
    page.html(1)
    return list(stage.reads)
