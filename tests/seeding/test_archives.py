"""A deck from an uploaded zip: what is sound is read, anything else is refused whole and soon."""

import io
import stat
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debate.domain.refusals import Refused
from debate.export import decks as export
from debate.seeding import archives
from debate.seeding import decks as seeding
from debate.seeding.faults import FilesRefused
from tests import decks as small

MB = 1 << 20


def packed(
    entries: list[tuple[str | zipfile.ZipInfo, bytes]], method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as bundle:
        for entry, data in entries:
            bundle.writestr(entry, data, method)
    return out.getvalue()


def deck(**more: bytes) -> list[tuple[str | zipfile.ZipInfo, bytes]]:
    """The small deck's entries, and `more` under their own names."""
    files = export.files(small.content())
    return [*((name, text.encode()) for name, text in files.items()), *more.items()]


def entry(name: str, mode: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    return info


def patched(data: bytes, signature: bytes, offset: int, value: bytes) -> bytes:
    """The zip with `value` at an offset of each header that begins with `signature`."""
    parts = data.split(signature)
    changed = [part[: offset - 4] + value + part[offset - 4 + len(value) :] for part in parts[1:]]
    return signature.join([parts[0], *changed])


def one_block_many_times(entries: int) -> bytes:
    """Directory entries that all point to one compressed block: small to send, large to unpack."""
    data = bytes(MB)
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = deflater.compress(data) + deflater.flush()
    sizes = struct.pack("<LLL", zlib.crc32(data), len(block), len(data))
    local = b"PK\x03\x04" + struct.pack("<HHHHH", 20, 0, 8, 0, 33) + sizes
    body = local + struct.pack("<HH", 6, 0) + b"a.yaml" + block
    directory = b"".join(
        b"PK\x01\x02"
        + struct.pack("<HHHHHH", 20, 20, 0, 8, 0, 33)
        + sizes
        + struct.pack("<HHHHHLL", 11, 0, 0, 0, 0, 0, 0)
        + b"a%05d.yaml" % n
        for n in range(entries)
    )
    count = min(entries, 0xFFFF)
    end = struct.pack("<HHHHLLH", 0, 0, count, count, len(directory), len(body), 0)
    return body + directory + b"PK\x05\x06" + end


def test_a_zip_of_a_deck_is_read() -> None:
    assert archives.read(export.archive(small.content())) == small.content()
    assert archives.read(packed(deck())) == small.content()


def test_one_folder_around_everything_and_what_a_mac_adds_do_no_harm() -> None:
    entries = [(f"my deck/{name}", data) for name, data in deck() if isinstance(name, str)]
    litter = [
        ("my deck/", b""),
        ("my deck/.DS_Store", b"\0"),
        ("__MACOSX/my deck/._deck.yaml", b"\0\5"),
    ]
    assert archives.read(packed([*litter, *entries])) == small.content()


def test_other_files_than_yaml_are_left_alone() -> None:
    more = {"README.md": b"How to print them.", "cards/notes.txt": b"\xff"}
    assert archives.read(packed(deck(**more))) == small.content()


def test_faults_of_the_files_are_named_by_file_and_line() -> None:
    entries = [one for one in deck() if one[0] != "motions.yaml"]
    with pytest.raises(FilesRefused) as refused:
        archives.read(packed([*entries, ("extra/x.yaml", b"a: b")]))
    assert [str(fault) for fault in refused.value.faults] == [
        f"extra/x.yaml:1: {seeding.ELSEWHERE}",
        f"motions.yaml:1: {seeding.NO_MOTIONS}",
    ]


EVIL: dict[str, Callable[[], bytes]] = {
    "a way up": lambda: packed(deck(**{"../outside.yaml": b"a: b"})),
    "an absolute name": lambda: packed(deck(**{"/etc/outside.yaml": b"a: b"})),
    "a backslash": lambda: packed(deck(**{"..\\outside.yaml": b"a: b"})),
    "a drive": lambda: packed(deck(**{"C:/outside.yaml": b"a: b"})),
    "a link": lambda: packed([*deck(), (entry("link.yaml", stat.S_IFLNK | 0o777), b"/etc/passwd")]),
    "a device": lambda: packed([*deck(), (entry("null.yaml", stat.S_IFCHR | 0o666), b"")]),
    "one name twice": lambda: packed(deck(**{"Deck.YAML": b"a: b"})),
    "a password": lambda: patched(packed(deck()), b"PK\x01\x02", 8, b"\x01\x00"),
    "another compression": lambda: packed(deck(), zipfile.ZIP_LZMA),
    "more files than a deck has": lambda: packed([(f"{n}.yaml", b"a") for n in range(501)]),
    "100,000 files": lambda: one_block_many_times(100_000),
    "blocks that overlap": lambda: one_block_many_times(400),
    "far more than its size": lambda: packed(deck(**{"a.yaml": bytes(5 * MB)})),
    "more than 20 MB": lambda: packed(
        deck(**{f"{n}.yaml": bytes(range(256)) * 20_000 for n in range(5)}), zipfile.ZIP_STORED
    ),
    "sizes that are not true": lambda: patched(
        packed([("deck.yaml", bytes(40 * MB))]), b"PK\x01\x02", 24, struct.pack("<L", 90)
    ),
    "a sum that is not true": lambda: patched(packed(deck()), b"PK\x01\x02", 16, b"\0\0\0\0"),
    "half a zip": lambda: packed(deck())[:2000],
    "no zip": lambda: b"slug: small\n" * 9,
    "nothing": lambda: b"",
    "no deck": lambda: packed([("a.txt", b"a")]),
}


@pytest.mark.parametrize("name", EVIL)
def test_an_evil_zip_is_refused_in_a_sentence_and_within_bounds(name: str) -> None:
    data = EVIL[name]()
    tracemalloc.start()
    with pytest.raises(Refused) as refused:
        archives.read(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert refused.value.field == "file"
    assert refused.value.sentence.endswith(".")
    assert peak < 50 * MB


@pytest.mark.parametrize(
    "text",
    [
        b"- " * 5000 + b"a",
        b"[" * 100_000,
        b"{a: " * 100_000,
        b"- a\n" * (MB // 2),
        b"- [" + b"a, " * 40_000 + b"a]",
        b"k" * (2 * MB - 2) + b": ",
        b"? " + b"k" * 5000 + b"\n: a",
        b"a: &a [x, x]\nb: [" + b"*a, " * 1000 + b"*a]",
        b"x" * (3 * MB),
        b"&a " * 50_000,
        b"!!python/object/apply:os.system [echo]",
        b"%YAML 9.9\n---\na",
    ],
    ids=range(12),
)
def test_an_evil_file_in_a_sound_zip_is_refused_by_its_line(text: bytes) -> None:
    others = [one for one in deck() if one[0] != "motions.yaml"]
    data = packed([*others, ("motions.yaml", text)], zipfile.ZIP_STORED)
    tracemalloc.start()
    with pytest.raises(FilesRefused) as refused:
        archives.read(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert {fault.file for fault in refused.value.faults} >= {"motions.yaml"}
    assert len(str(refused.value)) < 200_000
    assert peak < 50 * MB


def test_a_zip_of_nothing_but_faults_is_refused_before_all_are_found() -> None:
    many = [
        (f"{part}/{n}.yaml", b"- a\n" * 1999) for part in ("cards", "sources") for n in range(99)
    ]
    with pytest.raises(FilesRefused) as refused:
        archives.read(packed([*deck(), *many], zipfile.ZIP_STORED))
    assert len(refused.value.faults) < 30_000


SOUND = packed(deck())


@given(st.integers(0, len(SOUND) - 1), st.binary(min_size=1, max_size=4))
@settings(max_examples=200)
def test_a_zip_with_a_few_wrong_bytes_is_read_or_refused_and_nothing_else(
    place: int, wrong: bytes
) -> None:
    with suppress(Refused, FilesRefused):
        archives.read(SOUND[:place] + wrong + SOUND[place + len(wrong) :])


def test_nothing_is_written_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for evil in ("a way up", "a link", "an absolute name"):
        with pytest.raises(Refused):
            archives.read(EVIL[evil]())
    archives.read(packed(deck()))
    assert not list(tmp_path.iterdir())
