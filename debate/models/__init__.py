"""Tables: columns, relationships and constraints. Rules live in `debate.domain`.

Importing this package imports every table, so that metadata and migrations are whole.
"""

from debate.models import (
    accounts,
    ballots,
    courses,
    debates,
    decks,
    events,
    formats,
    hands,
    marks,
    moderation,
    polls,
    seats,
    sittings,
    speeches,
)

__all__ = [
    "accounts",
    "ballots",
    "courses",
    "debates",
    "decks",
    "events",
    "formats",
    "hands",
    "marks",
    "moderation",
    "polls",
    "seats",
    "sittings",
    "speeches",
]
