"""A database at a revision of one's choice, and a revision of the test's own after the last."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import flask_migrate
import pytest

from debate.cli import database
from debate.config import ROOT
from debate.db import init_migrations

NEXT = "9999"
_NEXT_FILE = '''"""the test's own"""

import sqlalchemy as sa
from alembic import op

revision = "{next}"
down_revision = "{head}"
branch_labels = depends_on = None


def upgrade():
{up}


def downgrade():
    pass
'''


@pytest.fixture
def bare(make_app: Callable[..., Any], empty_database_url: str) -> Any:
    """The application on a database without tables; Alembic is attached."""
    app = make_app(empty_database_url)
    init_migrations(app)
    return app


@pytest.fixture
def full(make_app: Callable[..., Any], database_url: str) -> Any:
    """The application on a database of the present revision."""
    app = make_app(database_url)
    init_migrations(app)
    return app


@pytest.fixture
def add_revision(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Any, list[str]], None]:
    """Have the code know one revision more, whose upgrade has the given lines."""

    def add(app: Any, lines: list[str]) -> None:
        head = database.revisions()[-1]
        root = tmp_path / "next"
        shutil.copytree(ROOT / "debate" / "migrations", root / "debate" / "migrations")
        versions = root / "debate" / "migrations" / "versions"
        up = "\n".join(f"    {line}" for line in lines)
        text = _NEXT_FILE.format(next=NEXT, head=head, up=up)
        (versions / f"{NEXT}_next.py").write_text(text, encoding="utf-8")
        monkeypatch.setattr("debate.db.ROOT", root)
        monkeypatch.setattr(database, "VERSIONS", versions)
        init_migrations(app)

    return add


def upgrade_to(app: Any, revision: str) -> None:
    """Bring the database up to a revision."""
    with app.app_context():
        flask_migrate.upgrade(revision=revision)
