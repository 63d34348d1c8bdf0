"""A record as blocks of text: what PDF, Word and Markdown write, each in its own notation.

Belongs here: the kinds of blocks, and times as records write them. Does not belong here: which
blocks a transcript or a packet has (`transcripts_document`, `packets_document`), and notation.
"""

from datetime import UTC, datetime
from typing import NamedTuple

from debate.export.transcripts_prose import Paragraph, Words, plain

Runs = tuple[Words, ...]


class Comment(NamedTuple):
    """Feedback on the words beside it. Word shows it in the margin, other files in the text."""

    author: str
    text: str


class Text(NamedTuple):
    """A line of the record itself. `look`: lede | plain | quiet | small | bold | seal."""

    words: Runs
    look: str = "plain"
    kind: str = "text"


class Prose(NamedTuple):
    """What somebody wrote, in paragraphs."""

    paragraphs: tuple[Paragraph, ...]
    kind: str = "prose"


class Table(NamedTuple):
    """A table with a header; `numeric` are the columns whose cells stand at the right."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[int, ...] = ()
    title: str = ""
    kind: str = "table"


class Source(NamedTuple):
    """A cited card with its citation in full; `notes` are lines of its own."""

    number: int
    tag: str
    lines: tuple[str, ...]
    kind: str = "source"


class PointBlock(NamedTuple):
    """A version of a point. `look`: "" | held | hidden | struck. `gap`: a sentence in its place."""

    number: str  # "–" where the room never saw it
    address: str
    before: tuple[Runs, ...]  # who asks, what it answers
    claim: str
    gap: str
    paragraphs: tuple[Paragraph, ...]
    cards: tuple[tuple[int, str], ...]
    after: tuple[str, ...]
    look: str = ""
    beside: bool = False  # another's, in a packet
    comments: tuple[Comment, ...] = ()
    kind: str = "point"


Block = Text | Prose | Table | Source | PointBlock


class Section(NamedTuple):
    """A speech (`side` "P", "O" or "" for the room; `speech`) or another part of the record."""

    title: str
    address: str
    side: str
    time: str
    blocks: tuple[Block, ...]
    speech: bool = False
    comments: tuple[Comment, ...] = ()


class Document(NamedTuple):
    """A whole file. `sides`: name and people of each side at the top, empty in a packet."""

    subject: str  # "Transcript" | "Packet"
    title: str
    when: str
    sides: tuple[tuple[str, str, str], ...]  # letter, name, people
    top: tuple[Block, ...]
    running: tuple[str, str]  # heads of all pages but the first
    sections: tuple[Section, ...]
    head: str  # of the chain, 64 hex signs; "" in a packet
    made_ms: int


def line(text: str, look: str = "plain") -> Text:
    """A line without styles."""
    return Text((Words(text),), look)


def written(text: str) -> Prose:
    """Text without markup, such as a judge's reason."""
    return Prose(plain(text))


def moment(ms: int, one_day: bool) -> str:
    """An instant of the record in UTC: "14:05:10", with its day where there are several."""
    at = datetime.fromtimestamp(ms / 1000, UTC)
    return f"{at:%H:%M:%S}" if one_day else f"{at.day} {at:%b %Y, %H:%M:%S}"


def length(ms: int) -> str:
    """A length of time: "5:04", "1:05:04"."""
    seconds = -(-ms // 1000)
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def of_100(hundredths: int | None) -> str:
    """A score: "82.50", or a dash."""
    return "–" if hundredths is None else f"{hundredths / 100:.2f}"


def many(count: int, noun: str) -> str:
    """A number with its noun: "1 vote", "2 votes"."""
    return f"{count} {noun}{'' if count == 1 else 's'}"
