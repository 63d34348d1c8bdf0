"""Blocks over HTTP: a student's prepared answers, opened from the seat of a debate."""

from typing import NamedTuple

from flask import Blueprint, Response, flash
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from debate.domain import blocks as rules
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused, RefusedFields
from debate.export import blocks as files
from debate.models.debates import Debate
from debate.queries import blocks
from debate.queries.debates import DebateNow
from debate.services import blocks as writes
from debate.services import debates as debate_writes
from debate.services import keys
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import now_ms, page, reading, refusal, see_other, wants_fragment, writing
from debate.web.debates import head, kept, load, positions, room_of, seat_base
from debate.web.forms.blocks import BlockForm, TitleForm
from debate.web.forms.speeches import KeyForm
from debate.web.outlines import place_for_point, prepared_sentence

pages = Blueprint("blocks", __name__)

Answer = Response | BaseResponse
KINDS = {"md": "text/markdown; charset=utf-8", "csv": "text/csv; charset=utf-8"}


class AnswerRow(NamedTuple):
    """An answer as its form shows it."""

    claim: str
    reasons: str
    deck: str
    cards: str
    ready: bool  # it is kept, so that a point can be made of it


@pages.get("/debates/<slug>/<int:number>/preparation/blocks")
@may("blocks.keep")
def listed(slug: str, number: int) -> Response:
    """All blocks of the student."""
    return _list(slug, number, TitleForm(formdata=None), 200)


@pages.post("/debates/<slug>/<int:number>/blocks")
@may("blocks.keep")
def create(slug: str, number: int) -> Answer:
    """Begin a block."""
    form = TitleForm()
    title, key = form.title.data or "", form.key.data or ""
    try:
        with writing() as session:
            debate_writes.lock(session, slug)
            actor = access.seat(session, slug, number)
            sent = keys.Sent(actor.ref, "blocks.create", slug, key, {"title": title})

            def do() -> dict[str, int]:
                who = blocks.owner(session, actor.seat_id)
                return {"block": writes.create(session, who, title, now_ms())}

            done = keys.once(session, sent, now_ms(), do)
    except Refused as refused:
        form.title.errors = (refused.sentence,)
        return _list(slug, number, form, refused.status)
    return see_other(f"{seat_base(slug, number)}blocks/{done['block']}")


@pages.get("/debates/<slug>/<int:number>/blocks/<int:block>")
@may("blocks.keep")
def block(slug: str, number: int, block: int) -> Response:
    """One block with its answers."""
    return _block(slug, number, block, None, {}, 200)


@pages.post("/debates/<slug>/<int:number>/blocks/<int:block>")
@may("blocks.keep")
def save(slug: str, number: int, block: int) -> Answer:
    """Keep a block as it was typed, and make a prepared point of an answer where asked."""
    form = BlockForm()
    told = "The block is kept."
    try:
        with writing() as session:
            debate = debate_writes.lock(session, slug)
            actor = access.seat(session, slug, number)
            here = load(session, slug, actor.view)
            who = blocks.owner(session, actor.seat_id)
            answers = rules.as_typed(form.rows(), here.deck_slug)
            kept_ones = [one for one in answers if one is not None]
            seen, tab = form.revision.data, form.tab.data or ""
            title = form.title.data or ""
            writes.save(session, who, block, title, kept_ones, seen, tab, now_ms())
            told = _prepared(session, debate, here, actor, block, form, answers) or told
    except NotFound:
        raise
    except Refused as refused:
        if wants_fragment():
            return refusal(refused.sentence, refused.status)
        return _block(slug, number, block, form, _faults(refused), refused.status)
    if wants_fragment():
        return Response(status=204)
    flash(told, "note")
    return see_other(f"{seat_base(slug, number)}blocks/{block}")


@pages.post("/debates/<slug>/<int:number>/blocks/<int:block>/delete")
@may("blocks.keep")
def delete(slug: str, number: int, block: int) -> Answer:
    """Throw a block away."""
    KeyForm()
    with writing() as session:
        debate_writes.lock(session, slug)
        actor = access.seat(session, slug, number)
        writes.remove(session, blocks.owner(session, actor.seat_id), block)
    flash("The block is deleted.", "note")
    return see_other(f"{seat_base(slug, number)}preparation/blocks")


