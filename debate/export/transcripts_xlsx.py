"""The record as a workbook: turns, people, cards, moderation, polls, a sheet each.

Belongs here: sheets and their columns, as README.md beside this file describes them. Text stands in
text cells, whatever it begins with, so that none becomes a formula.
"""

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from debate.domain import ballots_ranks
from debate.export import transcripts_challenges, transcripts_csv
from debate.queries.transcripts import Transcript

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

PEOPLE = ("seat", "name", "role", "side", "position", "joined", "confirmed", "absent")
CARDS = ("number", "tag", "citation", "passage", "kind", "bearing", "holder", "hedge", "gist")
MODERATION = ("at", "act", "address", "person", "by", "note")
RANKS = ("judge", "team", "rank", "team_points", "total")
POLLS = ("poll", "for", "undecided", "against", "voters", "mean_confidence")
CELL = 32_767
"""Signs that a cell can hold; Excel refuses a file with longer ones."""
_WIDTHS = {"claim": 48, "reasons": 64, "citations": 32, "tag": 48, "citation": 64, "gist": 64}


def file(found: Transcript) -> bytes:
    """The bytes of the workbook."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    turns = transcripts_csv.rows(found)
    _sheet(book, "turns", transcripts_csv.COLUMNS, turns)
    _sheet(book, "people", PEOPLE, _people(found))
    _sheet(book, "cards", CARDS, _cards(found))
    _sheet(book, "moderation", MODERATION, _moderation(found))
    if found.challenges:
        rows = map(transcripts_challenges.row, found.challenges)
        _sheet(book, "challenges", transcripts_challenges.COLUMNS, rows)
    _sheet(book, "polls", POLLS, _polls(found))
    if found.here.fmt.teams:
        _sheet(book, "ranks", RANKS, _ranks(found))
    made = datetime.fromtimestamp(found.head.made_ms / 1000, UTC)
    book.properties.created = made.replace(tzinfo=None)
    book.properties.title = found.here.motion_text
    book.properties.creator = "Clashroom"
    book.properties.keywords = f"clashroom-head {found.head.chain_head}"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet(
    book: "Workbook", name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet: Any = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    for number, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(column, 16)
    header = [_cell(sheet, column) for column in columns]
    for cell in header:
        cell.font = Font(bold=True)
    sheet.append(header)
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])


def _cell(sheet: Any, value: Any) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if value is None or isinstance(value, int | float):
        return WriteOnlyCell(sheet, value)
    text = ILLEGAL_CHARACTERS_RE.sub("", str(value))
    cell = WriteOnlyCell(sheet, text if len(text) <= CELL else f"{text[: CELL - 1]}…")
    cell.data_type = "s"
    return cell


def _people(found: Transcript) -> Iterable[Sequence[Any]]:
    for one in found.people:
        yield (
            one.number if found.copy.names else None,
            one.label,
            one.role,
            one.side,
            one.position,
            one.joined,
            "yes" if one.confirmed_ms else "no",
            "yes" if one.absent else "no",
        )


def _cards(found: Transcript) -> Iterable[Sequence[Any]]:
    for one in found.cited:
        card = one.card
        yield (
            card.number,
            card.tag,
            one.citation,
            card.passage,
            card.kind,
            card.bearing,
            card.holder,
            card.hedge,
            one.gist,
        )


def _moderation(found: Transcript) -> Iterable[Sequence[Any]]:
    """What was done with points and people, and what moved the clock, in order of time."""
    if not found.choice.moderation:
        return ()
    acts = [
        (
            act.at_ms,
            act.kind,
            point.row.address if point.row.number else "",
            point.row.author,
            act.by,
            act.note,
        )
        for point in found.points
        for act in point.acts
    ]
    moved = [
        (
            one.at_ms,
            one.kind,
            one.about,
            one.person,
            one.by,
            one.text or (str(one.value) if one.value else ""),
        )
        for one in found.run
    ]
    both = sorted([*acts, *moved], key=lambda row: row[0])
    return ((transcripts_csv.time(row[0]), *row[1:]) for row in both)


def _polls(found: Transcript) -> Iterable[Sequence[Any]]:
    for poll in ("before", "after"):
        totals = getattr(found.polls, poll)
        if totals:
            sure = totals.confidence / 100 if totals.confidence else None
            yield poll, totals.P, totals.U, totals.O, totals.n, sure
        elif poll in found.polls.voters:
            yield poll, None, None, None, found.polls.voters[poll], None


def _ranks(found: Transcript) -> Iterable[Sequence[Any]]:
    """The places that the panel decided, without a judge; then what each judge ranked."""
    names = found.here.fmt.teams
    if found.judgement is None:
        return
    for place in found.judgement.outcome.ranking.places:
        yield "", names[place.team], place.place, place.points, _points(place.total)
    for ballot in found.judgement.ballots:
        for team in ballot.teams:
            if team.rank:
                worth = ballots_ranks.worth(team.rank)
                yield ballot.judge, team.name, team.rank, worth, _points(team.total)


def _points(hundredths: int | None) -> float | None:
    return None if hundredths is None else hundredths / 100
