"""The files of a played debate, as an export writes them."""

from typing import Any

from debate.export import transcripts_csv, transcripts_json
from debate.queries import events, transcripts
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
    return transcripts_json.file(document(play, names=names))


def as_csv(play: Play, *, names: bool = True) -> bytes:
    """The turns as a file."""
    return transcripts_csv.file(record(play, names=names))