@pages.get("/debates/<slug>/<int:number>/blocks.<any(md, csv):kind>")
@may("blocks.keep")
def download(slug: str, number: int, kind: str) -> Response:
    """All blocks as a file."""
    session = reading()
    actor = access.seat(session, slug, number)
    lines = blocks.of_owner(session, blocks.owner(session, actor.seat_id))
    decks = blocks.deck_titles(session, {one.deck for line in lines for one in line.answers})
    data = files.markdown(lines, decks) if kind == "md" else files.csv(lines, decks)
    headers = {"Content-Disposition": f'attachment; filename="blocks.{kind}"'}
    headers["Cache-Control"] = "no-store"
    return Response(data, content_type=KINDS[kind], headers=headers)


def _prepared(
    session: Session,
    debate: Debate,
    here: DebateNow,
    actor: Actor,
    block_id: int,
    form: BlockForm,
    answers: tuple[rules.BlockAnswer | None, ...],
) -> str:
    """Make a prepared point of the answer whose button was pressed; what its author is told."""
    which = form.prepares()
    answer = answers[which] if which is not None and which < len(answers) else None
    if answer is None:
        return ""
    sent = keys.Sent(actor.ref, "blocks.prepare", f"{block_id}-{which}", form.key.data or "")

    def do() -> dict[str, str]:
        step, citable = place_for_point(session, here, actor)
        missing = writes.prepare(
            session, actor, debate, answer, here.deck_slug, step, citable, now_ms()
        )
        return {"told": prepared_sentence(here.fmt.steps[step].name, missing)}

    return str(keys.once(session, sent, now_ms(), do).get("told", ""))


def _faults(refused: Refused) -> dict[str, str]:
    if isinstance(refused, RefusedFields):
        return dict(refused.faults)
    return {refused.field or "form": refused.sentence}


def _list(slug: str, number: int, form: TitleForm, status: int) -> Response:
    session = reading()
    actor = access.seat(session, slug, number)
    here = load(session, slug, actor.view)
    who = blocks.owner(session, actor.seat_id)
    return page(
        "blocks/list.html",
        status,
        **_around(session, here, actor),
        blocks=blocks.of_owner(session, who),
        who=who,
        form=form,
    )


def _block(
    slug: str,
    number: int,
    block_id: int,
    form: BlockForm | None,
    errors: dict[str, str],
    status: int,
) -> Response:
    session = reading()
    actor = access.seat(session, slug, number)
    here = load(session, slug, actor.view)
    stored = blocks.one(session, blocks.owner(session, actor.seat_id), block_id)
    rows = [AnswerRow(*row, ready=False) for row in form.rows()] if form else _rows(stored)
    if not form or all(row.claim for row in rows):
        rows.append(AnswerRow("", "", "", "", ready=False))
    others = {row.deck for row in rows if row.deck} | {here.deck_slug}
    citable = room_of(session, here).citable(here, actor.seat_id)
    return kept(
        page(
            "blocks/block.html",
            status,
            **_around(session, here, actor),
            stored=stored,
            other=stored if status == 409 else None,
            title=form.title.data if form else stored.title,
            rows=rows,
            errors=errors,
            decks=blocks.deck_titles(session, others),
            citable={card.number: card for card in citable},
            tab_key=keys.fresh(),
        )
    )


def _rows(stored: blocks.BlockLine) -> list[AnswerRow]:
    return [
        AnswerRow(one.claim, one.reasons, one.deck, ", ".join(map(str, one.cards)), ready=True)
        for one in stored.answers
    ]


def _around(session: Session, here: DebateNow, actor: Actor) -> dict[str, object]:
    """What every page of a seat's preparation needs."""
    return {
        "here_now": here,
        "base": seat_base(here.slug, actor.seat_number),
        "positions": positions(session, [(here.id, here.view)]),
        "floor": head(session, here),
        "actor": actor,
    }
