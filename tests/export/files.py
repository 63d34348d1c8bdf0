"""The files of a played debate, as an export writes them."""

from typing import Any

import flask

from debate.export import transcripts_csv, transcripts_json
from debate.queries import events, transcripts
from debate.web.transcripts import self_contained
from tests.export.played import Play


def record(play: Play, *, names: bool = True) -> transcripts.Transcript:
    """The transcript at the play's own time."""
    found = transcripts.transcript(play.session, play.slug, play.now, names=names)
    assert found is not None
    return found


def document(play: Play, *, names: bool = True) -> dict[str, Any]:
    """The JSON transcript as an object."""
    found = record(play, names=names)
    return transcripts_json.document(
        found,
        events.records(play.session, found.here.id),
        events.label_salts(play.session, found.here.id),
    )


def as_json(play: Play, *, names: bool = True) -> bytes:
    """The JSON transcript as a file."""
    found = transcripts.streamed(play.session, play.slug, play.now, names=names)
    assert found is not None
    return b"".join(
        transcripts_json.pieces(
            found,
            events.Records(play.session, found.here.id),
            events.label_salts(play.session, found.here.id),
        )
    )


def as_csv(play: Play, *, names: bool = True) -> bytes:
    """The turns as a file."""
    return transcripts_csv.file(record(play, names=names))


def current_app() -> Any:
    """The application of a test that has one at hand."""
    return flask.current_app._get_current_object()  # type: ignore[attr-defined]


def as_html(play: Play, *, names: bool = True) -> bytes:
    """The record as a page that needs nothing else."""
    with play.app.test_request_context():
        page = self_contained("transcripts/export.html", record=record(play, names=names))
        return page.get_data()
