"""Changing a source of a class's deck: its citation and gists."""

from flask import Blueprint, Response, flash, request
from werkzeug.wrappers import Response as BaseResponse

from debate.domain import citations, sources
from debate.domain.refusals import NotFound, Refused
from debate.domain.sources import INCLUDED, Source
from debate.domain.sources_drafts import Head
from debate.queries import decks
from debate.services import sources as writes
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import now_ms, page, reading, see_other, writing
from debate.web.forms.sources_drafts import words

pages = Blueprint("sources", __name__)

Answer = Response | BaseResponse
AT = "/decks/<slug>/sources/<source>"


@pages.get(f"{AT}/edit")
@may("decks.edit")
def edit(slug: str, source: str) -> Answer:
    """The citation and the gists, to be changed."""
    found = _source(slug, source)
    head = Head(found.short, found.kind, found.citation, found.text == INCLUDED)
    return _page(slug, found, head, {}, None)


@pages.post(f"{AT}/edit")
@may("decks.edit")
def change(slug: str, source: str) -> Answer:
    """Keep them."""
    typed = words(request.form)
    try:
        with writing() as session:
            access.deck(session, slug)
            writes.change(session, slug, source, typed.head, typed.gists, now_ms())
    except Refused as refused:
        if refused.status != 422:
            raise
        return _page(slug, _source(slug, source), typed.head, typed.gists, refused)
    flash("The source is changed. Debates that were dealt keep what they had.", "note")
    return see_other(f"/decks/{slug}/sources/{source}")


@pages.post(f"{AT}/remove")
@may("decks.edit")
def remove(slug: str, source: str) -> Answer:
    """Take it out of the deck, as long as no card was cut from it."""
    with writing() as session:
        access.deck(session, slug)
        writes.remove(session, slug, source, now_ms())
    return see_other(f"/decks/{slug}/")


def _source(slug: str, source: str) -> Source:
    session = reading()
    _, here = access.deck(session, slug)
    content = decks.content(session, here.version)
    found = next((one for one in content.sources if one.slug == source), None)
    if found is None:
        raise NotFound
    return found


def _page(
    slug: str, found: Source, head: Head, gists: dict[int, str], refused: Refused | None
) -> Response:
    session = reading()
    _, here = access.deck(session, slug)
    known = {name: citations.CitationField() for name in citations.FIELDS}
    return page(
        "sources/edit.html",
        refused.status if refused else 200,
        deck=decks.head(session, here.version),
        source=found,
        short=head.short,
        chosen_kind=head.kind,
        citation=known | dict(head.citation),
        shared=head.shared,
        gists=[gists.get(n, one.gist) for n, one in enumerate(found.passages)],
        fields=citations.FIELDS,
        kinds=sources.KINDS,
        refused=refused,
    )
