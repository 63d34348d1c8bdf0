"""Checking files of strangers in a child process: `python -m debate.seeding.transcripts_checks 9`.

Its arguments are the sizes of the files. Belongs here: both ends of that. Does not belong here: the
checks (`domain`), which the command makes without a child.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import BinaryIO

from debate.domain import transcripts_checks as checks
from debate.domain.refusals import Refused
from debate.domain.transcripts import Report, Unreadable
from debate.seeding import bounded

TOO_HEAVY = "Checking these files takes more time or memory than those of a debate should."
DAMAGED = "A file is damaged or not what its name says, so nothing can be checked."


def checked(files: Sequence[bytes]) -> Report:
    """What checking these files finds, with 10 s of processor time, 15 s in all and 512 MB.

    Raises Unreadable.
    """
    try:
        answer = bounded.ask(
            "debate.seeding.transcripts_checks", [str(len(data)) for data in files], files
        )
    except bounded.Stopped:
        raise Unreadable(TOO_HEAVY) from None
    except bounded.Broken:
        raise Unreadable(DAMAGED) from None
    if "unreadable" in answer:
        raise Unreadable(answer["unreadable"])
    return Report(**answer)


def answered(files: Sequence[bytes]) -> dict[str, object]:
    """The report, or the sentence why there is none."""
    try:
        return asdict(checks.check(files, _text_of_pdf))
    except Unreadable as error:
        return {"unreadable": str(error)}
    except (MemoryError, RecursionError):
        return {"unreadable": TOO_HEAVY}


def main(sizes: Sequence[str], given: BinaryIO) -> None:
    """Check the files and print the answer. What is damaged ends in an error and no answer."""
    bounded.bound()
    sys.stdout.write(json.dumps(answered([given.read(int(size)) for size in sizes])))


def _text_of_pdf(data: bytes) -> str:
    # Most files are none, and need no library.
    from debate.seeding.texts import Gathering
    from debate.seeding.texts_pdf import read_pdf

    gathering = Gathering()
    try:
        read_pdf(data, gathering)
    except Refused as refused:
        raise Unreadable(f"The PDF cannot be read. {refused.sentence}") from refused
    return " ".join(paragraph.text for paragraph in gathering.paragraphs)


if __name__ == "__main__":
    main(sys.argv[1:], sys.stdin.buffer)
