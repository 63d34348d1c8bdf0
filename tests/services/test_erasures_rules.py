"""The rules of erasing: every column of text is decided upon."""

from sqlalchemy import JSON, String

from debate.db import Base
from debate.services.erasures_rules import RULES

# Every other column of text, and why no word of a student stands in it.
OWN = "the class’s own, written by staff"
CODE = "a word of the program, a hash or a number as text"
DECK = "evidence of a deck, kept as its class accepted it"
ACCOUNT = "of somebody who signs in, not of a student"
KEPT = {
    "accounts": ACCOUNT,
    "attempts": CODE,
    "audit_entries": CODE,
    "archives": CODE,
    "ballot_ranks": CODE,
    "ballot_scores": CODE,
    "bank_comments": OWN,
    "bearings": DECK,
    "browser_sessions": CODE,
    "cards": DECK,
    "citations": CODE,
    "controls": CODE,
    "course_members": CODE,
    "courses": OWN,
    "debates": OWN,
    "deck_versions": DECK,
    "decks": DECK,
    "draws": CODE,
    "erasures": "places where a name stood, never the name",
    "events": CODE,
    "floor_requests": CODE,
    "scribes": CODE,
    "offers": CODE,
    "formats": OWN,
    "invitations": CODE,
    "motions": DECK,
    "passages": DECK,
    "point_links": CODE,
    "rubrics": OWN,
    "second_rounds": CODE,
    "sittings": OWN,
    "source_drafts": DECK,
    "source_texts": DECK,
    "sources": DECK,
    "speeches": CODE,
    "view_changes": CODE,
    "votes": CODE,
    "questions": CODE,
    "wordlists": OWN,
    "house_rules": OWN,
}
# Erased by the service itself, whole or in these columns.
BY_THE_SERVICE = {
    "act_keys",
    "announcements",
    "event_contents",
    "imported_transcripts",
    "label_salts",
    "seats",
    "students",
}
# Columns of ruled tables that keep what they hold.
CODES = {
    "points": {"half", "side", "state"},
    "ballots": {"decision"},
    "challenges": {"ground", "mark", "remedy"},
    "challenge_statements": {"part"},
    "marks": {"levels"},
    "moderation_acts": {"kind"},
    "measures": {"kind"},
    "reports": {"reason", "decision"},
    "notes": {"part", "criterion"},
    "question_posts": {"kind"},
    "second_marks": {"code", "levels"},
    "second_decisions": {"how", "first_levels", "levels"},
    "grade_entries": {"standing"},
}


def test_every_column_of_text_is_erased_or_has_a_reason_to_stay() -> None:
    ruled: dict[str, set[str] | None] = {}
    for rule in RULES:
        name = rule.model.__tablename__
        known = ruled.setdefault(name, set())
        ruled[name] = None if known is None or not rule.blanks else known | set(rule.blanks)
    undecided = []
    for table in Base.metadata.sorted_tables:
        columns = {c.name for c in table.columns if isinstance(c.type, String | JSON)}
        if not columns or table.name in KEPT or table.name in BY_THE_SERVICE:
            continue
        if table.name not in ruled:
            undecided.append(table.name)
            continue
        emptied = ruled[table.name]
        if emptied is not None:
            left = columns - emptied - CODES.get(table.name, set())
            undecided += [f"{table.name}.{name}" for name in sorted(left)]
    assert not undecided, "decide in services/erasures_rules.py: " + ", ".join(undecided)


def test_everything_that_points_to_a_student_lets_go_of_it() -> None:
    pointing = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name == "students"
    }
    # Blocks go with the student.
    assert pointing == {"seats.student_id", "blocks.student_id"}
