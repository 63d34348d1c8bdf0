"""What a program can check of a challenged citation, for the moderator who rules on it.

Belongs here: one line for each check that the evidence rules allow, "passes", "look at this" or
"cannot be checked", and which of them belong to which ground. Nothing here decides or refuses.
Does not belong here: the checks on a card's words themselves (`checks`), badges (`spans`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from debate.domain import checks, citations, modes
from debate.domain.checks import CheckInput
from debate.domain.citations import CitationField
from debate.domain.spans import NEAR, UNVERIFIED, VERIFIED, Badge

PASSES, LOOK, UNKNOWN = "passes", "look", "unknown"
VERDICTS: Mapping[str, str] = {
    PASSES: "Passes",
    LOOK: "Look at this",
    UNKNOWN: "Cannot be checked",
}
PACE_MAX = 220
"""Words a minute above which a speech can hardly have been spoken whole: a rule of thumb."""

_FIRST: Mapping[str, Sequence[str]] = {
    "nonexistent": ("citation", "quote", "origin"),
    "distortion": ("quote", "beside", "ellipsis", "tag"),
    "clipping": ("read", "pace"),
    "straw": ("holder", "beside"),
    "incomplete": ("citation",),
    "context": ("beside", "holder"),
}
_NO_TEXT = "No text of the source is attached, so its sentences cannot be read here."


@dataclass(frozen=True)
class Cited:
    """A citation and all that the checks ask of it.

    `differs`: sentences of the attached text that the deck has otherwise. `spoken`: it was said
    aloud, so that it need not have been read whole. `pace`: words a minute in its speech, None
    where that is not known.
    """

    card: CheckInput
    fields: Mapping[str, CitationField]
    badge: Badge
    differs: tuple[str, ...]
    provenance: str
    spoken: bool
    stopped_at: int | None
    pace: int | None


@dataclass(frozen=True)
class Check:
    """One check: what was looked at, PASSES, LOOK or UNKNOWN, and what was seen."""

    kind: str
    title: str
    verdict: str
    says: str


def run(cited: Cited) -> tuple[Check, ...]:
    """All checks, in a fixed order."""
    return (
        _citation(cited),
        _quote(cited),
        _origin(cited),
        _beside(cited),
        _holder(cited),
        _tag(cited),
        _ellipsis(cited),
        _read(cited),
        _pace(cited),
        _age(cited),
    )


def by_ground(found: Sequence[Check], ground: str) -> tuple[tuple[Check, ...], tuple[Check, ...]]:
    """The checks that belong to a ground, and the others."""
    first = _FIRST[ground]
    own = sorted((one for one in found if one.kind in first), key=lambda one: first.index(one.kind))
    return tuple(own), tuple(one for one in found if one.kind not in first)


def pace(words: int, used_ms: int) -> int | None:
    """Words a minute; None for less than ten seconds, of which nothing can be said."""
    return words * 60_000 // used_ms if used_ms >= 10_000 else None


def _citation(cited: Cited) -> Check:
    missing = citations.unsettled(cited.fields)
    faults = [f"{fault.field}: {fault.message}" for fault in citations.check_citation(cited.fields)]
    if not missing and not faults:
        says = "All eight fields have a value, or say that the source gives none."
        return Check("citation", "Citation", PASSES, says)
    said = []
    if missing:
        said.append(f"Neither a value nor “not given by the source”: {', '.join(missing)}.")
    return Check("citation", "Citation", LOOK, " ".join([*said, *faults]))


def _quote(cited: Cited) -> Check:
    title, badge = "Words in the source", cited.badge
    if badge.name == VERIFIED:
        return Check("quote", title, PASSES, f"An exact span. {badge.why}")
    if badge.name == NEAR:
        shown = " ".join(f"“{text}”" for text in cited.differs if text)
        there = f" The text has: {shown}" if shown else " The text has nothing there."
        return Check("quote", title, LOOK, f"A near span. {badge.why}{there}")
    if badge.name == UNVERIFIED:
        return Check("quote", title, LOOK, f"Not found. {badge.why}")
    return Check("quote", title, UNKNOWN, badge.why)


def _origin(cited: Cited) -> Check:
    says = {
        "generated": "The card was generated. Only a text of the source can show that it is there.",
        "student": "A student proposed the card, and staff took it into the deck.",
        "instructor": "An instructor cut the card.",
    }.get(cited.provenance, "The card came with the deck.")
    verdict = LOOK if cited.provenance == "generated" else PASSES
    return Check("origin", "Where the card is from", verdict, says)


def _beside(cited: Cited) -> Check:
    title = "Denials and doubts beside the words"
    if not cited.card.quote:
        return Check("beside", title, UNKNOWN, _NO_TEXT)
    seen = _seen(cited, "negation-beside", "hedge-beside")
    if seen:
        return Check("beside", title, LOOK, seen)
    says = "In these sentences no denial or doubt stands outside the words selected."
    return Check("beside", title, PASSES, says)


def _holder(cited: Cited) -> Check:
    title = "Whose view it is"
    if cited.card.holder:
        says = f"The card names {cited.card.holder} as holding it. Does the point say so?"
        return Check("holder", title, LOOK, says)
    if not cited.card.quote:
        return Check("holder", title, UNKNOWN, _NO_TEXT)
    seen = _seen(cited, "attribution-before")
    if seen:
        return Check("holder", title, LOOK, seen)
    return Check("holder", title, PASSES, "Nothing before the words gives them to somebody else.")


def _tag(cited: Cited) -> Check:
    title = "Tag against words"
    seen = _seen(cited, "hedge-dropped", "hedge-added")
    if seen:
        return Check("tag", title, LOOK, seen)
    if not cited.card.quote and not cited.card.hedge:
        return Check("tag", title, UNKNOWN, _NO_TEXT)
    return Check("tag", title, PASSES, "Tag and words are equally sure, as far as words tell.")


def _ellipsis(cited: Cited) -> Check:
    seen = _seen(cited, "ellipsis-unmarked")
    says = seen or "The card’s text leaves nothing out without saying so."
    return Check("ellipsis", "Words left out", LOOK if seen else PASSES, says)


def _read(cited: Cited) -> Check:
    title, words = "What was read", len(modes.words_of(cited.card.body))
    if cited.stopped_at is not None and cited.stopped_at < words:
        says = f"Reading stopped after {cited.stopped_at} of {words} words."
        return Check("read", title, LOOK, f"{says} {words - cited.stopped_at} were not read.")
    if cited.spoken and cited.stopped_at is None:
        says = f"Spoken, and nobody marked where reading stopped. The card has {words} words."
        return Check("read", title, UNKNOWN, says)
    if cited.spoken:
        return Check("read", title, PASSES, f"All {words} words are marked as read.")
    return Check("read", title, PASSES, f"Typed: the card stood there whole, all {words} words.")


def _pace(cited: Cited) -> Check:
    title = "Reading pace"
    if not cited.spoken:
        return Check("pace", title, UNKNOWN, "The words were typed, not spoken.")
    if cited.pace is None:
        return Check("pace", title, UNKNOWN, "How long the speech lasted is not known.")
    says = f"Cards and claims of this speech come to about {cited.pace} words a minute."
    if cited.pace > PACE_MAX:
        return Check("pace", title, LOOK, f"{says} More than {PACE_MAX} can hardly be spoken.")
    return Check("pace", title, PASSES, says)


def _age(cited: Cited) -> Check:
    title, published = "Age of the source", cited.card.published
    if not published:
        return Check("age", title, UNKNOWN, "The source has no date.")
    seen = _seen(cited, "old-evidence")
    says = seen or f"Published {citations.date_text(published)}."
    return Check("age", title, LOOK if seen else PASSES, says)


def _seen(cited: Cited, *kinds: str) -> str:
    """What the checks on a card's words say of these kinds; "" for nothing."""
    found = checks.warnings(cited.card)
    return " ".join(warning.sentence for warning in found if warning.kind in kinds)
