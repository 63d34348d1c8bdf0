"""Cards and decks on paper and as files: sheets to print, the deck's zip, its cards as a table."""

from flask import Blueprint, Response
from sqlalchemy.orm import Session

from debate.domain.decks import Content
from debate.domain.refusals import NotFound
from debate.export import cards as tables
from debate.export import decks as archives
from debate.queries import cards_print, decks, sources
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import page, reading
from debate.web.decks import wanted

pages = Blueprint("cards", __name__)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pages.get("/decks/<slug>/print")
@may("decks.read")
def sheets(slug: str) -> Response:
    """Cards to cut out, four A6 to a page of A4; the filter is that of the deck's page."""
    session = reading()
    _, here = access.deck(session, slug)
    found = cards_print.page(session, here.version, wanted(), here.courses)
    return page("cards/print.html", found=found)


@pages.get("/decks/<slug>/sources/<source>/sheet")
@may("decks.read")
def source_sheet(slug: str, source: str) -> Response:
    """A source on paper: its citation, our gists, and the cards cut from each passage."""
    session = reading()
    _, here = access.deck(session, slug)
    found = sources.page(session, here.version, source)
    if found is None:
        raise NotFound
    head = decks.head(session, here.version)
    return page("sources/sheet.html", deck=head, source=found)


@pages.get("/decks/<slug>/deck.zip")
@may("decks.read")
def deck_zip(slug: str) -> Response:
    """The files that this deck can be read from."""
    session = reading()
    data = archives.archive(_content(session, slug))
    return _file(data, "application/zip", f"{slug}.zip")


@pages.get("/decks/<slug>/cards.csv")
@may("decks.read")
def cards_csv(slug: str) -> Response:
    """The cards as a table for any program."""
    session = reading()
    data = tables.csv(_content(session, slug))
    return _file(data, "text/csv", f"{slug}-cards.csv")


@pages.get("/decks/<slug>/cards.xlsx")
@may("decks.read")
def cards_xlsx(slug: str) -> Response:
    """The cards as a workbook."""
    session = reading()
    data = tables.xlsx(_content(session, slug))
    return _file(data, XLSX, f"{slug}-cards.xlsx")


def _content(session: Session, slug: str) -> Content:
    _, here = access.deck(session, slug)
    return decks.content(session, here.version)


def _file(data: bytes, kind: str, name: str) -> Response:
    response = Response(data, mimetype=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
