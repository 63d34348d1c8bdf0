"""A drawing of the flow as PNG, made by the typesetter in a process of its own.

Belongs here: how large a picture may be. Does not belong here: the drawing (`flow_drawing`), the
process and its limits (`transcripts_pdf`, `typesetting`).
"""

import math

from debate.config import ROOT
from debate.export import drawings, transcripts_pdf
from debate.export.drawings import Drawing

TEMPLATE = ROOT / "templates" / "flow" / "drawing.typ"
PPI, PPI_LEAST = 150.0, 60.0
"""Dots an inch: as many as a printer asks for, and as few as can still be read."""
PIXELS_MOST = 40_000_000
"""Four bytes each stand in the memory of the process."""


class TooLarge(ValueError):
    """The drawing cannot be one picture that anybody could read."""


def resolution(drawing: Drawing) -> float:
    """The dots an inch at which the picture stays within its limit. Raises TooLarge."""
    inches = drawing.width * drawing.height / 72**2
    found = min(PPI, math.sqrt(PIXELS_MOST / inches))
    if found < PPI_LEAST:
        raise TooLarge
    return found


def file(drawing: Drawing, made_ms: int) -> bytes:
    """The bytes of the picture. Raises TooLarge, and NotSet where the typesetter fails."""
    asked = {
        "template": str(TEMPLATE),
        "data": drawings.data(drawing),
        "made_ms": made_ms,
        "ppi": resolution(drawing),
        "elsewhere": "The SVG of this flow holds them.",
    }
    return transcripts_pdf.typeset(asked, b"\x89PNG")
