"""The record: the transcript page, one's own packet, and both as files.

Each export reads in one snapshot of the database, so that chain and tables agree.
"""

from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from debate.domain.events import MODERATORS
from debate.domain.refusals import NotFound, Refused
from debate.domain.transcripts_choice import Choice, UnknownChoice, read, spelled
from debate.domain.transcripts_html import with_digests
from debate.export import (
    scores,
    transcripts_blocks,
    transcripts_document,
    transcripts_html,
    transcripts_json,
)
from debate.queries import ballots, events, grades, packets
from debate.queries import transcripts as reads
from debate.queries.debates import DebateNow
from debate.queries.packets import PacketSeat
from debate.queries.transcripts_parts import chosen, chosen_packet
from debate.web import access
from debate.web import transcripts_files as files
from debate.web.access import access as may
from debate.web.answers import now_ms, page, reading, see_other
from debate.web.debates import load

pages = Blueprint("transcripts", __name__)


@pages.get("/debates/<slug>/transcript")
@may("transcripts.read")
def transcript(slug: str) -> Response:
    """The record as staff may read it, and the choice of what of it to copy."""
    session = reading()
    access.staff(session, debate=slug)
    choice, ending = _choice(), _ending()
    packet = _packet(session, slug, choice) if choice.seat and choice.names else None
    record = _record(session, slug, choice)
    return page(
        "transcripts/transcript.html",
        record=record,
        packet=packet,
        choice=choice,
        chosen=files.FORMATS[ending],
        formats=_offered(choice),
        query=urlencode(spelled(choice)),
        unprintable=files.unprintable(record) if ending == "pdf" else "",
    )


@pages.get("/debates/<slug>/transcript/download")
@may("transcripts.export")
def transcript_download(slug: str) -> BaseResponse:
    """To the address of the file that a form asks for."""
    access.staff(reading(), debate=slug)
    query = urlencode(spelled(_choice()))
    return see_other(f"/debates/{slug}/transcript.{_ending()}?{query}")


@pages.get("/debates/<slug>/transcript.html", defaults={"ending": "html"})
@pages.get("/debates/<slug>/transcript.csv", defaults={"ending": "csv"})
@pages.get("/debates/<slug>/transcript.pdf", defaults={"ending": "pdf"})
@pages.get("/debates/<slug>/transcript.docx", defaults={"ending": "docx"})
@pages.get("/debates/<slug>/transcript.md", defaults={"ending": "md"})
@pages.get("/debates/<slug>/transcript.xlsx", defaults={"ending": "xlsx"})
@may("transcripts.export")
def transcript_file(slug: str, ending: str) -> Response:
    """The record, or the part of it that is chosen, as one file."""
    session = reading()
    access.staff(session, debate=slug)
    choice = _choice()
    if choice.seat and choice.names and files.FORMATS[ending].packet:
        packet = _packet(session, slug, choice)
        return files.named(files.of_packet(packet, ending), f"Packet, {packet.name}.{ending}")
    record = _record(session, slug, choice)
    return files.named(files.of_record(record, ending), _name(record, ending))


@pages.get("/debates/<slug>/transcript.json")
@may("transcripts.export")
def transcript_json(slug: str) -> Response:
    """The record with its chain, to be checked by `verify`."""
    session = reading()
    access.staff(session, debate=slug)
    record = reads.streamed(session, slug, now_ms(), names=_choice().names)
    if record is None:
        raise NotFound
    chained = events.Records(session, record.here.id)
    salts = events.label_salts(session, record.here.id)
    answer = files.sent(transcripts_json.pieces(record, chained, salts), "json")
    return files.named(answer, _name(record, "json"))


@pages.get("/debates/<slug>/scores.csv")
@may("transcripts.export")
def scores_csv(slug: str) -> Response:
    """The scores for a grade book, once they are released."""
    session = reading()
    access.staff(session, debate=slug)
    here = load(session, slug, MODERATORS)
    table = grades.table(session, here.sitting_id, as_released=True)
    rows = [row for row in table.rows if row.debate_id == here.id]
    if not any(row.released for row in rows):
        raise Refused(
            "Scores can be exported once they are released. Release them first.", status=409
        )
    data = scores.file(rows, ballots.places(session, here))
    name = f"Scores, {here.sitting_title}, room {here.number}.csv"
    return files.named(Response(data, mimetype="text/csv"), name)


