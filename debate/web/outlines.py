"""Outlines over HTTP: the page on which a seat prepares, its own outline and its team's.

Does not belong here: blocks, notes on the flow, the case file.
"""

from collections.abc import Callable
from typing import NamedTuple

from flask import Blueprint, Response, flash
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from debate.domain.outlines import Prepared, mark, one_line
from debate.domain.permissions import Actor
from debate.domain.refusals import Refused
from debate.domain.text import in_line, listed
from debate.models.debates import Debate
from debate.queries import drafts, outlines
from debate.queries.debates import DebateNow
from debate.queries.outlines import Scope
from debate.services import debates as debate_writes
from debate.services import keys
from debate.services import outlines as writes
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import now_ms, page, reading, refusal, see_other, wants_fragment, writing
from debate.web.debates import head, kept, load, positions, room_of, seat_base
from debate.web.forms.outlines import Act, OutlineForm

pages = Blueprint("outlines", __name__)

Answer = Response | BaseResponse
Find = Callable[[DebateNow, Actor], Scope]
TWO = "Somebody changed a line while you wrote it. Both texts are kept, one below the other."
ELSEWHERE = "You sit in another team now. Reload the page: it shows that team’s outline."
NO_ROUND = "No round is left in which you speak, so there is nothing to prepare it for."


class Done(NamedTuple):
    """What a post did: where words are whose line another page had changed, what was made."""

    twins: dict[int, int]
    added: int = 0
    prepared: Prepared | None = None
    step: str = ""


@pages.get("/debates/<slug>/<int:number>/preparation")
@may("outlines.keep")
def preparation(slug: str, number: int) -> Response:
    """One's own outline."""
    return _page(slug, number, outlines.own)


@pages.get("/debates/<slug>/<int:number>/preparation/team")
@may("outlines.read")
def team(slug: str, number: int) -> Response:
    """The outline of one's team."""
    return _page(slug, number, outlines.of_team)


@pages.get("/debates/<slug>/<int:number>/parts/outline")
@may("outlines.keep")
def part(slug: str, number: int) -> Response:
    """The lines of one's own outline, after a hint."""
    return _part(slug, number, outlines.own)


@pages.get("/debates/<slug>/<int:number>/parts/outline/team")
@may("outlines.read")
def team_part(slug: str, number: int) -> Response:
    """The lines of the team's outline."""
    return _part(slug, number, outlines.of_team)


@pages.post("/debates/<slug>/<int:number>/outline")
@may("outlines.keep")
def change(slug: str, number: int) -> Answer:
    """Save what was typed into one's own outline, and do what the button says."""
    return _change(slug, number, outlines.own)


@pages.post("/debates/<slug>/<int:number>/outline/team")
@may("outlines.share")
def change_team(slug: str, number: int) -> Answer:
    """The same for the team's outline."""
    return _change(slug, number, outlines.of_team)


def _change(slug: str, number: int, find: Find) -> Answer:
    form = OutlineForm()
    try:
        with writing() as session:
            debate = debate_writes.lock(session, slug)
            actor = access.seat(session, slug, number)
            here = load(session, slug, actor.view)
            scope = find(here, actor)
            if (form.team.data or scope.team) != scope.team:
                raise Refused(ELSEWHERE, status=409)
            done = _write(session, debate, here, actor, scope, form)
    except Refused as refused:
        if refused.status == 404:
            raise
        return _refused(slug, number, find, refused, form)
    if wants_fragment():
        return _part(slug, number, find, done)
    if done.prepared:
        flash(_said(done), "note")
    if done.twins:
        return _page(slug, number, find, problem=TWO, status=409)
    return see_other(f"{seat_base(slug, number)}preparation{'/team' if scope.team else ''}")


def _write(
    session: Session,
    debate: Debate,
    here: DebateNow,
    actor: Actor,
    scope: Scope,
    form: OutlineForm,
) -> Done:
    """Save the lines, add the new one, then press the button."""
    now, tab = now_ms(), form.tab.data or ""
    done = Done(writes.save(session, debate, scope, form.typed(), tab, now))
    if form.new_line():
        done = done._replace(added=_add(session, debate, actor, scope, form, now))
    act = form.pressed()
    target = done.twins.get(act.target, act.target)
    if act.verb == "add":
        row = writes.line(session, scope, target)
        added = writes.add(session, debate, scope, "", row.level, tab, now, after=target)
        return done._replace(added=added)
    if act.verb == "card":
        text = _card_line(session, here, actor, target)
        return done._replace(added=writes.add(session, debate, scope, text, 3, tab, now))
    if act.verb == "prepare":
        return _prepare(session, debate, here, actor, scope, done, target, form)
    _arrange(session, debate, scope, Act(act.verb, target), now)
    return done


def _add(
    session: Session, debate: Debate, actor: Actor, scope: Scope, form: OutlineForm, now: int
) -> int:
    """Add the new line; the same form sent again adds nothing."""
    text, level, key = form.new_line(), form.level.data or 2, form.key.data or ""

    def add() -> dict[str, int]:
        tab = form.tab.data or ""
        return {"line": writes.add(session, debate, scope, text, level, tab, now)}

    fields = {"new": text, "level": level}
    sent = keys.Sent(actor.ref, "outlines.add", scope.which, key, fields)
    try:
        return int(keys.once(session, sent, now, add)["line"])
    except keys.KeyReused:
        # The answer was lost and more was typed since: both are kept.
        return add()["line"]


