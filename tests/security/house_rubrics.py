"""The class's own rubric, at the addresses of rubrics in the house."""

import json
from dataclasses import replace
from typing import Any

from debate.domain import rubrics
from debate.models.rubrics import Rubric
from tests import cast

SLUG = "ours-1a2b3c"


def give(session: Any, people: cast.Cast) -> None:
    """Put it there."""
    definition = rubrics.as_data(replace(cast.read_rubric(), slug=SLUG, title="Ours"))
    text = json.dumps(definition)
    session.add(Rubric(course_id=people.course.id, slug=SLUG, definition=text))
