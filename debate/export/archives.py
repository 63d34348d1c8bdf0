"""An archive on disk: packets kept one by one, then index and sums, then one ZIP in one move.

Belongs here: files and folders. Does not belong here: whose turn it is to work (services), what a
packet holds (`queries.packets`) and how packet and index look: the caller hands in their bytes.

While it is made, an archive is the folder `<slug>.part`: a packet stands in it whole or not at all,
so that whoever goes on after a restart sees by the files what is missing.
"""

import hashlib
import os
import shutil
import zipfile
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from debate.export.tables import Cell, csv_file
from debate.queries.archives import PacketLine

MANIFEST = "manifest-sha256.txt"
INDEX = "index.html"
TABLE = "index.csv"
COLUMNS = ("file", "session", "room", "seat", "name", "id", "section", "role", "side", "sha256")


class Made(NamedTuple):
    """What became of an archive: its size in bytes and the SHA-256 sum of the file."""

    size: int
    sha256: str


def part_of(folder: Path, slug: str) -> Path:
    """Where the packets of an archive wait."""
    return folder / f"{slug}.part"


def file_of(folder: Path, slug: str) -> Path:
    """Where an archive stands when it is done."""
    return folder / f"{slug}.zip"


def missing(part: Path, lines: Sequence[PacketLine]) -> list[PacketLine]:
    """The packets that are not there yet, in order."""
    return [line for line in lines if not (part / line.path).is_file()]


def keep(part: Path, name: str, data: bytes) -> None:
    """Put a packet in its place, whole or not at all. Raises OSError."""
    place = part / name
    place.parent.mkdir(parents=True, exist_ok=True)
    _write(place, data)


def table(part: Path, lines: Sequence[PacketLine]) -> bytes:
    """The index as CSV: a row for each packet."""
    return csv_file(COLUMNS, (_row(part, line) for line in lines))


def bundle(
    part: Path,
    target: Path,
    lines: Sequence[PacketLine],
    extra: Iterable[tuple[str, bytes]],
    made_ms: int,
) -> Made:
    """Write the packets and `extra` (name, bytes) to the ZIP `target` in one move.

    Its manifest has a line for each file that `sha256sum -c` reads. Raises OSError.
    """
    # Two that work on one archive by mistake write files of their own.
    unfinished = target.with_suffix(f".{os.getpid()}.unfinished")
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
        sums = []
        for name, data in (*extra, *((line.path, b"") for line in lines)):
            content = data or (part / name).read_bytes()
            archive.writestr(_entry(name, made_ms), content)
            sums.append(f"{hashlib.sha256(content).hexdigest()}  {name}\n")
        archive.writestr(_entry(MANIFEST, made_ms), "".join(sums))
    made = Made(unfinished.stat().st_size, sum_of(unfinished))
    unfinished.replace(target)
    return made


def sum_of(path: Path) -> str:
    """The SHA-256 sum of a file, read piece by piece."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sweep(folder: Path, unfinished: Collection[str], done: Collection[str]) -> None:
    """Delete what belongs to no archive: of those cancelled, deleted or erased.

    `unfinished` and `done` are the slugs that keep their packets, or their file.
    """
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        slug, _, ending = path.name.partition(".")
        if slug in unfinished or (slug in done and ending == "zip"):
            continue
        with suppress(FileNotFoundError):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _row(part: Path, line: PacketLine) -> list[Cell]:
    seat = line.seat
    return [
        line.path,
        line.sitting,
        seat.room,
        seat.number,
        seat.name,
        line.external_id,
        line.section,
        line.role,
        line.side,
        sum_of(part / line.path),
    ]


def _write(place: Path, data: bytes) -> None:
    draft = place.with_name(f"{place.name}.{os.getpid()}")
    draft.write_bytes(data)
    draft.replace(place)


def _entry(name: str, made_ms: int) -> zipfile.ZipInfo:
    made = datetime.fromtimestamp(made_ms / 1000, UTC)
    entry = zipfile.ZipInfo(name, made.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry
