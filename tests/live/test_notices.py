"""Notices of other processes: their spelling, and on PostgreSQL their way to the streams."""

import json
import threading
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import psycopg
import pytest

from debate.db import NOTIFY_CHANNEL
from debate.domain.events import Wake
from debate.live import notices
from tests.live.stage import Page, Running


def test_a_notice_says_what_the_commit_wrote() -> None:
    wakes = (Wake(12), Wake(12, hint="turn", target="seat:5"), Wake(12, close_seat=5))
    assert notices.decode(json.dumps([asdict(wake) for wake in wakes])) == wakes


@pytest.mark.parametrize("payload", ["", "{", "[1]", '[{"debate": 1}]', "7"])
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


def _tell_until_heard(connection: "psycopg.Connection[Any]", page: Page, noun: str) -> None:
    """Nobody knows when the other side listens, so it is said until it was heard."""
    heard = threading.Event()
    payload = json.dumps([asdict(Wake(12, hint=noun))])

    def tell() -> None:
        while not heard.wait(0.02):
            connection.execute("SELECT pg_notify(%s, %s)", [NOTIFY_CHANNEL, payload])

    teller = threading.Thread(target=tell)
    teller.start()
    try:
        while page.next("hint")["noun"] != noun:
            pass
    finally:
        heard.set()
        teller.join()
