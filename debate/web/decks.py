"""The deck library: decks, motions, sources and cards in their newest version, for members."""

from typing import TypeVar

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session

from debate.domain.cards import KINDS
from debate.domain.refusals import NotFound
from debate.queries import cards, decks, motions, sources
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import page, reading

pages = Blueprint("decks", __name__)

T = TypeVar("T")


@pages.get("/decks/")
@may("decks.read")
def listing() -> Response:
    """All decks."""
    session = reading()
    access.member(session)
    return page("decks/list.html", decks=decks.listing(session))


@pages.get("/decks/<slug>/")
@may("decks.read")
def deck(slug: str) -> Response:
    """One deck: sources and motions choose, cards answer."""
    session = reading()
    version = _version(session, slug)
    found = decks.page(session, version, _wanted())
    return page("decks/deck.html", deck=found, kinds=KINDS)


@pages.get("/decks/<slug>/motions/<motion>")
@may("decks.read")
def motion(slug: str, motion: str) -> Response:
    """One motion: terms, burdens, questions, and the cards of both sides."""
    session = reading()
    version = _version(session, slug)
    found = _there(motions.page(session, version, motion))
    return page("motions/motion.html", deck=decks.head(session, version), motion=found)


@pages.get("/decks/<slug>/sources/<source>")
@may("decks.read")
def source(slug: str, source: str) -> Response:
    """One source: its citation, our gists, and what was cut from each passage."""
    session = reading()
    version = _version(session, slug)
    found = _there(sources.page(session, version, source))
    return page("sources/source.html", deck=decks.head(session, version), source=found)


@pages.get("/decks/<slug>/cards/<int(max=999999):number>")
@may("decks.read")
def card(slug: str, number: int) -> Response:
    """One card beside its passage."""
    session = reading()
    version = _version(session, slug)
    found = _there(cards.page(session, version, number))
    return page("cards/card.html", deck=decks.head(session, version), found=found)


def _version(session: Session, slug: str) -> int:
    """The newest version of the deck, for a member. Raises SignInNeeded or NotFound."""
    access.member(session)
    return _there(decks.version_of(session, slug))


def _there(found: T | None) -> T:
    if found is None:
        raise NotFound
    return found


def _wanted() -> cards.Wanted:
    """The filter in the address; what cannot be typed is left out."""
    given = {
        name: "".join(filter(str.isprintable, request.args.get(name, "")))[:80]
        for name in ("motion", "bears", "source", "kind", "text")
    }
    return cards.Wanted(**given)
