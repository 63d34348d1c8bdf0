"""Checking what somebody holds: one JSON file, or another file beside it.

Belongs here: telling files apart by how they begin, and which check two of them make. Does not
belong here: the checks themselves. Nothing but the standard library.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from debate.domain import chain, transcripts, transcripts_csv, transcripts_html
from debate.domain.transcripts import Report, Unreadable
from debate.domain.transcripts_compared import judged

JSON, HTML, CSV, PDF = "JSON", "HTML", "CSV", "PDF"
MOST_FILES = 2

_MARK = b"\xef\xbb\xbf"
_NEEDS_JSON = "A file in {} is compared with the JSON file of the same debate. Add that one."
_NO_PDF = "A PDF cannot be read here: that takes more than Python alone."


def kind_of(data: bytes) -> str:
    """What a file is, by how it begins; what begins otherwise has to be JSON."""
    begin = data.removeprefix(_MARK)[:64].lstrip()
    kinds = {b"%PDF-": PDF, b"<": HTML, b'"address"': CSV, b"address": CSV}
    return next((kind for sign, kind in kinds.items() if begin.startswith(sign)), JSON)


def check(files: Sequence[bytes], text_of_pdf: Callable[[bytes], str] | None = None) -> Report:
    """Check one JSON file, two of one debate, or any other file against its JSON file.

    Of two JSON files the one with fewer records counts as the older. Raises Unreadable.
    """
    if not 1 <= len(files) <= MOST_FILES:
        raise Unreadable("Choose a JSON file, or two files of the same debate.")
    documents = [transcripts.read(data) for data in files if kind_of(data) == JSON]
    others = [data for data in files if kind_of(data) != JSON]
    if not documents:
        raise Unreadable(_NEEDS_JSON.format(kind_of(files[0])))
    if not others and len(documents) == 1:
        return transcripts.verify(documents[0])
    if not others:
        return transcripts.compare(*sorted(documents, key=_length))
    return compare(others[0], documents[0], text_of_pdf)


def compare(
    data: bytes, document: Any, text_of_pdf: Callable[[bytes], str] | None = None
) -> Report:
    """Compare a file in HTML, CSV or PDF with the document of a JSON file. Raises Unreadable."""
    kind = kind_of(data)
    if kind == PDF and text_of_pdf is None:
        raise Unreadable(_NO_PDF)
    if kind == PDF and text_of_pdf is not None:
        text = text_of_pdf(data)
        return judged(document, lambda: _compare_heads(text, document))
    by_kind = transcripts_html.compare if kind == HTML else transcripts_csv.compare
    return by_kind(data, document)


def _compare_heads(text: str, document: Mapping[str, Any]) -> Report:
    """Look for a hash of the chain in the text of a PDF; its words are not compared."""
    letters = "".join(text.split())
    hashes = [chain.GENESIS, *(record["hash"] for record in document["records"])]
    found = [seq for seq, known in enumerate(hashes) if known in letters]
    if not found:
        sentence = (
            "The PDF does not carry a head of this JSON file: it was altered, is of another debate,"
            " or is newer than the JSON file."
        )
        return Report(False, 0, 0, sentence, sentence)
    since = len(hashes) - 1 - found[-1]
    later = f", {since} records before the JSON file" if since else ""
    return Report(
        True,
        found[-1],
        0,
        None,
        f"The PDF carries the head of this chain at record {found[-1]}{later}. Its words were not"
        " compared; the HTML and CSV files can be.",
    )


def _length(document: Any) -> int:
    records = document.get("records")
    return len(records) if isinstance(records, list) else 0
