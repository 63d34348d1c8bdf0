"""Checks: what a program can notice about one card, as warnings. They advise; a person decides.

Belongs here: word lists and the mechanical checks that evidence rules allow (NSDA evidence rules,
section 7: distortion, ellipses, straw arguments, written citation; "power-tagging" as debaters call
a tag stronger than its words). Does not belong here: whether a card's words are the source's
(badges), whether a citation is complete (`citations`). Nothing here raises or refuses.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from debate.domain.citations import COMPLETE, MISSING

SHARE_MAX = 70
"""Percent of one side's cards from which one author is said to carry it: a rule of thumb."""
YEARS, FIGURE_YEARS = 3, 2
"""Years before the motion after which evidence, and a figure, is called old: a rule of thumb."""

HEDGES = frozenset(
    "may might could likely likelier likeliest unlikely probably probable improbable perhaps maybe"
    " possible possibly plausible plausibly potentially presumably conceivably arguably reportedly"
    " allegedly supposedly seem seems seemed seeming seemingly appear appears appeared apparently"
    " suggest suggests suggested suggesting".split()
)
"""Words by which an author says less than that it is so."""
ASSERTIONS = frozenset(
    "will is are proves prove proved shows show showed must cannot always never"
    " inevitable inevitably causes cause guarantees guarantee".split()
)
"""Words of a tag that claim it is so."""
NEGATIONS = frozenset(
    "not no never unless without hardly neither nor cannot none nothing nobody nowhere barely"
    " scarcely rarely seldom".split()
)
"""Words that turn a sentence round when a span leaves them out."""

_WORD = re.compile(r"[A-Za-z]+(?:['’\-][A-Za-z]+)*")
# The month of May, and might as a noun: no doubt in either.
_NO_DOUBT = re.compile(
    r"(?:\b(?:[Ii]n|[Oo]f|[Ss]ince|[Bb]y|[Uu]ntil|[Ll]ast|[Tt]his|[Nn]ext|[Ee]arly|[Ll]ate|\d+)\s+"
    r"May\b|\bMay\s+\d"
    r"|\b(?:military|economic|naval|own|its|their|his|the)\s+might\b(?=\s+(?:of|and)\b|[,.;]|$)"
    r"|\bmight\s+of\b|\bas\s+possible\b)"
)
# In these nothing is denied.
_NO_DENIAL = re.compile(r"\b(?:not\s+(?:only|just|merely)|no\s+(?:doubt|wonder|less))\b", re.I)

_SAYING = (
    r"(?:argu|claim|contend|insist|assert|maintain|believ|alleg|suggest|warn|declar|stat|caution"
    r"|complain|retort|object)(?:e|es|ed|s)?|says?|said|told|tells?|writes?|wrote|holds?|held"
    r"|thinks?|thought"
)
_GROUPS = (
    r"critics|opponents|sceptics|skeptics|detractors|proponents|supporters|advocates|defenders"
    r"|pessimists|optimists|alarmists|hawks|doves|some|others|many|most|analysts|observers"
    r"|commentators|experts|scholars|officials|policymakers|politicians|he|she|they"
)
_CUES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?i:\b(?:{_GROUPS})\b(?:,?\s+[\w’'\-]+){{0,4}}?,?\s+(?:{_SAYING})\b)",
        r"(?i:\bit\s+(?:is|was|has\s+been)\s+(?:\w+\s+)?"
        r"(?:claimed|said|argued|believed|assumed|thought|held|suggested|alleged)\b)",
        r"(?i:\baccording\s+to\b|\bin\s+the\s+(?:view|eyes|words)\s+of\b|\bthe\s+argument\s+goes\b)",
        r"(?i:\b(?:the\s+)?conventional\s+wisdom\b|\b(?:supposedly|ostensibly|purportedly)\b)",
        rf"\b(?!I\b|We\b|It\b|This\b|That\b|These\b|Those\b|There\b|Here\b|What\b)"
        rf"[A-Z][\w\-]+\s+(?:\w+ly\s+|has\s+|have\s+|had\s+)?(?:{_SAYING})\b",
    )
)
_OPENING_WORDS = 8

