"""A debate in which everything that breaks files was typed: scripts, directions, markup, length."""

from sqlalchemy.orm import Session

from tests.export import played
from tests.export.played import Play

CHINESE = "中国与俄罗斯的正式同盟是可能的"
RUSSIAN = "Союз вероятен, ибо выгоден"
ARABIC = "التحالف بين الصين وروسيا محتمل"
EMOJI = "Yes 🙂👩‍👩‍👧‍👦👍🏽🇨🇳"
MARKUP = '#eval("1") $x^2$ \\alpha *no* _no_ @ref <label> // gone'
XML = "]]> & <w:p/> &amp; \"quoted\" 'too'"
MARKDOWN = "# no head | no cell ![x](y) `c` 1. one"
LONG = "Pneumono" * 14
TEXTS = (CHINESE, RUSSIAN, ARABIC, EMOJI, MARKUP, XML, MARKDOWN, LONG)
LISTS = (
    "- one\n- two\n\n> quoted\n\n```\na = 1\n  b\n```\n\n"
    "3. **three** [here](https://example.org/a?b=1&c=2)"
)
UNPRINTABLE = "𒀀"


def debate(session: Session) -> Play:
    """A point for each of the texts, which stands in its claim and in its reasons."""
    play = played.set_up(session)
    play.act(played.controls.act, "start")
    for n, text in enumerate(TEXTS):
        who, address = ("amara", "P1") if n < 4 else ("priya", "O1")
        if n == 4:
            _two_steps(play)
        play.send(who, address, text[:120], f"{text}\n\n{text}.")
    _two_steps(play)
    play.send("tomas", "P2", "Lists", f"{LISTS}\n\n{UNPRINTABLE}")
    return play


def _two_steps(play: Play) -> None:
    """Past the questions to the next speech."""
    play.next()
    play.next()
