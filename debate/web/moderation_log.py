"""The moderation log over HTTP: a page that can be narrowed down, and the same as CSV."""

from flask import Blueprint, Response, request

from debate.domain.events import MODERATORS
from debate.domain.moderation import GROUPS
from debate.export import moderation_log as files
from debate.queries import moderation_log as reads
from debate.queries.moderation_log import Filter
from debate.web import access, transcripts_files
from debate.web.access import access as may
from debate.web.answers import page, reading
from debate.web.debates import load

pages = Blueprint("moderation_log", __name__)

ID_MAX = 2**31


@pages.get("/debates/<slug>/log")
@may("moderation.log")
def log(slug: str) -> Response:
    """What moderators did in a debate; `?group=`, `?by=` narrow it down, `?page=` turns pages."""
    session = reading()
    access.staff(session, debate=slug)
    here = load(session, slug, MODERATORS)
    number = request.args.get("page", 0, type=int)
    found = reads.page(session, here, _chosen(), number if 0 < number < ID_MAX else 0)
    return page("moderation/log.html", here_now=here, log=found, groups=GROUPS)


@pages.get("/debates/<slug>/log.csv")
@may("moderation.log")
def log_csv(slug: str) -> Response:
    """The log, or what of it is chosen, as a table."""
    session = reading()
    access.staff(session, debate=slug)
    here = load(session, slug, MODERATORS)
    data = files.file(reads.whole(session, here, _chosen()))
    name = f"Moderation log, {here.sitting_title}, room {here.number}.csv"
    return transcripts_files.named(Response(data, mimetype="text/csv"), name)


def _chosen() -> Filter:
    group, account = request.args.get("group", ""), request.args.get("by", 0, type=int)
    known = group if group in GROUPS else ""
    return Filter(known, account if 0 < account < ID_MAX else 0)
