"""What the files of an archive are called.

Belongs here: names that no file system, header or other student can trip over. Does not belong
here: what a packet holds (packets) and how an archive is written (export).
"""

import re
import unicodedata

STEM_MAX = 80
# What Windows keeps for its devices, whatever ending follows.
_RESERVED = re.compile(r"(?:con|prn|aux|nul|(?:com|lpt)[0-9])")


def plain_name(text: str) -> str:
    """A name of small ASCII letters, digits and dashes, for any file system and any header."""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    name = re.sub("[^a-z0-9]+", "-", letters).strip("-")[:STEM_MAX].rstrip("-") or "file"
    return f"{name}-file" if _RESERVED.fullmatch(name) else name


def packet_path(sitting_number: int, sitting: str, room: int, seat: int, name: str) -> str:
    """Where a packet stands in an archive: session, room, seat. No two seats share one.

    Numbers come first, so that two students of one name stay apart and files sort as rooms do.
    """
    folder = plain_name(f"{sitting_number:02} {sitting}")
    return f"{folder}/room-{room}/{plain_name(f'{seat:03} {name}')}.html"
