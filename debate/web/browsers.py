"""The browser's session cookie: a random token whose hash is the key of a row in the database.

Claiming a seat and signing in rotate the token (`services.accounts.rotate`); the CSRF secret lives
in Flask's own signed cookie and stays.
"""

import hmac
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

from flask import Flask, Response, current_app, g, request, session
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_wtf.csrf import generate_csrf

from debate.services.accounts import COOKIE_LASTS_S, hash_of

# The signed CSRF tokens of so many browsers are at hand: signing one packs it by zlib too.
TOKENS_KEPT = 4096


class Cookies(SecureCookieSessionInterface):
    """Flask's signed cookie, looked at again after a request only where the request changed it.

    That an answer depends on cookies is said of all alike (`security`).
    """

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Set the cookie if it changed."""
        if session.modified:
            super().save_session(app, session, response)


def init_app(app: Flask) -> None:
    """Read and set the cookies of each request."""
    app.session_interface = Cookies()
    app.before_request(_sign_once)
    app.after_request(set_cookie)


def _sign_once() -> None:
    """Have the forms of this request carry the token that was signed for this browser before."""
    secret = session.get("csrf_token")
    if secret is not None:
        g.csrf_token = _signed(current_app.config["SECRET_KEY"], secret)


@lru_cache(maxsize=TOKENS_KEPT)
def _signed(key: str, secret: str) -> str:
    """The token for the secret in this request's cookie.

    It follows from the two but for the time it was signed at, which counts for nothing: our tokens
    have no time limit.
    """
    return str(generate_csrf())


def cookie_name() -> str:
    """The name; with the `__Host-` prefix when the public address is https."""
    secure: bool = current_app.config["SESSION_COOKIE_SECURE"]
    return "__Host-clashroom-seat" if secure else "clashroom-seat"


def token_hash() -> str:
    """The hash of the token that this request came with; "" without one."""
    return hash_of(request.cookies.get(cookie_name(), ""))


def address_hash() -> str:
    """The network address that asks, as a keyed hash: what limits on wrong tries count by.

    Of IPv6 the first half counts, since one household has all the rest.
    """
    text = request.remote_addr or ""
    try:
        address = ip_address(text)
        if isinstance(address, IPv6Address):
            text = str(ip_network((int(address), 64), strict=False))
    except ValueError:
        pass  # a socket without an address: all of them count as one
    key: str = current_app.config["SECRET_KEY"]
    return hmac.new(key.encode(), text.encode(), "sha256").hexdigest()


def keep(token: str) -> None:
    """Have the answer to this request set the cookie to a new token."""
    g.new_browser_token = token


def set_cookie(response: Response) -> Response:
    """After each request: set the cookie when the token was rotated or dropped."""
    token = g.get("new_browser_token")
    if token is not None:
        response.set_cookie(
            cookie_name(),
            token,
            max_age=COOKIE_LASTS_S if token else 0,
            httponly=True,
            samesite="Lax",
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            path="/",
        )
    return response
