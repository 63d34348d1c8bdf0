"""Columns of a class list: what each holds, and which platform's layout it is.

Belongs here: names of headers, and guessing from them or from the cells. Does not belong here:
reading the rows (`courses`), and writing a layout back (`grade_files`).

Header names come from files of Canvas, Moodle, Blackboard and Brightspace.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

NAME, FIRST, LAST, ID, EMAIL, SECTION, FACTOR = (
    *("name", "first", "last"),
    *("external_id", "email", "section", "factor"),
)
KEPT, UNUSED, ASK = "kept", "unused", "ask"
"""Kept as it is for grade files; not read; not known, so that somebody has to say."""
SINGLE = (NAME, FIRST, LAST, ID, EMAIL, SECTION, FACTOR)
"""Fields that one column alone may hold."""

CANVAS, MOODLE, BLACKBOARD, BRIGHTSPACE = "canvas", "moodle", "blackboard", "brightspace"
OTHER = "list"
"""Layouts of columns: of a platform, or of nobody in particular."""

LAYOUT_NAMES: Mapping[str, str] = {
    CANVAS: "Canvas",
    MOODLE: "Moodle",
    BLACKBOARD: "Blackboard",
    BRIGHTSPACE: "Brightspace",
    OTHER: "this list",
}

CHOICES: Mapping[str, str] = {
    NAME: "Name",
    FIRST: "First name",
    LAST: "Last name",
    ID: "Student id",
    EMAIL: "E-mail",
    SECTION: "Section",
    FACTOR: "Extra time",
    KEPT: "Kept for grade files",
    UNUSED: "Not used",
}
"""What somebody can say that a column is."""

WORDS: Mapping[str, str] = {
    NAME: "the name",
    FIRST: "the first name",
    LAST: "the last name",
    ID: "the id",
    EMAIL: "the e-mail address",
    SECTION: "the section",
    FACTOR: "extra time",
}

HEADER_LIMIT = 80
"""Longest header that is looked at, in code points."""

# Header names of each field, the preferred ones first: of two columns that both hold something the
# earlier wins. Spelled as `header_key` gives them.
_HEADERS: dict[str, tuple[str, ...]] = {
    NAME: (
        *("name", "student", "student name", "full name", "fullname", "display name", "students"),
        *("participant", "names", "vollständiger name", "nom complet", "nombre completo"),
    ),
    FIRST: (
        *("first name", "firstname", "first", "given name", "given names", "forename"),
        *("vorname", "prénom", "nombre", "voornaam", "nome"),
    ),
    LAST: (
        *("last name", "lastname", "last", "surname", "family name"),
        *("nachname", "nom", "nom de famille", "apellido", "apellidos", "apellido(s)"),
        *("achternaam", "cognome"),
    ),
    ID: (
        *("sis user id", "orgdefinedid", "org defined id", "student id", "id number", "idnumber"),
        *("student number", "student no", "matriculation number", "external id", "number", "id"),
        *("matrikelnummer", "id nummer", "numéro d identification", "número de id"),
        *("user id", "sis login id", "login id", "username", "user name", "anmeldename"),
    ),
    EMAIL: (
        *("e mail", "email", "email address", "e mail address", "mail", "e mail adresse"),
        *("adresse de courriel", "courriel", "dirección de correo", "correo"),
    ),
    SECTION: (
        *("section", "group", "groups", "class", "section name", "tutorial", "seminar group"),
        *("gruppe", "gruppen", "groupe", "grupo", "kurs"),
    ),
    FACTOR: (
        *("extra time", "extra time factor", "time factor", "factor", "time multiplier"),
        *("extended time", "accommodation"),
    ),
}
_FIELDS = {name: column for column, names in _HEADERS.items() for name in names}
_OTHERS_KEPT = {
    *("integration id", "root account", "institution", "department", "last access"),
    *("availability", "child course id", "role", "roles"),
}
_LAYOUTS: tuple[tuple[str, tuple[set[str], ...]], ...] = (
    (BRIGHTSPACE, ({"orgdefinedid"}, {"end of line indicator"})),
    (BRIGHTSPACE, ({"orgdefinedid"}, {"username"})),
    (BLACKBOARD, ({"last name"}, {"first name"}, {"username"}, {"availability", "student id"})),
    (CANVAS, ({"student"}, {"id"}, {"section"})),
    (CANVAS, ({"lastname"}, {"firstname"}, {"id"}, {"section"})),
    (MOODLE, ({"first name"}, {"last name"}, {"email address"})),
    (MOODLE, ({"first name"}, {"last name"}, {"id number"})),
)


@dataclass(frozen=True)
class Column:
    """A column of a list: its header ("" without one), what it holds, and one of its cells."""

    header: str
    field: str
    sample: str = ""


def header_key(text: str) -> str:
    """The form under which headers are compared: case, width, spaces and punctuation are nothing.

    Only the first HEADER_LIMIT signs count.
    """
    folded = unicodedata.normalize("NFKC", text[:HEADER_LIMIT]).casefold()
    return " ".join(re.split(r"[\s_\-./:*\"'’]+", folded)).strip()


def field_of(header: str) -> str:
    """What a column with this header holds, as far as its name tells; "" if it does not."""
    return _FIELDS.get(header_key(header), "")


def known(cells: Sequence[str]) -> list[str]:
    """The fields that these cells would name, if they were headers."""
    return [field for field in map(field_of, cells) if field]


def platform_of(headers: Sequence[str]) -> str:
    """Whose layout these headers are: a platform's, or OTHER."""
    keys = {header_key(header) for header in headers}
    fitting = (name for name, needed in _LAYOUTS if all(keys & one for one in needed))
    return next(fitting, OTHER)


