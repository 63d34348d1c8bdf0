"""What stands where somebody's words or name were erased.

Belongs here: the mark, and whether a confirmation fits. Does not belong here: which columns are
emptied (`services.erasures_rules`).
"""

from debate.domain.seats import same_name

MARK = "[erased]"
"""In place of words whose place stays: a point, an announcement, a post."""


def confirmed(typed: str, name: str) -> bool:
    """Whether somebody typed the name that is to be erased; spaces and case do not count."""
    return bool(typed.strip()) and same_name(typed, name)