_ELLIPSIS = re.compile(r"…|\.\s?\.\s?\.")
_CUT = re.compile(r"\[\s*(?:…|\.\s?\.\s?\.)\s*\]")
_IN_ORIGINAL = re.compile(r"\bin (?:the )?original\b", re.I)
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


@dataclass(frozen=True)
class CheckInput:
    """A card and what stands around its words. Texts may be "" where they are not known.

    `hedge` is the author's words of doubt, `holder` whose view it is ("" is the author), `quote`
    the words of the span, `before` up to a sentence right before it, `around` its sentences whole.
    `citation_grade` is that of `citations.grade`; dates are 2024, 2024-04 or 2024-04-09;
    `source_share` is the percent (0..100) of a side's cards by this author, None if unknown.
    """

    tag: str
    body: str
    hedge: str = ""
    kind: str = ""
    holder: str = ""
    quote: str = ""
    before: str = ""
    around: str = ""
    citation_grade: str = COMPLETE
    published: str = ""
    motion_date: str = ""
    source_share: int | None = None


@dataclass(frozen=True)
class CardWarning:
    """What was seen, with the very words, and what to do. `kind` is a slug."""

    kind: str
    sentence: str
    advice: str


def warnings(card: CheckInput) -> tuple[CardWarning, ...]:
    """All that the checks notice, in a fixed order; at most one of each kind."""
    return tuple(found for check in _CHECKS if (found := check(card)) is not None)


def hedges(text: str) -> tuple[str, ...]:
    """The words of doubt in a text, in order, in small letters; the month of May is none."""
    return tuple(word for word in _words(_NO_DOUBT.sub(" ", text)) if word in HEDGES)


def negations(text: str) -> tuple[str, ...]:
    """The words that deny, in order, in small letters ("isn’t" is one)."""
    return tuple(
        word
        for word in _words(_NO_DENIAL.sub(" ", text))
        if word in NEGATIONS or word.endswith("n't")
    )


def _hedge_dropped(card: CheckInput) -> CardWarning | None:
    """Power-tagging: the words doubt, the tag does not.

    Of a card's `hedge` only known words of doubt count: it may also say "many of" or "by now".
    """
    doubts = hedges(card.quote) or hedges(card.hedge)
    if not doubts or hedges(card.tag) or _within(card.hedge, card.tag):
        return None
    firm = [word for word in _words(card.tag) if word in ASSERTIONS]
    tag = f"the tag says {_named(firm)}" if firm else "the tag has no word of doubt"
    return CardWarning(
        "hedge-dropped",
        f"The author says {_named(doubts)}; {tag}.",
        "Put the author’s doubt into the tag, or rest the card on words that say it without doubt.",
    )


def _hedge_added(card: CheckInput) -> CardWarning | None:
    """The tag doubts what the words say outright; judged only where the words are stored."""
    added = hedges(card.tag)
    if not card.quote or not added or hedges(card.quote) or card.hedge:
        return None
    return CardWarning(
        "hedge-added",
        f"The tag says {_named(added)}; the words it rests on have no word of doubt.",
        "Say it as firmly as the author does, or select the words that doubt as well.",
    )


def _negation_beside(card: CheckInput) -> CardWarning | None:
    """Distortion by selection: a denial in the sentence that the span leaves out."""
    left_out = _beside(card, negations)
    if not left_out:
        return None
    return CardWarning(
        "negation-beside",
        f"The sentence has {_named(left_out)} outside the words selected.",
        "Read the whole sentence and select on, unless the card means the same without it.",
    )


def _hedge_beside(card: CheckInput) -> CardWarning | None:
    """Distortion by selection: a doubt in the sentence that span and tag leave out."""
    left_out = _beside(card, hedges)
    if not left_out or hedges(card.tag):
        return None
    return CardWarning(
        "hedge-beside",
        f"The sentence has {_named(left_out)} outside the words selected.",
        "Select on to take the doubt in, or put it into the tag.",
    )


