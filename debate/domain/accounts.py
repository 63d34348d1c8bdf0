"""What an account's password and e-mail address may be.

Belongs here: the two checks, with the sentences that people read. Does not belong here: hashing,
signing in and throttling, nor roles (permissions).
"""

import re
import unicodedata
from dataclasses import dataclass

from debate.domain.refusals import Refused

PASSWORD_MIN, PASSWORD_MAX = 10, 200
"""Length of a password in code points. Length counts, kinds of sign do not (NIST SP 800-63B)."""

EMAIL_LIMIT = 254

_ADDRESS = re.compile(r"[^@\s<>,;:\"\\()\[\]]{1,64}@(?:[\w-]{1,63}\.)+[\w-]{2,63}")

# What remains of the commonest passwords once digits and signs around them are taken off.
_COMMON_STEMS = """
abc abcd abcdef admin administrator asdf asdfgh asdfghjk asdfghjkl baseball changeme classroom
clashroom computer debate default dragon football guest hello iloveyou instructor internet letmein
login lovely master monkey mustang pass passphrase passw passwd password passwort princess professor
qazwsx qwer qwert qwerty qwertyu qwertyui qwertyuiop qwertz qwertzuiop secret seminar shadow
starwars student summer sunshine superman superuser teacher temp temporary test tester testing
trustno unknown university welcome whatever winter zxcv zxcvbn zxcvbnm
"""
_STEMS = frozenset(_COMMON_STEMS.split())
_RUNS = (
    "01234567890" * 2,
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb6yhn",
)
_LEET = str.maketrans("@013457$!", "aoleastsi")


@dataclass(frozen=True)
class Problem:
    """Why a password is refused: a short `code`, and the `sentence` for the person."""

    code: str
    sentence: str


class EmailRefused(Refused):
    """An address that cannot be one; `sentence` says why."""


def check_password(new: str, *, name: str = "", email: str = "") -> Problem | None:
    """Say what speaks against a new password, or None. It is judged as typed, never shortened."""
    if len(new) < PASSWORD_MIN:
        return Problem("short", f"Use at least {PASSWORD_MIN} characters.")
    if len(new) > PASSWORD_MAX:
        return Problem("long", f"Use at most {PASSWORD_MAX} characters.")
    plain = _squeezed(new)
    own = [_squeezed(text) for text in (name, email, email.partition("@")[0])]
    if {plain, _stem(plain)} & {*own, *map(_stem, own)} - {""}:
        return Problem("own", "Use something other than your name or e-mail address.")
    if _is_common(plain):
        return Problem("common", "This password is one of the first that others try.")
    return None


def clean_email(text: str) -> str:
    """Give the address trimmed, in NFKC and lower case, or raise EmailRefused.

    Only its form is checked; addresses are compared as this function gives them.
    """
    if len(text) > 4 * EMAIL_LIMIT:  # normalising is not linear in what a stranger sends
        raise EmailRefused(f"An e-mail address has at most {EMAIL_LIMIT} characters.")
    address = unicodedata.normalize("NFKC", text).strip().lower()
    if len(address) > EMAIL_LIMIT:
        raise EmailRefused(f"An e-mail address has at most {EMAIL_LIMIT} characters.")
    if not address.isprintable() or not _ADDRESS.fullmatch(address):
        raise EmailRefused("This is not an e-mail address.")
    return address


def _squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _stem(text: str) -> str:
    """Give what remains without the digits and signs around it, as people add them to a word."""
    return re.sub(r"^[\W\d_]+|[\W\d_]+$", "", text)


def _is_common(plain: str) -> bool:
    if len(set(plain)) <= 2 or any(plain in run or plain in run[::-1] for run in _RUNS):
        return True
    stem = _stem(plain)
    if not stem:  # no letter in it: a date, a telephone number
        return len(plain) < PASSWORD_MIN + 2
    half = stem[: len(stem) // 2]
    return bool(_STEMS & {stem, stem.translate(_LEET)} or (stem == half + half and half in _STEMS))
