"""Cutting cards: what somebody typed of a card, checked, and what stands around its words.

Belongs here: turning typed values and a passage into a card with every fault named by its field,
and what the mechanical checks ask of a card in its deck. Does not belong here: what a card in a
file must have (`cards`), and what the checks notice (`checks`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from debate.domain import citations, clashes, passages, spans
from debate.domain.cards import (
    BEARINGS,
    BODY_MAX,
    HEDGE_MAX,
    HOLDER_MAX,
    KINDS,
    LEVELS,
    OWN,
    TAG_MAX,
    WARRANT_MAX,
    Bearing,
    Card,
)
from debate.domain.checks import CheckInput
from debate.domain.datafiles import Problem, typed_choice, typed_text
from debate.domain.decks import Content, balances
from debate.domain.motions import THIN_BELOW
from debate.domain.passages import Mark
from debate.domain.refusals import RefusedFields
from debate.domain.sources import Passage, Source
from debate.domain.spans import Held, Span

NO_BEARING = "none"
CUT = "[…]"
"""Stands between two spans where a quote is shown in one line."""
SPANS_MAX = 20

Range = tuple[int, int]


@dataclass(frozen=True)
class Word:
    """A word of a readable passage; `number` is 0 in a sentence that is not the deck's."""

    number: int
    text: str


@dataclass(frozen=True)
class Place:
    """A passage of a source, and what may be read there: () where no text is attached."""

    source: Source
    passage: Passage
    held: tuple[Held, ...] = ()

    @property
    def words(self) -> tuple[Word, ...]:
        """The words that may be read, in order."""
        found: list[Word] = []
        starts = passages.words_from(self.passage.sentences)
        for one, start in zip(self.held, starts, strict=False):
            texts = one.text.split()
            found += [Word(start + n if one.equal else 0, text) for n, text in enumerate(texts)]
        return tuple(found)


@dataclass(frozen=True)
class Typed:
    """A card as typed. `spans`, `read`: first and last word; `bearings`: motion → way, warrant."""

    tag: str = ""
    body: str = ""
    kind: str = ""
    level: str = ""
    hedge: str = ""
    holder: str = ""
    spans: tuple[tuple[str, str], ...] = ()
    read: tuple[tuple[str, str], ...] = ()
    bearings: Mapping[str, tuple[str, str]] | None = None


def typed(card: Card) -> Typed:
    """What a form shows of a card that is there."""
    return Typed(
        tag=card.tag,
        body=card.body,
        kind=card.kind,
        level=card.level,
        hedge=card.hedge,
        holder=card.holder or OWN,
        spans=tuple((str(span.first), str(span.last)) for span in card.spans),
        read=tuple((str(first), str(last)) for first, last in card.read),
        bearings={one.motion: (one.bears, one.warrant) for one in card.bearings},
    )


def checked(
    values: Typed, place: Place, motions: Sequence[str], number: int, old: Card | None = None
) -> tuple[Card, tuple[Problem, ...]]:
    """The card that these values make, and their faults, each with the field it belongs to.

    `motions`: slugs of the deck; `old`: the card that is changed. Fields of bearings are named
    "bears-<motion>" and "warrant-<motion>". Where the passage cannot be read, a card keeps the
    spans it had in it, and a new one has none.
    """
    faults: list[Problem] = []
    before = old if old is not None and old.passage == place.passage.number else None
    named = _spans(values, place, before, faults)
    holder = _line(values.holder, "holder", HOLDER_MAX, faults, needed=False)
    card = Card(
        number=number,
        source=place.source.slug,
        passage=place.passage.number,
        kind=typed_choice(values.kind, "kind", KINDS, faults),
        tag=_line(values.tag, "tag", TAG_MAX, faults),
        body=typed_text(values.body, "body", BODY_MAX, faults),
        hedge=_line(values.hedge, "hedge", HEDGE_MAX, faults, needed=False),
        holder="" if holder.casefold() == OWN else holder,
        bearings=_bearings(values, motions, faults),
        level=typed_choice(values.level, "level", LEVELS, faults),
        spans=named,
        read=_read(values, place, named, before, faults),
        provenance=old.provenance if old else "instructor",
    )
    return card, tuple(faults)


def refusal(faults: Sequence[Problem]) -> RefusedFields:
    """What to raise for faults of a form."""
    return RefusedFields([(fault.path, fault.message) for fault in faults])


def quote(words: Sequence[Word], ranges: Sequence[Range]) -> str:
    """The words of these ranges in one line, […] between two of them."""
    parts = (
        " ".join(word.text for word in words if first <= word.number <= last)
        for first, last in ranges
    )
    return f" {CUT} ".join(part for part in parts if part)


def check_input(card: Card, place: Place, content: Content, today: str) -> CheckInput:
    """All that the mechanical checks ask of a card of this deck. `today`: 2026-11-22."""
    ranges = [(span.first, span.last) for span in card.spans]
    touched = spans.touched(place.passage.sentences, card.spans)
    here = [place.held[n].text for n in touched if n < len(place.held)]
    published = place.source.citation.get("published")
    return CheckInput(
        tag=card.tag,
        body=card.body,
        hedge=card.hedge,
        kind=card.kind,
        holder=card.holder,
        quote=quote(place.words, ranges),
        before=" ".join(_before(place, first) for first, _ in ranges),
        around=" ".join(here),
        citation_grade=citations.grade(place.source.citation),
        published=published.value if published else "",
        motion_date=today,
        source_share=_share(card, content),
    )


