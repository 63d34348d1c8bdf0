"""The typefaces, subset once at set-up into the instance folder."""

from pathlib import Path

from flask import Blueprint, Response, current_app, send_from_directory

from debate.web.access import access as may

pages = Blueprint("fonts", __name__)


@pages.get("/fonts/<name>.woff2")
@may("public")
def font(name: str) -> Response:
    """One subset; its name changes with its content only when the set-up is run anew."""
    folder = Path(current_app.config["INSTANCE_PATH"]) / "fonts"
    return send_from_directory(folder, f"{name}.woff2", max_age=86_400)
