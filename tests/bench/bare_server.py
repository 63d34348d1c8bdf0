"""The reference for streams: bare asyncio that writes one shared buffer to every open connection.

`python -m tests.bench.bare_server PORT`. GET opens a stream; a POST's body goes to all of them.
"""

import asyncio
import sys

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
DONE = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
streams: set[asyncio.Transport] = set()


class Connection(asyncio.Protocol):
    """One connection; a request is expected to arrive in few pieces."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.read = b""

    def data_received(self, data: bytes) -> None:
        self.read += data
        head, end, body = self.read.partition(b"\r\n\r\n")
        if not end:
            return
        if head.startswith(b"GET / "):
            self.transport.write(DONE)
            self.read = b""
        elif head.startswith(b"GET"):
            self.transport.write(HEAD)
            streams.add(self.transport)
            self.read = b""
        elif len(body) >= _length(head):
            for stream in streams:
                stream.write(body)
            self.transport.write(DONE)
            self.read = b""

    def connection_lost(self, exc: Exception | None) -> None:
        streams.discard(self.transport)


def _length(head: bytes) -> int:
    _, _, rest = head.lower().partition(b"content-length:")
    return int(rest.split(b"\r\n")[0])


async def main(port: int) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Connection, "127.0.0.1", port, backlog=512)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
