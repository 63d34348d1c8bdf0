"""The shape of what is chosen for a pseudonymous pack."""

from wtforms import BooleanField

from debate.web.forms.accounts import PlainForm


class PackForm(PlainForm):
    """The files that are in the pack."""

    html = BooleanField("HTML, to read")
    csv = BooleanField("CSV, the turns as a table")
    md = BooleanField("Markdown, plain text")
    docx = BooleanField("Word, to write on")
    pdf = BooleanField("PDF, to print")
    packets = BooleanField(
        "For each speaker a page with their own turns and what stood beside them"
    )

    ENDINGS = ("html", "csv", "md", "docx", "pdf")

    @property
    def endings(self) -> list[str]:
        """The formats that are ticked."""
        return [ending for ending in self.ENDINGS if self[ending].data]
