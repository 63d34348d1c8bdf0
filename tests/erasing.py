"""One student of a played debate with words in every table that holds words of a seat."""

import shutil
from dataclasses import replace
from itertools import count, cycle
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Boolean, Integer, String, inspect
from sqlalchemy.orm import Session

from debate.db import Base, db, transaction
from debate.factory import create_app
from debate.models.courses import Student
from debate.models.questions import Question
from debate.models.second_marks import SecondRound
from debate.models.speeches import Speech
from debate.services.erasures_rules import RULES, Rule
from tests.cast import NOW, Cast
from tests.export import played
from tests.export.played import Play

NAME = "Xanthippe Quillfeather"
WORD = "Zephyrwort"
SAID = (
    "Sanctions push the two together",
    "Non-alliance is a policy",
    "moved trade",
    "When the price is right",
    played.HIDDEN,
    played.REFLECTION,
    played.MARK_COMMENT,
)


def keep(path: Path) -> Play:
    """Play and plant in a migrated SQLite file, which `again` copies; the rows are detached."""
    settings = {"DATABASE_URL": f"sqlite:///{path}", "INSTANCE_PATH": str(path.parent)}
    app = create_app(settings | {"SECRET_KEY": "test", "TESTING": True})
    with app.app_context():
        with Session(db.engine) as session:
            play = played.finished(session)
            plant(play)
        db.engine.dispose()
    return play


def again(path: Path, play: Play, session: Session) -> Play:
    """What `keep` played, in a copy that takes the place of this session's SQLite file."""

    def own(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: own(one) for key, one in value.items()}
        if isinstance(value, Base):
            return session.get_one(type(value), inspect(value).identity)
        return value

    session.close()
    db.engine.dispose()
    shutil.copy(path, str(db.engine.url.database))
    people = Cast(**own(vars(play.people)))
    rows = own({"sitting": play.sitting, "debate": play.debate, "seats": play.seats})
    return replace(play, session=session, people=people, **rows)


def plant(play: Play) -> None:
    """Rename Amara, and write WORD wherever a rule says that her words may stand."""
    session, seat = play.session, play.seats["amara"]
    with transaction(session):
        student = session.get_one(Student, play.people.students["amara"].id)
        student.name, student.email = NAME, "xanthippe@example.org"
        student.external_id = "s-4711-quill"
        for column in Student.__table__.columns:
            if isinstance(column.type, JSON):
                setattr(student, column.name, {"login": "xquillfeather"})
        seat.typed_name, seat.code_name = "Xanthippe Q", "Quillcode"
        known = {"questions": _question(play), "second_rounds": _round(play)}
        speeches = cycle(session.query(Speech).filter_by(debate_id=play.debate.id).all())
        for rule in reversed([one for one in RULES if one.model.__tablename__ not in AS_PLAYED]):
            session.flush()
            known["speeches"] = next(speeches).id
            values = {
                column.name: _value(play, rule, column, known)
                for column in rule.model.__table__.columns
                if not column.primary_key or column.foreign_keys
            }
            session.add(rule.model(**values))


def holding(folder: Path, words: tuple[str, ...]) -> set[tuple[str, str]]:
    """(file, word) of what stands in a folder's files, in UTF-8, UTF-16 or as JSON escapes it."""
    found = set()
    for path in (path for path in folder.rglob("*") if path.is_file()):
        data = path.read_bytes()
        found |= {
            (path.name, word)
            for word in words
            if word.encode() in data or word.encode("utf-16-le") in data
        }
    return found


# Played through the services, or holding no words.
_NUMBERS = count(101)  # of which none is twice in a debate
AS_PLAYED = ("browser_seats", "presences", "points", "reflections", "marks")


def _value(play: Play, rule: Rule, column: Any, known: dict[str, Any]) -> Any:
    seat, session = play.seats["amara"], play.session
    if column.foreign_keys and column.nullable and column.name != rule.owner:
        return None
    if column.foreign_keys:
        table = next(iter(column.foreign_keys)).column.table
        ids = {"seats": seat.id, "debates": play.debate.id, "accounts": play.people.owner.id}
        ids |= {"decks": play.people.deck.id, "courses": play.people.course.id, **known}
        if ids.get(table.name) is None:
            model = next(one.class_ for one in Base.registry.mappers if one.local_table is table)
            mine = session.query(model)
            if "seat_id" in table.c and column.name == rule.owner:
                mine = mine.filter_by(seat_id=seat.id)
            ids[table.name] = mine.order_by(model.id).first().id
        return ids[table.name]
    if isinstance(column.type, JSON):
        return {"word": WORD} if column.name == "card" else {}
    if isinstance(column.type, Boolean):
        return True
    if isinstance(column.type, Integer):
        if column.name == "number":
            return next(_NUMBERS)
        return NOW if column.name.endswith("_ms") else 1
    assert isinstance(column.type, String), column
    return _fitting(rule, column)


def _fitting(rule: Rule, column: Any) -> str:
    fixed = {"kind": "return", "part": "", "code": "A1", "how": "first", "state": "waiting"}
    fixed |= {"ground": "context", "mark": "", "remedy": "none", "standing": "", "criterion": ""}
    fixed |= {"team": "P", "address": "P1.1", "tab": "t", "decision": "P"}
    fixed |= {
        "question_posts": {"kind": "question"},
        "reports": {"reason": "off_topic", "decision": ""},
        "measures": {"kind": "warn"},
        "nudges": {"outcome": "read"},
    }.get(rule.model.__tablename__, {})
    return fixed.get(column.name, f"{WORD} {column.name}")


def _question(play: Play) -> int:
    row = Question(debate_id=play.debate.id, seat_id=play.seats["amara"].id, number=1, asked_ms=NOW)
    play.session.add(row)
    play.session.flush()
    return row.id


def _round(play: Play) -> int:
    owner = play.people.owner.id
    row = SecondRound(
        sitting_id=play.sitting.id,
        number=1,
        marker_id=owner,
        asked_by_id=owner,
        chosen_how="all",
        threshold=0,
        asked_ms=NOW,
    )
    play.session.add(row)
    play.session.flush()
    return row.id
