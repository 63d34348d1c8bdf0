"""A transcript as blocks: what stands in its PDF, Word and Markdown files, in order.

Belongs here: which part of the record becomes which block, and the sentences around it. Does not
belong here: leaving out (`queries.transcripts_parts` did it), packets, notation. The HTML file has
the templates of the page instead.
"""

from collections.abc import Iterator

from debate.domain import deadlines, text
from debate.domain.polls import Totals
from debate.export import transcripts_challenges
from debate.export.transcripts_blocks import (
    Block,
    Comment,
    Document,
    Prose,
    Section,
    Table,
    Text,
    length,
    line,
    many,
    moment,
    of_100,
    written,
)
from debate.export.transcripts_points import point_block, source, threads
from debate.export.transcripts_prose import Words, paragraphs
from debate.queries.agreements import Line
from debate.queries.flow import DutyLine
from debate.queries.polls_words import record_lines
from debate.queries.transcripts import Transcript
from debate.queries.transcripts_steps import SpeechPart, StepPart

JOINED = {
    "link": "personal link",
    "code": "code and name",
    "walk_in": "code, not on the class list",
    "": "did not join",
}
ROLES = {"judge": "Judge", "shadow": "Shadow judge, for practice", "audience": "Audience"}
SOURCE = {"instructor": "the instructor", "none": "nobody"}
_NUMBER_ALONE = (
    "Where totals would tell who voted how, as of fewer than five votes, this copy gives the "
    "number alone."
)
PSEUDONYMOUS = (
    "Pseudonymous copy. Code names stand for people, and [name] where somebody typed a name. What "
    "the room was not shown, notes of moderators and reflections are left out."
)
NO_CHAIN = (
    "This copy has no chain inside: its hashes would tie it to the record with names. Whoever made "
    "it has a key, with the head of that chain and the number of the record behind each turn."
)
PROVES = (
    "Note this line down, or have it read out. Whoever kept it can prove later that no entry up to "
    "here was changed, added or taken out since. It proves nothing about the time before it was "
    "noted, and nothing against whoever runs the server, who could write another record from the "
    "start. What is withheld (single votes, unreleased ballots and marks, erased texts) stays "
    "covered without being shown."
)


def document(record: Transcript) -> Document:
    """The blocks of a transcript."""
    head, here = record.head, record.here
    fmt = here.fmt
    teams: dict[str, list[str]] = {key: [] for key in fmt.parts}
    for one in record.people:
        if one.side:
            teams[fmt.team(one.side, one.position or 1)].append(one.label)
    shown = [key for key in teams if record.choice.side in ("", key[0])]
    return Document(
        subject="Transcript",
        title=here.motion_text,
        when=_when(record),
        sides=tuple((key[0], fmt.parts[key], ", ".join(teams[key]) or "nobody") for key in shown),
        top=tuple(_top(record)),
        running=(here.motion_text, f"{head.sitting}, room {here.number}"),
        sections=(*_steps(record), *_parts(record)),
        head=head.chain_head,
        made_ms=head.made_ms,
    )


def about(record: Transcript) -> str:
    """What a copy of a part says of itself, and of what is left out; "" for the whole."""
    choice, said = record.choice, ""
    if choice.side:
        said = f"Of the whole record, the turns of {record.here.fmt.sides[choice.side]} alone. "
    elif choice.seat:
        label = record.people[0].label if record.people else f"seat {choice.seat}"
        said = f"Of the whole record, the turns of {label} alone. "
    without = [] if choice.moderation else ["the moderation log and what the room was not shown"]
    without += [] if choice.marks else ["ballots and marks"]
    without += [] if choice.reflections else ["reflections"]
    return said + (f"Left out of this copy: {'; '.join(without)}." if without else "")


def _when(record: Transcript) -> str:
    head = record.head
    if not head.started_ms:
        return "Transcript; not started"
    start = moment(head.started_ms, False)
    if not head.ended_ms:
        return f"Transcript, {start}; still running when this copy was made"
    return f"Transcript, {start} to {moment(head.ended_ms, head.one_day)}"