def by_header(names: Sequence[str], table: Sequence[Sequence[str]]) -> list[str]:
    """What each column holds by its header: of several for a field, the preferred filled one.

    `table`: the cells of the rows, blanks as "". Other columns that tell who somebody is are KEPT.
    """
    keys = [header_key(name) for name in names]
    chosen = {}
    for field, spellings in _HEADERS.items():
        found = [keys.index(spelling) for spelling in spellings if spelling in keys]
        filled = [index for index in found if any(_at(cells, index) for cells in table)]
        if found:
            chosen[field] = (filled or found)[0]
    if FIRST in chosen and LAST in chosen:
        chosen.pop(NAME, None)
    elif NAME in chosen:
        chosen.pop(FIRST, None)
        chosen.pop(LAST, None)
    by_index = {index: field for field, index in chosen.items()}
    return [by_index.get(index, _rest(key)) for index, key in enumerate(keys)]


def by_cells(table: Sequence[Sequence[str]], *, last_first: bool) -> list[str]:
    """What each column of a list without a header holds, as far as its cells tell; else ASK.

    `last_first`: two columns of letters are family name and given name.
    """
    width = max((len(cells) for cells in table), default=0)
    kinds = [_kind([_at(cells, index) for cells in table]) for index in range(width)]
    letters = [index for index, kind in enumerate(kinds) if kind == NAME]
    fields = [ASK if kind == NAME else kind for kind in kinds]
    if len(letters) == 2 and last_first:
        fields[letters[0]], fields[letters[1]] = LAST, FIRST
    elif letters:
        fields[letters[0]] = NAME
    for field in (ID, EMAIL):
        for index in [index for index, kind in enumerate(fields) if kind == field][1:]:
            fields[index] = ASK
    return fields


def chosen(fields: Sequence[str], width: int) -> list[str]:
    """What somebody chose for each of `width` columns; columns without a choice are UNUSED."""
    known_fields = [field if field in CHOICES else ASK for field in fields[:width]]
    return known_fields + [UNUSED] * (width - len(known_fields))


def faults(fields: Sequence[str]) -> tuple[str, ...]:
    """What is wrong with a choice of columns, in sentences for the person who made it."""
    said = []
    for field in SINGLE:
        if fields.count(field) > 1:
            said.append(f"Two columns are marked as {WORDS[field]}. Choose one of them.")
    if NAME in fields and (FIRST in fields or LAST in fields):
        said.append("Choose either the whole name or first and last name, not both.")
    if not {NAME, FIRST, LAST} & set(fields):
        said.append("Say which column holds the names.")
    return tuple(said)


def _rest(key: str) -> str:
    """What becomes of a column that holds no field."""
    return KEPT if (key in _FIELDS and _FIELDS[key] != FACTOR) or key in _OTHERS_KEPT else UNUSED


def _kind(cells: Sequence[str]) -> str:
    filled = [cell for cell in cells if cell]
    if not filled:
        return UNUSED
    if all("@" in cell for cell in filled):
        return EMAIL
    if all(any(sign.isdecimal() for sign in cell) and " " not in cell for cell in filled):
        return ID
    return NAME


def _at(cells: Sequence[str], index: int) -> str:
    return cells[index] if index < len(cells) else ""
