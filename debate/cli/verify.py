"""`python3 -m debate verify`: check a transcript, or compare two files of the same debate.

Standard library only: it runs without the environment, on any machine with Python.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from debate.domain import transcripts, transcripts_checks
from debate.domain.transcripts import Report, Unreadable

INTACT, ALTERED, UNREADABLE = 0, 1, 2
"""Exit codes of `main`."""


def main(argv: Sequence[str]) -> int:
    """Check what the command line names: print the outcome and return the exit code.

    0 intact, 1 altered or not the same chain, 2 no such file or no transcript. A wrong command
    line ends with SystemExit(2).
    """
    parser = argparse.ArgumentParser(
        prog="python3 -m debate verify",
        description="Check a transcript in JSON, or compare an HTML or CSV file with it.",
    )
    parser.add_argument("file", help="the transcript")
    parser.add_argument("--against", metavar="NEWER", help="a later JSON transcript of the debate")
    parser.add_argument("--with", metavar="JSON", dest="json", help="the JSON file to compare with")
    chosen = parser.parse_args(argv)
    other = chosen.json or chosen.against
    if chosen.json and chosen.against:
        parser.error("give either --with or --against")
    try:
        report = _report(chosen.file, other, newer=bool(chosen.against))
    except Unreadable as error:
        print(error)
        return UNREADABLE
    print(report.sentence)
    return INTACT if report.ok else ALTERED


def _report(file: str, other: str | None, *, newer: bool) -> Report:
    data = _bytes(file)
    kind = transcripts_checks.kind_of(data)
    if kind == transcripts_checks.PDF:
        raise Unreadable(
            f"{file} cannot be checked here: reading a PDF takes more than Python alone. Use the"
            " page “Check a transcript” of a Clashroom (/verify), or compare the head on its last"
            " page with the JSON file by eye."
        )
    if kind == transcripts_checks.JSON:
        older = _document(file)
        return transcripts.compare(older, _document(other)) if other else transcripts.verify(older)
    if other is None or newer:
        raise Unreadable(
            f"{file} is compared with the JSON file of the same debate:"
            f" python3 -m debate verify {file} --with FILE.json"
        )
    document = _document(other)
    try:
        return transcripts_checks.compare(data, document)
    except Unreadable as error:
        raise Unreadable(f"{file} cannot be compared. {error}") from error


def _document(name: str) -> Any:
    try:
        return transcripts.read(_bytes(name))
    except Unreadable as error:
        raise Unreadable(f"{name} cannot be checked. {error}") from error


def _bytes(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise Unreadable(f"{name} cannot be read: {error.strerror}.") from error
