"""The versions of a deck, and what each of them changed."""

from flask import Blueprint, Response

from debate.domain.decks_changes import PARTS
from debate.domain.refusals import NotFound
from debate.queries import decks, decks_changes
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import page, reading

pages = Blueprint("decks_changes", __name__)


@pages.get("/decks/<slug>/versions")
@may("decks.read")
def versions(slug: str) -> Response:
    """All versions, the newest first."""
    session = reading()
    _, here = access.deck(session, slug)
    return page(
        "decks/versions.html",
        deck=decks.head(session, here.version),
        versions=decks_changes.listing(session, here.id),
    )


@pages.get("/decks/<slug>/versions/<int(max=999999):version>")
@may("decks.read")
def version(slug: str, version: int) -> Response:
    """What one version changed against the one before."""
    session = reading()
    _, here = access.deck(session, slug)
    found = decks_changes.page(session, here.id, version)
    if found is None:
        raise NotFound
    head = decks.head(session, here.version)
    return page("decks/version.html", deck=head, found=found, parts=PARTS)
