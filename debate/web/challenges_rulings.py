"""Evidence challenges from the moderators' side: what there is to look at, ruling, reversal."""

from flask import Blueprint, Response, flash, request
from werkzeug.wrappers import Response as BaseResponse

from debate.domain import challenges as rules
from debate.domain.challenges_checks import VERDICTS
from debate.domain.events import MODERATORS
from debate.domain.permissions import may as may_do
from debate.domain.refusals import NotFound, Refused
from debate.export import transcripts_challenges
from debate.queries import challenges as reads
from debate.queries import challenges_calls as calls
from debate.queries import challenges_cases as cases
from debate.services import challenges, challenges_rulings
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import now_ms, page, reading, see_other
from debate.web.debates import kept, load
from debate.web.forms.challenges import EachForm, ReversalForm, RulingForm
from debate.web.moderation import once

pages = Blueprint("challenges_rulings", __name__)

Answer = Response | BaseResponse
STAFF = "/debates/<slug>/challenges"
_ALL = ("", "remedy", "reason", "warned")  # every refusal is said on the page of the challenge


@pages.get(STAFF)
@may("challenges.watch")
def index(slug: str) -> Response:
    """All challenges of a debate, and how many a debater may make."""
    return _index_page(slug, "", 200)


@pages.get(f"{STAFF}.csv")
@may("transcripts.export")
def table(slug: str) -> Response:
    """The challenges as a table for any program."""
    session = reading()
    access.staff(session, debate=slug)
    data = transcripts_challenges.file(reads.of_debate(session, load(session, slug, MODERATORS)))
    response = Response(data, mimetype="text/csv")
    name = f"challenges-{slug[:8]}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@pages.post(f"{STAFF}/each")
@may("challenges.rule")
def each(slug: str) -> Answer:
    """Set how many challenges a debater may make."""
    form = EachForm(formdata=request.values)
    wanted = form.each.data if form.each.data is not None else -1
    try:
        once(
            slug,
            "challenges.each",
            slug[:40],
            {"each": wanted},
            lambda session, actor, debate: challenges.set_each(
                session, actor, debate, wanted, now=now_ms()
            ),
            asked=("each",),
        )
    except Refused as refused:
        if refused.field != "each":
            raise
        return _index_page(slug, refused.sentence, refused.status)
    return see_other(f"/debates/{slug}/challenges")


@pages.get(f"{STAFF}/<int(max=9999):challenge>")
@may("challenges.watch")
def one(slug: str, challenge: int) -> Response:
    """One challenge with card, passage and checks, and the form to rule on it."""
    return _one_page(slug, challenge, RulingForm(formdata=None), ReversalForm(formdata=None), 200)


@pages.post(f"{STAFF}/<int(max=9999):challenge>/skip")
@may("challenges.rule")
def skip(slug: str, challenge: int) -> Answer:
    """Go on without the other side's statement."""
    once(
        slug,
        "challenges.skip",
        str(challenge),
        {},
        lambda session, actor, debate: challenges.skip(
            session, actor, debate, challenge, now=now_ms()
        ),
    )
    return see_other(f"/debates/{slug}/challenges/{challenge}")


@pages.post(f"{STAFF}/<int(max=9999):challenge>/ruling")
@may("challenges.rule")
def rule(slug: str, challenge: int) -> Answer:
    """Rule on it: upheld or dismissed, with a reason and a remedy."""
    form = RulingForm()
    ruling = form.ruling()
    if form.upheld.data not in ("yes", "no"):
        form.upheld.errors = ("Say whether the challenge is upheld.",)
        return _one_page(slug, challenge, form, ReversalForm(formdata=None), 422)
    fields = {name: str(getattr(ruling, name)) for name in ruling.__dataclass_fields__}
    try:
        once(
            slug,
            "challenges.rule",
            str(challenge),
            fields,
            lambda session, actor, debate: challenges_rulings.rule(
                session, actor, debate, challenge, ruling, now=now_ms()
            ),
            asked=_ALL,
        )
    except Refused as refused:
        return _refused(slug, challenge, refused, form, ReversalForm(formdata=None))
    flash("The ruling is on the record, and both sides read it.", "note")
    return see_other(f"/debates/{slug}/challenges/{challenge}")


@pages.post(f"{STAFF}/<int(max=9999):challenge>/reversal")
@may("challenges.rule")
def reverse(slug: str, challenge: int) -> Answer:
    """Take a ruling back, with a reason."""
    form = ReversalForm()
    reason = form.reason.data or ""
    try:
        once(
            slug,
            "challenges.reverse",
            str(challenge),
            {"reason": reason},
            lambda session, actor, debate: challenges_rulings.reverse(
                session, actor, debate, challenge, reason, now=now_ms()
            ),
            asked=_ALL,
        )
    except Refused as refused:
        return _refused(slug, challenge, refused, RulingForm(formdata=None), form)
    return see_other(f"/debates/{slug}/challenges/{challenge}")


def _refused(
    slug: str, challenge: int, refused: Refused, form: RulingForm, reversal: ReversalForm
) -> Response:
    """The page again with what was typed: the sentence at its field, or at the top."""
    if refused.status in (403, 404, 503):
        raise refused
    asked = form if form.is_submitted() and form.upheld.data else reversal
    field = getattr(asked, refused.field, None) if refused.field else None
    if field is None:
        flash(refused.sentence, "error")
    else:
        field.errors = (refused.sentence,)
    return _one_page(slug, challenge, form, reversal, refused.status)


def _one_page(
    slug: str, challenge: int, form: RulingForm, reversal: ReversalForm, status: int
) -> Response:
    session = reading()
    staff = access.staff(session, debate=slug)
    here = load(session, slug, MODERATORS)
    line = reads.one(session, here, challenge)
    if line is None:
        raise NotFound("There is no challenge of that number.")
    return kept(
        page(
            "challenges/ruling.html",
            status,
            here_now=here,
            case=cases.case(session, here, line),
            verdicts=VERDICTS,
            remedies=rules.REMEDIES,
            may_rule=may_do("challenges.rule", staff.actor.role),
            form=form,
            reversal=reversal,
            stands_still=here.reading.state == "paused" and here.reading.prep_side is None,
            goes_on=calls.stands_still(here, line.stopped_n),
        )
    )


def _index_page(slug: str, problem: str, status: int) -> Response:
    session = reading()
    staff = access.staff(session, debate=slug)
    here = load(session, slug, MODERATORS)
    form = EachForm(formdata=None)
    form.each.data = here.challenges_each
    form.each.errors = (problem,) if problem else ()
    return page(
        "challenges/list.html",
        status,
        here_now=here,
        lines=reads.of_debate(session, here),
        form=form,
        may_rule=may_do("challenges.rule", staff.actor.role),
    )
