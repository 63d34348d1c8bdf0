"""Reading a deck's folder: YAML files become checked content, or faults with file and line.

Belongs here: which file holds what. Does not belong here: what the content must be
(`domain.sources`, `motions`, `cards`). The format is described in seeds/README.md.
"""

from collections.abc import Mapping
from functools import partial
from pathlib import Path, PurePosixPath

from sqlalchemy.orm import Session

from debate.config import ROOT
from debate.domain import cards, clashes, motions, sources
from debate.domain.clashes import Clashes
from debate.domain.datafiles import Fields, Problem
from debate.domain.decks import Content
from debate.seeding.files import Folder
from debate.services import decks
from debate.services.decks import Loaded

_HEAD_LIMITS = {"slug": 60, "title": 120, "summary": 600, "licence": 40, "language": 12}
_HEAD_MAY_BE_EMPTY = ("summary", "licence")

SEEDS = ROOT / "seeds"
HEAD = "deck.yaml"
MOTIONS = "motions.yaml"
SOURCES = "sources/*.yaml"
CARDS = "cards/*.yaml"
CLASH = "clash.yaml"
NO_MOTIONS = "It is not there, though cards bear on motions."
ELSEWHERE = (
    "It belongs to no part of a deck: motions.yaml, clash.yaml, sources/ and cards/ are read."
)


def load_all(session: Session, now: int, root: Path = SEEDS) -> dict[str, Loaded]:
    """Load each deck of a folder of decks, by slug. Raises FilesRefused, and Refused as `load`."""
    folders = sorted(path.parent for path in root.glob(f"*/{HEAD}"))
    contents = [read(folder) for folder in folders]
    return {content.slug: decks.load(session, content, now) for content in contents}


def read(root: Path | Mapping[str, bytes]) -> Content:
    """The content of the deck in a folder, on disk or in memory (see `Folder`).

    Raises FilesRefused with all that is wrong in it.
    """
    folder = Folder(root)
    head = folder.read(HEAD, _read_head) or dict.fromkeys(_HEAD_LIMITS, "")
    found_motions = folder.read(MOTIONS, motions.read) if folder.names(MOTIONS) else None
    found_sources = _read_sources(folder)
    slugs = None if found_motions is None else [motion.slug for motion in found_motions]
    found_cards = _read_cards(folder, found_sources, slugs)
    if not folder.names(MOTIONS) and any(card.bearings for card in found_cards):
        folder.fault(MOTIONS, NO_MOTIONS)
    found_clashes = _read_clashes(folder, found_sources, found_cards)
    known = {HEAD, MOTIONS, CLASH, *folder.names(SOURCES), *folder.names(CARDS)}
    for name in folder.names("**/*.y*ml"):
        if name not in known:
            folder.fault(name, ELSEWHERE)
    folder.check()
    return Content(
        **head,
        sources=tuple(source for source in found_sources.values() if source),
        motions=found_motions or (),
        cards=found_cards,
        clashes=found_clashes,
    )


def _read_head(data: object, problems: list[Problem]) -> dict[str, str]:
    fields = Fields(data, "", problems)
    head = {
        key: fields.line(key, longest, default="" if key in _HEAD_MAY_BE_EMPTY else None)
        for key, longest in _HEAD_LIMITS.items()
    }
    fields.slug("slug")
    fields.close()
    return head


def _read_sources(folder: Folder) -> dict[str, sources.Source | None]:
    """Sources by slug, in order of file name; None for one whose file is at fault."""
    found: dict[str, sources.Source | None] = {}
    for position, name in enumerate(folder.names(SOURCES), start=1):
        slug = PurePosixPath(name).stem
        found[slug] = folder.read(name, partial(sources.read, slug=slug, position=position))
    return found


def _read_cards(
    folder: Folder, found: dict[str, sources.Source | None], slugs: list[str] | None
) -> tuple[cards.Card, ...]:
    everything: list[cards.Card] = []
    for name in folder.names(CARDS):
        slug = PurePosixPath(name).stem
        if slug not in found:
            folder.fault(name, f"There is no sources/{slug}.yaml that these cards are cut from.")
            continue
        source = found[slug]
        reader = partial(
            cards.read,
            source=slug,
            passages=None if source is None else source.passages,
            motions=slugs,
            taken={card.number for card in everything},
        )
        everything += folder.read(name, reader) or ()
    return tuple(sorted(everything, key=lambda card: card.number))


def _read_clashes(
    folder: Folder,
    found: dict[str, sources.Source | None],
    everything: tuple[cards.Card, ...],
) -> Clashes:
    """What the clash file says; a deck may be without one."""
    if not folder.names(CLASH):
        return Clashes()
    whole = all(found.values()) and not folder.faulty
    by_number = {card.number: card.source for card in everything} if whole else None
    return folder.read(CLASH, partial(clashes.read, sources=by_number)) or Clashes()
