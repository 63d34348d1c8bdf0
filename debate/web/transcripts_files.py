"""Files of a record: what each format is made of and called, and how it is sent.

Belongs here: format → bytes, the headers of a file. Does not belong here: addresses and who may
have a file (`transcripts`), what stands in one (export). What prints and zips is imported when it
is asked for: typesetter, Word and workbook would be a good part of every start.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from io import BytesIO
from tempfile import TemporaryFile
from typing import IO, NamedTuple
from urllib.parse import quote

from flask import Response, stream_template
from markupsafe import Markup
from werkzeug.wsgi import FileWrapper

from debate.domain.archives import plain_name
from debate.domain.refusals import Refused
from debate.domain.transcripts_html import with_digests
from debate.export import transcripts_csv, transcripts_html
from debate.export.transcripts_blocks import Document
from debate.queries.packets import Packet
from debate.queries.transcripts import Transcript

CHUNK = 64 << 10
IN_MEMORY = 1 << 20
"""Bytes of a file that stay in memory; a longer one waits on disk."""

OFFICE = "application/vnd.openxmlformats-officedocument"


class Format(NamedTuple):
    """A kind of file. `packet`: one student's packet can be had as it."""

    ending: str
    name: str
    mimetype: str
    says: str
    packet: bool


FORMATS = {
    one.ending: one
    for one in (
        Format("html", "HTML", "text/html", "One page that opens anywhere and loads nothing", True),
        Format("pdf", "PDF", "application/pdf", "To print or to hand out", True),
        Format(
            "docx",
            "Word",
            f"{OFFICE}.wordprocessingml.document",
            "To write on; feedback stands in the margin as comments",
            True,
        ),
        Format("md", "Markdown", "text/markdown", "Plain text with headings", True),
        Format("csv", "CSV", "text/csv", "The turns as one table", False),
        Format(
            "xlsx",
            "Excel",
            f"{OFFICE}.spreadsheetml.sheet",
            "Turns, people, cards, moderation and polls, a sheet each",
            False,
        ),
        Format(
            "json",
            "JSON",
            "application/json",
            "The whole record with its chain, to be checked; never a part",
            False,
        ),
    )
}


def of_record(record: Transcript, ending: str) -> Response:
    """A transcript as a file of this format; all but JSON. Raises Refused."""
    if ending == "csv":
        return sent(transcripts_csv.pieces(record), ending)
    if ending == "html":
        return _page("transcripts/export.html", record=record)
    if ending == "xlsx":
        from debate.export import transcripts_xlsx

        return sent([transcripts_xlsx.file(record)], ending)
    from debate.export import transcripts_document

    return _written(transcripts_document.document(record), ending)


def of_packet(packet: Packet, ending: str) -> Response:
    """A packet as a file of this format: HTML, PDF, Word or Markdown. Raises Refused."""
    if ending == "html":
        return _page("transcripts/packet_export.html", packet=packet)
    from debate.export import packets_document

    return _written(packets_document.document(packet), ending)


def unprintable(record: Transcript) -> str:
    """What the choice page says of signs that a PDF cannot show, "" where it shows all."""
    import json

    from debate.export import transcripts_document, transcripts_pdf, typesetting

    data = transcripts_pdf.data(transcripts_document.document(record))
    return typesetting.notice(typesetting.unprintable(json.dumps(data, ensure_ascii=False)))


def named(response: Response, name: str, *, shown: bool = False) -> Response:
    """Name a file twice: in ASCII for every program, and as it is for those that read it."""
    stem, _, ending = name.rpartition(".")
    plain = f"{plain_name(stem)}.{ending}"
    kind = "inline" if shown else "attachment"
    full = quote(name.replace("/", "-"), safe="")
    response.headers["Content-Disposition"] = (
        f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{full}"
    )
    return response


def _written(document: Document, ending: str) -> Response:
    return sent([_WRITERS[ending](document)], ending)


def _pdf(document: Document) -> bytes:
    from debate.export import transcripts_pdf

    try:
        return transcripts_pdf.file(document)
    except transcripts_pdf.NotSet as error:
        raise Refused(
            "The PDF could not be made. Try again in a minute, or take Word or HTML.", status=503
        ) from error


def _word(document: Document) -> bytes:
    from debate.export import transcripts_word

    return transcripts_word.file(document)


def _markdown(document: Document) -> bytes:
    from debate.export import transcripts_markdown

    return transcripts_markdown.file(document)


_WRITERS: dict[str, Callable[[Document], bytes]] = {"pdf": _pdf, "docx": _word, "md": _markdown}


def _page(template: str, **values: object) -> Response:
    """A page that needs nothing else and may do nothing, made and kept piece by piece."""
    css = Markup(transcripts_html.inline_css())  # noqa: S704 (our own sheets)
    pieces = with_digests(map(str, stream_template(template, inline_css=css, **values)))
    response = sent(_encoded(pieces), "html")
    response.headers["Content-Security-Policy"] = transcripts_html.POLICY
    return response


def _encoded(pieces: Iterable[str]) -> Iterator[bytes]:
    return (piece.encode() for piece in pieces)


def sent(pieces: Iterable[bytes], ending: str) -> Response:
    """An answer from pieces that are all made now, while the database shows one state."""
    with ExitStack() as stack:
        kept: IO[bytes] = BytesIO()
        for piece in pieces:
            kept.write(piece)
            if isinstance(kept, BytesIO) and kept.tell() > IN_MEMORY:
                disk = stack.enter_context(TemporaryFile())
                disk.write(kept.getvalue())
                kept = disk
        length = kept.tell()
        kept.seek(0)
        stack.pop_all()  # nothing failed, so it stays open
    mimetype = FORMATS[ending].mimetype
    if isinstance(kept, BytesIO):
        return Response(kept.getvalue(), mimetype=mimetype)
    response = Response(FileWrapper(kept, CHUNK), mimetype=mimetype)
    response.content_length = length
    response.call_on_close(kept.close)
    return response
