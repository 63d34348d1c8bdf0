"""Attaching a text to a source: a class's own copy, which only that class reads."""

from flask import Blueprint, Response, flash
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from debate.domain.refusals import NotFound, Refused
from debate.domain.texts import Attached
from debate.queries import courses, decks, sources, texts
from debate.services import texts as writes
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import now_ms, page, reading, see_other, writing
from debate.web.forms.texts import TextForm

pages = Blueprint("texts", __name__)

Answer = Response | BaseResponse
AT = "/decks/<slug>/sources/<source>/text"


@pages.get(AT)
@may("texts.attach")
def form(slug: str, source: str) -> Answer:
    """Where a copy is pasted or uploaded."""
    return _page(slug, source, TextForm(formdata=None), 200)


@pages.post(AT)
@may("texts.attach")
def attach(slug: str, source: str) -> Answer:
    """Hold the copy against the source and keep it."""
    given = TextForm()
    try:
        paragraphs = _paragraphs(given)
        with writing() as session:
            _, here = access.deck(session, slug)
            course_id = _class(session, given.course.data or "", here)
            found = writes.attach(
                session, course_id, here.id, here.version, source, paragraphs, now_ms()
            )
    except Refused as refused:
        given.tell(refused)
        return _page(slug, source, given, refused.status)
    flash(_told(found), "note")
    return see_other(f"/decks/{slug}/sources/{source}")


@pages.post(f"{AT}/remove")
@may("texts.attach")
def remove(slug: str, source: str) -> Answer:
    """Remove the copy of one class."""
    given = TextForm()
    with writing() as session:
        _, here = access.deck(session, slug)
        writes.detach(session, _class(session, given.course.data or "", here), here.id, source)
    flash("The text is removed. Cards are located again, and nobody's record changed.", "note")
    return see_other(f"/decks/{slug}/sources/{source}/text")


def _paragraphs(given: TextForm) -> list[str]:
    """What was given, headlines and all; a file counts before what is pasted."""
    # The readers of files are no part of the start.
    from debate.seeding import texts as reading_texts

    upload = given.file.data
    if upload is not None and upload.filename:
        found = reading_texts.read(upload.read(), upload.filename)
    else:
        found = reading_texts.from_paste(given.text.data or "")
    return [paragraph.text for paragraph in found.paragraphs]


def _class(session: Session, slug: str, here: decks.DeckRole) -> int:
    """The class whose copy it is; who has one alone need not say.

    Raises NotFound for one that is not the account's to edit, Refused where it is not plain.
    """
    if not slug:
        account = access.visitor(session).account_id
        mine = courses.owned(session, account, here.course_id)
        if len(mine) != 1:
            raise Refused("Choose the class that the text is for.", "course")
        slug = mine[0].slug
    found = access.staff(session, slug).course.course_id
    if here.course_id not in (None, found):
        raise NotFound
    return found


def _page(slug: str, source: str, given: TextForm, status: int) -> Response:
    session = reading()
    _, here = access.deck(session, slug)
    account = access.visitor(session).account_id
    mine = courses.owned(session, account, here.course_id)
    found = sources.page(session, here.version, source, here.courses)
    if found is None:
        raise NotFound
    given.course.choices = [(line.slug, line.title) for line in mine]
    return page(
        "texts/attach.html",
        status,
        deck=decks.head(session, here.version),
        source=found,
        form=given,
        courses=mine,
        attached=texts.attached(session, here.id, source, [line.id for line in mine]),
    )


def _told(found: Attached) -> str:
    """What attaching came to, in a sentence or two."""
    differ = found.differences()
    passages = f"{len(found.passages)} paragraph{'' if len(found.passages) == 1 else 's'} found."
    if not differ:
        return f"{passages} Every sentence is the deck’s own."
    named = "; ".join(f"¶ {number}, sentence {n}" for number, n, _ in differ[:8])
    more = f" and {len(differ) - 8} more" if len(differ) > 8 else ""
    verb = "differs or is missing" if len(differ) == 1 else "differ or are missing"
    return f"{passages} {len(differ)} of {found.sentences} sentences {verb}: {named}{more}."
