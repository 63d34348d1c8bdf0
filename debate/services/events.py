"""Recording: one event with its chain link, its contents and the views it reaches.

The caller holds the debate's row locked, so numbers are gapless without a table of counters.
"""

import json
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Integer, bindparam, func, insert, literal_column, select, update
from sqlalchemy.orm import Session, aliased
from sqlalchemy.orm.attributes import set_committed_value

from debate.db import write
from debate.domain import chain
from debate.domain.events import KINDS, Change, Wake, screens
from debate.models.debates import Debate
from debate.models.events import Event, EventContent, ViewChange

SALT_BYTES = 32


def record(
    session: Session,
    debate: Debate,
    kind: str,
    *,
    now: int,
    seat_number: int | None = None,
    payload: Mapping[str, Any] | None = None,
    changes: Iterable[Change] = (),
    hint: str = "",
    hint_to: str = "",
) -> None:
    """Write the event that belongs to a change of `debate` at `now` (ms), and wake its streams.

    `payload` holds strings and whole numbers only, and no name of a person. Raises ValueError for
    a kind that is not in the list.
    """
    if kind not in KINDS:
        raise ValueError(f"no event is called {kind}")
    seq = debate.last_seq + 1
    facts = {"at_ms": now, "kind": kind, "seat": seat_number}
    contents = {"facts": facts, "payload": dict(payload or {})}
    salts = {part: secrets.token_bytes(SALT_BYTES) for part in contents}
    commitments = {part: chain.commitment(salts[part], value) for part, value in contents.items()}
    previous = debate.head or chain.GENESIS
    head = chain.link(previous, seq, commitments["facts"], commitments["payload"])
    _move(session, debate, seq, head)
    added = session.connection().execute(
        _ADD_EVENT,
        {
            "debate_id": debate.id,
            "seq": seq,
            "kind": kind,
            "at_ms": now,
            "seat_number": seat_number,
            "facts_commitment": commitments["facts"],
            "payload_commitment": commitments["payload"],
            "hash": head,
        },
    )
    assert added.inserted_primary_key is not None
    _keep(session, added.inserted_primary_key[0], contents, salts)
    show(session, debate, changes)
    wake(session, Wake(debate.id))
    if hint:
        wake(session, Wake(debate.id, hint, hint_to))


def _move(session: Session, debate: Debate, seq: int, head: str) -> None:
    """Let the chain end here, in the row and in what the caller holds of it."""
    write(session, _MOVE, [{"of": debate.id, "seq": seq, "end": head}])
    set_committed_value(debate, "last_seq", seq)
    set_committed_value(debate, "head", head)


def _keep(
    session: Session, event_id: int, contents: Mapping[str, Any], salts: Mapping[str, bytes]
) -> None:
    """What the commitments stand for, in rows that can be erased without breaking the chain."""
    rows = [
        {
            "event_id": event_id,
            "part": part,
            "salt": salts[part].hex(),
            "content": chain.canonical(value).decode(),
        }
        for part, value in contents.items()
    ]
    write(session, _ADD_CONTENTS, rows)


def show(session: Session, debate: Debate, changes: Iterable[Change]) -> None:
    """Number `changes` in each view they reach, so that streams and catch-up find them."""
    rows = [
        {
            "of_debate": debate.id,
            "of_view": view,
            "shown": change.target,
            "list": change.into,
            "back": change.taken_back,
        }
        for change in changes
        for view in change.views
    ]
    if rows:
        write(session, _ADD_CHANGES, rows)


# Built once: every act in a debate runs these.
_MOVE = (
    update(Debate)
    .where(Debate.id == bindparam("of"))
    .values(last_seq=bindparam("seq"), head=bindparam("end"))
)
_ADD_EVENT = insert(Event)
_EARLIER = aliased(ViewChange)
_NONE, _ONE = literal_column("0", Integer), literal_column("1", Integer)
_ADD_CHANGES = insert(ViewChange).values(
    debate_id=bindparam("of_debate"),
    view=bindparam("of_view"),
    number=select(func.coalesce(func.max(_EARLIER.number), _NONE) + _ONE)
    .where(_EARLIER.debate_id == bindparam("of_debate"), _EARLIER.view == bindparam("of_view"))
    .scalar_subquery(),
    target=bindparam("shown"),
    into=bindparam("list"),
    taken_back=bindparam("back"),
)
_ADD_CONTENTS = insert(EventContent)


def wake(session: Session, item: Wake) -> None:
    """Have `item` delivered to the streams after the commit; a roll-back forgets it."""
    session.info.setdefault("wake", []).append(item)


def hint(session: Session, debate_id: int, noun: str, target: str = "") -> None:
    """Tell a view ("" all, "moderators", …) or "seat:<id>" that its part `noun` changed."""
    wake(session, Wake(debate_id, noun, target))


def hint_screens(session: Session, debate_id: int, noun: str) -> None:
    """Tell the projectors of a debate that their part `noun` changed."""
    hint(session, debate_id, noun, f"seat:{screens(debate_id)}")


def content(session: Session, event_id: int, part: str) -> Any:
    """The stored content of one part of an event, or None when it is withheld."""
    text = session.scalar(
        select(EventContent.content).where(
            EventContent.event_id == event_id, EventContent.part == part
        )
    )
    return None if text is None else json.loads(text)
