"""Writing what deadlines over days bring about: a date that is moved, a step that all handed in.

Does not belong here: the control events themselves (`controls`), handing in (`speeches`).
"""

from sqlalchemy.orm import Session

from debate.domain import deadlines
from debate.domain.events import MODERATORS
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.domain.speeches import Words
from debate.domain.steps import Step
from debate.models.debates import Debate
from debate.queries.debates import load
from debate.queries.moderation import undecided
from debate.services import controls, drafts


def move(
    session: Session,
    actor: Actor,
    debate: Debate,
    day: str,
    hour: str,
    *,
    now: int,
    step: int | None = None,
) -> None:
    """Set the due date of the step that runs to a local date and time of the class.

    The steps after it move along, and seats with extra time keep it. `step`: the one that the
    moderator was looking at. Raises Refused for a date that cannot be, or that is past.
    """
    here = load(session, debate.id, MODERATORS, now)
    if here is None:
        raise NotFound
    reading = here.reading
    due = here.dues[reading.step_index]
    if reading.state == "paused":
        raise Refused("The clock is paused, so nothing is due. Resume it, then set the date.")
    if due is None or reading.state != "running":
        raise Refused("No step with a due date is running.")
    wanted = deadlines.instant(day, hour, here.time_zone)
    seconds = deadlines.seconds_to_add(wanted, due, now)
    controls.act(session, actor, debate, "add", seconds, now=now, step=step)


def take_up(session: Session, actor: Actor, debate: Debate, step: int, *, now: int) -> None:
    """Work on the speech of this step now: its composer is the one that is shown.

    For who owes two speeches at once, since one is late. Raises NotFound for no speech of theirs.
    """
    here = load(session, debate.id, MODERATORS, now)
    lines = here.speeches_of(step) if here and 0 <= step < len(here.fmt.steps) else ()
    if not any(line.seat_id == actor.seat_id for line in lines):
        raise NotFound
    kept = drafts.open_draft(session, actor, step)
    if kept is None:
        drafts.save_open(session, actor, debate, step, Words(""), now)
    else:
        kept.saved_ms = now


def handed_in(session: Session, debate: Debate, step: Step, now: int) -> None:
    """Move on from a step that ends when all have handed in, if they have.

    A place that nobody holds is not waited for. After the last step, held points are.
    """
    if step.advance != "handed_in":
        return
    here = load(session, debate.id, MODERATORS, now)
    if here is None or here.reading.state != "running" or here.reading.step_index != step.index:
        return
    if any(line.seat_id and not line.handed_in_ms for line in here.speeches_of(step.index)):
        return
    if here.reading.is_last and undecided(session, here.id):
        return
    controls.move_on(session, debate, now)
