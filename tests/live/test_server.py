"""Binding, starting, stopping by a signal, the access log, the heartbeat, notices."""

import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from debate.live import server, tickets, worker
from debate.live.tickets import BadTicket, Claim
from tests.live.stage import SECRET, Page, Running, ticket

ROOT = Path(__file__).resolve().parents[2]

SERVE = """
import sys
from debate.live import server
from debate.live.hub import Hub
from tests.live.stage import SECRET, Stage, toy_app
stage = Stage()
hub = Hub(stage.read, stage.changed, stage.alive, secret=SECRET)
server.serve(toy_app, hub, port=0, on_ready=lambda port: print(port, flush=True))
print("returned", flush=True)
"""


def test_a_taken_port_is_named_in_a_sentence() -> None:
    with server.bind("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with pytest.raises(server.PortTaken, match=f"Port {port} is taken by another program"):
            server.bind("127.0.0.1", port)


@pytest.mark.parametrize("host", ["no-such-host.invalid", "203.0.113.7"])
def test_a_host_that_is_not_ours_is_named_in_a_sentence(host: str) -> None:
    with pytest.raises(server.CannotListen, match="not an address of this machine"):
        server.bind(host, 0)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGTERM")
@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_server_quickly_with_streams_open(sent: signal.Signals) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-c", SERVE], stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        pages = [Page(port, f"ticket={ticket(seat)}&at=12.room:0") for seat in range(1, 11)]
        for page in pages:
            page.next("hello")
        process.send_signal(sent)
        assert [page.rest() for page in pages] == [["bye"]] * 10
        assert process.stdout.read() == "returned\n"
        assert process.wait(10) == 0
        for page in pages:
            page.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_more_pages_are_held_than_the_system_allows_files_at_first() -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = ["sh", "-c", 'ulimit -Sn 64; exec "$0" "$@"', sys.executable, "-c", SERVE]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        try:
            port = int(process.stdout.readline())
            pages = [Page(port, f"ticket={ticket(seat)}&at=12.room:0") for seat in range(1, 101)]
            for page in pages:
                page.next("hello")
                page.close()
        finally:
            process.terminate()


def test_the_access_log_has_no_query_and_no_token(
    live: Running, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "debate.access")
    live.ask("GET", "/links/AbCdEfGhIjKlMnOpQrStUv/seat%0d%0aX?ticket=secret")
    page = live.page()
    page.next("hello")
    live.stop()
    lines = [record.getMessage() for record in caplog.records if record.name == "debate.access"]
    assert any(line.startswith("GET /links/…/seat%0d%0aX 200 ") for line in lines)
    assert any(line.startswith("GET /stream 200 ") for line in lines)
    assert "ticket" not in "".join(lines)


def test_without_the_streams_accept_header_the_address_belongs_to_the_application(
    live: Running,
) -> None:
    seen = json.loads(live.ask("GET", "/stream?at=12.room:0")[2])
    assert (seen["PATH_INFO"], seen["QUERY_STRING"]) == ("/stream", "at=12.room:0")


def test_the_heartbeat_goes_on_after_a_failure_and_stops_with_the_server(
    start: Callable[..., Running],
) -> None:
    beats: list[int] = []
    third = threading.Event()

    def beat(now_ms: int) -> None:
        beats.append(now_ms)
        if len(beats) == 3:
            third.set()
        raise OSError("the database is away")

    running = start(background=[worker.Heartbeat(beat, every_s=0.01)])
    assert third.wait(10)
    running.stop()
    assert beats == sorted(beats)
    assert abs(beats[0] - time.time() * 1000) < 60_000


def test_the_threads_of_heartbeat_and_work_go_on_after_a_fault_and_stop_when_told() -> None:
    beats, second, worked = [0], threading.Event(), threading.Event()

    def beat(now_ms: int) -> None:
        beats.append(now_ms)
        if len(beats) > 2:
            second.set()
        raise OSError("the database is away")

    pieces = iter([False, OSError("the disk is full"), True, True])

    def work(now_ms: int) -> bool:
        found = next(pieces, None)
        if isinstance(found, OSError):
            raise found
        if found is None:
            worked.set()
        return bool(found)

    stop = worker.start_threads(beat, work, every_s=0.01)
    # Taken before they are told: a thread that has stopped is in the list no more.
    threads = [one for one in threading.enumerate() if one.name in ("heartbeat", "work")]
    assert sorted(one.name for one in threads) == ["heartbeat", "work"]
    assert second.wait(10)
    assert worked.wait(10)
    stop.set()
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()


def test_what_runs_beside_the_server_may_fail_without_it(start: Callable[..., Running]) -> None:
    class Broken:
        async def run(self) -> None:
            raise OSError("no such thing")

    assert start(background=[Broken()]).ask("GET", "/")[0] == 200


def test_a_ticket_says_what_was_signed_for_half_a_minute() -> None:
    claim = Claim(-3, 2, ((12, "room"), (13, "moderators")), 1000)
    text = tickets.issue(SECRET, claim)
    assert tickets.read(SECRET, text, 1030) == claim
    for secret, now_s in ((SECRET, 1031), (SECRET, 990), ("another", 1000)):
        with pytest.raises(BadTicket):
            tickets.read(secret, text, now_s)


@pytest.mark.parametrize("place", [0, 10, -1])
def test_an_altered_ticket_is_refused(place: int) -> None:
    text = ticket()
    altered: list[Any] = list(text)
    altered[place] = "A" if altered[place] != "A" else "B"
    with pytest.raises(BadTicket):
        tickets.read(SECRET, "".join(altered), int(time.time()))


def test_a_ticket_for_too_many_views_is_not_made() -> None:
    with pytest.raises(ValueError, match="at most 64"):
        tickets.issue(SECRET, Claim(1, 0, tuple((n, "room") for n in range(1, 66)), 0))
