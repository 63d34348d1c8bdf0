"""What learning platforms make of a grade file, written from their own rules.

Nothing of the product is imported here: this is the other side. Each reader takes the bytes and the
people that the platform knows, and gives what lands where: person → points as a number, "EX" for
excused. Rules are those of the platforms' importers.
"""

import csv
import io
import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Person:
    """Somebody with an account on the platform; `own` is the platform's own number."""

    own: str
    first: str
    last: str
    sis: str = ""
    login: str = ""
    email: str = ""


@dataclass
class Landed:
    """What an import did: item → person's own number → value; and what it complained of."""

    items: dict[str, dict[str, Any]] = field(default_factory=dict)
    maximum: dict[str, Decimal] = field(default_factory=dict)
    feedback: dict[str, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)


class Rejected(Exception):
    """The platform does not take the file at all."""


_CANVAS_DROPS = re.compile(r"(current|final)\s+(score|points|grade)|override", re.IGNORECASE)


def canvas(data: bytes, people: list[Person], assignments: dict[str, str]) -> Landed:
    """Canvas: `assignments` are number → title. Unknown titles make new ones, named "new: …"."""
    text = data.decode("utf-8-sig")
    head = text.splitlines()[0]
    rows = list(csv.reader(io.StringIO(text), delimiter=";" if head.count(";") > 3 else ","))
    header, body = rows[0], rows[1:]
    if len(header) < 4 or "Student" not in header[0] or "ID" not in header[1]:
        raise Rejected("not a Canvas gradebook")
    section = max((n for n, name in enumerate(header) if "Section" in name), default=-1)
    if section < 0:
        raise Rejected("no section column")
    columns = {name.strip(): n for n, name in enumerate(header[: section + 1])}
    landed = Landed()
    targets = _canvas_targets(header, section, assignments, landed)
    while body and (body[0][0].strip() == "Points Possible" or not body[0][0].strip()):
        points = body.pop(0)
        for n, name in targets.items():
            if points[0].strip() == "Points Possible" and points[n : n + 1] != [""]:
                landed.maximum[name] = Decimal(points[n])
    for row in body:
        person = _canvas_person(row, columns, people)
        if person is None and row[0].strip() != "Student, Test":
            landed.unknown.append(row[0])
        for n, name in targets.items() if person else ():
            cell = row[n].strip() if n < len(row) else ""
            if cell:  # a blank changes nothing
                value = "EX" if cell.upper() == "EX" else Decimal(cell.replace(",", "."))
                landed.items.setdefault(name, {})[person.own] = value
    return landed


def _canvas_targets(
    header: list[str], section: int, assignments: dict[str, str], landed: Landed
) -> dict[int, str]:
    """Column → assignment: by its number, else by its exact title, else a new one."""
    targets = {}
    for n, title in enumerate(header[section + 1 :], section + 1):
        numbered = re.search(r"\((\d+)\)\s*$", title)
        if _CANVAS_DROPS.search(title):
            landed.dropped.append(title)
        elif numbered and numbered[1] in assignments:
            targets[n] = assignments[numbered[1]]
        else:
            targets[n] = title if title in assignments.values() else f"new: {title}"
    return targets


def _canvas_person(row: list[str], columns: dict[str, int], people: list[Person]) -> Person | None:
    """Canvas id, then SIS id, then login, then the name in either order."""
    tries = (
        ("ID", lambda one, cell: one.own == cell),
        ("SIS User ID", lambda one, cell: one.sis == cell),
        ("SIS Login ID", lambda one, cell: one.login == cell),
        ("Student", lambda one, cell: cell in (f"{one.first} {one.last}".strip(), _sortable(one))),
    )
    for column, same in tries:
        cell = row[columns[column]] if column in columns else ""
        found = [one for one in people if cell and same(one, cell)]
        if found:
            return found[0]  # the first of that name, whoever that is
    return None


def _sortable(person: Person) -> str:
    return ", ".join(filter(None, (person.last, person.first)))


def moodle(
    data: bytes,
    people: list[Person],
    *,
    map_from: str,
    item: str,
    maximum: Decimal | None,
    feedback: str = "",
) -> Landed:
    """Moodle: `map_from` is the column of e-mail addresses or ID numbers; `item` the graded one.

    `maximum` None: the item is new and gets 100. `feedback`: the column mapped to feedback.
    """
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    header = rows[0]
    at, graded = header.index(map_from), header.index(item)
    landed = Landed(maximum={item: Decimal(100) if maximum is None else maximum})
    if feedback and maximum is None:
        raise Rejected("feedback can only go to an item that exists")
    for row in rows[1:]:
        if len(row) != len(header):
            raise Rejected("a row of another length")
        key = row[at].strip().casefold()
        found = [one for one in people if key and key in (one.email.casefold(), one.sis.casefold())]
        if len(found) != 1:
            raise Rejected(f"no user for {row[at]!r}")  # Moodle stops the whole import
        cell = row[graded].strip()
        value = None if cell in ("", "-") else Decimal(cell)
        if value is not None and not 0 <= value <= landed.maximum[item]:
            raise Rejected("outside the item's range")
        landed.items.setdefault(item, {})[found[0].own] = value
        if feedback and row[header.index(feedback)]:
            landed.feedback[found[0].own] = row[header.index(feedback)]
    return landed


def blackboard(data: bytes, people: list[Person], columns: dict[str, str]) -> Landed:
    """Blackboard: `columns` are number → title. A header without its number makes a text column."""
    text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter="\t" if "\t" in text else ","))
    header = rows[0]
    if "Username" not in header:
        raise Rejected("a username is required")
    landed = Landed()
    for row in rows[1:]:
        found = [one for one in people if one.login == row[header.index("Username")]]
        if not found:
            landed.unknown.append(row[header.index("Username")])
            continue
        for n, name in enumerate(header):
            numbered = re.search(r"\|(\d+)$", name)
            if numbered and row[n]:
                title = columns[numbered[1]]
                landed.items.setdefault(title, {})[found[0].own] = Decimal(row[n])
            elif name == "Feedback to Learner" and row[n]:
                landed.feedback[found[0].own] = row[n]
    return landed


def brightspace(
    data: bytes, people: list[Person], maximum: dict[str, Decimal], *, can_exceed: bool = False
) -> Landed:
    """Brightspace: `maximum` are the items that exist; others are offered as new ones."""
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    header = rows[0]
    if header[-1] != "End-of-Line Indicator" or any(row[-1] != "#" for row in rows[1:]):
        raise Rejected("the last column must be #")
    if not {"OrgDefinedId", "Username"} & set(header):
        raise Rejected("neither OrgDefinedId nor Username")
    landed = Landed()
    for row in rows[1:]:
        have = {name: cell.removeprefix("#") for name, cell in zip(header, row, strict=True)}
        found = [
            one
            for one in people
            if (have.get("OrgDefinedId") and one.sis == have["OrgDefinedId"])
            or (have.get("Username") and one.login == have["Username"])
        ]
        if len(found) != 1:
            landed.unknown.append(row[0])
            continue
        for name, cell in have.items():
            title = re.fullmatch(r"(.*) Points Grade(?: <Numeric .*>)?", name)
            if title and cell:
                item = title[1] if title[1] in maximum else f"new: {title[1]}"
                top = maximum.get(title[1])
                value = Decimal(cell)
                if top is not None and not can_exceed:
                    value = min(value, top)
                landed.items.setdefault(item, {})[found[0].own] = value
    return landed
