"""Shapes of what accounts post: signing in, passwords, names, invitations."""

from typing import Any

from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import (
    EmailField,
    Field,
    HiddenField,
    PasswordField,
    RadioField,
    StringField,
)

from debate.domain.refusals import Refused
from debate.services.accounts import Person

ROLES = {"instructor": "Instructor", "assistant": "Assistant", "marker": "Marker"}


class PlainForm(FlaskForm):
    """A form that may stand on a page with others: its hidden fields carry no id."""

    class Meta(FlaskForm.Meta):
        """How fields are written."""

        def render_field(self, field: Field, render_kw: dict[str, Any]) -> Markup:
            """Write a field; `id=False` leaves the attribute out."""
            if isinstance(field, HiddenField):
                render_kw = {"id": False, **render_kw}
            markup: Markup = super().render_field(field, render_kw)
            return markup

    def tell(self, refused: Refused) -> None:
        """Put a refusal's sentence at its field, or at the top where it belongs to none."""
        if refused.field in self:
            self[refused.field].errors = [refused.sentence]
        else:
            self.form_errors.append(refused.sentence)


class SignInForm(PlainForm):
    """E-mail address and password, and where to go on; a wrong one has one answer, at the top."""

    email = EmailField("E-mail")
    password = PasswordField("Password")
    next = HiddenField()


class PersonForm(PlainForm):
    """What somebody types to get an account."""

    name = StringField("Your name")
    email = EmailField("E-mail")
    password = PasswordField("Password")

    def person(self) -> Person:
        """What was typed."""
        return Person(self.name.data or "", self.email.data or "", self.password.data or "")


class NameForm(PlainForm):
    """The name that others see."""

    name = StringField("Name")


class PasswordForm(PlainForm):
    """The old password and the new one."""

    password = PasswordField("Present password")
    new_password = PasswordField("New password")


class NewPasswordForm(PlainForm):
    """A password alone, where a link stands in for the old one."""

    new_password = PasswordField("New password")


class InviteForm(PlainForm):
    """Whom to invite. The key keeps a repeated post from making a second link."""

    role = RadioField("The person will be", choices=ROLES, default="instructor")
    key = HiddenField()
