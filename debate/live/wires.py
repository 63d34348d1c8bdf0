"""What connects streams, heartbeat and work to the application; the factory fills it."""

from dataclasses import dataclass

from debate.live.frames import Alive, Changed, Reader
from debate.live.worker import Beat, Work


@dataclass(frozen=True)
class Wires:
    """All of them block, and open their own transactions."""

    reader: Reader
    changed: Changed
    alive: Alive
    beat: Beat
    work: Work
