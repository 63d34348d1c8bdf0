"""Reading a deck from a zip that somebody uploads: the same files as in a deck's folder.

Belongs here: what may stand in such a zip, and taking it out within bounds. Nothing is written to
disk. Does not belong here: what the files must say (`seeding.decks`).
"""

import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable
from io import BytesIO

from debate.domain.decks import Content
from debate.domain.refusals import Refused
from debate.seeding import decks

ENTRIES_MAX = 500
BYTES_MAX = 20 << 20  # of all files together, as declared and as read
RATIO_MAX = 100  # of a file's size to what it takes in the zip
NAME_MAX = 200
FIELD = "file"
"""The form field that refusals belong to."""

_DIRECTORY = b"PK\x01\x02"  # begins each entry of a zip's directory
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_CHUNK = 64 << 10
_READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,  # also NotImplementedError, for what zipfile cannot read
    ValueError,  # also UnicodeDecodeError, for a name
)


def read(data: bytes) -> Content:
    """The deck in a zip. Raises Refused for the zip, FilesRefused for what its files say."""
    return decks.read(files(data))


def files(data: bytes) -> dict[str, bytes]:
    """The YAML files of a zip by name, without the one folder that they may all lie in.

    Raises Refused, with a sentence that names the entry.
    """
    # Counted before the directory is read: reading one of 100,000 entries is what would cost.
    if data.count(_DIRECTORY) > ENTRIES_MAX:
        raise _refused(f"This zip holds more than {ENTRIES_MAX} files. A deck is far smaller.")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            wanted = _checked(archive.infolist())
            found = _taken(archive, wanted)
    except _DAMAGED as error:
        raise _refused("This file is no zip, or it is damaged. Pack the deck again.") from error
    if not found:
        raise _refused("This zip holds no deck: a deck has a deck.yaml and other YAML files.")
    return _without_top(found)


def _checked(entries: Iterable[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """The entries to read, when all are sound: one that is not spoils the whole zip."""
    seen: set[str] = set()
    wanted = []
    total = 0
    for entry in entries:
        name = entry.orig_filename
        shown = "".join(sign if sign.isprintable() else "?" for sign in name[:60])
        if fault := _fault(entry, name):
            raise _refused(f"The entry {shown} of this zip {fault}.")
        same = unicodedata.normalize("NFKC", name).casefold().rstrip("/")
        if same in seen:
            raise _refused(f"Two entries of this zip are called {shown}.")
        seen.add(same)
        total += entry.file_size
        if total > BYTES_MAX:
            raise _too_large()
        if not entry.is_dir() and name.endswith((".yaml", ".yml")) and not _is_litter(name):
            wanted.append(entry)
    return wanted


def _fault(entry: zipfile.ZipInfo, name: str) -> str:
    """Why an entry is refused, as the end of a sentence; "" when it is not."""
    parts = name.removesuffix("/").split("/")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if len(name) > NAME_MAX or not name.isprintable():
        return "has a name that no file of a deck has"
    if "\\" in name or ":" in name or any(part in ("", ".", "..") for part in parts):
        return "would lie outside its folder"
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "is a link or a device, and no file"
    if entry.flag_bits & _ENCRYPTED:
        return "is encrypted"
    if entry.compress_type not in _READABLE:
        return "is packed in a way that is not read here. Use a plain zip"
    if entry.file_size > RATIO_MAX * max(entry.compress_size, 1):
        return f"unpacks to more than {RATIO_MAX} times its size"
    return ""


def _taken(archive: zipfile.ZipFile, wanted: Iterable[zipfile.ZipInfo]) -> dict[str, bytes]:
    """What the entries hold: counted while it is read, since a directory may say anything."""
    found = {}
    left = BYTES_MAX
    for entry in wanted:
        chunks = []
        with archive.open(entry) as file:
            while chunk := file.read(_CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise _too_large()
                chunks.append(chunk)
        found[entry.orig_filename] = b"".join(chunks)
    return found


def _without_top(found: dict[str, bytes]) -> dict[str, bytes]:
    tops = {name.partition("/")[0] for name in found}
    if len(tops) > 1 or not all("/" in name for name in found):
        return found
    return {name.partition("/")[2]: data for name, data in found.items()}


def _is_litter(name: str) -> bool:
    """What a Mac packs beside the files."""
    return name.startswith("__MACOSX/") or name.rpartition("/")[2].startswith("._")


def _too_large() -> Refused:
    return _refused(f"This zip unpacks to more than {BYTES_MAX >> 20} MB. A deck is far smaller.")


def _refused(sentence: str) -> Refused:
    return Refused(sentence, field=FIELD)
