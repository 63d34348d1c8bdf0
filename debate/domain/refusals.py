"""Refusals: a rule says no. Raising one rolls the write back; the page shows the sentence.

`sentence` says what is wrong and what to do. `field` names the form field it belongs to, if any.
"""

from collections.abc import Sequence


class Refused(Exception):
    """A person asked for something the rules do not allow now."""

    def __init__(self, sentence: str, field: str = "", status: int = 422) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
        self.status = status


class RefusedFields(Refused):
    """Several fields of a form are at fault; `faults` has each field with its sentence."""

    def __init__(self, faults: Sequence[tuple[str, str]]) -> None:
        super().__init__(faults[0][1], field=faults[0][0])
        self.faults = tuple(faults)


class ChangedMeanwhile(Refused):
    """Somebody else changed the same thing first."""

    def __init__(self) -> None:
        sentence = "Someone edited this first. Your version is below; nothing is lost."
        super().__init__(sentence, status=409)


class NotFound(Refused):
    """There is no such thing, or it is not for this person to know."""

    def __init__(self, sentence: str = "There is nothing at this address.") -> None:
        super().__init__(sentence, status=404)


class Forbidden(Refused):
    """The thing is known, but the act is not this person's."""

    def __init__(self, sentence: str = "This is not open to you.") -> None:
        super().__init__(sentence, status=403)