def _prepare(
    session: Session,
    debate: Debate,
    here: DebateNow,
    actor: Actor,
    scope: Scope,
    done: Done,
    line_id: int,
    form: OutlineForm,
) -> Done:
    step_index, citable = place_for_point(session, here, actor)
    target = f"{scope.which}-{line_id}"
    sent = keys.Sent(actor.ref, "outlines.prepare", target, form.key.data or "")
    now = now_ms()

    def prepare() -> None:
        nonlocal done
        made = writes.prepare(session, actor, debate, scope, line_id, step_index, citable, now=now)
        done = done._replace(prepared=made, step=here.fmt.steps[step_index].name)

    keys.once(session, sent, now, prepare)
    return done


def place_for_point(session: Session, here: DebateNow, actor: Actor) -> tuple[int, tuple[int, ...]]:
    """The step that a prepared point of the seat is for, and the cards that it may cite.

    Raises Refused where the seat does not speak any more.
    """
    room = room_of(session, here)
    composer = drafts.turn(session, here, actor, room).composer
    if composer is None:
        raise Refused(NO_ROUND, status=409)
    numbers = tuple(card.number for card in room.citable(here, actor.seat_id))
    return composer.step_index, numbers


def _arrange(session: Session, debate: Debate, scope: Scope, act: Act, now: int) -> None:
    match act.verb:
        case "up" | "down":
            writes.move(session, debate, scope, act.target, act.verb == "down")
        case "in" | "out":
            writes.shift(session, debate, scope, act.target, act.verb == "in")
        case "remove":
            writes.remove(session, debate, scope, act.target, now)
        case "back":
            writes.put_back(session, debate, scope, act.target)
        case "both":
            writes.keep_both(session, debate, scope, act.target)


def _card_line(session: Session, here: DebateNow, actor: Actor, number: int) -> str:
    cards = room_of(session, here).citable(here, actor.seat_id)
    found = next((card for card in cards if card.number == number), None)
    if found is None:
        raise Refused(f"Card No. {number} is not in your hand.", "new")
    return f"#{number} {found.tag}"


def _said(done: Done) -> str:
    made = done.prepared
    assert made is not None
    return prepared_sentence(done.step, made.missing)


def prepared_sentence(step: str, missing: tuple[int, ...]) -> str:
    """What a person is told of a point that was laid aside for a step."""
    told = f"Prepared for the {in_line(step)}. It waits beside your composer in the room."
    if missing:
        cards = listed([f"No. {number}" for number in missing])
        told += f" Left out, because you may not cite it yet: {cards}."
    return told


def _refused(slug: str, number: int, find: Find, refused: Refused, form: OutlineForm) -> Answer:
    """The sentence, with every word that was typed."""
    if wants_fragment():
        return refusal(refused.sentence, refused.status)
    return _page(slug, number, find, problem=refused.sentence, status=refused.status, form=form)


def _unplaced(outline: outlines.Outline, form: OutlineForm) -> list[str]:
    """What was typed into lines that the outline does not have, or into one that is closed."""
    fields = {line.id for line in outline.lines} if outline.open else set()
    typed = [(one_line(one.text), one) for one in form.typed() if one.line_id not in fields]
    texts = [text for text, one in typed if mark(text) != one.mark]
    return [text for text in (*texts, "" if outline.open else form.new_line()) if text]


def _part(slug: str, number: int, find: Find, done: Done | None = None) -> Response:
    session = reading()
    actor = access.seat(session, slug, number)
    here = load(session, slug, actor.view)
    room = room_of(session, here)
    found = outlines.outline(session, here, find(here, actor), room.citable(here, actor.seat_id))
    done = done or Done({})
    said = _said(done) if done.prepared else ""
    status = 409 if done.twins else 200
    return page("outlines/_feed.html", status, outline=found, done=done, said=said, typed={})


def _page(
    slug: str,
    number: int,
    find: Find,
    *,
    problem: str = "",
    status: int = 200,
    form: OutlineForm | None = None,
) -> Response:
    session = reading()
    actor = access.seat(session, slug, number)
    here = load(session, slug, actor.view)
    room = room_of(session, here)
    cards = room.citable(here, actor.seat_id)
    held = {one.card.number for one in room.hand(actor.seat_id)}
    found = outlines.outline(session, here, find(here, actor), cards)
    typed = {one.line_id: one.text for one in form.typed()} if form else {}
    return kept(
        page(
            "outlines/preparation.html",
            status,
            here_now=here,
            base=seat_base(slug, number),
            positions=positions(session, [(here.id, here.view)]),
            floor=head(session, here),
            actor=actor,
            outline=found,
            cards=cards,
            held=held,
            problem=problem,
            typed=typed,
            unplaced=_unplaced(found, form) if form else [],
            new=form.new_line() if form else "",
            done=Done({}),
            said="",
            tab_key=keys.fresh(),
        )
    )
