"""The reference behind our own server: a bare Flask application on the same front and bridge.

`python -m tests.bench.hello_server PORT` says "ready" once it answers.
"""

import sys
from collections.abc import Collection, Mapping
from typing import Any

from debate.live import server
from debate.live.hub import Hub
from tests.bench.calls import hello


def nothing(asked: Mapping[Any, int] | Collection[Any]) -> Any:
    return {}


def main(port: int) -> None:
    hub = Hub(nothing, nothing, nothing, secret="-")
    server.serve(hello().wsgi_app, hub, port=port, on_ready=lambda port: print("ready", flush=True))


if __name__ == "__main__":
    main(int(sys.argv[1]))
