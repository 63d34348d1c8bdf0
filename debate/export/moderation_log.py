"""The moderation log of a debate as CSV: one row for each act of a moderator, oldest first.

Columns are described in README.md beside this file.
"""

from collections.abc import Iterable

from debate.export.tables import csv_file
from debate.export.transcripts_csv import time
from debate.queries.moderation_log import LogLine

COLUMNS = ("at", "group", "kind", "act", "about", "person", "by", "why")


def file(lines: Iterable[LogLine]) -> bytes:
    """The bytes of the file. Times are in UTC with milliseconds."""
    return csv_file(
        COLUMNS,
        (
            (
                time(line.at_ms),
                line.group,
                line.kind,
                line.words,
                line.about,
                line.person,
                line.by,
                line.why,
            )
            for line in lines
        ),
    )
