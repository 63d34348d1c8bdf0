"""Formats that can be chosen: those that came with files, and those that a class edits."""

from debate.domain.formats import Format, as_data
from debate.domain.formats_editing import Typed, format_of
from debate.models.formats import Format as Row
from debate.services.definitions import Definitions

_formats: Definitions[Format, Typed] = Definitions(Row, "format", as_data, format_of)
keep = _formats.keep
create = _formats.create
change = _formats.change
remove = _formats.remove
