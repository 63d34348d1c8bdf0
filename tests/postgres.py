"""A PostgreSQL of the tests' own: one cluster for each test process, started when first asked for.

TEST_DATABASE_URL names a server to use instead, where databases may be created.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL, make_url

from debate.cli.check import postgres

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    # Nothing has to outlive the tests.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}
START_SECONDS = 30
DISCONNECT = (
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
RENUMBER = (
    "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)"
    " FROM pg_sequences WHERE last_value IS NOT NULL"
)
# Copying a database writes hundreds of files: in memory that takes a tenth of the time.
IN_MEMORY = Path("/dev/shm")
ROOM = 2 << 30  # bytes


class Server:
    """A server where databases are created and dropped."""

    def __init__(self, url: URL) -> None:
        self.url = url

    def create(self, name: str, template: str | None = None) -> str:
        """Create database `name`, as a copy of `template` if given; returns its address."""
        source = (
            sql.SQL(" TEMPLATE {}").format(sql.Identifier(template)) if template else sql.SQL("")
        )
        self._execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)) + source)
        return self.address(name)

    def empty(self, name: str) -> None:
        """Delete all rows of database `name` and number anew, whoever is still connected.

        The tables are those of the models; what a migration wrote elsewhere stays.
        """
        from debate.db import db

        tables = [sql.Identifier(table.name) for table in reversed(db.metadata.sorted_tables)]
        rows = [sql.SQL("DELETE FROM {}").format(table) for table in tables]
        self._execute(sql.SQL("; ").join([sql.SQL(DISCONNECT), *rows, sql.SQL(RENUMBER)]), name)

    def drop(self, name: str) -> None:
        """Drop database `name`, whoever is still connected."""
        self._execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )

    def address(self, name: str) -> str:
        return self.url.set(database=name).render_as_string(hide_password=False)

    def close(self) -> None:
        """Nothing was started, so nothing is stopped."""

    def _execute(self, statement: sql.Composed, name: str = "postgres") -> None:
        connection = self.url.set(drivername="postgresql", database=name)
        address = connection.render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as opened:
            opened.execute(statement)


class Cluster(Server):
    """A server started from the installed programs, in a folder that is removed at the end."""

    def __init__(self, programs: Path) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="clashroom-postgres-", dir=_place()))
        self._owner = _owner()
        if self._owner:
            shutil.chown(self._folder, self._owner["user"], self._owner["group"])
        port = _free_port()
        super().__init__(URL.create("postgresql+psycopg", "postgres", host="127.0.0.1", port=port))
        try:
            self._process = self._start(programs, port)
            self._wait()
        except BaseException:
            self.close()
            raise

    def _start(self, programs: Path, port: int) -> "subprocess.Popen[bytes]":
        data = str(self._folder / "data")
        common: dict[str, Any] = {"cwd": self._folder, **self._owner}
        initdb = [programs / "initdb", "--pgdata", data, "--username", "postgres"]
        subprocess.run(
            [*initdb, "--auth", "trust", "--encoding", "UTF8", "--no-locale", "--no-sync"],
            check=True,
            capture_output=True,
            **common,
        )
        options = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        with (self._folder / "log").open("wb") as log:
            return subprocess.Popen(
                [programs / "postgres", "-D", data, "-p", str(port), *options],
                stdout=log,
                stderr=log,
                **common,
            )

    def _wait(self) -> None:
        limit = time.monotonic() + START_SECONDS
        while True:
            try:
                psycopg.connect(
                    host="127.0.0.1", port=self.url.port, user="postgres", dbname="postgres"
                ).close()
                return
            except psycopg.OperationalError:
                if self._process.poll() is not None or time.monotonic() > limit:
                    raise
                time.sleep(0.05)

    def close(self) -> None:
        """Stop at once and remove the folder."""
        process = getattr(self, "_process", None)
        if process is not None:
            process.send_signal(signal.SIGTERM if os.name == "nt" else signal.SIGQUIT)
            process.wait(timeout=START_SECONDS)
        shutil.rmtree(self._folder, ignore_errors=True)


class Template:
    """A database and copies of it. A copy is emptied and used again: making one takes longer."""

    def __init__(self, server: Server, name: str) -> None:
        self.server = server
        self._name = name
        self._copies: list[str] = []

    def take(self, again: bool = True) -> str:
        """The name of a copy with the template's tables and no rows; `again`: it may be used."""
        if again and self._copies:
            return self._copies.pop()
        name = f"test_{uuid4().hex}"
        self.server.create(name, self._name)
        return name

    def give_back(self, name: str, again: bool = True) -> None:
        """Empty the copy for the next test, or drop it where its tables may have changed."""
        if again:
            self.server.empty(name)
            self._copies.append(name)
        else:
            self.server.drop(name)

    def drop(self) -> None:
        """Drop the template and its copies."""
        for name in (*self._copies, self._name):
            self.server.drop(name)


def available() -> bool:
    """Whether there is a PostgreSQL to test on."""
    return bool(os.environ.get("TEST_DATABASE_URL") or postgres())


def server() -> Server | None:
    """The server to test on, or None where there is no PostgreSQL."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        return Server(make_url(given).set(drivername="postgresql+psycopg"))
    programs = postgres()
    return Cluster(programs) if programs else None


def _place() -> Path | None:
    roomy = IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free > ROOM
    return IN_MEMORY if roomy else None


def _owner() -> dict[str, Any]:
    """Whom the server runs as: PostgreSQL refuses to be root."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return {}
    import grp
    import pwd

    nobody = pwd.getpwnam("nobody")
    group = grp.getgrgid(nobody.pw_gid).gr_name
    return {"user": "nobody", "group": group, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
