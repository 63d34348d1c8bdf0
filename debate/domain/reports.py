"""Reports: a student asks a moderator to look at a point or a person.

Belongs here: what may be reported for which reason, how many, and how a report ends. Does not
belong here: what a moderator then does (`measures`, acts on points).
"""

from collections.abc import Collection, Mapping

from debate.domain.refusals import Refused

WORDS_MAX = 500
NOTE_MAX = 500
OPEN_MAX = 3
"""Reports of one seat in a debate that are not decided yet."""

REASONS: Mapping[str, str] = {
    "person": "Against a person",
    "private": "Private data of somebody",
    "evidence": "Plagiarised or false evidence",
    "off_topic": "Off topic",
    "other": "Something else",
}
DECISIONS: Mapping[str, str] = {
    "nothing": "Nothing to do",
    "warned": "Warned",
    "muted": "Muted",
    "removed": "Taken out of the room",
    "hidden": "Words hidden, redacted or returned",
    "other": "Done otherwise",
}
NEEDS_WORDS = ("person", "other")


def clean_words(reason: str, text: str) -> str:
    """What the reporter adds, trimmed. Raises Refused: no reason, none of words, too many."""
    if reason not in REASONS:
        raise Refused("Choose a reason.", "reason")
    words = text.strip()
    if not words and reason in NEEDS_WORDS:
        raise Refused("Say in a few words what is wrong.", "words")
    if len(words) > WORDS_MAX:
        raise Refused(f"At most {WORDS_MAX} characters.", "words")
    return words


def check_new(
    reporter: int, about: int, point_id: int | None, still_open: Collection[tuple[int, int | None]]
) -> None:
    """Raises Refused for oneself, for the same thing again, and above OPEN_MAX.

    `still_open`: the person and the point (None: the person as such) of each open report.
    """
    if reporter == about:
        raise Refused("That is yours. Report what others did.", "about")
    if (about, point_id) in still_open:
        raise Refused("You have reported this, and it waits for a moderator.", "about", 409)
    if len(still_open) >= OPEN_MAX:
        raise Refused(
            f"{OPEN_MAX} of your reports wait for a moderator. Wait until one is decided on, "
            "or speak with a moderator."
        )


def clean_note(decision: str, text: str, before: str) -> str:
    """What the log keeps of a decision. Raises Refused: none is chosen, or it is decided on."""
    if before:
        raise Refused("This report is decided on already.", status=409)
    if decision not in DECISIONS:
        raise Refused("Choose how it ends.", "decision")
    note = " ".join(text.split())
    if not note:
        raise Refused("Say in a sentence what you found: it stands in the moderation log.", "note")
    if len(note) > NOTE_MAX:
        raise Refused(f"At most {NOTE_MAX} characters.", "note")
    return note


def standing(read: bool, decision: str) -> str:
    """How far a report is, as its reporter is told; not what was decided about somebody else."""
    if decision == "nothing":
        return "A moderator looked at it and saw nothing to do."
    if decision:
        return "A moderator looked at it and acted."
    return "A moderator has read it." if read else "It waits for a moderator."
