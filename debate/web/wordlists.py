"""The word list of a class, and the question to a writer in whose words it found something."""

from flask import Blueprint, Response, flash, request
from werkzeug.wrappers import Response as BaseResponse

from debate.db import db
from debate.domain.refusals import Refused
from debate.queries import wordlists as reads
from debate.services import courses, wordlists
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import now_ms, page, reading, see_other, wants_fragment, writing
from debate.web.forms.speeches import one_newline
from debate.web.forms.wordlists import WordlistForm

pages = Blueprint("wordlists", __name__)

Answer = Response | BaseResponse


@pages.get("/courses/<slug>/words")
@may("wordlists.edit")
def edit(slug: str) -> Response:
    """The list and what happens when it finds something."""
    session = reading()
    staff = access.staff(session, slug)
    found = reads.of_course(session, staff.course.course_id)
    form = WordlistForm(formdata=None, words=found.words, effect=found.effect)
    return page("wordlists/edit.html", course=staff.course, form=form)


@pages.post("/courses/<slug>/words")
@may("wordlists.edit")
def save(slug: str) -> Answer:
    """Keep the list; an empty one switches it off."""
    form = WordlistForm()
    words, effect = one_newline(form.words.data), form.effect.data or ""
    try:
        with writing() as session:
            row = courses.lock(session, slug)
            staff = access.staff(session, slug)
            wordlists.save(session, staff.actor, row, words, effect, now_ms())
    except Refused as refused:
        if refused.field not in form:
            raise
        form[refused.field].errors = [refused.sentence]
        known = access.staff(reading(), slug).course
        return page("wordlists/edit.html", 422, course=known, form=form)
    flash("Saved. It holds for what is sent from now on.")
    return see_other(f"/courses/{slug}/")


@pages.before_app_request
def note_answer() -> None:
    """Whether the writer was asked before and posts the same again."""
    if request.method == "POST":
        wordlists.note_answer(db.session(), request.args.get("anyway") == "1")


@pages.app_errorhandler(wordlists.Asked)
def ask(error: wordlists.Asked) -> Response:
    """What was found, the words as they were posted, and the way to send them as they are."""
    posted = [(name, value) for name, value in request.form.items(multi=True)]
    kept = [(name, value) for name, value in posted if name != "csrf_token"]
    template = "wordlists/_ask.html" if wants_fragment() else "wordlists/ask.html"
    here = request.full_path.rstrip("?")
    to = here + ("&" if "?" in here else "?") + "anyway=1"
    return page(template, 422, sentence=error.sentence, kept=kept, to=to)
