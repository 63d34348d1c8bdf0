"""Notices of other processes: their spelling, and on PostgreSQL their way to the streams."""

import json
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy.engine import make_url

from debate.db import NOTIFY_CHANNEL, this_process
from debate.domain.events import Wake
from debate.live import notices
from tests.live.stage import Page, Running


def test_a_notice_says_what_the_commit_wrote() -> None:
    wakes = (Wake(12), Wake(12, hint="turn", target="seat:5"), Wake(12, close_seat=5))
    payload = json.dumps(["a", [asdict(wake) for wake in wakes]])
    assert notices.decode(payload) == ("a", wakes)


@pytest.mark.parametrize("payload", ["", "{", "[1]", '["a", [{"of": 1}]]', "7"])
def test_a_notice_that_is_not_ours_is_refused(payload: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        notices.decode(payload)


@pytest.mark.postgresql
def test_notices_reach_streams_and_survive_a_lost_connection(
    start: Callable[..., Running], postgres_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    if postgres_server is None:
        pytest.skip("PostgreSQL is not installed")
    monkeypatch.setattr(notices, "RETRY_S", 0.05)
    url = postgres_server.address("postgres")
    page = start(listen=url).page()
    page.next("hello")
    plain = url.replace("postgresql+psycopg:", "postgresql:")
    with psycopg.connect(plain, autocommit=True) as connection:
        _tell_until_heard(connection, page, "turn")
        connection.execute("SELECT pg_notify(%s, 'not ours')", [NOTIFY_CHANNEL])
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
        )
        _tell_until_heard(connection, page, "hand")


@pytest.mark.postgresql
def test_a_process_is_not_told_again_of_what_it_committed_itself(
    start: Callable[..., Running], postgres_server: Any
) -> None:
    if postgres_server is None:
        pytest.skip("PostgreSQL is not installed")
    url = postgres_server.address("postgres")
    page = start(listen=url).page()
    page.next("hello")
    plain = url.replace("postgresql+psycopg:", "postgresql:")
    with psycopg.connect(plain, autocommit=True) as connection:
        _tell_until_heard(connection, page, "turn")
        _tell(connection, this_process(), "flow")
        _tell(connection, "another process", "hand")
        nouns = {page.next("hint")["noun"]}
        while "hand" not in nouns:
            nouns.add(page.next("hint")["noun"])
    assert nouns <= {"turn", "hand"}


@pytest.mark.postgresql
@pytest.mark.skipif(sys.platform != "linux", reason="looks at the sockets of this process")
def test_the_connection_for_notices_is_kept_alive_when_nothing_is_said(
    start: Callable[..., Running], postgres_server: Any
) -> None:
    if postgres_server is None:
        pytest.skip("PostgreSQL is not installed")
    url = postgres_server.address("postgres")
    before = _quiet_seconds(make_url(url).port)
    start(listen=url)
    while len(now := _quiet_seconds(make_url(url).port)) <= len(before):
        pass
    assert 30 in now


def _quiet_seconds(port: int | None) -> list[int]:
    """After how many seconds of silence each connection of this process to a port is tried."""
    found = []
    for link in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            one = socket.socket(fileno=int(link.name))
            if one.family in (socket.AF_INET, socket.AF_INET6) and _leads_to(one, port):
                found.append(one.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE))
            one.detach()
    return found


def _leads_to(one: socket.socket, port: int | None) -> bool:
    try:
        return bool(one.getpeername()[1] == port)
    except OSError:  # it listens
        return False


def _tell_until_heard(connection: "psycopg.Connection[Any]", page: Page, noun: str) -> None:
    """Nobody knows when the other side listens, so it is said until it was heard."""
    heard = threading.Event()

    def tell() -> None:
        while not heard.wait(0.02):
            _tell(connection, "another process", noun)

    teller = threading.Thread(target=tell)
    teller.start()
    try:
        while page.next("hint")["noun"] != noun:
            pass
    finally:
        heard.set()
        teller.join()


def _tell(connection: "psycopg.Connection[Any]", sender: str, noun: str) -> None:
    payload = json.dumps([sender, [asdict(Wake(12, hint=noun))]])
    connection.execute("SELECT pg_notify(%s, %s)", [NOTIFY_CHANNEL, payload])
