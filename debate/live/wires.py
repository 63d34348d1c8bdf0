"""The callables that connect streams and heartbeat to the application; the factory fills them."""

from dataclasses import dataclass

from debate.live.frames import Alive, Changed, Reader
from debate.live.worker import Beat


@dataclass(frozen=True)
class Wires:
    """All of them block, and open their own transactions."""

    reader: Reader
    changed: Changed
    alive: Alive
    beat: Beat
