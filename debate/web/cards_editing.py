"""Cutting cards of a class's deck: choosing a passage, selecting words, saving, removing."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from flask import Blueprint, Response, flash, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from debate.domain import cards_editing as rules
from debate.domain.cards import BODY_MAX, HEDGE_MAX, HOLDER_MAX, OWN, TAG_MAX, WARRANT_MAX, Card
from debate.domain.cards_editing import Typed
from debate.domain.decks import Content
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.queries import cards_editing as reads
from debate.queries import decks
from debate.services import accounts, cards, keys
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import (
    HIDDEN_FIELDS,
    now_ms,
    page,
    reading,
    see_other,
    wants_fragment,
    writing,
)
from debate.web.forms.cards_editing import WAYS, CutForm

pages = Blueprint("cards_editing", __name__)

Answer = Response | BaseResponse
CUT = "/decks/<slug>/sources/<source>/cut"
TOLD = (409, 422)
"""Refusals that are said on the page itself."""
NUMBERS_MAX = 999_999
LIMITS = {
    "tag": TAG_MAX,
    "body": BODY_MAX,
    "hedge": HEDGE_MAX,
    "holder": HOLDER_MAX,
    "warrant": WARRANT_MAX,
}


@pages.get("/decks/<slug>/cards/new")
@may("decks.edit")
def new(slug: str) -> Answer:
    """Choose the passage that a card is cut from."""
    session = reading()
    _, here = access.deck(session, slug)
    found = reads.choices(session, here.version, here.courses)
    return page("cards/new.html", deck=decks.head(session, here.version), sources=found)


@pages.get(CUT)
@may("decks.edit")
def form(slug: str, source: str) -> Answer:
    """The words of a passage to choose from, and the card's fields."""
    given = CutForm(
        formdata=None,
        passage=_number(request.args.get("passage", "")),
        card=_number(request.args.get("card", "")),
    )
    return _page(slug, source, given, None, 200)


@pages.post(CUT)
@may("decks.edit")
def save(slug: str, source: str) -> Answer:
    """Save the card, or (`act`) check it, or give one more pair of fields for words."""
    given = CutForm()
    values = given.typed()
    if given.act.data != "save":
        blank = ("", "")
        if given.act.data == "add-span":
            values = replace(values, spans=(*values.spans, blank))
        if given.act.data == "add-read":
            values = replace(values, read=(*values.read, blank))
        return _page(slug, source, given, values, 200)
    try:
        number = _save(slug, source, given, values)
    except Refused as refused:
        if refused.status not in TOLD:
            raise
        return _page(slug, source, given, values, refused.status, refused)
    flash(f"Card No. {number} is saved.", "note")
    return see_other(f"/decks/{slug}/cards/{number}")


@pages.post("/decks/<slug>/cards/<int(max=999999):number>/remove")
@may("decks.edit")
def remove(slug: str, number: int) -> Answer:
    """Take a card out of the deck."""
    with writing() as session:
        access.deck(session, slug)
        cards.remove(session, slug, number, now_ms())
    flash(f"Card No. {number} is removed. Its number is not used again.", "note")
    return see_other(f"/decks/{slug}/")


def today() -> str:
    """The date of this request, by which the age of evidence is judged: 2026-11-22."""
    return datetime.fromtimestamp(now_ms() / 1000, UTC).date().isoformat()


def once(session: Session, actor: Actor, act: str, target: str, do: Callable[[], str]) -> str:
    """The name of what `do` makes; the same form posted twice makes it once."""
    key = request.form.get("key", "")
    fields = {
        name: request.form.getlist(name) for name in request.form if name not in HIDDEN_FIELDS
    }
    accounts.lock(session, actor.account_id)
    sent = keys.Sent(actor.ref, act, target, key, fields)
    return str(keys.once(session, sent, now_ms(), lambda: {"name": do()})["name"])


def _save(slug: str, source: str, given: CutForm, values: Typed) -> int:
    number, passage = given.card.data or 0, given.passage.data or 0
    with writing() as session:
        actor, _ = access.deck(session, slug)
        if not number:
            where = f"{slug}/{source}"
            made = once(
                session,
                actor,
                "cards.cut",
                where,
                lambda: str(cards.cut(session, slug, source, passage, values, now_ms())),
            )
            return int(made)
        row = _number(given.row.data or "", 2**31 - 1)
        cards.change(session, slug, number, row, passage, values, now_ms())
    return number


def _page(
    slug: str,
    source: str,
    given: CutForm,
    values: Typed | None,
    status: int,
    refused: Refused | None = None,
) -> Response:
    """The page as it is now with what was typed; without `values`, with what is stored."""
    session = reading()
    _, here = access.deck(session, slug)
    number, passage = given.card.data or 0, given.passage.data or 0
    if not 0 <= number <= NUMBERS_MAX:
        raise NotFound
    found = reads.page(session, here.version, source, passage, here.courses, number)
    if found is None:
        raise NotFound
    if values is None:
        values = rules.typed(found.card) if found.card else Typed(holder=OWN, level="medium")
        given.show(values)
    told = given.tell_all(refused) if refused else {}
    checked = _checked(found, values, number) if given.act.data == "check" else None
    if checked and checked[1]:
        told = given.tell_all(checked[1])
    changed = status == 409
    given.row.data = str(found.row)
    return page(
        "cards/_cut.html" if wants_fragment() else "cards/cut.html",
        status,
        found=found,
        form=given,
        typed=values,
        spans=_rows(values.spans),
        read=_rows(values.read),
        ways=WAYS,
        limits=LIMITS,
        told=told,
        checked=checked[0] if checked else None,
        theirs=found.card if changed else None,
        changed=refused.sentence if refused and changed else "",
    )


def _checked(
    found: reads.CutPage, values: Typed, number: int
) -> tuple[reads.Checked | None, Refused | None]:
    """What the checks say of a card as typed, or what is at fault in it."""
    motions = [motion.slug for motion in found.motions]
    card, faults = rules.checked(values, found.place, motions, number, found.card)
    if faults:
        return None, rules.refusal(faults)
    return reads.check(card, found.place, _with(found, card), today()), None


def _with(found: reads.CutPage, card: Card) -> Content:
    others = tuple(one for one in found.content.cards if one.number != card.number)
    return replace(found.content, cards=(*others, card))


def _rows(pairs: Sequence[tuple[str, str]]) -> Sequence[tuple[str, str]]:
    """The pairs of fields to show: at least one."""
    return pairs or (("", ""),)


def _number(text: str, most: int = NUMBERS_MAX) -> int:
    """A whole number as typed; 0 for anything else."""
    sound = text.isascii() and text.isdecimal() and len(text) < 11
    return int(text) if sound and int(text) <= most else 0
