"""Many at the same time: threads behind one barrier, browsers that hold seats, and the chain after.

Each browser is a test client of its own; the application gives each request its own session.
"""

import hashlib
import secrets
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from flask.testing import FlaskClient

from debate.db import clock_ms, transaction
from debate.domain import chain
from debate.models.accounts import Account, BrowserSeat, BrowserSession
from debate.models.debates import Debate
from debate.models.events import ViewChange
from debate.models.seats import Seat
from debate.queries import events

T = TypeVar("T")
R = TypeVar("R")

WAIT_S = 60


@dataclass(frozen=True)
class Device:
    """A browser that holds one seat. Plain values: rows belong to the thread that read them."""

    client: FlaskClient
    base: str
    seat_id: int
    number: int

    def post(self, path: str, **fields: Any) -> Any:
        """Post below the seat's address, as a script does: the answer is what was asked for."""
        return self.client.post(self.base + path, data=fields, headers={"X-Fragment": "1"})


def together(act: Callable[[T], R], everyone: Iterable[T]) -> list[R]:
    """`act` for each of `everyone`, all from one start; results in their order."""
    people = list(everyone)
    start = threading.Barrier(len(people))

    def one(person: T) -> R:
        start.wait(WAIT_S)
        return act(person)

    with ThreadPoolExecutor(len(people)) as threads:
        return list(threads.map(one, people))


def devices(app: Any, session: Any, slug: str, seats: Sequence[Seat]) -> list[Device]:
    """A device for each of the seats of a debate; a seat may come more than once."""
    tokens = [secrets.token_urlsafe(16) for _ in seats]
    with transaction(session):
        for token, seat in zip(tokens, seats, strict=True):
            browser = _browser(session, token)
            session.add(
                BrowserSeat(
                    browser_session_id=browser.id,
                    seat_id=seat.id,
                    generation=seat.generation,
                    claimed_ms=clock_ms(),
                )
            )
    found = [
        Device(_client(app, token), f"/debates/{slug}/{seat.number}/", seat.id, seat.number)
        for token, seat in zip(tokens, seats, strict=True)
    ]
    session.rollback()
    return found


def browser_of(app: Any, session: Any, account: Account) -> FlaskClient:
    """A browser where `account` is signed in."""
    token = secrets.token_urlsafe(16)
    with transaction(session):
        _browser(session, token).account_id = account.id
    return _client(app, token)


def check_record(session: Any, debate_id: int) -> tuple[events.RecordLine, ...]:
    """Assert that the chain verifies from its first record and that no number is missing."""
    session.rollback()
    session.expire_all()
    records = events.records(session, debate_id)
    assert [record.seq for record in records] == list(range(1, len(records) + 1))
    head = chain.GENESIS
    for record in records:
        for part in (record.facts, record.payload):
            assert chain.commitment(bytes.fromhex(part.salt), part.content) == part.commitment
        head = chain.link(head, record.seq, record.facts.commitment, record.payload.commitment)
        assert record.hash == head
    debate = session.get(Debate, debate_id)
    assert (debate.last_seq, debate.head) == (len(records), head if records else "")
    for view in {row.view for row in session.query(ViewChange).filter_by(debate_id=debate_id)}:
        rows = session.query(ViewChange).filter_by(debate_id=debate_id, view=view)
        numbers = sorted(row.number for row in rows)
        assert numbers == list(range(1, len(numbers) + 1)), view
    return records


def _browser(session: Any, token: str) -> BrowserSession:
    row = BrowserSession(
        token_hash=hashlib.sha256(token.encode()).hexdigest(),
        created_ms=clock_ms(),
        seen_ms=clock_ms(),
    )
    session.add(row)
    session.flush()
    return row


def _client(app: Any, token: str) -> FlaskClient:
    client: FlaskClient = app.test_client()
    client.set_cookie("clashroom-seat", token)
    return client
