"""Nudges: what a moderator says to one seat alone, as help and not as a judgement.

Belongs here: the sentences there are, how long one stands. Does not belong here: warnings
(`measures`), what is told to everyone (announcements).

A nudge is in no record, no export and no mark, and goes by itself.
"""

from collections.abc import Mapping

from debate.domain.refusals import Refused

SENTENCES: Mapping[str, str] = {
    "quiet": "You have not spoken yet. Raise a hand if you like.",
    "others": "Let others speak first.",
    "answer": "Answer what stands against you.",
}
"""What a nudge may say, besides a moderator's own words."""

OWN = "own"
OWN_MAX = 120
"""Longest words of a moderator's own, in code points."""

LASTS_MS = 10 * 60_000
"""How long a nudge stands at the top of the room when nobody reads it."""


def words(choice: str, own: str) -> str:
    """The sentence of a nudge. Raises Refused for no choice, and for own words out of bounds."""
    if choice in SENTENCES:
        return SENTENCES[choice]
    if choice != OWN:
        raise Refused("Choose a sentence, or write your own.", "choice")
    text = " ".join(own.split())
    if not text:
        raise Refused("Write what this person is to read, or choose a sentence.", "own")
    if len(text) > OWN_MAX:
        over = len(text) - OWN_MAX
        raise Refused(
            f"At most {OWN_MAX} characters, so that it is read at a glance: {over} too many.", "own"
        )
    return text
