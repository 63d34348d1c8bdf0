"""A deck as the files that it could have been read from, and all of them as one zip.

Belongs here: which file holds what, and in which order keys stand. Does not belong here: how a
value is written (`decks_yaml`) and reading files (seeding). Equal content gives equal bytes.
"""

import io
import zipfile
from collections.abc import Iterable, Mapping

from debate.domain import passages, spans
from debate.domain.cards import OWN, PROVENANCES, Bearing, Card
from debate.domain.citations import FIELDS, CitationField
from debate.domain.clashes import Clashes, Meeting
from debate.domain.decks import Content
from debate.domain.motions import SIDES, Motion
from debate.domain.sources import INCLUDED, NOT_SHIPPED, Passage, Source
from debate.export.decks_yaml import Block, Flow, Quoted, Value, document

_MADE = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip knows
_MODE = 0o100644 << 16  # a plain file


def archive(content: Content) -> bytes:
    """The deck's files as a zip, stored as they are: no library's compression makes it differ."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as bundle:
        for name, text in sorted(files(content).items()):
            entry = zipfile.ZipInfo(name, _MADE)
            entry.create_system, entry.external_attr = 3, _MODE
            bundle.writestr(entry, text.encode())
    return out.getvalue()


def files(content: Content) -> dict[str, str]:
    """The deck's files by name. Attached text is left out: a file holds a source's own alone."""
    head = ("slug", "title", "summary", "licence", "language")
    found = {"deck.yaml": document({key: getattr(content, key) for key in head})}
    if content.motions:
        found["motions.yaml"] = document([_motion(one) for one in content.motions])
    if clashes := _clashes(content.clashes):
        found["clash.yaml"] = document(clashes)
    for source in content.sources:
        found[f"sources/{source.slug}.yaml"] = document(_source(source))
        cut = [card for card in content.cards if card.source == source.slug]
        if cut:
            hashes = source.text != INCLUDED
            lines = [_card(card, hashes=hashes) for card in _by_number(cut)]
            found[f"cards/{source.slug}.yaml"] = document(lines)
    return found


def _motion(motion: Motion) -> dict[str, Value]:
    return {
        "slug": motion.slug,
        "text": motion.text,
        "type": motion.type,
        "difficulty": motion.difficulty,
        "definitions": {term: Block(words) for term, words in motion.definitions.items()},
        "burdens": {side: Block(motion.burdens[side]) for side in SIDES},
        "questions": {side: Block(motion.questions[side]) for side in SIDES},
        **_given("note", Block(motion.note)),
    }


def _source(source: Source) -> dict[str, Value]:
    included = source.text == INCLUDED
    passage = _included if included else _hashed
    return {
        "slug": source.slug,
        "kind": source.kind,
        "short": source.short,
        "citation": {
            name: _field(field) for name in FIELDS if (field := source.citation.get(name))
        },
        "text": INCLUDED if included else NOT_SHIPPED,
        "passages": [passage(one) for one in source.passages],
    }


def _field(field: CitationField) -> Flow:
    line: dict[str, Value] = {"value": field.value} if field.value else {"missing": field.missing}
    return Flow(line | ({"supplied": Quoted("true")} if field.supplied else {}))


def _hashed(passage: Passage) -> dict[str, Value]:
    return {
        "number": str(passage.number),
        **_given("heading", passage.heading),
        "gist": Block(passage.gist),
        "words": str(passage.words),
        "sha256": passage.sha256,
        "sentences": [passages.mark_text(mark) for mark in passage.sentences],
    }


def _included(passage: Passage) -> dict[str, Value]:
    return {
        "number": str(passage.number),
        **_given("heading", passage.heading),
        "gist": Block(passage.gist),
        "text": Block(passage.text),
    }


def _card(card: Card, *, hashes: bool) -> dict[str, Value]:
    imported = card.provenance == PROVENANCES[0]
    return {
        "number": str(card.number),
        "passage": str(card.passage),
        "kind": card.kind,
        "level": card.level,
        "tag": card.tag,
        "body": Block(card.body, always=True),
        "hedge": card.hedge or "none",
        "holder": card.holder or OWN,
        "spans": [_span(span, hashes) for span in card.spans],
        **_given("read", spans.ranges_text(card.read)),
        **_given("provenance", "" if imported else card.provenance),
        "bearings": {one.motion: _bearing(one) for one in card.bearings},
    }


def _span(span: spans.Span, hashes: bool) -> Flow:
    words: dict[str, Value] = {"words": spans.range_text(span.first, span.last)}
    return Flow(words | ({"hash": span.hash} if hashes else {}))


def _bearing(bearing: Bearing) -> Flow:
    return Flow({bearing.bears: Quoted(bearing.warrant)})


def _clashes(clashes: Clashes) -> dict[str, Value]:
    found: dict[str, list[Value]] = {
        "clashes": [_meeting(one, "on") for one in clashes.clashes],
        "common_ground": [_meeting(one, "ground") for one in clashes.common_ground],
        "overtaken": [
            {"card": str(one.card), "by": str(one.by), "why": Block(one.why)}
            for one in clashes.overtaken
        ],
    }
    return {key: lines for key, lines in found.items() if lines}


def _meeting(meeting: Meeting, key: str) -> dict[str, Value]:
    return {"cards": Flow([str(number) for number in meeting.cards]), key: Block(meeting.line)}


def _given(key: str, value: str) -> Mapping[str, Value]:
    """A key that is left out where it has no value."""
    return {key: value} if value else {}


def _by_number(cards: Iterable[Card]) -> list[Card]:
    return sorted(cards, key=lambda card: card.number)
