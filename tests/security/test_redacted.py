"""A passage that was redacted is in no byte of anything, and once its author is erased too.

It is planted in a point that was returned and sent again, in what quotes it, and in a stream's
tail; then everything is fetched by everybody before and after.
"""

import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader

from debate.db import clock_ms, transaction
from debate.domain import transcripts
from debate.domain.events import ALL_VIEWS
from debate.domain.permissions import Actor
from debate.domain.redactions import MARK
from debate.domain.speeches import Words
from debate.live.tails import Tail
from debate.models.erasures import Erasure
from debate.models.speeches import Draft, Point
from debate.services import debates as debate_writes
from debate.services import marks, moderation, notes
from debate.services import speeches as sending
from debate.services.notes import Chosen, Remark
from debate.web import frames
from tests import cast, erasing
from tests.security import bodies
from tests.security import house as houses
from tests.security.house import House
from tests.security.routes import OPEN, expected, routes

SECRET = "Quaggaproof"
PASSAGE = f"the {SECRET} remark"
REASON = "It is about a person."
VIEWERS = ("owner", "debater", "judge", "audience", "visitor")
SHOWN = {
    "owner": ("transcript.pdf", "transcript.xlsx", "transcript.json", "log.csv"),
    "debater": ("<int:number>/",),
    "audience": ("<int:number>/",),
}
"""Ends of rules that show the passage before it goes, so that the search finds what is there."""


@pytest.fixture
def house(app: Any, session: Any) -> House:
    """The house with the passage in a point, its earlier version, its draft, and quotations."""
    built = houses.build(app, session)
    people, now = built.people, clock_ms() - 30_000
    owner = Actor("owner", account_id=people.owner.id)
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        first = _send(
            session, built, f"Take {PASSAGE} back", f"Whatever {PASSAGE.upper()} says.", now
        )
        moderation.return_point(
            session, owner, debate, first, f"What is {PASSAGE} about?", now=now + 1
        )
        draft = session.query(Draft.id).filter_by(returned_point_id=first).scalar()
        sending.send_prepared(
            session, _actor(built, "amara"), debate, draft, now=now + 2, arrival=now + 2
        )
        second = session.query(Point).filter_by(replaces_id=first).one().id
        _send(session, built, "Another one", "", now + 3)
        session.add(_draft(built, f"Once more: {PASSAGE}", now))
        chosen = Chosen(second, SECRET, "claim")
        said = Remark(f"You say **{PASSAGE}** twice.")
        notes.give(session, owner, debate, 1, chosen, said, now=now + 4)
        levels = {one.slug: 3 for one in cast.read_rubric().criteria}
        marks.give(session, owner, debate, 1, levels, f"Leave out {PASSAGE}.", now=now + 5)
    built.ids["points"] = second
    session.rollback()
    return built


def _actor(house: House, who: str) -> Actor:
    seat = house.people.seats[who]
    return Actor(
        seat.role,
        seat_id=seat.id,
        seat_number=seat.number,
        side=seat.side,
        debate_id=seat.debate_id,
    )


def _send(session: Any, house: House, claim: str, reasons: str, now: int) -> int:
    debate = debate_writes.lock(session, house.people.slug)
    actor, words = _actor(house, "amara"), Words(claim, reasons)
    sent = sending.send_point(session, actor, debate, "P1", words, now=now, arrival=now)
    assert sent.kind == "sent", sent
    return int(sent.point_id)


def _draft(house: House, claim: str, now: int) -> Draft:
    seat = house.people.seats["amara"]
    return Draft(
        debate_id=house.people.debate.id,
        seat_id=seat.id,
        step_index=1,
        position=9,
        claim=claim,
        saved_ms=now,
    )


def found_at(house: House, only: Mapping[str, Sequence[str]] | None = None) -> set[str]:
    """Who reads the passage where: pages, parts, files and answers in JSON, as far as they may.

    `only`: these ends of rules alone, by who asks.
    """
    found = set()
    for who in only or VIEWERS:
        for route in routes(house.app):
            if route.method != "GET" or expected(route, who) != OPEN or not _tells(route.rule):
                continue
            if only and _end(route.rule) not in only[who]:
                continue
            for address in house.addresses(route.rule, who):
                answer = house.clients[who].get(address, buffered=True)
                body = f"{answer.headers}".encode() + _words(answer.data)
                if SECRET.lower().encode() in body.lower():
                    found.add(f"{who} {_end(route.rule)}")
    return found