def _attribution_before(card: CheckInput) -> CardWarning | None:
    """Straw argument: a view that the author only reports, cut as the author’s own."""
    if card.holder:
        return None
    opening = " ".join(card.quote.split()[:_OPENING_WORDS])
    cue = _first_cue(card.before) or _first_cue(opening)
    if not cue:
        return None
    return CardWarning(
        "attribution-before",
        f"“{cue}” leads to the words selected, and the card names the author as holding the view.",
        "Unless it is the author’s view, name its holder, and say whose it is in tag or body.",
    )


def _ellipsis_unmarked(card: CheckInput) -> CardWarning | None:
    """Omitted words must stay visible; an ellipsis of the source is marked as its own."""
    if _IN_ORIGINAL.search(card.body):
        return None
    text = _CUT.sub(" ", card.body)
    dots = _ELLIPSIS.search(text)
    if dots is None:
        return None
    ahead = text[: dots.start()].split()[-4:]
    return CardWarning(
        "ellipsis-unmarked",
        f"The card’s text has “{' '.join([*ahead, dots[0]])}” and does not say who left words out.",
        "Give the words left out, write […] where you cut them, or add “(ellipsis in original)”.",
    )


def _citation_incomplete(card: CheckInput) -> CardWarning | None:
    """A full written citation is owed wherever the source gives one."""
    if card.citation_grade == COMPLETE:
        return None
    missing = card.citation_grade == MISSING
    return CardWarning(
        "citation-incomplete",
        "The source has no author, title, publication or date by which it could be found."
        if missing
        else "The citation has fields with neither a value nor “not given by the source”.",
        "Fill in the citation of the source; say so where the source does not give a field.",
    )


def _one_author_carries(card: CheckInput) -> CardWarning | None:
    if card.source_share is None or card.source_share < SHARE_MAX:
        return None
    return CardWarning(
        "one-author-carries",
        f"{card.source_share} of 100 cards on this side come from this author.",
        "Cut cards for this side from another source, or tell the class whose case it is.",
    )


def _old_evidence(card: CheckInput) -> CardWarning | None:
    """Incomplete dates are read in the card’s favour: published at their end, debated at once."""
    published = _date(card.published, (12, 31))
    motion = _date(card.motion_date, (1, 1))
    years = FIGURE_YEARS if card.kind == "figure" else YEARS
    if published is None or motion is None:
        return None
    if (published[0] + years, *published[1:]) >= motion:
        return None
    what = "A figure" if card.kind == "figure" else "Evidence"
    return CardWarning(
        "old-evidence",
        f"{what} published {card.published} is more than {years} years older than the motion"
        f" ({card.motion_date}).",
        "Look for something newer, or say in the body as of when it holds.",
    )


_CHECKS: tuple[Callable[[CheckInput], CardWarning | None], ...] = (
    _hedge_dropped,
    _hedge_added,
    _negation_beside,
    _hedge_beside,
    _attribution_before,
    _ellipsis_unmarked,
    _citation_incomplete,
    _one_author_carries,
    _old_evidence,
)


def _beside(card: CheckInput, find: Callable[[str], tuple[str, ...]]) -> list[str]:
    """What `find` finds in the whole sentences and not, or not as often, in the span."""
    if not card.quote:
        return []
    return list((Counter(find(card.around)) - Counter(find(card.quote))).keys())


def _first_cue(text: str) -> str:
    found = [match for cue in _CUES if (match := cue.search(text))]
    return min(found, key=lambda match: match.start())[0] if found else ""


def _within(phrase: str, text: str) -> bool:
    """Whether the words of a phrase stand together in a text, whatever their case."""
    return bool(phrase) and f" {' '.join(_words(phrase))} " in f" {' '.join(_words(text))} "


def _words(text: str) -> list[str]:
    return [word.casefold().replace("’", "'") for word in _WORD.findall(text)]


def _named(found: Iterable[str]) -> str:
    once = [f"“{word}”" for word in dict.fromkeys(found)]
    return once[0] if len(once) == 1 else f"{', '.join(once[:-1])} and {once[-1]}"


def _date(text: str, default: tuple[int, int]) -> tuple[int, int, int] | None:
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    return (int(match[1]), int(match[2] or default[0]), int(match[3] or default[1]))
