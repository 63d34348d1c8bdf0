"""Adding a source: paste or upload a text, shape its paragraphs, and make it part of a deck."""

from flask import Blueprint, Response, flash, request
from werkzeug.wrappers import Response as BaseResponse

from debate.domain import citations, sources, sources_drafts
from debate.domain.refusals import NotFound, Refused
from debate.domain.sources_drafts import HEADING, HEADING_MAX, PASSAGE, Block
from debate.queries import decks
from debate.queries import sources_drafts as reads
from debate.services import sources_drafts as writes
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import now_ms, page, reading, see_other, wants_fragment, writing
from debate.web.forms.sources_drafts import NewSourceForm, act, words

pages = Blueprint("sources_drafts", __name__)

Answer = Response | BaseResponse
DRAFT = "/decks/<slug>/drafts/<int(max=999999999):draft>/"


@pages.get("/decks/<slug>/sources/new")
@may("decks.edit")
def new(slug: str) -> Answer:
    """Where a text is pasted or uploaded."""
    return _new(slug, NewSourceForm(formdata=None), 200)


@pages.post("/decks/<slug>/sources/new")
@may("decks.edit")
def create(slug: str) -> Answer:
    """Cut the text into paragraphs and go on to them."""
    form = NewSourceForm()
    try:
        title, blocks = _read(form)
        with writing() as session:
            _, here = access.deck(session, slug)
            draft = writes.begin(session, here.id, title, blocks, now_ms())
    except Refused as refused:
        form.tell(refused)
        return _new(slug, form, refused.status)
    return see_other(f"/decks/{slug}/drafts/{draft}/")


@pages.get(DRAFT)
@may("decks.edit")
def show(slug: str, draft: int) -> Answer:
    """The draft: its citation, and its paragraphs to be shaped."""
    return _page(slug, draft)


@pages.post(DRAFT)
@may("decks.edit")
def save(slug: str, draft: int) -> Answer:
    """Keep what was typed, and do what the button says."""
    typed = words(request.form)
    kind, n, more = act(request.form.get("act", "keep"))
    # What was typed is kept even where the act itself is refused.
    try:
        with writing() as session:
            _, here = access.deck(session, slug)
            placed = writes.keep(session, here.id, draft, typed, now_ms())
        if not placed and kind != "discard":
            raise Refused(writes.STALE)
        with writing() as session:
            _, here = access.deck(session, slug)
            if kind == "finish":
                source = writes.finish(session, slug, draft, now_ms())
            elif kind == "discard":
                writes.discard(session, here.id, draft)
            elif kind in _CHANGES:
                writes.change(session, here.id, draft, _CHANGES[kind](n, more))
    except Refused as refused:
        lost = () if refused.sentence != writes.STALE else tuple(typed.gists.values())
        return _page(slug, draft, refused, lost)
    if wants_fragment():
        return Response(status=204)
    if kind == "finish":
        flash("The source is part of the deck. Cut cards from its paragraphs.", "note")
        return see_other(f"/decks/{slug}/sources/{source}")
    if kind == "discard":
        return see_other(f"/decks/{slug}/")
    return see_other(f"/decks/{slug}/drafts/{draft}/" + (f"#b{n}" if n >= 0 else ""))


def _merge(n: int, _: str) -> writes.Change:
    return lambda blocks: sources_drafts.merge(blocks, n)


def _split(n: int, more: str) -> writes.Change:
    after = int(more) if more.isascii() and more.isdigit() else 0
    return lambda blocks: sources_drafts.split(blocks, n, after)


def _name(n: int, more: str) -> writes.Change:
    return lambda blocks: sources_drafts.name(blocks, n, more)


_CHANGES = {"merge": _merge, "split": _split, "name": _name}


def _read(form: NewSourceForm) -> tuple[str, list[Block]]:
    """Title and blocks of what was given; a file counts before what is pasted. Raises Refused."""
    # The readers of files are no part of the start.
    from debate.seeding import texts

    upload = form.file.data
    if upload is not None and upload.filename:
        found = texts.read(upload.read(), upload.filename)
    else:
        found = texts.from_paste(form.text.data or "")
    return found.title, [
        Block(
            HEADING if one.heading and len(one.text) <= HEADING_MAX else PASSAGE,
            one.text,
        )
        for one in found.paragraphs
    ]


def _new(slug: str, form: NewSourceForm, status: int) -> Response:
    session = reading()
    _, here = access.deck(session, slug)
    return page(
        "sources/new.html",
        status,
        deck=decks.head(session, here.version),
        form=form,
        drafts=reads.lines(session, here.id),
    )


def _page(
    slug: str, draft: int, refused: Refused | None = None, lost: tuple[str, ...] = ()
) -> Response:
    session = reading()
    _, here = access.deck(session, slug)
    found = reads.page(session, here.id, draft)
    if found is None:
        raise NotFound
    return page(
        "sources/draft.html",
        refused.status if refused else 200,
        deck=decks.head(session, here.version),
        draft=found,
        fields=citations.FIELDS,
        kinds=sources.KINDS,
        refused=refused,
        lost=[gist for gist in lost if gist],
    )
