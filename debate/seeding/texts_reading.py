"""The child process that takes uploads apart: `python -m debate.seeding.texts_reading pdf`.

The kind is its argument, the file its standard input, JSON its answer: the paragraphs and a title,
or the sentence of a refusal. Belongs here: which reader reads what. Does not belong here: the
bounds of the child (`bounded`), the formats (`texts_pages`, `texts_word`, `texts_pdf`), any
framework.
"""

import json
import sys
from collections.abc import Callable
from typing import BinaryIO

from debate.domain.refusals import Refused
from debate.seeding import bounded
from debate.seeding.texts import TOO_HEAVY, Gathering


def main(kind: str, given: BinaryIO) -> None:
    """Read a file and print the answer. What is damaged ends in an error and no answer."""
    bounded.bound()
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


if __name__ == "__main__":
    main(sys.argv[1], sys.stdin.buffer)
