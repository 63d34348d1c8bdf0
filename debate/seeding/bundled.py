"""Everything that `seeds/` holds, loaded once: a start that finds the same files reads none."""

import hashlib
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.config import ROOT
from debate.db import transaction
from debate.models.decks import Deck

SEEDS = ROOT / "seeds"


def load(session: Session, now: int, instance: Path) -> bool:
    """Load decks, formats and rubrics where they changed; whether anything was read.

    Raises faults.FilesRefused with every fault when a file cannot be used; nothing is changed then.
    """
    stamp, digest = instance / "seeds-loaded.txt", _digest()
    known = stamp.read_text(encoding="ascii") if stamp.exists() else ""
    loaded = session.scalar(select(Deck.id).limit(1)) is not None
    session.rollback()
    if loaded and known == digest:
        return False
    # Only now: the YAML library would be part of every start.
    from debate.seeding import decks, formats

    with transaction(session):
        formats.load_all(session)
        decks.load_all(session, now)
    stamp.write_text(digest, encoding="ascii")
    return True


def _digest() -> str:
    sums = hashlib.sha256()
    for path in sorted(SEEDS.rglob("*.yaml")):
        sums.update(str(path.relative_to(SEEDS)).encode())
        sums.update(path.read_bytes())
    return sums.hexdigest()
