"""Names of people, the codes they join by, and the code names that stand in for them.

Belongs here: what a name may consist of, when two names count as the same, which label a seat has
in a view, and how join codes and code names are drawn and read. Does not belong here: names found
in text (`pseudonyms`), who may take a seat, and the seats' order in a debate.
"""

import random
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from debate.domain.refusals import Refused

NAME_LIMIT = 80
"""Longest name, in code points after normalisation."""

MARKS_LIMIT = 3
"""Most combining marks in a row; more pile up over the lines above and below."""

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""The 32 signs of a join code: no I, O, 0 or 1."""

SHORT_CODE, LONG_CODE = 6, 7
JOINABLE_WITH_SHORT_CODES = 20

# Normalising is not linear in a pile of marks, so what is far too long is not normalised.
_READ_LIMIT = 8 * NAME_LIMIT

_JOINERS = "\u200c\u200d"
_FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"  # invisible, though not format signs
_BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_VARIATIONS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")  # choose among shapes of a sign
_BROKEN = re.compile("[\ufdd0-\ufdef\ufffd\ufffe\uffff]")
_TYPED_ALIKE = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "‐": "-", "‑": "-", "–": "-", "—": "-"}
)

# Birds, trees and stones: none is a usual given name, none praises or blames.
CODE_WORDS = (
    *("Alder", "Avocet", "Basalt", "Beech", "Birch", "Bittern", "Bracken", "Bunting", "Cedar"),
    *("Chalk", "Chestnut", "Chough", "Cormorant", "Crane", "Curlew", "Cypress", "Dunlin", "Egret"),
    *("Elm", "Feldspar", "Fir", "Flint", "Fulmar", "Gannet", "Gneiss", "Godwit", "Granite"),
    *("Grebe", "Gypsum", "Hawthorn", "Heron", "Hornbeam", "Kestrel", "Kingfisher", "Lapwing"),
    *("Larch", "Limestone", "Linden", "Maple", "Marble", "Medlar", "Mulberry", "Nightjar"),
    *("Nuthatch", "Oak", "Obsidian", "Osprey", "Ouzel", "Petrel", "Pine", "Pintail", "Pipit"),
    *("Plover", "Poplar", "Puffin", "Pumice", "Quartz", "Quince", "Redstart", "Sandpiper"),
    *("Sandstone", "Schist", "Shale", "Shearwater", "Siskin", "Slate", "Spruce", "Stonechat"),
    *("Swallow", "Sycamore", "Tamarack", "Teal", "Tern", "Thrush", "Treecreeper", "Turnstone"),
    *("Wagtail", "Walnut", "Warbler", "Wheatear", "Whimbrel", "Whitebeam", "Wigeon", "Yew"),
)


class NameRefused(Refused):
    """A name that cannot be taken; `sentence` says why, to the person who typed it."""


@dataclass(frozen=True)
class TypedCode:
    """A join code as typed: either the `code` it stands for, or the `reason` why it is none."""

    code: str | None
    reason: str | None


def clean_name(text: str) -> str:
    """Give the name in NFC, trimmed, with single spaces, or raise NameRefused.

    Source of the rules: DESIGN, "Spelling of names". Zero-width joiner and non-joiner stay between
    letters, where several scripts need them.
    """
    name = text if len(text) > _READ_LIMIT else _folded(unicodedata.normalize("NFC", text))
    if not name:
        raise NameRefused("Type a name.")
    if len(name) > NAME_LIMIT:
        raise NameRefused(f"A name has at most {NAME_LIMIT} characters.")
    marks = 0
    for position, sign in enumerate(name):
        category = unicodedata.category(sign)
        _refuse_invisible(name, position, category)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if marks > MARKS_LIMIT:
            raise NameRefused("This name has too many accents on one letter.")
    if not any(unicodedata.category(sign)[0] in "LN" for sign in name):
        raise NameRefused("A name needs at least one letter.")
    return name


def name_key(text: str) -> str:
    """Give the form under which names are compared.

    Case, width, spaces, invisible signs and the shape of apostrophes and hyphens do not count;
    accents do.
    """
    folded = unicodedata.normalize("NFKC", text[:_READ_LIMIT]).casefold().translate(_TYPED_ALIKE)
    visible = "".join(
        sign
        for sign in folded
        if unicodedata.category(sign) != "Cf" and not _VARIATIONS.fullmatch(sign)
    )
    return _folded(unicodedata.normalize("NFKC", visible))


def same_name(one: str, other: str) -> bool:
    """Say whether two spellings count as the same name."""
    return name_key(one) == name_key(other)


def label(number: int, name: str, code_name: str, *, names: bool) -> str:
    """Give what stands for seat `number` in a view that shows `names`, or else codes.

    Without the one asked for (nobody sits there, or it was erased) the number stands alone: a view
    of names never falls back to the code, which would tie the two together.
    """
    return (name if names else code_name) or f"Seat {number}"


def code_names(count: int, rng: random.Random, taken: Collection[str] = ()) -> list[str]:
    """Draw `count` different code names, none of them `taken`.

    They follow from `rng` alone, never from a name. When the words are used up, a number is added.
    """
    free = [word for word in CODE_WORDS if word not in taken]
    number = 2
    while len(free) < count:
        numbered = (f"{word} {number}" for word in CODE_WORDS)
        free += [name for name in numbered if name not in taken]
        number += 1
    return rng.sample(free, count)


def code_length(joinable: int) -> int:
    """Give the length of a new join code when `joinable` sittings, with this one, can be joined."""
    return SHORT_CODE if joinable <= JOINABLE_WITH_SHORT_CODES else LONG_CODE


def make_code(rng: random.Random, length: int) -> str:
    """Draw a join code; hand in `random.SystemRandom()`, since codes must not be guessable."""
    return "".join(rng.choice(ALPHABET) for _ in range(length))


def tidy_code(typed: str) -> TypedCode:
    """Read a join code as people type it: any case and width, with spaces or dashes in it."""
    text = unicodedata.normalize("NFKC", typed[:_READ_LIMIT]).upper().translate(_TYPED_ALIKE)
    code = re.sub(r"[\s\-]+", "", text)
    if not code:
        return TypedCode(None, "Type the code from the board.")
    if any(sign in "IO01" for sign in code):
        return TypedCode(None, "Codes never contain I, O, 0 or 1.")
    if any(sign not in ALPHABET for sign in code):
        return TypedCode(None, "A code has only letters and digits.")
    if len(code) not in (SHORT_CODE, LONG_CODE):
        return TypedCode(None, f"A code has {SHORT_CODE} or {LONG_CODE} signs.")
    return TypedCode(code, None)


def _folded(text: str) -> str:
    return " ".join(text.split())


def _refuse_invisible(name: str, position: int, category: str) -> None:
    sign = name[position]
    if sign in _BIDI:
        raise NameRefused("This name holds a sign that reverses text. Type it again by hand.")
    if sign in _JOINERS:
        around = name[position - 1 : position] + name[position + 1 : position + 2]
        kinds = [unicodedata.category(neighbour)[0] for neighbour in around]
        if len(kinds) == 2 and kinds[0] in "LM" and kinds[1] == "L":
            return
    if _BROKEN.fullmatch(sign):
        raise NameRefused("This name holds a broken sign. Type it again by hand.")
    if sign in _FILLERS or category in ("Cc", "Cf", "Co", "Cs"):
        raise NameRefused("This name holds an invisible sign. Type it again by hand.")