@pages.get("/debates/<slug>/<int:number>/packet")
@may("transcripts.own")
def own_packet(slug: str, number: int) -> Response:
    """One's own turns, cards, votes and reflection; mark and ballots after the release."""
    session = reading()
    access.seat(session, slug, number)
    seat = _seat(session, slug, number)
    here = load(session, slug, seat.view)
    found = packets.packet(session, here, seat, own=True)
    return page("transcripts/packet.html", packet=found)


@pages.get("/debates/<slug>/<int:number>/packet.html", defaults={"ending": "html"})
@pages.get("/debates/<slug>/<int:number>/packet.pdf", defaults={"ending": "pdf"})
@pages.get("/debates/<slug>/<int:number>/packet.docx", defaults={"ending": "docx"})
@may("transcripts.own")
def own_packet_file(slug: str, number: int, ending: str) -> Response:
    """One's own packet as a file, to keep."""
    session = reading()
    access.seat(session, slug, number)
    seat = _seat(session, slug, number)
    found = packets.packet(session, load(session, slug, seat.view), seat, own=True)
    if found is None:
        raise NotFound
    return files.named(files.of_packet(found, ending), f"Packet, {seat.name}.{ending}")


@pages.get("/debates/<slug>/packets/<int:seat>.html", defaults={"ending": "html"})
@pages.get("/debates/<slug>/packets/<int:seat>.pdf", defaults={"ending": "pdf"})
@pages.get("/debates/<slug>/packets/<int:seat>.docx", defaults={"ending": "docx"})
@pages.get("/debates/<slug>/packets/<int:seat>.md", defaults={"ending": "md"})
@may("transcripts.export")
def packet_file(slug: str, seat: int, ending: str) -> Response:
    """One student's packet as a file, to look at, to print or to hand out."""
    session = reading()
    access.staff(session, debate=slug)
    found = _packet(session, slug, Choice(part=str(seat)))
    answer = files.of_packet(found, ending)
    return files.named(answer, f"Packet, {found.name}.{ending}", shown=ending in ("html", "pdf"))


@pages.app_template_filter("moment")
def moment(ms: int, one_day: bool) -> str:
    """An instant of the record in UTC: "14:05:10", with its day where there are several."""
    return transcripts_blocks.moment(ms, one_day)


@pages.app_template_filter("about_copy")
def about_copy(record: reads.Transcript) -> str:
    """What a copy says of its part and of what is left out of it; "" for all of the record."""
    return transcripts_document.about(record)


def _choice() -> Choice:
    try:
        return read(request.args)
    except UnknownChoice as error:
        raise NotFound from error


def _ending() -> str:
    ending = request.args.get("format", "html")
    if ending not in files.FORMATS:
        raise NotFound
    return ending


def _offered(choice: Choice) -> list[files.Format]:
    """The formats, in their order; JSON has no parts."""
    return [one for one in files.FORMATS.values() if one.ending != "json" or choice.whole]


def _record(session: Session, slug: str, choice: Choice) -> reads.Transcript:
    """The record as it is chosen, read while it is written out."""
    found = reads.streamed(session, slug, now_ms(), names=choice.names)
    if found is None or (choice.seat and choice.seat not in {one.number for one in found.people}):
        raise NotFound
    return chosen(found, choice)


def _packet(session: Session, slug: str, choice: Choice) -> packets.Packet:
    seat = _seat(session, slug, choice.seat)
    found = packets.packet(session, load(session, slug, seat.view), seat, own=False)
    if found is None:
        raise NotFound
    return chosen_packet(found, choice)


def _seat(session: Session, slug: str, number: int) -> PacketSeat:
    found = packets.seats(session, debate=slug, number=number)
    if not found:
        raise NotFound
    return found[0]


def packet_page(session: Session, here: DebateNow, seat: PacketSeat) -> Response:
    """One student's packet as a page that needs nothing else."""
    found = packets.packet(session, here, seat, own=False)
    return self_contained("transcripts/packet_export.html", packet=found)


def self_contained(template: str, **values: object) -> Response:
    """A page that needs nothing else and may do nothing."""
    css = Markup(transcripts_html.inline_css())  # noqa: S704 (our own sheets)
    html = "".join(with_digests([render_template(template, inline_css=css, **values)]))
    response = Response(html, mimetype="text/html")
    response.headers["Content-Security-Policy"] = transcripts_html.POLICY
    return response


def _name(record: reads.Transcript, ending: str) -> str:
    codes = "" if record.copy.names else ", code names"
    part = ""
    if record.choice.side:
        part = f", {record.here.fmt.sides[record.choice.side]}"
    elif record.choice.seat:
        part = f", {record.people[0].label}"
    return f"Transcript, {record.head.sitting}, room {record.here.number}{part}{codes}.{ending}"
