"""A class as each platform writes it, its grades, and files made of both."""

import csv
import io
from decimal import Decimal

from debate.domain import grade_files, rosters
from debate.domain.courses import read_roster
from debate.domain.grade_files import GRADED, OPEN, Grade
from debate.domain.grade_files_filling import (
    Filled,
    Upload,
    fill,
    take_apart,
    target_of,
    targets,
)
from debate.export import grade_files as files
from tests.export.platforms import Landed, Person

PEOPLE = [
    Person("101", "Ann", "Lee", "u1", "alee", "ann@x.edu"),
    Person("102", "Ann", "Lee", "u2", "alee2", "ann2@x.edu"),
    Person("103", "क्‍ष", "राव", "u3", "ksha", "ksha@x.edu"),
    Person("104", "", "=cmd", "u4", "cmd", "cmd@x.edu"),
    Person("105", "Zoë, the", 'O"Neil', "u5", "zoe", "zoe@x.edu"),
]
TITLE, MAXIMUM = "Debate 1", 2000
POINTS = [1750, 1200, 2000, 50, None]
EXPECTED = {"101": Decimal("17.5"), "102": Decimal(12), "103": Decimal(20), "104": Decimal("0.5")}


def canvas_list(people: list[Person]) -> str:
    rows = [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Essay (70)"],
        ["    Points Possible", "", "", "", "", "10"],
        *(
            [", ".join(filter(None, (p.last, p.first))), p.own, p.sis, p.login, "A", ""]
            for p in people
        ),
        ["Student, Test", "900", "", "x", "A", ""],
    ]
    return written(rows)


def moodle_list(people: list[Person]) -> str:
    header = ["First name", "Last name", "ID number", "Institution", "Email address"]
    return written([header, *([p.first or "-", p.last, p.sis, "-", p.email] for p in people)])


def brightspace_list(people: list[Person]) -> str:
    header = ["OrgDefinedId", "Username", "Last Name", "First Name", "End-of-Line Indicator"]
    rows = ([f"#{p.sis}", f"#{p.login}", p.last, p.first, "#"] for p in people)
    return written([header, *rows])


def blackboard_file(people: list[Person], item: str) -> bytes:
    header = ["Last Name", "First Name", "Username", "Student ID", "Last Access", "Availability"]
    rows = ([p.last, p.first, p.login, p.sis, "2026-01-01", "Yes", "3"] for p in people)
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(
        [[*header, item], *rows]
    )
    return out.getvalue().encode("utf-8-sig")


def written(rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def imported(text: str, points: list[int | None] | None = None) -> list[Grade]:
    """The students of a class list as grades, in its order."""
    roster = read_roster(text)
    plan = rosters.compare(roster, [])
    assert plan.settled, [line.problems for line in plan.lines]
    given_points = points if points is not None else POINTS
    found = []
    for key, line in enumerate(plan.lines):
        assert line.after is not None
        after, value = line.after, given_points[key]
        status = GRADED if value is not None else OPEN
        found.append(
            Grade(
                key,
                after.name,
                value,
                status,
                after.external_id,
                after.email,
                after.section,
                layouts=after.layouts,
            )
        )
    return found


def new_file(platform: str, grades: list[Grade], *, comments: bool = False) -> bytes:
    found = grade_files.compose(platform, TITLE, MAXIMUM, grades, {}, comments=comments)
    return files.new(found, platform)


def filled(
    data: bytes, platform: str, grades: list[Grade], title: str = TITLE, *, comments: bool = False
) -> tuple[Filled, Upload]:
    upload = take_apart(data)
    target = target_of(targets(upload, platform), title)
    assert target is not None
    return fill(upload, platform, target, MAXIMUM, grades, {}, comments=comments), upload


def points(landed: Landed, item: str) -> dict[str, Decimal]:
    return landed.items.get(item, {})