def without_card(content: Content, number: int) -> Content:
    """The deck without a card, and without what is said of it beside others."""
    source_of = {card.number: card.source for card in content.cards}
    return replace(
        content,
        cards=tuple(card for card in content.cards if card.number != number),
        clashes=clashes.without(content.clashes, number, source_of),
    )


def _spans(
    values: Typed, place: Place, before: Card | None, faults: list[Problem]
) -> tuple[Span, ...]:
    known = {(span.first, span.last): span for span in before.spans} if before else {}
    if not place.held:
        return before.spans if before else ()
    ranges = _ranges(values.spans, "spans", place.passage, faults)
    if ranges is None:
        return ()
    if not ranges:
        faults.append(Problem("spans", "Select the words of the passage that the card rests on."))
    texts = {word.number: word.text for word in place.words if word.number}
    found = []
    for first, last in ranges:
        inside = [texts.get(n) for n in range(first, last + 1)]
        if None not in inside:
            own = " ".join(text for text in inside if text)
            found.append(Span(first, last, passages.short_hash(own)))
        elif (first, last) in known:
            found.append(known[first, last])
        else:
            where = _range_words(first, last)
            fault = f"{where} are not all there as the deck knows them. Choose other words."
            faults.append(Problem("spans", fault))
    return tuple(found)


def _read(
    values: Typed,
    place: Place,
    named: Sequence[Span],
    before: Card | None,
    faults: list[Problem],
) -> tuple[Range, ...]:
    if not place.held:
        return before.read if before else ()
    ranges = _ranges(values.read, "read", place.passage, faults)
    if ranges and not all(spans.within(one, named) for one in ranges):
        fault = "Only words that the card rests on are read aloud. Select them first."
        faults.append(Problem("read", fault))
    return ranges or ()


def _ranges(
    given: Sequence[tuple[str, str]], field: str, passage: Passage, faults: list[Problem]
) -> tuple[Range, ...] | None:
    """Pairs of first and last word as numbers, in order and joined; None where one is at fault."""
    found: list[Range] = []
    for first, last in ((one.strip(), other.strip()) for one, other in given):
        if not (first or last):
            continue
        pair = spans.read_range(f"{first or last}-{last or first}")
        if pair is None:
            faults.append(Problem(field, "Write the number of the first and of the last word."))
            return None
        found.append(pair)
    found.sort()
    if len(found) > SPANS_MAX:
        faults.append(Problem(field, f"At most {SPANS_MAX} spans; this has {len(found)}."))
    elif found and found[-1][1] > passage.words:
        faults.append(Problem(field, f"¶ {passage.number} has {passage.words} words."))
    elif not spans.apart(found):
        faults.append(Problem(field, "Two spans share a word. Make them one, or part them."))
    else:
        return _joined(found)
    return None


def _joined(ranges: Sequence[Range]) -> tuple[Range, ...]:
    """Ranges in order, those with no word between them as one."""
    found: list[Range] = []
    for first, last in ranges:
        follows = bool(found) and found[-1][1] + 1 == first
        found.append((found.pop()[0] if follows else first, last))
    return tuple(found)


def _bearings(values: Typed, motions: Sequence[str], faults: list[Problem]) -> tuple[Bearing, ...]:
    found = []
    for motion in motions:
        bears, warrant = (values.bearings or {}).get(motion, ("", ""))
        problems, one = bearing(motion, bears, warrant)
        faults += problems
        found += [one] if one else []
    return tuple(found)


def bearing(motion: str, bears: str, warrant: str) -> tuple[list[Problem], Bearing | None]:
    """How a card bears on a motion, as typed: its faults, and None where it does not bear on it."""
    faults: list[Problem] = []
    if bears in ("", NO_BEARING):
        if warrant.strip():
            fault = "Choose how the card bears on this motion, or clear the reason."
            faults.append(Problem(f"bears-{motion}", fault))
        return faults, None
    if bears not in BEARINGS:
        faults.append(Problem(f"bears-{motion}", "Choose one of the list."))
    line = " ".join(warrant.split())
    if not line:
        faults.append(Problem(f"warrant-{motion}", "Say in one line why it bears on the motion."))
    if len(line) > WARRANT_MAX:
        fault = f"At most {WARRANT_MAX} characters; this has {len(line)}."
        faults.append(Problem(f"warrant-{motion}", fault))
    return faults, Bearing(motion, bears, line)


def _line(
    text: str, field: str, longest: int, faults: list[Problem], *, needed: bool = True
) -> str:
    return typed_text(" ".join(text.split()), field, longest, faults, needed=needed)


def _range_words(first: int, last: int) -> str:
    return f"Words {first} to {last}"


def _before(place: Place, first: int) -> str:
    """What leads to a word: its sentence up to it, or at a sentence's beginning the one before."""
    marks: Sequence[Mark] = place.passage.sentences
    starts = passages.words_from(marks)
    for n, one in enumerate(place.held[: len(marks)]):
        if starts[n] <= first < starts[n + 1]:
            if first > starts[n]:
                return " ".join(one.text.split()[: first - starts[n]])
            return place.held[n - 1].text if n else ""
    return ""


def _share(card: Card, content: Content) -> int | None:
    """The largest percent of a side's cards, on a motion it bears on, that come from its source.

    None in a deck of one source, and where a side has too few cards to say so.
    """
    if len(content.sources) < 2:
        return None
    ways = {one.motion: one.bears for one in card.bearings}
    shares = []
    for balance in balances(content):
        for side in {"supports": "P", "opposes": "O", "both": "PO"}.get(
            ways.get(balance.motion, ""), ""
        ):
            counts = balance.sources[side]
            total = sum(counts.values())
            if total >= THIN_BELOW:
                shares.append(100 * counts.get(card.source, 0) // total)
    return max(shares, default=None)
