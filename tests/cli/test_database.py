"""What a command keeps from others on this machine, and what it forgets before it serves."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from debate.cli import database
from debate.db import clock_ms, db, transaction
from debate.models.accounts import BrowserSeat, BrowserSession
from debate.models.events import ActKey
from debate.services.accounts import COOKIE_LASTS_S
from tests import cast

DAY = 24 * 60 * 60 * 1000


@pytest.mark.skipif(os.name != "posix", reason="other systems have no such modes")
def test_the_database_and_its_copies_are_readable_by_their_owner_alone(
    make_app: Callable[..., Any], tmp_path: Path
) -> None:
    path, copy = tmp_path / "made.sqlite3", tmp_path / "copy.sqlite3"
    before = os.umask(0o022)
    try:
        app = make_app(f"sqlite:///{path}")
        database.prepare(app)
        with app.app_context():
            database.vacuum_into(copy)
            with db.engine.connect() as connection:
                connection.exec_driver_sql("CREATE TABLE one (two)")
                modes = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.glob("*3*")}
    finally:
        os.umask(before)
    names = {"made.sqlite3", "made.sqlite3-wal", "made.sqlite3-shm", "copy.sqlite3"}
    assert modes == dict.fromkeys(names, 0o600)


def test_browsers_whose_cookie_expired_and_keys_older_than_a_day_are_forgotten(
    app: Any, session: Any
) -> None:
    people = cast.make(session)
    now = clock_ms()
    with transaction(session):
        for name, age in (("old", COOKIE_LASTS_S * 1000 + DAY), ("young", DAY)):
            browser = BrowserSession(token_hash=name, created_ms=now - age, seen_ms=now - age)
            session.add(browser)
            session.flush()
            session.add(
                BrowserSeat(
                    browser_session_id=browser.id,
                    seat_id=people.seats["kofi"].id,
                    generation=0,
                    claimed_ms=now - age,
                )
            )
        for key, age in (("old", DAY + DAY // 2), ("young", DAY // 2)):
            row = {"actor": "seat:1", "act": "points.send", "target": "P1", "key": key}
            session.add(ActKey(**row, body_hash="", answer="{}", at_ms=now - age))
    database.tidy(app)
    session.expire_all()
    assert [row.token_hash for row in session.query(BrowserSession)] == ["young"]
    assert session.query(BrowserSeat).count() == 1
    assert [row.key for row in session.query(ActKey)] == ["young"]
