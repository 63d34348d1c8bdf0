"""The result as the projector shows it: decision and swing, in few words.

Nothing here is about a single person, and nothing is shown before the room may know it.
"""

from typing import NamedTuple

from sqlalchemy.orm import Session

from debate.queries import ballots as ballot_reads
from debate.queries import polls, polls_words, releases
from debate.queries.debates import DebateNow


class Result(NamedTuple):
    """A headline, and up to three sentences under it."""

    headline: str
    sentences: tuple[str, ...]


def result(session: Session, here: DebateNow) -> Result | None:
    """What the room may know now; None where that is nothing. At most five statements."""
    if here.reading.state != "finished" and not polls.any_over(here):
        return None
    sides, votes = here.fmt.sides, polls.results(session, here)
    out = releases.of_debate(session, here.id, here.released_ms)
    given = ballot_reads.handed_in(session, here) if out.ballots_ms(0) is not None else ()
    decided = ballot_reads.outcome(here, given)
    headline = polls_words.headline(votes, sides)
    if decided.winner and not headline:
        headline = f"The judges gave it to {decided.winner}"
    # The headline says the winner of four teams; the points come after it.
    judged = decided.sentences[1:2] if here.fmt.teams and decided.winner else decided.sentences[:1]
    said = (*polls_words.few(votes, sides), *judged)
    return Result(headline, said) if headline else None
