"""The class's own format, at the addresses of formats in the house."""

import json
from dataclasses import replace
from typing import Any

from debate.domain import formats
from debate.models.formats import Format
from tests import cast

SLUG = "ours-4d5e6f"


def give(session: Any, people: cast.Cast) -> None:
    """Put it there."""
    definition = formats.as_data(replace(cast.read_format(), slug=SLUG, title="Ours"))
    text = json.dumps(definition)
    session.add(
        Format(course_id=people.course.id, made_by_id=people.owner.id, slug=SLUG, definition=text)
    )
