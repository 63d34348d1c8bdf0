"""The record: the transcript page, one's own packet, and both as files.

Each export reads in one snapshot of the database, so that chain and tables agree.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import IO
from urllib.parse import quote

from flask import Blueprint, Response, render_template, request
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.wsgi import FileWrapper

from debate.db import db
from debate.domain.events import MODERATORS
from debate.domain.refusals import NotFound, Refused
from debate.export import packets as packet_files
from debate.export import scores, transcripts_csv, transcripts_html, transcripts_json
from debate.queries import events, marks, packets
from debate.queries import transcripts as reads
from debate.queries.debates import DebateNow
from debate.queries.packets import PacketSeat
from debate.queries.transcripts_copies import identities
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import now_ms, page
from debate.web.debates import load

pages = Blueprint("transcripts", __name__)

CHUNK = 64 << 10


@pages.get("/debates/<slug>/transcript")
@may("transcripts.read")
def transcript(slug: str) -> Response:
    """The whole record, as staff may read it."""
    with snapshot() as session:
        access.staff(session, debate=slug)
        return page("transcripts/transcript.html", record=_record(session, slug, names=True))


@pages.get("/debates/<slug>/transcript.html")
@may("transcripts.export")
def transcript_html(slug: str) -> Response:
    """The record as one HTML file."""
    record, _ = _export(slug)
    return _file(_self_contained("transcripts/export.html", record=record), _name(record, "html"))


@pages.get("/debates/<slug>/transcript.csv")
@may("transcripts.export")
def transcript_csv(slug: str) -> Response:
    """The turns as a table."""
    record, _ = _export(slug)
    return _file(Response(transcripts_csv.file(record), mimetype="text/csv"), _name(record, "csv"))


@pages.get("/debates/<slug>/transcript.json")
@may("transcripts.export")
def transcript_json(slug: str) -> Response:
    """The record with its chain, to be checked by `verify`."""
    record, document = _export(slug, chain=True)
    data = transcripts_json.file(document)
    return _file(Response(data, mimetype="application/json"), _name(record, "json"))


@pages.get("/debates/<slug>/scores.csv")
@may("transcripts.export")
def scores_csv(slug: str) -> Response:
    """The scores for a grade book, once they are released."""
    with snapshot() as session:
        access.staff(session, debate=slug)
        here = load(session, slug, MODERATORS)
        if here.released_ms is None:
            raise Refused(
                "Scores can be exported once they are released. Release them first.", status=409
            )
        data = scores.file(marks.sheet(session, here), identities(session, here.id))
        name = f"Scores, {here.sitting_title}, room {here.number}.csv"
    return _file(Response(data, mimetype="text/csv"), name)


@pages.get("/debates/<slug>/<int:number>/packet")
@may("transcripts.own")
def own_packet(slug: str, number: int) -> Response:
    """One's own turns, cards, votes and reflection; mark and ballots after the release."""
    with snapshot() as session:
        access.seat(session, slug, number)
        seat = _seat(session, slug, number)
        here = load(session, slug, seat.view)
        found = packets.packet(session, here, seat, own=True)
        return page("transcripts/packet.html", packet=found)


@pages.get("/debates/<slug>/packets/<int:seat>.html")
@may("transcripts.export")
def packet_html(slug: str, seat: int) -> Response:
    """One student's packet as a file, to look at, to print or to hand out."""
    with snapshot() as session:
        access.staff(session, debate=slug)
        chosen = _seat(session, slug, seat)
        here = load(session, slug, chosen.view)
        answer = _packet_page(session, here, chosen)
    return _file(answer, f"Packet, {chosen.name}.html", shown=True)


@pages.get("/sittings/<slug>/packets.zip")
@may("transcripts.export")
def packets_zip(slug: str) -> Response:
    """The packets of a whole session."""
    with snapshot() as session:
        access.staff(session, sitting=slug)
        bundle = packet_files.archive(_packets(session, slug), now_ms())
    response = Response(FileWrapper(bundle, CHUNK), mimetype="application/zip")
    response.content_length = _length(bundle)
    response.call_on_close(bundle.close)
    return _file(response, "Packets.zip")


@pages.app_template_filter("moment")
def moment(ms: int, one_day: bool) -> str:
    """An instant of the record in UTC: "14:05:10", with its day where there are several."""
    at = datetime.fromtimestamp(ms / 1000, UTC)
    return f"{at:%H:%M:%S}" if one_day else f"{at.day} {at:%b %Y, %H:%M:%S}"


@contextmanager
def snapshot() -> Iterator[Session]:
    """A session whose statements all see one state of the database."""
    session = db.session()
    session.rollback()
    if session.get_bind().dialect.name == "postgresql":
        # SQLite's read transactions are snapshots by themselves.
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    yield session


def _export(
    slug: str, *, chain: bool = False
) -> tuple[reads.Transcript, transcripts_json.Document]:
    """The record in the copy that `?names=` asks for, and with `chain` its document."""
    names = request.args.get("names", "names")
    if names not in ("names", "codes"):
        raise NotFound
    with snapshot() as session:
        access.staff(session, debate=slug)
        record = _record(session, slug, names=names == "names")
        if not chain:
            return record, {}
        chained = events.records(session, record.here.id)
        salts = events.label_salts(session, record.here.id)
    return record, transcripts_json.document(record, chained, salts)


def _record(session: Session, slug: str, *, names: bool) -> reads.Transcript:
    found = reads.transcript(session, slug, now_ms(), names=names)
    if found is None:
        raise NotFound
    return found


def _seat(session: Session, slug: str, number: int) -> PacketSeat:
    found = packets.seats(session, debate=slug, number=number)
    if not found:
        raise NotFound
    return found[0]


def _packets(session: Session, slug: str) -> Iterator[tuple[PacketSeat, str]]:
    """Each packet of a session as HTML, made when it is asked for."""
    views: dict[tuple[str, str], DebateNow] = {}
    for seat in packets.seats(session, sitting=slug):
        key = (seat.debate, seat.view)
        if key not in views:
            views[key] = load(session, *key)
        yield seat, _packet_page(session, views[key], seat).get_data(as_text=True)


def _packet_page(session: Session, here: DebateNow, seat: PacketSeat) -> Response:
    found = packets.packet(session, here, seat, own=False)
    return _self_contained("transcripts/packet_export.html", packet=found)


def _self_contained(template: str, **values: object) -> Response:
    """A page that needs nothing else and may do nothing."""
    css = Markup(transcripts_html.inline_css())  # noqa: S704 (our own sheets)
    html = render_template(template, inline_css=css, **values)
    response = Response(html, mimetype="text/html")
    response.headers["Content-Security-Policy"] = transcripts_html.POLICY
    return response


def _name(record: reads.Transcript, ending: str) -> str:
    codes = "" if record.copy.names else ", code names"
    return f"Transcript, {record.head.sitting}, room {record.here.number}{codes}.{ending}"


def _file(response: Response, name: str, *, shown: bool = False) -> Response:
    """Name a file twice: in ASCII for every program, and as it is for those that read it."""
    stem, _, ending = name.rpartition(".")
    plain = f"{packet_files.plain_name(stem)}.{ending}"
    kind = "inline" if shown else "attachment"
    full = quote(name.replace("/", "-"), safe="")
    response.headers["Content-Disposition"] = (
        f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{full}"
    )
    return response


def _length(bundle: IO[bytes]) -> int:
    length = bundle.seek(0, 2)
    bundle.seek(0)
    return length
