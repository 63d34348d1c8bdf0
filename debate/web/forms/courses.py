"""Shapes of what is posted about classes: titles, students, roles. Lists are in `rosters`."""

from wtforms import EmailField, SelectField, StringField

from debate.services.courses import StudentFields
from debate.web.forms.accounts import ROLES, PlainForm
from debate.web.forms.deadlines import ZoneForm


class CourseForm(PlainForm):
    """A class's title."""

    title = StringField("Title")


class NewCourseForm(ZoneForm, CourseForm):
    """A new class."""


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
