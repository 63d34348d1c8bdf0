"""YAML as the deck files are written by hand: one notation for each value, short lines.

Belongs here: the notation alone. A library's emitter would wrap and quote by its own version's
rules; this one reads back, by any YAML reader that takes every scalar as text, as what went in.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

LINE_MAX = 100
"""Signs of a line, where words can be parted."""

# What is no word of a plain scalar at its beginning, inside it, or in braces.
_PLAIN = re.compile(r"(?!.*( #|:( |$)))[\w“‘(¶].*")
_FLOW = re.compile(r"[\w“‘(¶][^\x00-\x1f#:,\[\]{}]*")
# Breaks and signs that YAML folds, forbids or takes for a mark of the encoding.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff\t]")


class Quoted(str):
    """A text in quotation marks even where it needs none."""

    __slots__ = ()


class Block(str):
    """A text that may go over several lines; with `always` it does so from its key on."""

    always: bool

    def __new__(cls, text: str, *, always: bool = False) -> "Block":
        block = super().__new__(cls, text)
        block.always = always
        return block


class Flow:
    """A list or mapping on one line."""

    def __init__(self, inner: "Mapping[str, Value] | Sequence[Value]") -> None:
        self.inner = inner


Value: TypeAlias = str | Flow | Mapping[str, "Value"] | Sequence["Value"]


def document(value: Value) -> str:
    """The text of a file."""
    return "\n".join(_lines(value, 0)) + "\n"


def _lines(value: Value, indent: int) -> Iterator[str]:
    """The lines of a mapping or list, each with its indentation."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _entry(f"{' ' * indent}{_scalar(key, key=True)}:", inner, indent)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for item in value:
            yield from _item(item, indent)


def _item(item: Value, indent: int) -> Iterator[str]:
    dash = f"{' ' * indent}- "
    if isinstance(item, str | Flow):
        yield dash + _inline(item)
        return
    for n, line in enumerate(_lines(item, indent + 2)):
        yield dash + line[indent + 2 :] if n == 0 else line


def _entry(key: str, value: Value, indent: int) -> Iterator[str]:
    if isinstance(value, Block):
        yield from _block(key, value, indent + 2)
    elif isinstance(value, str | Flow):
        yield f"{key} {_inline(value)}"
    elif value:
        yield key
        yield from _lines(value, indent + 2)
    else:
        yield f"{key} {'{}' if isinstance(value, Mapping) else '[]'}"


def _block(key: str, text: Block, indent: int) -> Iterator[str]:
    """A text after its key: on the same line, or folded over the next, or line by line."""
    line = f"{key} {_scalar(text)}"
    if _UNSAFE.search(text) or (len(line) <= LINE_MAX and "\n" not in text and not text.always):
        yield line
    elif "\n" in text:
        yield f"{key} |-"
        yield from (" " * indent + part if part else "" for part in text.split("\n"))
    elif "  " in text or not text:
        yield line
    else:
        yield f"{key} >-"
        yield from _folded(text, indent)


def _folded(text: str, indent: int) -> Iterator[str]:
    line = ""
    for word in text.split(" "):
        if line and indent + len(line) + 1 + len(word) > LINE_MAX:
            yield " " * indent + line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield " " * indent + line


def _inline(value: str | Flow) -> str:
    if isinstance(value, str):
        return _scalar(value)
    if isinstance(value.inner, Mapping):
        pairs = (f"{_scalar(key, True)}: {_flow(one)}" for key, one in value.inner.items())
        return f"{{{', '.join(pairs)}}}"
    return f"[{', '.join(map(_flow, value.inner))}]"


def _flow(value: Value) -> str:
    assert isinstance(value, str)
    return _scalar(value, flow=True)


def _scalar(text: str, key: bool = False, flow: bool = False) -> str:
    """A text on one line: plain where it can be, else in double quotation marks."""
    plain = _FLOW if key or flow else _PLAIN
    fits = plain.fullmatch(text) and text == text.strip() and not _UNSAFE.search(text)
    if fits and "\n" not in text and not isinstance(text, Quoted):
        return text
    quoted = json.dumps(str(text), ensure_ascii=False)
    return _UNSAFE.sub(lambda sign: f"\\u{ord(sign[0]):04x}", quoted)
