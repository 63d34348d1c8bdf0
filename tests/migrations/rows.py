"""A row in every table of a database at whatever revision it is, with its foreign keys in order.

The tables are read from the database itself, so an old revision gets the columns it had.
"""

from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Connection, Integer, MetaData, func, select
from sqlalchemy.schema import Column, Table

# What a check constraint asks for; other columns get something that fits their type.
VALUES: dict[str, Any] = {
    "archives.state": "done",
    "ballot_ranks.rank": 2,
    "ballot_ranks.team": "PA",
    "ballot_scores.level": 2,
    "ballots.decision": "P",
    "bearings.bears": "both",
    "challenges.ground": "context",
    "debates.factor": 100,
    "debates.mode": "typed",
    "debates.screen": "auto",
    "floor_requests.intent": "point",
    "grade_entries.standing": "late",
    "grade_formulas.rubric": 97,  # 100 with the other three
    "erasures.target_kind": "seat",
    "measures.kind": "mute",
    "notes.part": "claim",
    "outline_lines.level": 2,
    "points.state": "sent",
    "question_posts.kind": "answer",
    "questions.decision": "stands",
    "reports.decision": "nothing",
    "reports.reason": "other",
    "seats.role": "audience",
    "seats.shadow": False,
    "second_decisions.how": "mean",
    "second_rounds.chosen_how": "sample",
    "sittings.state": "open",
    "students.factor": 100,
    "votes.choice": "P",
    "wordlists.effect": "warn",
}
VERSION_TABLE = "alembic_version"


def tables(connection: Connection) -> list[Table]:
    """The tables that there are, those that others point to first."""
    metadata = MetaData()
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name != VERSION_TABLE]


def fill(connection: Connection) -> None:
    """One row in each table, each with id 1; every foreign key points to such a row."""
    for table in tables(connection):
        values = {
            column.name: _value(table, column)
            for column in table.columns
            if not column.nullable or _points_elsewhere(table, column)
        }
        connection.execute(table.insert().values(values))


def counts(connection: Connection) -> dict[str, int]:
    """Table → its number of rows."""
    return {
        table.name: connection.scalar(select(func.count()).select_from(table)) or 0
        for table in tables(connection)
    }


def _points_elsewhere(table: Table, column: Column[Any]) -> bool:
    return any(key.column.table is not table for key in column.foreign_keys)


def _value(table: Table, column: Column[Any]) -> Any:
    fixed = VALUES.get(f"{table.name}.{column.name}")
    if fixed is not None:
        return fixed
    if isinstance(column.type, Boolean):
        return True
    if isinstance(column.type, Integer | BigInteger):
        return 1
    if isinstance(column.type, JSON):
        return {}
    length = getattr(column.type, "length", None) or 20
    return f"{table.name} {column.name}"[:length]
