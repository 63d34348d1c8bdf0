"""Headers of every answer. The policy allows no inline script or style and no other origin."""

from flask import Flask, Response, current_app, request

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


def init_app(app: Flask) -> None:
    """Set the headers after each request."""
    app.after_request(_headers)


def _headers(response: Response) -> Response:
    headers = response.headers
    # A self-contained export brings a policy of its own.
    headers.setdefault("Content-Security-Policy", POLICY)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
    if (request.endpoint or "").split(".")[0] in ("static", "fonts", "styles"):
        return response
    # Rooms say "private, no-cache" themselves, so that back and forward keep text.
    headers.setdefault("Cache-Control", "no-store")
    headers.add("Vary", "Cookie, X-Fragment")
    if current_app.config["SESSION_COOKIE_SECURE"]:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return response
