"""Questions that interrupt a speech, in every file of a transcript and on a marker's desk."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy.orm import Session

from debate.db import clock_ms
from debate.domain import transcripts_csv, transcripts_html
from debate.domain.speeches import Words
from debate.export import transcripts_document, transcripts_markdown
from debate.models.speeches import Point
from debate.services import moderation
from tests import cast as people_of
from tests.export import files
from tests.export.played import Play
from tests.services.moderating import S, act, send
from tests.services.test_exchanges import T, accepted, answered, asked, offered, started
from tests.web.test_offers import PARLIAMENT


@pytest.fixture
def people(session: Session) -> people_of.Cast:
    """A speech with a point, a question with its answer, and a question that is held."""
    made = started(session, PARLIAMENT)
    send(session, made, "amara", "P1", Words("The first point"), T)
    offer = offered(session, made, "priya")
    accepted(session, made, offer)
    asked(session, made, "priya", offer)
    answered(session, made, "amara", "P1", 2)
    act(session, made, moderation.set_hold, True, at=T + S)
    offer = offered(session, made, "jonas", T + 2 * S)
    accepted(session, made, offer, T + 2 * S)
    asked(session, made, "jonas", offer, T + 2 * S)
    assert session.query(Point).filter_by(state="held", half="q").count() == 1
    return made


def test_every_file_tells_points_questions_and_answers_apart(
    app: Any, session: Session, people: people_of.Cast
) -> None:
    found = SimpleNamespace(app=app, session=session, slug=people.slug, now=T + 60 * S)
    play = cast(Play, found)
    document = files.document(play)
    for data, compare in (
        (files.as_html(play), transcripts_html.compare),
        (files.as_csv(play), transcripts_csv.compare),
    ):
        report = compare(data, document)
        assert report.ok, report.sentence
    rows = [line.split(",") for line in files.as_csv(play).decode().splitlines()[1:]]
    kinds = [next(cell for cell in row if cell.strip('"') in KINDS).strip('"') for row in rows]
    assert kinds == ["point", "question", "answer", "question"]
    prose = transcripts_markdown.file(transcripts_document.document(files.record(play))).decode()
    for words in ("P1.2q", "Priya Nair asks", "P1.2a", "Amara Diallo answers", "amara answers 2"):
        assert words in prose


KINDS = ("point", "question", "answer")


def test_the_desk_and_the_packet_of_who_asked_show_the_question_with_its_answer(
    app: Any, session: Session, people: people_of.Cast
) -> None:
    client = app.test_client()
    people_of.as_account(session, client, people.owner, clock_ms())
    number = people.seats["priya"].number
    for page in (f"marks/{number}", f"packets/{number}.html"):
        shown = client.get(f"/debates/{people.slug}/{page}").text
        for words in ("P1.2q", "priya asks", "P1.2a", "amara answers 2"):
            assert words in shown, (page, words)
