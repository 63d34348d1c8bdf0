"""An imported transcript in the house: the smallest one that a page can show."""

import json
from typing import Any

from debate.domain import chain
from debate.domain.transcripts import with_digests
from debate.models.imports import ImportedTranscript
from tests.cast import Cast


def give(session: Any, people: Cast, now: int) -> str:
    """Its slug; the class of the cast keeps it."""
    document = with_digests(
        {
            "records": [],
            "head": chain.GENESIS,
            "debate": {"record": None, "room": 1, "copy": "codes"},
            "labels": {},
            **{section: [] for section in ("people", "steps", "speeches", "points", "cards")},
            "polls": {},
        }
    )
    kept = ImportedTranscript(
        slug="an-imported-transcript",
        course_id=people.course.id,
        title="From elsewhere",
        document=json.dumps(document),
        head=document["head"],
        records=0,
        imported_by_id=people.owner.id,
        imported_ms=now,
    )
    session.add(kept)
    session.flush()
    return kept.slug
