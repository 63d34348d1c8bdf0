"""One student's data as a download: by staff for a student, and by a seat for itself."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response
from sqlalchemy.orm import Session

from debate.domain.archives import plain_name
from debate.domain.refusals import NotFound
from debate.export import dossiers as files
from debate.queries import dossiers as reads
from debate.queries import packets
from debate.queries.dossiers import SeatData
from debate.web import access
from debate.web.access import access as may
from debate.web.accounts import ROW_ID
from debate.web.answers import now_ms, reading
from debate.web.debates import load
from debate.web.transcripts import self_contained

pages = Blueprint("dossiers", __name__)


@pages.get(f"/courses/<slug>/students/<{ROW_ID}:student>/data.zip")
@may("dossiers.read")
def of_student(slug: str, student: int) -> Response:
    """All that is kept about a student, but for what only their seat may see."""
    session = reading()
    course = access.staff(session, slug).course
    entry = reads.entry(session, course.course_id, student)
    if entry is None:
        raise NotFound
    return _file(session, entry, reads.of_student(session, student), private=False)


@pages.get("/debates/<slug>/<int:number>/data.zip")
@may("dossiers.own")
def own(slug: str, number: int) -> Response:
    """All that is kept about one's own seat."""
    session = reading()
    seat = access.seat(session, slug, number)
    found = reads.of_seat(session, seat.seat_id, private=True)
    return _file(session, None, [found], private=True)


def _file(
    session: Session,
    entry: Mapping[str, Any] | None,
    seats: Sequence[SeatData],
    *,
    private: bool,
) -> Response:
    made = [_packet(session, seat, private=private) for seat in seats]
    marks = [_mark(found) for found, _ in made]
    data = files.document(entry, seats, marks, now_ms(), private=private)
    with_packet = [(seat, html) for seat, (_, html) in zip(seats, made, strict=True) if html]
    answer = Response(files.archive(data, with_packet), mimetype="application/zip")
    name = str(entry["name"]) if entry else "my data"
    answer.headers["Content-Disposition"] = f'attachment; filename="data-{plain_name(name)}.zip"'
    return answer


def _packet(
    session: Session, seat: SeatData, *, private: bool
) -> tuple[packets.Packet | None, bytes]:
    if seat.packet is None:
        return None, b""
    here = load(session, seat.packet.debate, seat.packet.view)
    found = packets.packet(session, here, seat.packet, own=private)
    return found, self_contained("transcripts/packet_export.html", packet=found).get_data()


def _mark(found: packets.Packet | None) -> dict[str, Any] | None:
    if found is None or found.judgement is None:
        return None
    score = found.judgement.score
    return {
        "hundredths_of_percent": score.total,
        "source": score.source,
        "comment": score.comment,
        "ballots": [
            {"judge": one.judge, "decision": one.said, "reason": one.reason}
            for one in found.judgement.ballots
        ],
    }
