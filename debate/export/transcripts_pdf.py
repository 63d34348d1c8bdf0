"""Transcripts and packets as PDF: tagged, with contents, running heads and page numbers.

Belongs here: the data that the template gets, and the process that sets it, with its limits. Does
not belong here: the words (`transcripts_document`), the look (templates/transcripts/record.typ).
"""

import json
import re
import subprocess
import sys
import unicodedata
from threading import BoundedSemaphore
from typing import Any

from debate.config import ROOT
from debate.export.transcripts_blocks import (
    Block,
    Comment,
    Document,
    PointBlock,
    Prose,
    Section,
    Table,
    Text,
)
from debate.export.transcripts_prose import Paragraph, Words

TEMPLATE = ROOT / "templates" / "transcripts" / "record.typ"
LIMIT_S = 120.0
WAIT_S = 60.0
LONG = re.compile(r"[^\s⺀-鿿가-힯]{41,}")
PIECE = 20

_one_at_a_time = BoundedSemaphore()


class NotSet(RuntimeError):
    """The PDF could not be made in time, or at all."""


def file(document: Document) -> bytes:
    """The bytes of a PDF. Raises NotSet."""
    asked = {"template": str(TEMPLATE), "data": data(document), "made_ms": document.made_ms}
    return typeset(asked, b"%PDF")


def typeset(asked: dict[str, Any], begins: bytes) -> bytes:
    """What `typesetting` makes, a file that `begins` so. One is made at a time. Raises NotSet."""
    if not _one_at_a_time.acquire(timeout=WAIT_S):
        raise NotSet("busy")
    try:
        done = subprocess.run(
            [sys.executable, "-m", "debate.export.typesetting"],
            input=json.dumps(asked, ensure_ascii=False).encode(),
            capture_output=True,
            cwd=ROOT,
            timeout=LIMIT_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NotSet("took too long") from error
    finally:
        _one_at_a_time.release()
    if done.returncode or not done.stdout.startswith(begins):
        raise NotSet(done.stderr.decode("utf-8", "replace")[-2000:])
    return done.stdout


def data(document: Document) -> dict[str, Any]:
    """What the template is handed: texts, numbers and truth values, never markup."""
    head = document.head
    return {
        "subject": document.subject,
        "title": document.title,
        "rtl": runs_left(document.title),
        "when": document.when,
        "sides": [list(side) for side in document.sides],
        "top": [_block(block) for block in document.top],
        "running": list(document.running),
        "foot": f"Chain head {head[:16]}…" if head else document.subject,
        "keywords": [f"clashroom-head {head}"] if head else [],
        "unprintable": "",
        "sections": [_section(section) for section in document.sections],
    }


def runs_left(text: str) -> bool:
    """Whether a text runs from right to left: its first letter with a direction does."""
    for sign in text:
        direction = unicodedata.bidirectional(sign)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


def _section(section: Section) -> dict[str, Any]:
    return section._asdict() | {
        "title": _broken(section.title),
        "blocks": [_block(block) for block in section.blocks],
        "comments": [],
    }


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Text():
            said = "".join(piece.text for piece in block.words)
            return block._asdict() | {"words": _words(block.words), "rtl": runs_left(said)}
        case Prose():
            return {"kind": block.kind, "paragraphs": _paragraphs(block.paragraphs)}
        case Table():
            rows = [
                [{"text": _broken(cell), "rtl": runs_left(cell)} for cell in row]
                for row in block.rows
            ]
            return block._asdict() | {"rows": rows}
        case PointBlock():
            return _point(block)
    return block._asdict() | {"lines": [_broken(line) for line in block.lines]}


def _point(block: PointBlock) -> dict[str, Any]:
    return block._asdict() | {
        "claim": _broken(block.claim),
        "rtl": runs_left(block.claim),
        "before": [_words(words) for words in block.before],
        "paragraphs": _paragraphs(block.paragraphs),
        "after": [_broken(line) for line in block.after],
        "comments": [_comment(comment) for comment in block.comments],
    }


def _comment(comment: Comment) -> dict[str, Any]:
    return {
        "author": comment.author,
        "text": _broken(comment.text),
        "rtl": runs_left(comment.text),
    }


def _paragraphs(paragraphs: tuple[Paragraph, ...]) -> list[dict[str, Any]]:
    return [
        paragraph._asdict() | {"words": _words(paragraph.words), "rtl": runs_left(paragraph.text)}
        for paragraph in paragraphs
    ]


def _words(words: tuple[Words, ...]) -> list[dict[str, Any]]:
    return [piece._asdict() | {"text": _broken(piece.text)} for piece in words]


def _broken(text: str) -> str:
    """A text in which very long words have places to break, so that none leaves the page."""
    return LONG.sub(
        lambda found: "\u200b".join(
            found[0][start : start + PIECE] for start in range(0, len(found[0]), PIECE)
        ),
        text,
    )
