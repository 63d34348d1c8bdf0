"""Text in drawings: cut into lines for a width, measured without the reader's fonts.

Belongs here: what a line may hold and where it may end, in any script. Does not belong here: shapes
and files (`drawings`).
"""

import re
import unicodedata
from functools import lru_cache

ELLIPSIS = "…"
# Signs that no XML holds, and marks that turn the direction of what follows.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)
_NARROW = set("iljtfrI.,:;!|'()[]/-’‘“”· ")
_BROAD = set("mwMW@%&—…")


def clean(text: str) -> str:
    """A text of one paragraph that XML can hold, not escaped yet."""
    return " ".join(_UNSEEN.sub("", text).split())


def measured(text: str, size: float) -> float:
    """About how wide a text is at this size: rather too wide, for we do not know the font."""
    return sum(map(_em, text)) * size


def wrapped(text: str, width: float, size: float, most: int = 0) -> list[str]:
    """The lines of a text in this width; of more than `most` (0: any number) the rest is cut off.

    Lines end at spaces, and between signs of scripts that have none; a longer word is cut.
    """
    lines: list[str] = []
    line = ""
    for piece in _pieces(clean(text)):
        if line and measured((line + piece).rstrip(), size) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece
        while measured(line.rstrip(), size) > width:
            cut = _fitting(line, width, size)
            if cut >= len(line):
                break
            lines.append(line[:cut])
            line = line[cut:]
    if line.strip():
        lines.append(line.rstrip())
    if most and len(lines) > most:
        last = lines[most - 1]
        while last and measured(last + ELLIPSIS, size) > width:
            last = last[: _clusters(last)[-1]]
        return [*lines[: most - 1], last.rstrip() + ELLIPSIS]
    return lines


@lru_cache(maxsize=4096)
def _em(sign: str) -> float:
    """The width of a sign in parts of the size."""
    if unicodedata.category(sign) in ("Mn", "Me", "Cf"):
        return 0.0
    if sign >= "\U0001f000" or "☀" <= sign <= "➿":
        return 1.35
    if unicodedata.east_asian_width(sign) in "WF":
        return 1.05
    if sign in _NARROW:
        return 0.36
    if sign in _BROAD:
        return 0.95
    if sign.isupper():
        return 0.72
    return 0.58


def _pieces(text: str) -> list[str]:
    """A text in pieces between which a line may end; spaces stand at the end of a piece."""
    found: list[str] = []
    for word in re.findall(r"\S+\s*", text):
        start = 0
        for place in () if word.isascii() else _clusters(word)[1:]:
            if _breaks(word[place - 1], word[place]):
                found.append(word[start:place])
                start = place
        found.append(word[start:])
    return found


def _breaks(before: str, after: str) -> bool:
    """Whether a line may end between two signs without a space: in Chinese, Japanese, Thai."""
    wide = unicodedata.east_asian_width
    loose = wide(before) in "WF" or wide(after) in "WF" or _spaceless(before)
    return loose and not unicodedata.category(after).startswith("P") and before not in "（「『【“‘("


def _spaceless(sign: str) -> bool:
    return (
        "\u0e00" <= sign <= "\u0eff" or "\u1000" <= sign <= "\u109f" or "\u1780" <= sign <= "\u17ff"
    )


def _clusters(text: str) -> list[int]:
    """Where the signs of a text begin that are read as one: letters with marks, joined emoji."""
    starts = [0] if text else []
    for place in range(1, len(text)):
        sign, before = text[place], text[place - 1]
        joins = (
            unicodedata.category(sign) in ("Mn", "Me", "Mc", "Cf")
            or before == "\u200d"
            or "\U0001f3fb" <= sign <= "\U0001f3ff"
            or ("\U0001f1e6" <= sign <= "\U0001f1ff" and _half_a_flag(text, place))
        )
        if not joins:
            starts.append(place)
    return starts


def _half_a_flag(text: str, place: int) -> bool:
    count = 0
    while place - count - 1 >= 0 and "\U0001f1e6" <= text[place - count - 1] <= "\U0001f1ff":
        count += 1
    return count % 2 == 1


def _fitting(text: str, width: float, size: float) -> int:
    """How many signs of a text fit into a width; one cluster at least."""
    starts = [*_clusters(text), len(text)]
    fit = [end for end in starts[1:] if measured(text[:end], size) <= width]
    return fit[-1] if fit else starts[1]
