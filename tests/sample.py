"""The sample class of the demo in a file, to be copied by tests."""

import shutil
from pathlib import Path

from debate.db import db, transaction
from debate.factory import create_app
from debate.seeding import bundled, demo


def build(migrated: Path, folder: Path, now: int) -> Path:
    """A SQLite file with the sample class as a first start at `now` makes it."""
    path = folder / "sample.sqlite3"
    shutil.copy(migrated, path)
    app = create_app(
        {
            "DATABASE_URL": f"sqlite:///{path}",
            "INSTANCE_PATH": str(folder),
            "SECRET_KEY": "test",
            "TESTING": True,
        }
    )
    with app.app_context():
        bundled.load(db.session(), now, folder)
        with transaction(db.session()) as session:
            demo.prepare(session, now)
        db.session.remove()
        db.engine.dispose()
    return path
