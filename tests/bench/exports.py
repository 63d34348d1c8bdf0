"""Files of a long debate: time of each format in times of the HTML file, and memory as it grows.

`python -m tests.bench.exports`: 200 speeches of 500 words for the time, then 2,000 for the memory.
Each figure is from a process of its own; memory is the largest that it ever held.
"""

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from debate.db import db, transaction
from debate.domain.text import render_safe
from debate.models.debates import Control
from debate.models.decks import Card
from debate.models.seats import Seat
from debate.models.speeches import Citation, Point, PointLink, Speech
from debate.services import events
from tests import cast
from tests.bench import scene
from tests.cast import Cast

FEW, MANY = 200, 2000
STEPS = 60  # a format has no more
POINTS = 4  # a speech
WORDS = 125  # a point
ROUNDS = 3
FORMATS = ("html", "csv", "json", "md", "docx", "xlsx", "pdf")
STREAMED = ("csv", "json", "html")
MUST = {"pdf": 20, "docx": 12, "csv": 1}
"""Times of the HTML file; the column *must* of the goals this was set against."""


def make(folder: Path, speeches: int) -> str:
    """A finished debate in the database of `folder`; its slug and the cookie of its instructor."""
    with scene.application(folder) as app, app.app_context():
        session = db.session()
        fmt = cast.read_format()
        speech = next(step for step in fmt.steps if step.turns)
        steps = tuple(
            replace(speech, index=n, slug=f"step-{n}", name=f"Step {n}", answer_by=None)
            for n in range(STEPS)
        )
        people = cast.make(session, fmt=replace(fmt, steps=steps))
        with transaction(session):
            _fill(session, people, speeches)
            token = scene.browser(session, cast.NOW, account_id=people.owner.id)
        return json.dumps([people.slug, token])


def measure(folder: Path, ending: str, rounds: int) -> dict[str, Any]:
    """Seconds and bytes of one file, and the most memory in MB, in this process."""
    slug, token = json.loads((folder / "scene.json").read_text())
    from debate.factory import create_app

    settings = {"INSTANCE_PATH": str(folder), "SECRET_KEY": scene.SECRET}
    app: Any = create_app(settings)
    client = app.test_client()
    client.set_cookie("clashroom-seat", token)
    times, size = [], 0
    for _ in range(rounds):
        began = time.perf_counter()
        with client.get(f"/debates/{slug}/transcript.{ending}") as answer:
            assert answer.status_code == 200, answer.status
            size = sum(len(piece) for piece in answer.iter_encoded())
        times.append(time.perf_counter() - began)
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return {"s": statistics.median(times), "bytes": size, "mb": _peak_mb(), "child_mb": child}


def _peak_mb() -> float:
    """Of this program alone: what `getrusage` gives includes its parent's before it began."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    held = next(line for line in lines if line.startswith("VmHWM:"))
    return int(held.split()[1]) / 1024


def main() -> None:
    """Print both tables."""
    with tempfile.TemporaryDirectory() as place:
        folders = {}
        for speeches in (FEW, MANY):
            folders[speeches] = folder = Path(place) / str(speeches)
            folder.mkdir()
            (folder / "scene.json").write_text(make(folder, speeches))
        few = {ending: _child(folders[FEW], ending, ROUNDS) for ending in FORMATS}
        print(f"{FEW} speeches, {FEW * POINTS * WORDS:,} words")
        for ending, found in few.items():
            times = found["s"] / few["html"]["s"]
            must = f"must {MUST[ending]}" if ending in MUST else ""
            print(
                f"{ending:5} {found['s']:6.2f} s {times:5.1f} x HTML {must:8} "
                f"{found['bytes'] / 1e6:6.2f} MB file, {found['mb']:5.0f} MB, "
                f"child {found['child_mb']:5.0f} MB"
            )
        print(f"memory of one file, {FEW} and {MANY} speeches")
        for ending in STREAMED:
            low, high = (_child(folders[n], ending, 1)["mb"] for n in (FEW, MANY))
            print(f"{ending:5} {low:6.1f} {high:6.1f} MB: {high / low:4.2f} x (must 1.1)")


def _child(folder: Path, ending: str, rounds: int) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.exports", str(folder), ending, str(rounds)],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _fill(session: Session, people: Cast, count: int) -> None:
    debate, seats = people.debate, [seat for seat in people.seats.values() if seat.side]
    debate.started_ms, debate.ended_ms = cast.NOW, cast.NOW + STEPS * cast.MINUTE
    kinds = ["start", *["next"] * (STEPS - 1), "finish"]
    for n, kind in enumerate(kinds, start=1):
        at = cast.NOW + (n - 1) * cast.MINUTE
        session.add(Control(debate_id=debate.id, n=n, kind=kind, at_ms=at))
    session.query(Speech).filter_by(debate_id=debate.id).delete()
    cards = session.query(Card).order_by(Card.number).all()
    before: Point | None = None
    for n in range(count):
        seat = seats[n % len(seats)]
        speech = Speech(
            debate_id=debate.id,
            step_index=n * STEPS // count,
            address=f"{seat.side}{n + 1}",
            side=seat.side,
            seat_id=seat.id,
        )
        session.add(speech)
        session.flush()
        for number in range(1, POINTS + 1):
            at = cast.NOW + speech.step_index * cast.MINUTE + number * 1000
            point = _point(session, speech, seat, number, at)
            card = cards[(n + number) % len(cards)]
            session.add(
                Citation(
                    point_id=point.id,
                    position=1,
                    card_id=card.id,
                    card_number=card.number,
                    badge="located",
                )
            )
            if before is not None and number == 1:
                session.add(PointLink(point_id=point.id, kind="answers", target_id=before.id))
            payload = {
                "address": f"{speech.address}.{number}",
                "version": 1,
                "side": seat.side,
                "claim": point.claim,
                "reasons": point.reasons,
            }
            events.record(
                session, debate, "point_sent", now=at, seat_number=seat.number, payload=payload
            )
            before = point
        session.flush()
        session.expunge(speech)


def _point(session: Session, speech: Speech, seat: Seat, number: int, at: int) -> Point:
    words = scene.REASONS.split()
    reasons = " ".join(words[place % len(words)] for place in range(WORDS - 12))
    point = Point(
        debate_id=speech.debate_id,
        speech_id=speech.id,
        seat_id=seat.id,
        number=number,
        side=seat.side,
        state="sent",
        claim=f"Point {number} of {speech.address} holds that a treaty would bind more than wanted",
        reasons=reasons,
        reasons_html=render_safe(reasons),
        sent_ms=at,
        visible_ms=at,
    )
    session.add(point)
    session.flush()
    return point


if __name__ == "__main__":
    if len(sys.argv) == 1:
        main()
    else:
        print(json.dumps(measure(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))))
