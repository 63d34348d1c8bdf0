"""One student's data as a ZIP: `data.json` for programs, a packet of each room for reading.

Belongs here: names of the files and the notation. Does not belong here: what stands in them
(`queries.dossiers`, `queries.packets`).
"""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from debate.domain.archives import plain_name
from debate.queries.dossiers import SECTIONS, SeatData

SCHEMA = "clashroom-student/1"


def document(
    entry: Mapping[str, Any] | None,
    seats: Sequence[SeatData],
    marks: Sequence[Mapping[str, Any] | None],
    made_ms: int,
    *,
    private: bool,
) -> dict[str, Any]:
    """What `data.json` holds. `marks`: of each seat what was released of it, None before."""
    left_out = [] if private else [section.name for section in SECTIONS if section.private]
    whole: dict[str, Any] = {
        "schema": SCHEMA,
        "made_ms": made_ms,
        "left_out": left_out,
        "seats": [
            {**one.about, **one.rows, "mark": mark} for one, mark in zip(seats, marks, strict=True)
        ],
    }
    return whole if entry is None else {**whole, "class_list": dict(entry)}


def archive(data: Mapping[str, Any], packets: Sequence[tuple[SeatData, bytes]]) -> bytes:
    """The bytes of the ZIP: small enough to be made in memory, since it is of one person."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        text = json.dumps(data, ensure_ascii=False, indent=1)
        bundle.writestr("data.json", text + "\n")
        for number, (seat, html) in enumerate(packets, start=1):
            name = plain_name(f"{number:02} {seat.about['session']} room {seat.about['room']}")
            bundle.writestr(f"packets/{name}.html", html)
    return out.getvalue()
