"""`backup [FILE]`: a consistent copy of the SQLite database, also while the server runs."""

import argparse
import time
from pathlib import Path

from debate.cli.database import CannotPrepare, vacuum_into
from debate.factory import create_app


def main(argv: list[str]) -> int:
    """Write the copy and print where it is; 1 with a sentence when it cannot be made."""
    parser = argparse.ArgumentParser(prog="python3 -m debate backup")
    parser.add_argument("file", nargs="?", help="where to write; default: the instance's backups")
    options = parser.parse_args(argv)
    app = create_app({})
    name = f"clashroom-{time.strftime('%Y%m%d-%H%M%S')}.sqlite3"
    target = Path(options.file or Path(app.config["INSTANCE_PATH"]) / "backups" / name).resolve()
    with app.app_context():
        try:
            vacuum_into(target)
        except (CannotPrepare, OSError) as error:
            print(error)
            return 1
    print(f"Copied to {target} ({target.stat().st_size // 1024} kB).")
    return 0
