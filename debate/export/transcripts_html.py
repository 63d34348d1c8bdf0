"""The style of self-contained HTML files: the product's own sheets, without fonts.

Belongs here: what stands in the `<style>` of an export, and its policy. Does not belong here: the
markup, which is that of the pages (templates/transcripts).
"""

from functools import cache

from debate.config import ROOT

SHEETS = (
    "tokens reset base layout sides notices tables cards speeches flow ballots transcripts grounds "
    "print"
).split()
POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
"""Nothing is loaded and nothing runs, whatever a text holds."""


@cache
def inline_css() -> str:
    """The sheets that a transcript or packet needs, in their order."""
    folder = ROOT / "static" / "css"
    return "".join((folder / f"{sheet}.css").read_text(encoding="utf-8") for sheet in SHEETS)
