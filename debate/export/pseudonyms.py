"""A pseudonymous pack as a ZIP, its key as a table, and both in one download.

Belongs here: names of files, manifest, archive, key. Does not belong here: what stands in a copy
(queries) and how its files look: the caller hands them in.
"""

import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator

from debate.domain.archives import plain_name
from debate.export.tables import Cell, csv_file
from debate.queries.pseudonyms import Pack
from debate.queries.transcripts_steps import PointLine

MANIFEST = "manifest-sha256.txt"
PACK = "copy-to-pass-on.zip"
KEY = "key-to-keep.csv"
COLUMNS = ("what", "code", "seat", "name", "side", "address", "version", "record", "value")
_NO_TIME = (1980, 1, 1, 0, 0, 0)
"""Every member has it: when an export was made tells who was in class."""


def pack(files: Iterable[tuple[str, bytes]]) -> bytes:
    """The ZIP that is passed on, with a line for each file that `sha256sum -c` reads."""
    whole = sorted(files)
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in whole)
    return _zip([*whole, (MANIFEST, sums.encode())])


def key(found: Pack, points: Iterable[tuple[PointLine, list[int]]], packed: bytes) -> bytes:
    """The table that ties codes to people, and turns to records of the chain."""
    codes = {line.seat: line.code for line in found.people}
    return csv_file(COLUMNS, _key_rows(found, points, packed, codes))


def download(packed: bytes, key_file: bytes) -> bytes:
    """Both in one ZIP, so that neither is lost and each is named for what is done with it."""
    return _zip([(PACK, packed), (KEY, key_file)])


def packet_name(code: str) -> str:
    """What the file of one person is called, without its ending."""
    return f"packets/{plain_name(code)}"


def _key_rows(
    found: Pack,
    points: Iterable[tuple[PointLine, list[int]]],
    packed: bytes,
    codes: dict[int, str],
) -> Iterator[list[Cell]]:
    empty: list[Cell] = [None] * 7
    yield ["pack", *empty, hashlib.sha256(packed).hexdigest()]
    yield ["debate", *empty, found.record.here.slug]
    yield ["head", *empty[:6], found.records, found.head]
    for line in found.people:
        yield ["person", line.code, line.seat, line.name, line.side or "", *empty[:4]]
    for point, records in points:
        numbers = " ".join(map(str, records))
        address = point.row.address if point.row.number else ""
        yield ["turn", codes[point.seat], None, None, None, address, point.version, numbers, None]


def _zip(files: Iterable[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, data in files:
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            bundle.writestr(entry, data)
    return out.getvalue()
