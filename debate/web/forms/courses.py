"""Shapes of what is posted about classes: titles, lists, students, roles."""

from flask_wtf.file import FileField
from wtforms import EmailField, HiddenField, SelectField, StringField, TextAreaField

from debate.domain.courses import RosterRefused, decode_roster
from debate.services.courses import StudentFields
from debate.web.forms.accounts import ROLES, PlainForm

LIST_LIMIT = 200_000  # bytes of a file, characters of what is pasted


class CourseForm(PlainForm):
    """A class's title."""

    title = StringField("Title")


class RosterForm(PlainForm):
    """A class list, pasted or as a file. What is checked goes back into the field."""

    text = TextAreaField("The list")
    file = FileField("Or a file")
    act = HiddenField()

    def read(self) -> str | None:
        """The list as text; None with the reason at its field. A file counts before the text."""
        text, wrong = self.text.data or "", self.text
        try:
            if self.file.data is not None and self.file.data.filename:
                wrong = self.file
                text = self._file_text()
            if len(text) > LIST_LIMIT:
                raise RosterRefused("A list is at most 200,000 characters.")
            if not text.strip():
                raise RosterRefused("Paste the list, or choose a file.")
        except RosterRefused as refusal:
            wrong.errors = [refusal.sentence]
            return None
        self.text.data = text
        return text

    def _file_text(self) -> str:
        data = self.file.data.read(LIST_LIMIT + 1)
        if len(data) > LIST_LIMIT:
            raise RosterRefused("A list is at most 200 kB.")
        return decode_roster(data)


class StudentForm(PlainForm):
    """One line of the list."""

    name = StringField("Name")
    external_id = StringField("Student id")
    email = EmailField("E-mail")
    section = StringField("Section")
    extra_time = StringField("Time for timed steps")

    def fields(self) -> StudentFields:
        """What was typed."""
        return StudentFields(
            self.name.data or "",
            self.external_id.data or "",
            self.email.data or "",
            self.section.data or "",
            self.extra_time.data or "",
        )


class RoleForm(PlainForm):
    """What somebody of the staff does."""

    role = SelectField("Role", choices=ROLES, validate_choice=False)
