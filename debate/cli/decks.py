"""`deck check | import | export`: a deck's folder or zip, looked at, loaded, written.

Belongs here: what the commands print. Does not belong here: reading files (seeding), what makes a
deck unfit (`domain.decks`). `check` needs no database.
"""

import argparse
import sys
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from debate.cli import database
from debate.db import clock_ms, db, transaction
from debate.domain import decks as rules
from debate.domain.decks import Content
from debate.domain.motions import balance_words
from debate.domain.refusals import Refused
from debate.export import decks as export
from debate.factory import create_app
from debate.queries import decks as queries
from debate.seeding import archives
from debate.seeding import decks as seeding
from debate.seeding.faults import Fault, FilesRefused
from debate.seeding.files import Folder
from debate.services import decks as services

WIDTH = 80
_HELP = {
    "check": "print what a deck covers, and what must be mended; needs no database",
    "import": "load a deck into the database; debates keep the version they have",
    "export": "write the newest version of a deck as a zip of the same files",
}


def main(argv: list[str]) -> int:
    """Run one of the three; 1 when something is wrong, with a sentence for each thing."""
    parser = argparse.ArgumentParser(prog="python3 -m debate deck")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in ("check", "import"):
        one = commands.add_parser(name, help=_HELP[name], description=_HELP[name])
        one.add_argument("deck", type=Path, metavar="FOLDER|ZIP", help="the deck's files")
    one = commands.add_parser("export", help=_HELP["export"], description=_HELP["export"])
    one.add_argument("slug", metavar="SLUG", help="the deck's short name")
    one.add_argument("file", type=Path, metavar="FILE.zip", help="where to write")
    options = parser.parse_args(argv)
    try:
        if options.command == "check":
            return _check(options.deck)
        if options.command == "import":
            return _import(options.deck)
        return _export(options.slug, options.file)
    except (database.CannotPrepare, FilesRefused, Refused, OSError) as error:
        print(error, file=sys.stderr)
        return 1


def _check(path: Path) -> int:
    files = _files(path)
    content = seeding.read(files)
    print("\n".join(report(content)))
    places = _places(Folder(files))
    found = [_placed(fault, places) for fault in rules.faults(content)]
    print(f"\n{len(found)} fault{'' if len(found) == 1 else 's'}")
    for fault in found:
        print(fault)
    return 1 if found else 0


def _import(path: Path) -> int:
    content = seeding.read(_files(path))
    app = create_app({})
    database.prepare(app)
    with app.app_context(), transaction(db.session()) as session:
        done = services.load(session, content, clock_ms())
    print(
        f"{content.title}, version {done.version}: {done.added} added, {done.changed} changed,"
        f" {done.unchanged} unchanged, {done.removed} removed."
    )
    return 0


def _export(slug: str, target: Path) -> int:
    app = create_app({})
    database.prepare(app)
    with app.app_context():
        session = db.session()
        version = queries.version_of(session, slug)
        if version is None:
            raise Refused(f"There is no deck {slug}.")
        content = queries.content(session, version)
        session.rollback()
    with target.open("xb") as file:
        size = file.write(export.archive(content))
    print(f"{content.title} is in {target} ({size // 1024} kB).")
    return 0


def _files(path: Path) -> Path | dict[str, bytes]:
    """What `seeding.decks` reads: the folder itself, or what is in a zip."""
    if path.is_dir():
        return path
    return archives.files(path.read_bytes())


def report(content: Content) -> Iterator[str]:
    """What a deck covers, in lines of 80 signs."""
    yield f"{content.title} ({content.slug})"
    yield "\nPassages with cards"
    yield from _passages(content)
    yield "\nCards, and how often they help a side of a motion"
    yield from _sides(content)
    yield "\nMotions: cards that support, cut both ways, oppose"
    for balance in rules.balances(content):
        yield from _motion(balance)


def _passages(content: Content) -> Iterator[str]:
    covered = rules.coverage(content)
    width = _width(one.source for one in covered)
    for one in covered:
        line = f"  {one.source:{width}}  {one.with_cards:3} of {one.passages:3}"
        bare = ", ".join(map(str, one.without))
        yield from _wrapped(f"{line}   none from ¶ {bare}" if bare else line, width + 14)


def _sides(content: Content) -> Iterator[str]:
    names = [source.slug for source in content.sources]
    width = _width(names)
    yield f"  {'':{width}} {'cards':>7} {'P':>6} {'both':>6} {'O':>6}"
    for name in names:
        cut = [card for card in content.cards if card.source == name]
        ways = [bearing.bears for card in cut for bearing in card.bearings]
        counts = [ways.count(way) for way in ("supports", "both", "opposes")]
        yield f"  {name:{width}} {len(cut):7} {counts[0]:6} {counts[1]:6} {counts[2]:6}"
    yield f"  {'':{width}} {len(content.cards):7}"


def _motion(balance: rules.Balance) -> Iterator[str]:
    counts = (balance.supports, balance.both, balance.opposes)
    yield f"  {balance.motion:46} {counts[0]:5} {counts[1]:5} {counts[2]:5}"
    for side, sources in balance.sources.items():
        total = sum(sources.values())
        named = ", ".join(f"{name} {count}" for name, count in sources.items()) or "none"
        yield from _wrapped(f"    {side} {total:3}: {named}", 11)
    if words := balance_words(*counts):
        yield f"    {words}"


def _places(folder: Folder) -> dict[str, tuple[str, int]]:
    """Where each card and motion stands, by what a fault calls it: "Card No. 301"."""
    found = {}
    for name, call, key in (
        *((name, "Card No. {}", "number") for name in folder.names(seeding.CARDS)),
        (seeding.MOTIONS, "Motion {}", "slug"),
    ):
        file = folder.file(name)
        assert isinstance(file.data, Sequence)
        for n, item in enumerate(file.data):
            assert isinstance(item, Mapping)
            found[call.format(item[key])] = name, file.lines[f"[{n}]"]
    return found


def _placed(fault: str, places: Mapping[str, tuple[str, int]]) -> str:
    """A fault behind the file and line of what it is about."""
    place = places.get(fault.partition(":")[0])
    return str(Fault(*place, fault)) if place else fault


def _width(names: Iterable[str]) -> int:
    return max((len(name) for name in names), default=0)


def _wrapped(line: str, indent: int) -> list[str]:
    return textwrap.wrap(line, WIDTH, subsequent_indent=" " * indent, drop_whitespace=True)
