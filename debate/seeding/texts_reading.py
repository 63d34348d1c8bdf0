"""The child process that takes uploads apart: `python -m debate.seeding.texts_reading pdf`.

The kind is its argument, the file its standard input, JSON its answer: the paragraphs and a title,
or the sentence of a refusal. Belongs here: the bounds of the child, and which reader reads what.
Does not belong here: the formats (`texts_pages`, `texts_word`, `texts_pdf`), any framework.
"""

import contextlib
import json
import sys
from collections.abc import Callable
from typing import BinaryIO

from debate.domain.refusals import Refused
from debate.seeding.texts import MAX_ANSWER, TOO_HEAVY, Gathering

MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 10


def main(kind: str, given: BinaryIO) -> None:
    """Read a file and print the answer. What is damaged ends in an error and no answer."""
    _bound()
    try:
        answer = taken_apart(kind, given.read())
    except Refused as refused:
        answer = {"refused": refused.sentence}
    except (MemoryError, RecursionError):
        answer = {"refused": TOO_HEAVY}
    sys.stdout.write(json.dumps(answer))


def taken_apart(kind: str, data: bytes) -> dict[str, object]:
    """Paragraphs with whether they are headings, and the title. Raises Refused, or any error."""
    gathering = Gathering()
    _reader(kind)(data, gathering)
    found = [(one.text, one.heading) for one in gathering.paragraphs]
    return {"paragraphs": found, "title": gathering.title}


def _reader(kind: str) -> Callable[[bytes, Gathering], None]:
    # Each child loads only the libraries that it needs.
    if kind == "pdf":
        from debate.seeding.texts_pdf import read_pdf

        return read_pdf
    if kind == "docx":
        from debate.seeding.texts_word import read_word

        return read_word
    from debate.seeding.texts_pages import read_html, read_markdown

    return read_html if kind == "html" else read_markdown


def _bound() -> None:
    """Give this process an end in time and memory, where the system can (Windows cannot)."""
    try:
        import resource
    except ImportError:
        return
    for what, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, MAX_ANSWER),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):  # macOS refuses some of them
            resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    main(sys.argv[1], sys.stdin.buffer)
