"""Idempotency: an act with a key happens once; the same body again gets the first answer.

The key is made by the server and stands in the form. It is unique by (actor, act, target, key). A
post without a key, or with one that cannot be ours, is done each time it comes: two visitors who
send none must not count as one.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.orm import Session

from debate.db import read, write
from debate.domain import chain
from debate.models.events import ActKey

KEY_BYTES = 18
KEY_MAX = 40  # signs; the column's length
LASTS_MS = 24 * 60 * 60 * 1000


class KeyReused(Exception):
    """The key was used with another body: the text is kept, a fresh key comes with the answer."""


def fresh() -> str:
    """A key for the next form."""
    return secrets.token_urlsafe(KEY_BYTES)


def body_hash(fields: Mapping[str, Any]) -> str:
    """SHA-256 of the posted fields, in canonical order."""
    return hashlib.sha256(chain.canonical(fields)).hexdigest()


def first_answer(
    session: Session, actor: str, act: str, target: str, key: str, fields: Mapping[str, Any]
) -> dict[str, Any] | None:
    """What the act answered the first time, or None when this is the first time.

    Call it after the root row is locked. Raises KeyReused when the body differs.
    """
    if not _usable(key):
        return None
    values = {"actor": actor, "act": act, "target": target, "key": key}
    row = read(session, _FIRST, values).one_or_none()
    if row is None:
        return None
    if row.body_hash != body_hash(fields):
        raise KeyReused
    answer: dict[str, Any] = json.loads(row.answer)
    return answer


def remember(
    session: Session,
    actor: str,
    act: str,
    target: str,
    key: str,
    fields: Mapping[str, Any],
    answer: Mapping[str, Any],
    now: int,
) -> None:
    """Keep the answer of an act that was just done."""
    if not _usable(key):
        return
    row = {
        "actor": actor,
        "act": act,
        "target": target,
        "key": key,
        "body_hash": body_hash(fields),
        "answer": json.dumps(dict(answer), sort_keys=True),
        "at_ms": now,
    }
    write(session, _REMEMBER, [row])


def forget(session: Session, now: int) -> None:
    """Forget keys older than a day: no form is sent again after that."""
    session.execute(delete(ActKey).where(ActKey.at_ms < now - LASTS_MS))


_FIRST = select(ActKey.body_hash, ActKey.answer).where(
    ActKey.actor == bindparam("actor"),
    ActKey.act == bindparam("act"),
    ActKey.target == bindparam("target"),
    ActKey.key == bindparam("key"),
)
_REMEMBER = insert(ActKey)


def _usable(key: str) -> bool:
    return 0 < len(key) <= KEY_MAX
