"""Headers of every answer, and what no request may hold.

The policy allows no inline script or style and no other origin.
"""

from typing import Any

from flask import Flask, Response, current_app, request
from werkzeug.routing import IntegerConverter

from debate.domain.refusals import Refused
from debate.web.answers import wants_fragment

COLUMN_MAX = 2**31 - 1

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'self'",
        "frame-ancestors 'none'",
    )
)

# What only a document heeds. A fragment is read by a script and becomes none.
OF_DOCUMENTS = {
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def init_app(app: Flask) -> None:
    """Read numbers in addresses by our rule, and look at each request and each answer."""
    app.url_map.converters["int"] = ColumnNumber
    app.before_request(_refuse_nul)
    app.after_request(_headers)


class ColumnNumber(IntegerConverter):
    """A whole number in an address; one that fits no column is no address of ours."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **({"max": COLUMN_MAX} | options))


def _refuse_nul() -> None:
    """PostgreSQL stores no NUL, and SQLite's own functions end a text there."""
    posted = (text for _, texts in request.values.lists() for text in texts)
    if "\0" in request.path or any("\0" in text for text in posted):
        raise Refused("This holds a sign that cannot be stored (NUL). Take it out.", status=400)


def _headers(response: Response) -> Response:
    headers = response.headers
    headers.add("X-Content-Type-Options", "nosniff")
    if not wants_fragment():
        # A self-contained export brings a policy of its own.
        headers.setdefault("Content-Security-Policy", POLICY)
        headers.extend(OF_DOCUMENTS)
    if current_app.config["SESSION_COOKIE_SECURE"]:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    files = (request.endpoint or "").split(".")[0] in ("static", "fonts", "styles")
    if files and response.status_code < 400:
        return response
    # Rooms say "private, no-cache" themselves, so that back and forward keep text.
    headers.setdefault("Cache-Control", "no-store")
    headers.add("Vary", "Cookie, X-Fragment")
    return response
