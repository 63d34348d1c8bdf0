"""Settings: where each comes from, its default and its meaning. Nothing else reads the environment.

A test asserts that CONTRIBUTING names every setting listed here.
"""

import os
import secrets
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent

DEFAULTS: dict[str, Any] = {
    # Where the database is; empty means SQLite in the instance folder.
    "DATABASE_URL": "",
    # Signs cookies, tickets and personal links; empty means one is made in the instance folder.
    "SECRET_KEY": "",
    # The address that people reach, such as https://debate.example.edu; empty: the request's own.
    "PUBLIC_URL": "",
    # Folder for the database, the secret key, fonts and copies made before migrations.
    "INSTANCE_PATH": str(ROOT / "instance"),
    # Largest request body in bytes.
    "MAX_CONTENT_LENGTH": 6_000_000,
    # Proxies whose forwarding headers are believed, comma separated.
    "FORWARDED_ALLOW_IPS": "127.0.0.1",
    # Whether the server that runs this process holds streams (set by `serve`, not by people).
    "STREAMS": False,
    # Whoever knows it may enter as the instructor of the sample class; empty: nobody (set by
    # `demo`, not by people).
    "DEMO_TOKEN": "",
}


# How long a process waits for the key that another one is about to write.
KEY_S = 2.0


class SettingError(Exception):
    """A setting that cannot be used; the message says which and why."""


def load(overrides: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """All settings: defaults, then the environment, then `overrides`.

    Raises SettingError when the instance folder cannot be written.
    """
    values = dict(DEFAULTS)
    for name in DEFAULTS:
        if name in os.environ:
            values[name] = _typed(name, os.environ[name])
    values.update(overrides or {})
    instance = Path(values["INSTANCE_PATH"]).resolve()
    values["INSTANCE_PATH"] = str(instance)
    _make_folder(instance)
    if not values["DATABASE_URL"]:
        values["DATABASE_URL"] = f"sqlite:///{instance / 'clashroom.sqlite3'}"
    if not values["SECRET_KEY"]:
        values["SECRET_KEY"] = _kept_key(instance)
    values["SQLALCHEMY_DATABASE_URI"] = values["DATABASE_URL"]
    secure = str(values["PUBLIC_URL"]).startswith("https://")
    values.setdefault("SESSION_COOKIE_SECURE", secure)
    values.setdefault("SESSION_COOKIE_NAME", "__Host-clashroom" if secure else "clashroom")
    values["SESSION_COOKIE_HTTPONLY"] = True
    values["SESSION_COOKIE_SAMESITE"] = "Lax"
    # The token lives as long as the session: a limit would eat posts in a 75-minute class.
    values["WTF_CSRF_TIME_LIMIT"] = None
    values["MAX_FORM_MEMORY_SIZE"] = values["MAX_CONTENT_LENGTH"]
    return values


def _typed(name: str, text: str) -> Any:
    default = DEFAULTS[name]
    if isinstance(default, bool):
        return text.strip().lower() in {"1", "true", "yes", "on"}
    if isinstance(default, int):
        try:
            return int(text)
        except ValueError as error:
            raise SettingError(f"{name} must be a whole number, not “{text}”.") from error
    return text


def _kept_key(instance: Path) -> str:
    """The secret key of this instance, made on first use and readable by its owner only.

    Of processes that start at once one makes it, and the others wait until it stands there.
    """
    path = instance / "secret_key"
    try:
        if not path.exists():
            with suppress(FileExistsError):
                _make_key(path)
        until = time.monotonic() + KEY_S
        while not (key := path.read_text(encoding="ascii").strip()):
            if time.monotonic() > until:
                raise SettingError(f"The file {path} is empty. Delete it, and start again.")
            time.sleep(0.01)
        return key
    except OSError as error:
        raise _unwritable(instance, error) from error


def _make_folder(instance: Path) -> None:
    try:
        instance.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(instance, error) from error


def _unwritable(instance: Path, error: OSError) -> SettingError:
    return SettingError(
        f"The folder {instance} cannot be written ({error.strerror}). "
        "Make it writable, or point INSTANCE_PATH at a folder that is."
    )


def _make_key(path: Path) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
