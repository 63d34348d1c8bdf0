"""The shape of what is posted about a grade file: platform, title, the platform's own file."""

import base64
import binascii
import hashlib
import re

from flask import request
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField

from debate.domain import grade_files
from debate.domain.grade_files_filling import NEW
from debate.domain.refusals import Refused
from debate.web.forms.accounts import PlainForm

FILE_LIMIT = 1_000_000  # bytes
_LINE = re.compile("line-([0-9]{1,9})")


class GradeFileForm(PlainForm):
    """What file is wanted. `data` carries an uploaded file from page to page, in base64."""

    platform = SelectField("Platform", choices=dict(grade_files.PLATFORMS), validate_choice=False)
    title = StringField("Title of the item in the grade book")
    comments = BooleanField("Comments go along, where the file has a place for them")
    file = FileField("The file that you downloaded from the platform")
    column = SelectField("Column to fill", choices={}, validate_choice=False)
    data = TextAreaField()
    file_name = HiddenField()
    act = HiddenField()
    shown = HiddenField()

    def chosen_platform(self) -> str:
        """One of `grade_files.PLATFORMS`. Raises Refused."""
        found = self.platform.data or ""
        if found not in grade_files.PLATFORMS:
            raise Refused("Choose where the grades go.", "platform")
        return found

    def upload(self) -> bytes | None:
        """The platform's own file, just chosen or carried along; None without. Raises Refused."""
        if self.act.data == "forget":
            self.data.data, self.file_name.data, self.column.data = "", "", ""
        elif self.file.data is not None and self.file.data.filename:
            with self.file.data.stream as stream:
                data = stream.read(FILE_LIMIT + 1)
            if len(data) > FILE_LIMIT:
                raise Refused("A file is at most 1 MB. Download one with fewer columns.", "file")
            self.data.data = base64.b64encode(data).decode()
            self.file_name.data, self.column.data = self.file.data.filename[-100:], ""
        try:
            return base64.b64decode(self.data.data or "", validate=True) or None
        except (binascii.Error, ValueError):
            self.data.data = ""
            raise Refused("The file was lost on its way. Choose it again.", "file") from None

    def chosen_column(self) -> int | None:
        """The number of the column, or NEW; None where nothing was chosen."""
        typed = self.column.data or ""
        if typed == "new":
            return NEW
        return int(typed) if re.fullmatch("[0-9]{1,4}", typed) else None

    def choices(self) -> dict[int, str]:
        """What was settled, by the student's key."""
        found = ((_LINE.fullmatch(name), value) for name, value in request.form.items())
        return {int(match[1]): value for match, value in found if match and value}

    def digest(self) -> str:
        """Stands for all that decides what the file is, but for what was settled."""
        said = (self.platform.data, self.title.data, bool(self.comments.data), self.data.data)
        return hashlib.sha256(repr((*said, self.column.data)).encode()).hexdigest()[:24]
