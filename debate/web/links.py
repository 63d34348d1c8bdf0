"""Signed links: a seat's personal link, a projector's link. Reading one never changes anything."""

from functools import lru_cache
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, request, url_for
from itsdangerous import BadSignature, URLSafeSerializer
from markupsafe import Markup


def _signer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=f"clashroom-{purpose}")


def seat_token(seat_id: int, generation: int) -> str:
    """The token of a seat's personal link; a release of the seat makes it worthless."""
    return str(_signer("seat").dumps([seat_id, generation]))


def read_seat(token: str) -> tuple[int, int] | None:
    """(seat id, generation) of a personal link, or None when it is not ours."""
    value = _read("seat", token)
    return (value[0], value[1]) if isinstance(value, list) and len(value) == 2 else None


def screen_token(debate_id: int) -> str:
    """The token of the projector's link of a debate."""
    return str(_signer("screen").dumps(debate_id))


def read_screen(token: str) -> int | None:
    """The debate id of a projector's link, or None."""
    value = _read("screen", token)
    return value if isinstance(value, int) else None


def _read(purpose: str, token: str) -> Any:
    try:
        return _signer(purpose).loads(token)
    except BadSignature:
        return None


def external(endpoint: str, **values: Any) -> str:
    """An address to hand out: on the public address where one is set, else the request's."""
    public = str(current_app.config["PUBLIC_URL"]).rstrip("/")
    if public:
        return public + url_for(endpoint, **values)
    return request.host_url.rstrip("/") + url_for(endpoint, **values)


def seat_link(seat_id: int, generation: int) -> str:
    """A seat's personal link, to hand out."""
    return external("seats.link", token=seat_token(seat_id, generation))


@lru_cache(maxsize=64)
def qr(address: str) -> Markup:
    """The QR code of an address as inline SVG, to stand in an element of class `qr`."""
    import segno  # takes its time, and most pages have no code

    code = segno.make(address, error="m", micro=False)
    return Markup(code.svg_inline(omitsize=True, border=2, svgclass=None, lineclass=None))  # noqa: S704


def only_here() -> bool:
    """Whether the addresses handed out work on this machine alone, so that no phone gets in."""
    return _is_loopback(str(current_app.config["PUBLIC_URL"]) or request.host_url)


def lan_command() -> str:
    """The command that serves this to the network: the demo's own where this is the demo."""
    demo = bool(current_app.config["DEMO_TOKEN"])
    return "python3 -m debate demo --lan" if demo else "python3 -m debate serve"


@lru_cache(maxsize=64)
def _is_loopback(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def own_path(target: str | None) -> str:
    """`target` if it is a plain path of this site, else "/": nobody is sent elsewhere."""
    text = target or ""
    plain = text.startswith("/") and not text.startswith("//")
    odd = any(ord(sign) < 33 or sign in '\\"<>' for sign in text)
    return text if plain and not odd else "/"
