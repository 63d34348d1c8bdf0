"""Pseudonymous copies for second readers and research: a pack to pass on, and a key to keep."""

import random
from collections.abc import Iterator
from dataclasses import replace

from flask import Blueprint, Response
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from debate.domain.refusals import NotFound, Refused
from debate.domain.transcripts_choice import Choice
from debate.export import pseudonyms as files
from debate.export import transcripts_json
from debate.queries import debates, events
from debate.queries import pseudonyms as reads
from debate.queries.pseudonyms import Pack
from debate.queries.transcripts_parts import chosen
from debate.services.accounts import audit
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import now_ms, page, reading, writing
from debate.web.forms.pseudonyms import PackForm
from debate.web.transcripts_files import named, of_record

pages = Blueprint("pseudonyms", __name__)

Answer = Response | BaseResponse
PERSON = "person"
"""The part of a record that a packet is, without the number of a seat."""


@pages.get("/debates/<slug>/pseudonymous")
@may("transcripts.export")
def form(slug: str) -> Answer:
    """What is in the pack, and what cannot be taken back."""
    return _page(slug, PackForm(formdata=None, html=True, csv=True))


@pages.post("/debates/<slug>/pseudonymous")
@may("transcripts.export")
def download(slug: str) -> Answer:
    """The pack and its key, made anew with other codes each time."""
    given = PackForm()
    if not given.endings and not given.packets.data:
        given.tell(Refused("Choose at least one file for the pack.", "html"))
        return _page(slug, given, 422)
    with writing() as session:
        staff = access.staff(session, debate=slug)
        here = debates.load(session, slug, "moderators", now_ms())
        if here is None:
            raise NotFound
        account, course = staff.actor.account_id, staff.course.course_id
        audit(session, account, "transcripts.pseudonymous", "debate", here.id, now_ms(), course)
    session = reading()
    access.staff(session, debate=slug)
    data = _made(session, slug, given)
    response = Response(data, mimetype="application/zip")
    return named(response, "Pseudonymous copy with its key.zip")


def _made(session: Session, slug: str, given: PackForm) -> bytes:
    found = reads.pack(session, slug, now_ms(), random.SystemRandom())
    if found is None:
        raise NotFound
    packed = files.pack(_files(found, given))
    chained = events.records(session, found.debate_id)
    points = transcripts_json.point_records(found.record, chained)
    return files.download(packed, files.key(found, points, packed))


def _files(found: Pack, given: PackForm) -> Iterator[tuple[str, bytes]]:
    for ending in given.endings:
        yield f"transcript.{ending}", _bytes(of_record(found.record, ending))
    if given.packets.data:
        for person in found.people:
            choice = Choice(names=False, part=str(person.seat))
            part = chosen(found.record, choice)
            if any(step.speeches for step in part.steps):
                bare = part._replace(choice=replace(choice, part=PERSON))
                name = f"{files.packet_name(person.code)}.html"
                yield name, _bytes(of_record(bare, "html"))


def _bytes(response: Response) -> bytes:
    data = b"".join(response.iter_encoded())
    response.close()
    return data


def _page(slug: str, given: PackForm, status: int = 200) -> Response:
    session = reading()
    access.staff(session, debate=slug)
    here = debates.load(session, slug, "moderators", now_ms())
    return page(
        "transcripts/pseudonymous.html",
        status,
        form=given,
        room=here,
        kept=reads.kept(session, slug, now_ms()),
    )
