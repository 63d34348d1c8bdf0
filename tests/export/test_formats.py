"""A format as a file: what was exported is imported as it was, and faults name their lines."""

import json
from dataclasses import replace

import pytest

from debate.domain import formats
from debate.export import formats as export
from debate.seeding import formats_given
from debate.seeding.faults import FilesRefused
from tests import cast

BUNDLED = sorted(path.stem for path in (cast.SEEDS / "formats").iterdir())


@pytest.mark.parametrize("slug", BUNDLED)
def test_a_bundled_format_comes_back_from_its_file_as_it_was(slug: str) -> None:
    fmt = cast.read_format(slug)
    data = export.yaml(fmt)
    assert formats_given.read(data, "format") == fmt
    assert export.yaml(formats_given.read(data, "format")) == data
    as_json = json.dumps(formats.as_data(fmt), indent=1).encode()
    assert formats_given.read(as_json, "format") == fmt


def test_words_that_yaml_takes_for_something_else_come_back_as_words() -> None:
    fmt = cast.read_format()
    step = replace(fmt.steps[0], name="no", hint="# 5: 'yes' {x}", bells=())
    odd = replace(fmt, title="Débat: “oui” #1", summary="a  b\nc", steps=(step, *fmt.steps[1:]))
    assert formats_given.read(export.yaml(odd), "format") == odd


def test_a_file_leaves_out_what_is_the_usual() -> None:
    text = export.yaml(cast.read_format()).decode()
    assert "bells" not in text
    assert "sealed" not in text
    assert "advance" not in text
    assert text.count("entry: exchange") == 2


@pytest.mark.parametrize("as_json", [False, True])
def test_every_fault_names_the_line_on_which_it_stands(as_json: bool) -> None:
    fmt = cast.read_format()
    text = json.dumps(formats.as_data(fmt), indent=1) if as_json else export.yaml(fmt).decode()
    lines = text.splitlines()
    at = next(n for n, line in enumerate(lines) if "480" in line)
    lines[at] = lines[at].replace("480", "99999")
    with pytest.raises(FilesRefused) as refused:
        formats_given.read("\n".join(lines).encode(), "format")
    found = {(fault.line, fault.sentence.partition(": ")[0]) for fault in refused.value.faults}
    assert (at + 1, "steps[7].seconds") in found


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        (b"", 1, "empty"),
        (b"- a list", 1, "mapping"),
        (b'{"slug": "x",\n "title"}', 2, "not JSON"),
        (b'{"a":' + b"[" * 100_000, 1, "too deep"),
        (b'{"a": "\\ud800", "title": 3}', 1, "must be text"),
        (b'{"title":\n "\xff"}', 2, "UTF-8"),
        (b"slug: x\ntitle: ]\n", 2, "not YAML"),
        (b"x" * (formats_given.BYTES_MAX + 1), 1, "256 kB"),
    ],
)
def test_what_is_no_format_is_refused_in_words(data: bytes, line: int, words: str) -> None:
    with pytest.raises(FilesRefused) as refused:
        formats_given.read(data, "format")
    assert any(one.line == line and words in one.sentence for one in refused.value.faults)


@pytest.mark.parametrize("sign", ["\ud800", "\x00"])
def test_a_sign_that_cannot_be_stored_is_refused(sign: str) -> None:
    data = formats.as_data(replace(cast.read_format(), title=f"A{sign}B"))
    with pytest.raises(FilesRefused, match="cannot be stored"):
        formats_given.read(json.dumps(data).encode(), "format")
