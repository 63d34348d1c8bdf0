"""All packets of a session in one ZIP, with the SHA-256 sum of each.

Belongs here: names of files, the manifest, the archive. Does not belong here: what a packet holds
(`queries.packets`) and how it looks: the caller hands in a function that renders one.
"""

import hashlib
import re
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterable
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import IO

from debate.queries.packets import PacketSeat

MANIFEST = "manifest-sha256.txt"
IN_MEMORY = 4 << 20
"""Bytes of an archive that stay in memory; a larger one is written to a temporary file."""


def archive(packets: Iterable[tuple[PacketSeat, str]], made_ms: int) -> IO[bytes]:
    """A ZIP of packets (seat, HTML), taken one at a time, at its beginning; the caller closes it.

    The manifest has a line for each file that `sha256sum -c` reads.
    """
    sums = []
    with ExitStack() as stack:
        spool = stack.enter_context(tempfile.SpooledTemporaryFile(IN_MEMORY))
        with zipfile.ZipFile(spool, "w", zipfile.ZIP_DEFLATED) as bundle:
            for seat, html in packets:
                data = html.encode()
                name = f"room-{seat.room}/{plain_name(file_stem(seat))}.html"
                bundle.writestr(_entry(name, made_ms), data)
                sums.append(f"{hashlib.sha256(data).hexdigest()}  {name}\n")
            bundle.writestr(_entry(MANIFEST, made_ms), "".join(sums))
        spool.seek(0)
        stack.pop_all()  # nothing failed, so it stays open
    return spool


def file_stem(seat: PacketSeat) -> str:
    """What a packet's file is called, without its ending; no two seats of a session share one."""
    return f"{seat.number:03} {seat.name}"


def plain_name(text: str) -> str:
    """A name of small ASCII letters, digits and dashes, for any file system and any header."""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", letters).strip("-")[:80] or "file"


def _entry(name: str, made_ms: int) -> zipfile.ZipInfo:
    made = datetime.fromtimestamp(made_ms / 1000, UTC)
    entry = zipfile.ZipInfo(name, made.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry
