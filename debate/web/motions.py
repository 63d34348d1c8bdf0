"""Writing motions of a class's deck, and linking cards to them."""

from collections.abc import Mapping

from flask import Blueprint, Response, flash, request
from werkzeug.wrappers import Response as BaseResponse

from debate.domain import motions as rules
from debate.domain.cards import WARRANT_MAX
from debate.domain.motions import PART_MAX, TEXT_MAX
from debate.domain.refusals import NotFound, Refused, RefusedFields
from debate.queries import decks
from debate.queries import motions as reads
from debate.services import motions
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import now_ms, page, reading, see_other, writing
from debate.web.cards_editing import once
from debate.web.forms.cards_editing import WAYS
from debate.web.forms.motions import MotionForm, links

pages = Blueprint("motions", __name__)

Answer = Response | BaseResponse
TOLD = (409, 422)
"""Refusals that are said on the page itself."""
AT = "/decks/<slug>/motions/<motion>"


@pages.get("/decks/<slug>/motions/new")
@may("decks.edit")
def new(slug: str) -> Answer:
    """The form of a new motion."""
    form = MotionForm(formdata=None, text=f"{rules.HOUSE} ", difficulty="medium")
    return _page(slug, "", form, 200)


@pages.post("/decks/<slug>/motions/new")
@may("decks.edit")
def create(slug: str) -> Answer:
    """Add a motion and go on to the cards that bear on it."""
    form = MotionForm()
    try:
        with writing() as session:
            actor, _ = access.deck(session, slug)
            motion = once(
                session,
                actor,
                "motions.create",
                slug,
                lambda: motions.create(session, slug, form.typed(), now_ms()),
            )
    except Refused as refused:
        if refused.status not in TOLD:
            raise
        form.tell_all(refused)
        return _page(slug, "", form, refused.status)
    flash("The motion is saved. Now say which cards bear on it.", "note")
    return see_other(f"/decks/{slug}/motions/{motion}/cards")


@pages.get(f"{AT}/edit")
@may("decks.edit")
def edit(slug: str, motion: str) -> Answer:
    """The form of a motion that is there."""
    return _page(slug, motion, None, 200)


@pages.post(f"{AT}/edit")
@may("decks.edit")
def change(slug: str, motion: str) -> Answer:
    """Change a motion."""
    form = MotionForm()
    row = form.row.data or ""
    try:
        with writing() as session:
            access.deck(session, slug)
            seen = int(row) if row.isascii() and row.isdecimal() and len(row) < 10 else 0
            motions.change(session, slug, motion, seen, form.typed(), now_ms())
    except Refused as refused:
        if refused.status not in TOLD:
            raise
        form.tell_all(refused)
        return _page(slug, motion, form, refused.status)
    flash("The motion is saved.", "note")
    return see_other(f"/decks/{slug}/motions/{motion}")


@pages.post(f"{AT}/remove")
@may("decks.edit")
def remove(slug: str, motion: str) -> Answer:
    """Take a motion out of the deck."""
    try:
        with writing() as session:
            access.deck(session, slug)
            motions.remove(session, slug, motion, now_ms())
    except Refused as refused:
        if refused.status not in TOLD:
            raise
        flash(refused.sentence, "error")
        return see_other(f"/decks/{slug}/motions/{motion}")
    flash("The motion is removed. Its cards stay.", "note")
    return see_other(f"/decks/{slug}/")


@pages.get(f"{AT}/cards")
@may("decks.edit")
def cards(slug: str, motion: str) -> Answer:
    """All cards of the deck, each with how it bears on the motion."""
    return _links_page(slug, motion, {}, None, 200)


@pages.post(f"{AT}/cards")
@may("decks.edit")
def link(slug: str, motion: str) -> Answer:
    """Save how the cards bear, all at once."""
    chosen = links()
    try:
        with writing() as session:
            access.deck(session, slug)
            state = request.form.get("state", "")
            count = motions.link(session, slug, motion, state, chosen, now_ms())
    except Refused as refused:
        if refused.status not in TOLD:
            raise
        return _links_page(slug, motion, chosen, refused, refused.status)
    flash(f"Saved: {count} card{'' if count == 1 else 's'} changed.", "note")
    return see_other(f"/decks/{slug}/motions/{motion}")


def _page(slug: str, motion: str, given: MotionForm | None, status: int) -> Response:
    """The form with what was typed; without it, with what is stored."""
    session = reading()
    _, here = access.deck(session, slug)
    found = reads.edited(session, here.version, motion) if motion else None
    if motion and found is None:
        raise NotFound
    form = given or MotionForm(formdata=None)
    if found and given is None:
        form.show(rules.typed(found.motion))
    form.row.data = str(found.row if found else 0)
    return page(
        "motions/edit.html",
        status,
        deck=decks.head(session, here.version),
        form=form,
        motion=found.motion if found else None,
        changed=status == 409,
        limits={"text": TEXT_MAX, "part": PART_MAX},
    )


def _links_page(
    slug: str,
    motion: str,
    chosen: Mapping[int, tuple[str, str]],
    refused: Refused | None,
    status: int,
) -> Response:
    session = reading()
    _, here = access.deck(session, slug)
    found = reads.linking(session, here.version, motion)
    if found is None:
        raise NotFound
    told: dict[str, list[str]] = {}
    for name, sentence in refused.faults if isinstance(refused, RefusedFields) else ():
        told.setdefault(name.partition("-")[2], []).append(sentence)
    return page(
        "motions/cards.html",
        status,
        deck=decks.head(session, here.version),
        motion=found,
        chosen=chosen,
        told=told,
        changed=refused.sentence if refused and status == 409 else "",
        ways=WAYS,
        warrant_max=WARRANT_MAX,
    )
