"""The deck library: decks, motions, sources and cards in their newest version, for members."""

from typing import TypeVar

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from debate.domain.cards import KINDS, LEVELS
from debate.domain.decks import Content
from debate.domain.permissions import may as may_do
from debate.domain.refusals import NotFound, Refused
from debate.domain.spans import BADGES
from debate.queries import cards, cards_editing, clashes, decks, motions, sources
from debate.services import decks as services
from debate.services import texts
from debate.web import access, copies
from debate.web.access import access as may
from debate.web.answers import now_ms, page, reading, see_other, writing
from debate.web.cards_editing import today
from debate.web.forms.decks import DeckForm, DescriptionForm

pages = Blueprint("decks", __name__)


T = TypeVar("T")
Answer = Response | BaseResponse


@pages.get("/decks/")
@may("decks.read")
def listing() -> Response:
    """All decks."""
    session = reading()
    browser = access.member(session)
    return page("decks/list.html", decks=decks.listing(session, browser.account_id))


@pages.get("/decks/new")
@may("decks.create")
def new() -> Response:
    """A deck is made of a title, and of another deck's content where one is copied."""
    session = reading()
    browser = access.member(session)
    like = _to_copy(session, request.args.get("like", ""))
    form = DeckForm(formdata=None, title=like.title if like else "", like=like.slug if like else "")
    return copies.new_page(session, browser.account_id, "decks/new.html", form, like)


@pages.post("/decks/new")
@may("decks.create")
def create() -> Answer:
    """Make a deck of a class."""
    form = DeckForm()
    made = copies.begun(
        form,
        lambda session, account_id: _create(session, account_id, form),
        lambda session, account_id: _to_copy(session, form.like.data or ""),
        "decks/new.html",
    )
    return see_other(f"/decks/{made}/") if isinstance(made, str) else made


@pages.get("/decks/<slug>/description")
@may("decks.edit")
def description(slug: str) -> Answer:
    """Title, summary and licence of a class's deck."""
    session = reading()
    _, here = access.deck(session, slug)
    head = decks.head(session, here.version)
    form = DescriptionForm(
        formdata=None, title=head.title, summary=head.summary, licence=head.licence
    )
    return page("decks/description.html", deck=head, form=form)


@pages.post("/decks/<slug>/description")
@may("decks.edit")
def describe(slug: str) -> Answer:
    """Say another title, summary or licence."""
    form = DescriptionForm()
    try:
        with writing() as session:
            access.deck(session, slug)
            said = [form[name].data or "" for name in ("title", "summary", "licence")]
            services.describe(session, slug, *said)
    except Refused as refused:
        form.tell(refused)
        session = reading()
        _, here = access.deck(session, slug)
        head = decks.head(session, here.version)
        return page("decks/description.html", refused.status, deck=head, form=form)
    return see_other(f"/decks/{slug}/")


@pages.get("/decks/<slug>/")
@may("decks.read")
def deck(slug: str) -> Response:
    """One deck: sources and motions choose, cards answer."""
    session = reading()
    actor, here = access.deck(session, slug)
    found = decks.page(session, here.version, wanted(), here.courses)
    return page(
        "decks/deck.html",
        deck=found,
        kinds=KINDS,
        levels=LEVELS,
        badges=BADGES,
        may_edit=may_do("decks.edit", actor.role),
    )


@pages.get("/decks/<slug>/motions/<motion>")
@may("decks.read")
def motion(slug: str, motion: str) -> Response:
    """One motion: terms, burdens, questions, and the cards of both sides."""
    session = reading()
    actor, here = access.deck(session, slug)
    found = _there(motions.page(session, here.version, motion))
    return page(
        "motions/motion.html",
        deck=decks.head(session, here.version),
        motion=found,
        may_edit=may_do("decks.edit", actor.role),
    )


@pages.get("/decks/<slug>/sources/<source>")
@may("decks.read")
def source(slug: str, source: str) -> Response:
    """One source: its citation, our gists, and what was cut from each passage."""
    session = reading()
    actor, here = access.deck(session, slug)
    found = _there(sources.page(session, here.version, source, here.courses))
    return page(
        "sources/source.html",
        deck=decks.head(session, here.version),
        source=found,
        may_edit=may_do("decks.edit", actor.role),
    )


@pages.get("/decks/<slug>/cards/<int(max=999999):number>")
@may("decks.read")
def card(slug: str, number: int) -> Response:
    """One card beside its passage."""
    session = reading()
    actor, here = access.deck(session, slug)
    found = _there(cards.page(session, here.version, number, courses=here.courses))
    may_edit = may_do("decks.edit", actor.role)
    return page(
        "cards/card.html",
        deck=decks.head(session, here.version),
        found=found,
        beside=clashes.of_card(session, here.version, number),
        may_edit=may_edit,
        warnings=cards_editing.warnings(session, here.version, number, here.courses, today())
        if may_edit
        else (),
    )


def _create(session: Session, account_id: int, form: DeckForm) -> str:
    """The new deck's slug. Raises Refused for a class that is not the account's to edit."""
    course = access.own_class(session, account_id, form.course.data)
    like = _to_copy(session, form.like.data or "")
    content = decks.content(session, like.version) if like else _uploaded(form)
    title = form.title.data or (content.title if content else "")
    slug = services.create(session, course.id, title, now_ms(), like=content)
    if like:
        texts.follow(session, course.id, like.id, slug)
    return slug


def _uploaded(form: DeckForm) -> Content | None:
    """The content of an uploaded deck, None where there is none. Raises Refused with its faults."""
    upload = form.file.data
    if upload is None or not upload.filename:
        return None
    # The readers of files are no part of the start.
    from debate.seeding import archives
    from debate.seeding.faults import FilesRefused

    try:
        return archives.read(upload.read())
    except FilesRefused as refused:
        raise Refused(" ".join(refused.told()), "file") from refused


def _to_copy(session: Session, slug: str) -> decks.Bundled | None:
    """The deck to copy, if any is named. Raises NotFound for one that did not come with files."""
    return _there(decks.bundled(session, slug)) if slug else None


def _there(found: T | None) -> T:
    if found is None:
        raise NotFound
    return found


def wanted() -> cards.Wanted:
    """The filter in the address; what cannot be typed is left out."""
    given = {
        name: "".join(filter(str.isprintable, request.args.get(name, "")))[:80]
        for name in ("motion", "bears", "source", "kind", "level", "badge", "text")
    }
    return cards.Wanted(**given)
