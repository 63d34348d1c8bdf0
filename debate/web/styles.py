"""The style sheet and the scripts under addresses that change with their content.

The sheets of `static/css` are sent as one: thirty phones behind one access point should not ask for
thirty files each. Nothing is minified or rewritten.
"""

import hashlib
from pathlib import Path

from flask import Blueprint, Flask, Response, current_app

from debate.config import ROOT
from debate.web.access import access as may

pages = Blueprint("styles", __name__)

STATIC = ROOT / "static"

# tokens.css comes first because it names the layers.
SHEETS = (
    "tokens fonts reset base layout sides buttons fields notices clocks charts tables cards "
    "speeches hands challenges flow flow_sheets deadlines debates screens remotes rooms "
    "sittings boards polls ballots preparations offers modes floor rubrics formats marks "
    "grades moderation measures transcripts clash_maps outlines blocks decks courses archives "
    "accounts grounds print"
).split()
YEAR_S = 365 * 24 * 3600


def version() -> str:
    """Twelve signs that change with any file of `static`."""
    sums = hashlib.sha256()
    for path in sorted(item for item in STATIC.rglob("*") if item.is_file()):
        sums.update(str(path.relative_to(STATIC)).encode())
        sums.update(path.read_bytes())
    return sums.hexdigest()[:12]


def init_app(app: Flask) -> None:
    """Join the sheets once, and tell templates where they are."""
    app.extensions["style"] = "\n".join(_text(STATIC / "css" / f"{name}.css") for name in SHEETS)
    app.jinja_env.globals["style_address"] = f"/style/{app.extensions['version']}.css"


@pages.get("/style/<name>.css")
@may("public")
def sheet(name: str) -> Response:
    """The one style sheet; an address of an older version gets the present one, uncached."""
    response = Response(current_app.extensions["style"], mimetype="text/css")
    fresh = name == current_app.extensions["version"]
    response.headers["Cache-Control"] = (
        f"public, max-age={YEAR_S}, immutable" if fresh else "no-store"
    )
    return response


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")
