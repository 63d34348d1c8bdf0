"""Rubrics that can be chosen: those that came with files, and those that a class edits."""

from debate.domain.rubrics import Rubric, as_data
from debate.domain.rubrics_editing import Typed, rubric_of
from debate.models.rubrics import Rubric as Row
from debate.services.definitions import Definitions

_rubrics: Definitions[Rubric, Typed] = Definitions(Row, "rubric", as_data, rubric_of)
keep = _rubrics.keep
create = _rubrics.create
change = _rubrics.change
remove = _rubrics.remove