def _top(record: Transcript) -> Iterator[Block]:
    head, here, voters = record.head, record.here, record.polls.voters
    said = [head.course, f"{head.sitting}, room {here.number}", here.fmt.title, head.instructor]
    if "before" in voters:
        votes = f"{many(voters['before'], 'vote')} of the audience before"
        said.append(votes + (f", {voters['after']} after" if "after" in voters else ""))
    said += ["Times are in UTC", "Sources are listed at the end"]
    yield line(" ".join(f"{part.rstrip('.')}." for part in said if part), "quiet")
    if not record.copy.names:
        yield line(PSEUDONYMOUS, "quiet")
    if about(record):
        yield line(about(record), "quiet")


def _steps(record: Transcript) -> Iterator[Section]:
    feedback = _feedback(record)
    for step in record.steps:
        for part in step.speeches:
            yield _speech(record, step, part, feedback)
        if not step.speeches:
            yield Section(step.name, "", "", _time(record, step), tuple(_unspoken(record, step)))


def _speech(
    record: Transcript, step: StepPart, part: SpeechPart, feedback: dict[int, Comment]
) -> Section:
    one_day = record.head.one_day
    title = f"{step.name}, {part.speaker}" if part.speaker else step.name
    if part.answerer:
        title = f"{step.name}: {part.speaker} asks {part.answerer}"
    blocks: list[Block] = []
    if part.handed_in_ms:
        blocks.append(line(f"Handed in {moment(part.handed_in_ms, one_day)}.", "small"))
    blocks += [point_block(point, one_day) for point in part.points]
    if not part.points:
        nothing = "Not handed in." if part.missed else "Nothing was sent."
        blocks.append(line(nothing if step.start_ms else "Not begun.", "quiet"))
    blocks += map(_standing, part.standing)
    if part.cards or part.dropped:
        blocks.append(Text(tuple(_cards(part)), "cards"))
    # Each comment once, at the first turn of the person whom it is about.
    own = feedback.pop(part.seat_id or 0, None)
    time = _time(record, step)
    comments = (own,) if own else ()
    return Section(title, part.address, part.side or "", time, tuple(blocks), True, comments)


def _standing(stands: Line) -> Block:
    """What the others said of a speech that is checked, or of a line of a joint statement."""
    who = ", ".join(stands.agree)
    said = {
        "accepted": f"accepted by {who}",
        "missing": "; ".join(
            f"{one.by} says what is missing{f': {one.words}' if one.words else ''}"
            for one in stands.against
        ),
        "open": f"not yet accepted by {', '.join(stands.waiting) or 'anybody'}",
    }[stands.state]
    title = f" ({stands.title})" if stands.title else ""
    return line(f"{stands.address}{title}: {said}.", "small")


def _feedback(record: Transcript) -> dict[int, Comment]:
    """By seat id: the score and comment that were released."""
    if record.judgement is None:
        return {}
    author = record.head.instructor or "Instructor"
    return {
        score.seat.id: Comment(
            author,
            f"{score.seat.label}: {of_100(score.total)} of 100. {text.plain(score.comment)}",
        )
        for score in record.judgement.scores
        if score.comment
    }


def _cards(part: SpeechPart) -> Iterator[Words]:
    if part.cards:
        yield Words("Cards ", "b")
        for card in part.cards:
            yield Words(f"[{card.number}] ", "b")
            yield Words(f"{card.citation}, {card.badge}. ")
    if part.dropped:
        yield Words("Not answered by the end of this step: ", "b")
        told = (f"{line.address}{_afterwards(line)}" for line in part.dropped)
        yield Words(f"{', '.join(told)}.")


def _afterwards(line: DutyLine) -> str:
    return f" ({line.afterwards})" if line.afterwards else ""


def _time(record: Transcript, step: StepPart) -> str:
    planned = length(step.planned_s * 1000) if step.planned_s else f"{step.due_hours} hours"
    due = record.here.dues[step.number - 1]
    planned += f", due {deadlines.said(due, record.here.time_zone)}" if due else ""
    if step.used_ms is not None:
        return f"{length(step.used_ms)} of {planned}"
    if step.start_ms is None and record.head.started_ms and step.poll:
        return "before the start"
    return f"not begun; planned {planned}"


def _unspoken(record: Transcript, step: StepPart) -> Iterator[Block]:
    """A vote, or what was written after the debate."""
    if step.poll:
        yield line(_votes(record, step.poll))
        if step.poll == "after":
            yield from map(line, record_lines(record.polls, record.here.fmt.sides))
    for reflection in step.reflections:
        yield line(reflection.label, "bold")
        yield Prose(paragraphs(reflection.html))


