"""The clash page of a deck: which cards meet, agree or are overtaken; and its entries by form."""

from flask import Blueprint, Response, flash
from werkzeug.wrappers import Response as BaseResponse

from debate.domain import clashes as rules
from debate.domain.permissions import may as may_do
from debate.domain.refusals import NotFound, Refused
from debate.queries import clashes, decks
from debate.services import clashes as writes
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import now_ms, page, reading, see_other, writing
from debate.web.forms.clashes import ClashForm

pages = Blueprint("clashes", __name__)

Answer = Response | BaseResponse
LIST = "/decks/<slug>/clash/<any(clashes, common_ground, overtaken):kind>"
ENTRY = f"{LIST}/<entry>"


@pages.get("/decks/<slug>/clash")
@may("decks.read")
def show(slug: str) -> Response:
    """The deck's clashes, its common ground, and what later texts have overtaken."""
    session = reading()
    actor, here = access.deck(session, slug)
    return page(
        "clashes/clashes.html",
        deck=decks.head(session, here.version),
        found=clashes.page(session, here.version),
        may_edit=here.course_id is not None and may_do("decks.edit", actor.role),
    )


@pages.get(f"{LIST}/new")
@may("decks.edit")
def new(slug: str, kind: str) -> Response:
    """An entry more."""
    return _form(slug, kind, "", ClashForm(formdata=None), 200)


@pages.post(f"{LIST}/new")
@may("decks.edit")
def add(slug: str, kind: str) -> Answer:
    """Add the entry."""
    return _save(slug, kind, "")


@pages.get(ENTRY)
@may("decks.edit")
def form(slug: str, kind: str, entry: str) -> Response:
    """An entry as it stands there."""
    session = reading()
    _, here = access.deck(session, slug)
    there = rules.entries(clashes.of_version(session, here.version), kind)
    found = next((one for one in there if rules.name(one) == entry), None)
    if found is None:
        raise NotFound("This entry was changed or removed.")
    given = ClashForm(formdata=None, line=rules.line_of(found))
    if isinstance(found, rules.Overtaken):
        given.card.data, given.by.data = str(found.card), str(found.by)
    else:
        given.cards.data = ", ".join(map(str, found.cards))
    return _form(slug, kind, entry, given, 200)


@pages.post(ENTRY)
@may("decks.edit")
def change(slug: str, kind: str, entry: str) -> Answer:
    """Put what was typed in its place."""
    return _save(slug, kind, entry)


@pages.post(f"{ENTRY}/remove")
@may("decks.edit")
def remove(slug: str, kind: str, entry: str) -> Answer:
    """Take the entry out."""
    with writing() as session:
        access.deck(session, slug)
        writes.remove(session, slug, kind, entry, now_ms())
    flash("The entry is removed. The cards stay.", "note")
    return see_other(f"/decks/{slug}/clash")


def _save(slug: str, kind: str, entry: str) -> Answer:
    given = ClashForm()
    try:
        with writing() as session:
            access.deck(session, slug)
            writes.save(session, slug, kind, given.typed(), now_ms(), entry)
    except NotFound:
        raise
    except Refused as refused:
        if refused.status == 403:
            raise
        given.tell_all(refused)
        return _form(slug, kind, entry, given, refused.status)
    flash("The entry is saved.", "note")
    return see_other(f"/decks/{slug}/clash#{kind}")


def _form(slug: str, kind: str, entry: str, given: ClashForm, status: int) -> Response:
    session = reading()
    _, here = access.deck(session, slug)
    return page(
        "clashes/edit.html",
        status,
        deck=decks.head(session, here.version),
        kind=kind,
        entry="" if status == 409 else entry,  # what is gone is added anew
        form=given,
        line_max=rules.LINE_MAX,
    )
