"""Why the contents of records are withheld, and how a check names such records.

Belongs here: the reasons and the sentence. Does not belong here: which record is withheld in which
copy (export). Nothing but the standard library.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

ONE_VOTE = "a single vote; see the totals"
NOT_RELEASED = "not released yet"
ERASED = "erased"
REDACTED = "a passage was removed"
NOT_SHOWN = "the room was not shown this"
A_NAME = "holds the name of a person"
REASONS = (REDACTED, ERASED, NOT_RELEASED, NOT_SHOWN, A_NAME, ONE_VOTE)
"""All there are, in the order in which a check names them."""


def named(document: Mapping[str, Any], withheld: Collection[int]) -> str:
    """The records that are withheld, by reason, as a sentence; "" for none.

    What the document gives as a reason is printed only if it is one of REASONS.
    """
    given = _given(document.get("withheld"))
    groups: dict[str, list[int]] = {reason: [] for reason in (*REASONS, "")}
    for number in sorted(withheld):
        groups[given.get(number, "")].append(number)
    told = [
        f"{_ranges(numbers)} ({reason or 'no reason given'})"
        for reason, numbers in groups.items()
        if numbers
    ]
    return f"Withheld: {'; '.join(told)}." if told else ""


def _given(section: object) -> Mapping[int, str]:
    found: dict[int, str] = {}
    for item in section if isinstance(section, list) else ():
        number, why = (item.get("record"), item.get("why")) if isinstance(item, dict) else (0, "")
        if type(number) is int and why in REASONS:
            found[number] = str(why)
    return found


def _ranges(numbers: Sequence[int]) -> str:
    """Numbers in order, such as "record 7" or "records 3–5, 9"."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][-1] + 1:
            spans[-1] = [spans[-1][0], number]
        else:
            spans.append([number])
    told = ", ".join(_span(span) for span in spans)
    return f"record{'' if len(numbers) == 1 else 's'} {told}"


def _span(span: Iterable[int]) -> str:
    return "–".join(str(number) for number in span)
