"""The shape of a posted class list: its text or file, and what was said of columns and lines."""

import hashlib
import re

from flask import request
from flask_wtf.file import FileField
from wtforms import HiddenField, SelectField, TextAreaField

from debate.domain.courses import Choice
from debate.domain.tables import TableRefused, csv_text, decode
from debate.services.rosters import Wishes
from debate.web.forms.accounts import PlainForm

LIST_LIMIT = 200_000  # bytes of a text file, characters of what is pasted
FILE_LIMIT = 1_000_000  # bytes of a workbook
_LINE = re.compile("line-([0-9]{1,6})")
_COLUMN_LIMIT = 500


class RosterForm(PlainForm):
    """A class list, pasted or as a file. What is checked goes back into the field."""

    text = TextAreaField("The list")
    file = FileField("Or a file")
    header = SelectField(
        "The first line",
        choices={"": "As it was read", "1": "Names the columns", "0": "Is a student"},
        validate_choice=False,
    )
    act = HiddenField()
    shown = HiddenField()
    note = ""
    """What was left aside of a workbook."""

    def read(self) -> str | None:
        """The list as text; None with the reason at its field. A file counts before the text."""
        text, wrong = self.text.data or "", self.text
        try:
            if self.file.data is not None and self.file.data.filename:
                wrong = self.file
                text = self._file_text()
            if len(text) > LIST_LIMIT:
                raise TableRefused("A list is at most 200,000 characters.")
            if not text.strip():
                raise TableRefused("Paste the list, or choose a file.")
        except TableRefused as refusal:
            wrong.errors = [refusal.sentence]
            return None
        self.text.data = text = "\n".join(re.split(r"\r\n|\r|\n", text))
        return text

    def choice(self) -> Choice:
        """What was said of the columns; a first line seen otherwise makes them new."""
        header = {"1": True, "0": False}.get(self.header.data or "")
        if (self.header.data or "") != request.form.get("header_shown", ""):
            return Choice(header)
        fields: list[str] = []
        while len(fields) < _COLUMN_LIMIT and f"column-{len(fields)}" in request.form:
            fields.append(request.form[f"column-{len(fields)}"])
        return Choice(header, tuple(fields))

    def wishes(self) -> Wishes:
        """What was said of lines in doubt and of students who are missing."""
        found = ((_LINE.fullmatch(name), value) for name, value in request.form.items())
        choices = {int(match[1]): value for match, value in found if match and value}
        off = {int(one) for one in request.form.getlist("off") if one.isdecimal()}
        return Wishes(choices, request.form.get("missing") == "mark", off)

    def says_who_is_missing(self) -> bool:
        """Whether the page asked what becomes of students whom the list lacks."""
        return "missing" in request.form

    def is_as_shown(self) -> bool:
        """Whether text and columns are those that the page showed when it was checked."""
        return (self.shown.data or "") == digest(self.text.data or "", self.choice())

    def _file_text(self) -> str:
        # The reader of workbooks is no part of the start.
        from debate.seeding import workbooks

        with self.file.data.stream as stream:
            data = stream.read(FILE_LIMIT + 1)
        if workbooks.is_workbook(data):
            sheet = workbooks.read(data)
            if sheet.others:
                self.note = f"Read from the sheet “{sheet.name}”. The workbook has others."
            return csv_text(sheet.rows)
        if len(data) > LIST_LIMIT:
            raise TableRefused("A list is at most 200 kB.")
        return decode(data).text


def digest(text: str, choice: Choice) -> str:
    """Stands for a text and a choice of columns, to tell whether they are still the same."""
    said = repr((text, choice.header, choice.fields))
    return hashlib.sha256(said.encode("utf-8", "backslashreplace")).hexdigest()[:24]
