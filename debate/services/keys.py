"""Idempotency: an act with a key happens once; the same body again gets the first answer.

The key is made by the server and stands in the form. It is unique by (actor, act, target, key). A
post without a key, or with one that cannot be ours, is done each time it comes: two visitors who
send none must not count as one.
"""

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

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


class Sent(NamedTuple):
    """A post that asks for an act: who asks, for what, and the key and words of the form."""

    actor: str  # `Actor.ref`
    act: str
    target: str
    key: str
    fields: Mapping[str, Any] = {}


def fresh() -> str:
    """A key for the next form."""
    return secrets.token_urlsafe(KEY_BYTES)


def once(session: Session, sent: Sent, now: int, do: Callable[[], object]) -> dict[str, Any]:
    """Do an act the first time that it is sent; the same post again gets the first answer.

    The answer is the dict that `do` returns, which is kept for a day: no secret belongs in it; an
    act that returns anything else answers nothing. Call it after the root row is locked. Raises
    KeyReused when the key came with other words, before anything is done.
    """
    if not 0 < len(sent.key) <= KEY_MAX:
        return _answer(do())
    place = {"actor": sent.actor, "act": sent.act, "target": sent.target, "key": sent.key}
    body_hash = hashlib.sha256(chain.canonical(sent.fields)).hexdigest()
    before = read(session, _FIRST, place).one_or_none()
    if before is None:
        answer = _answer(do())
        text = json.dumps(answer, sort_keys=True)
        write(session, _REMEMBER, [place | {"body_hash": body_hash, "answer": text, "at_ms": now}])
        return answer
    if before.body_hash != body_hash:
        raise KeyReused
    first: dict[str, Any] = json.loads(before.answer)
    return first


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


def _answer(made: object) -> dict[str, Any]:
    return made if isinstance(made, dict) else {}