def _tells(rule: str) -> bool:
    """Whether a rule is of a debate; a PDF takes a second, and one is made as the other is."""
    about = ("/debates/", "/sittings/", "/screens/", "/stream", "/courses/<slug>/students/")
    return rule.startswith(about) and (not rule.endswith(".pdf") or "transcript" in rule)


def _end(rule: str) -> str:
    return rule.removeprefix("/debates/<slug>/").removeprefix("/")


def _words(body: bytes) -> bytes:
    if body.startswith(b"%PDF-"):
        pages = PdfReader(io.BytesIO(body)).pages
        return body + "".join(page.extract_text() for page in pages).encode()
    return bodies.unpacked(body)


def tails(session: Any, house: House, known: dict[str, Tail]) -> set[str]:
    """The views of which a stream that is open, or one that opens anew, sends the passage."""
    session.rollback()
    found = set()
    for view in ALL_VIEWS:
        key = (house.people.debate.id, view)
        tail = known.setdefault(view, Tail(key, 0))
        for at in {tail.last, 0}:
            batch = frames.batches(session, {key: at}, clock_ms())[key]
            if SECRET in "".join(frame.html for frame in batch.frames):
                found.add(view)
            if at == tail.last:
                tail.append(batch)
        if tail.last >= tail.floor and SECRET.encode() in tail.message_since(tail.floor):
            found.add(view)
    session.rollback()
    return found


def redact(client: FlaskClient, house: House, passage: str = PASSAGE, note: str = REASON) -> Any:
    address = f"/debates/{house.people.slug}/points/{house.ids['points']}/redact"
    return client.post(address, data={"passage": passage, "note": note})


def clean_up(house: House, session: Any) -> set[tuple[str, str]]:
    """What the files of the instance hold once the background work is done."""
    session.rollback()
    while house.app.extensions["live"].work(clock_ms()):
        pass
    return erasing.holding(Path(house.app.config["INSTANCE_PATH"]), (SECRET, SECRET.upper()))


def test_no_byte_of_a_redacted_passage_is_left_anywhere_and_verify_names_the_records(
    house: House, session: Any
) -> None:
    known: dict[str, Tail] = {}
    assert tails(session, house, known) == set(ALL_VIEWS)
    before = found_at(house, SHOWN)
    assert {f"{who} {end}" for who, ends in SHOWN.items() for end in ends} == before
    assert clean_up(house, session)

    assert redact(house.clients["assistant"], house).status_code == 303

    assert tails(session, house, known) == set()
    assert found_at(house) == set()
    assert clean_up(house, session) == set()
    page = house.clients["audience"].get(
        f"/debates/{house.people.slug}/{house.numbers['audience']}/"
    )
    assert f"Take {MARK} back" in page.text
    assert REASON not in page.text
    own = house.clients["debater"].get(f"/debates/{house.people.slug}/{house.numbers['debater']}/")
    assert REASON in own.text
    assert "Withheld: records 1–3, 5–6 (a passage was removed)." in verified(house)

    course, student = house.people.course.slug, house.people.students["amara"].id
    address = f"/courses/{course}/students/{student}/erase"
    erased = house.clients["owner"].post(address, data={"name": "Amara Diallo"})
    assert erased.status_code == 303
    assert clean_up(house, session) == set()
    assert {row.target_kind for row in session.query(Erasure)} == {"passage", "student"}
    assert "(a passage was removed)" not in verified(house)  # of that nothing tells any more
    assert "Withheld: records 1–" in verified(house)


def verified(house: House) -> str:
    """What a check of the JSON file says."""
    data = house.clients["owner"].get(f"/debates/{house.people.slug}/transcript.json").data
    report = transcripts.verify(json.loads(data))
    assert report.ok
    return report.sentence