def _votes(record: Transcript, poll: str) -> str:
    polls = record.polls
    totals: Totals | None = getattr(polls, poll)
    if totals:
        said = f"Audience: {totals.P} for, {totals.U} undecided, {totals.O} against."
        if totals.confidence:
            said += f" Mean confidence {totals.confidence / 100:.1f} of 5."
        if polls.unconfirmed:
            said += f" Not counted: {polls.unconfirmed} unconfirmed."
        return said
    if poll in polls.voters:
        count = many(polls.voters[poll], "vote")
        return f"Audience: {count}. {_NUMBER_ALONE}"
    waits = " and the instructor shows them" if polls.doubtful else ""
    return f"Totals are shown once the last vote has closed{waits}."


def _parts(record: Transcript) -> Iterator[Section]:
    yield _part("People", _people(record))
    if record.challenges:
        yield _part(
            "Challenges", *transcripts_challenges.blocks(record.challenges, record.head.one_day)
        )
    if record.choice.moderation:
        run = _run(record) or [line("The debate has not started.", "quiet")]
        yield _part("How it ran", *run)
    if record.choice.marks:
        yield _part("Ballots and marks", *_judgement(record))
    if record.judgement and record.questions:
        yield _part("Questions about marks", *_questions(record))
    cited: list[Block] = [source(found) for found in record.cited]
    yield _part("Sources", *(cited or [line("No card was cited.", "quiet")]))
    yield _part("What this record proves", *_chain(record))


def _part(title: str, *blocks: Block) -> Section:
    return Section(title, "", "", "", blocks)


def _people(record: Transcript) -> Table:
    fmt = record.here.fmt
    rows = []
    for person in record.people:
        part = fmt.place_name(person.side, person.position or 1) if person.side else ""
        joined = JOINED[person.joined]
        if person.joined in ("code", "walk_in"):
            joined += ", confirmed" if person.confirmed_ms else ", not confirmed"
        if person.absent:
            joined += "; marked absent"
        rows.append((person.label, part or ROLES.get(person.role, ""), joined))
    return Table(("Name", "Part", "Joined"), tuple(rows))


def _run(record: Transcript) -> list[Text]:
    one_day = record.head.one_day
    return [
        line(f"{moment(one.at_ms, one_day)} {one.said}{f', {one.by}' if one.by else ''}")
        for one in record.run
    ]


def _judgement(record: Transcript) -> Iterator[Block]:
    found, sides = record.judgement, record.here.fmt.sides
    if found is None:
        yield line("Ballots and marks stand here once they are released.", "quiet")
        return
    panel = found.outcome.panel
    decided = (f"{panel.P} for {sides['P']}", f"{panel.O} for {sides['O']}")
    if record.here.fmt.teams:
        yield from map(line, found.outcome.sentences)
    else:
        yield line(f"Decision of the judges: {', '.join(decided)}.")
    for ballot in found.ballots:
        version = f" (version {ballot.version})" if ballot.version > 1 else ""
        yield line(f"{ballot.judge}: {ballot.said}{version}", "bold")
        if ballot.reason:
            yield written(ballot.reason)
        totals = (f"{one.seat.label}: {of_100(one.total)}" for one in ballot.subjects)
        yield line(f"{'; '.join(totals)}.", "small")
    if not found.ballots:
        yield line("No ballot was handed in.", "quiet")
    rows = tuple(
        (
            score.seat.label,
            of_100(score.total),
            SOURCE.get(score.source, f"the mean of ballots, n {score.n}"),
            text.plain(score.comment),
        )
        for score in found.scores
        if score.total is not None or score.comment
    )
    columns = ("Name", "Score of 100", "From", "Comment")
    yield Table(columns, rows, (1,)) if rows else line("No scores were given.", "quiet")


def _questions(record: Transcript) -> Iterator[Block]:
    for thread in record.questions:
        yield line(record.here.label(thread.seat_id), "bold")
        yield from threads([thread])


def _chain(record: Transcript) -> Iterator[Block]:
    head = record.head
    if not head.records:
        yield line(NO_CHAIN, "small")
        return
    entries = "entry" if head.records == 1 else "entries"
    said = f"This record has {head.records} numbered {entries}, each bound to the one before it"
    if head.sealed_ms:
        said += f"; it was last sealed on {moment(head.sealed_ms, False)} UTC"
    yield line(f"{said}. Its head now:")
    yield line(head.chain_head or "no entry yet", "seal")
    yield line(PROVES, "small")
