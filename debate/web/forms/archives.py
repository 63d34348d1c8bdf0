"""Shape of what is posted about archives."""

from wtforms import SelectField

from debate.web.forms.accounts import PlainForm

WHOLE = ("", "The whole class, every session")


class ArchiveForm(PlainForm):
    """Which session the archive is of, by its slug; "" for all of the class."""

    sitting = SelectField("Packets of", validate_choice=False)
