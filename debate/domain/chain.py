"""The arithmetic of the tamper-evident record: canonical bytes, commitments, links.

Belongs here: how a value becomes bytes, how content is committed to and how one record's hash
follows from the record before it. Does not belong here: what is recorded (events), how a whole
file is checked (transcripts), and where salts come from (the caller draws them).

The chain shows a change made after its head was noted down. It proves nothing against whoever
runs the server, who can write another chain from the start.
"""

import hashlib
import json
import re

SALT_BYTES = 32
GENESIS = "0" * 64
"""The `previous` of a debate's first record."""

SEAL_KIND = "sealed"
"""The `kind` in the facts of a record that seals the record and commits to the labels."""

DEPTH_LIMIT = 64
"""Lists and objects inside one another; more is refused rather than recursed into."""

_HASH = re.compile(r"[0-9a-f]{64}")
_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def is_hash(value: object) -> bool:
    """Say whether the value is 32 bytes written as 64 lower-case hex signs (a hash or a salt)."""
    return isinstance(value, str) and _HASH.fullmatch(value) is not None


def canonical(value: object) -> bytes:
    """Write a value as the one JSON text that is hashed for it.

    Keys sorted by code point, no spaces, UTF-8; only the quotation mark, the backslash and the
    signs below U+0020 are escaped. Strings stay as they are (no normalisation).

    Raises TypeError for anything but str, int, bool, None, list and dict with str keys (floats
    print differently from one language to the next), ValueError for a string that has no UTF-8
    form and for more than DEPTH_LIMIT levels.
    """
    _refuse_other_types(value, 0)
    return _JSON.encode(value).encode("utf-8")


def commitment(salt: bytes, content: object) -> str:
    """Commit to content: hex SHA-256 of its own 32-byte salt followed by its canonical bytes.

    Without the salt the commitment tells nothing of the content. Raises ValueError for a salt of
    another length, and what `canonical` raises.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes, not {len(salt)}")
    return hashlib.sha256(salt + canonical(content)).hexdigest()


def link(previous: str, seq: int, facts_commitment: str, payload_commitment: str) -> str:
    """Give the hash of record `seq` (from 1), which follows the record with hash `previous`."""
    return digest([previous, seq, facts_commitment, payload_commitment])


def digest(value: object) -> str:
    """Give the hex SHA-256 of a value's canonical bytes, raising what `canonical` raises."""
    return hashlib.sha256(canonical(value)).hexdigest()


def _refuse_other_types(value: object, depth: int) -> None:
    if depth > DEPTH_LIMIT:
        raise ValueError(f"more than {DEPTH_LIMIT} levels")
    if value is None or type(value) in (str, int, bool):
        return
    if type(value) is list:
        for item in value:
            _refuse_other_types(item, depth + 1)
    elif type(value) is dict:
        for key, item in value.items():
            if type(key) is not str:
                raise TypeError(f"a key is text, not {type(key).__name__}")
            _refuse_other_types(item, depth + 1)
    else:
        raise TypeError(f"a record holds no {type(value).__name__}")
