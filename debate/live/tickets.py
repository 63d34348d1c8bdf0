"""Tickets that open a stream: signed, bound to a seat and its views, good for half a minute.

Who may have one is decided where they are issued; here is only their spelling and their age.
"""

import hashlib
from dataclasses import dataclass

from itsdangerous import BadData, URLSafeSerializer

from debate.live.frames import MAX_VIEWS, Key

LIFETIME_S = 30

_SALT = "stream-ticket"


class BadTicket(Exception):
    """The ticket is not ours, was altered, or is too old."""


@dataclass(frozen=True)
class Claim:
    """What a ticket says: whose stream it is and the views that it may carry.

    `seat_id` is the seat, or minus the account's id. `generation` counts the seat's releases.
    `issued_s` is the time of issue in whole seconds since 1970 UTC.
    """

    seat_id: int
    generation: int
    views: tuple[Key, ...]
    issued_s: int


def issue(secret: str, claim: Claim) -> str:
    """The ticket for a claim, safe in an address. Raises ValueError above MAX_VIEWS views."""
    if len(claim.views) > MAX_VIEWS:
        raise ValueError(f"a stream carries at most {MAX_VIEWS} views")
    text = _signer(secret).dumps([claim.seat_id, claim.generation, claim.views, claim.issued_s])
    return text if isinstance(text, str) else text.decode("ascii")


def read(secret: str, text: str, now_s: int) -> Claim:
    """The claim of a ticket. Raises BadTicket; a few seconds into the future are forgiven."""
    try:
        seat_id, generation, views, issued_s = _signer(secret).loads(text)
    except BadData as error:
        raise BadTicket("the ticket is not ours or was altered") from error
    if not -5 <= now_s - issued_s <= LIFETIME_S:
        raise BadTicket("the ticket is too old")
    keys = tuple((debate_id, view) for debate_id, view in views)
    return Claim(seat_id, generation, keys, issued_s)


def _signer(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(
        secret,
        salt=_SALT,
        signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
    )
