"""Streams as people's browsers see them: the event stream, and the same frames as JSON.

What is sent is decided by the reader and by the ticket; here is the order in which it goes out.
"""

import asyncio
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from debate.live import hub as hubs
from debate.live import tickets
from debate.live.asgi import Receive, Refused, Scope, Send
from debate.live.frames import (
    HEARTBEAT,
    BadPositions,
    Key,
    Reader,
    as_data,
    message,
    named,
    newest,
    parse_positions,
    view_name,
)
from debate.live.hub import Hub, Stream
from debate.live.tails import frames_message
from debate.live.tickets import BadTicket, Claim

_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    # A proxy that collects an answer before passing it on would silence the stream.
    (b"x-accel-buffering", b"no"),
]


def answer_json(reader: Reader, claim: Claim, positions: Mapping[Key, int]) -> dict[str, Any]:
    """The frames since `positions` for pages without a stream, of the claim's views only.

    The answer is {"positions": {"12.room": 7}, "frames": [...], "reload": bool}.
    """
    since = {key: positions.get(key, 0) for key in claim.views}
    batches = reader(since)
    frames: list[dict[str, str | int]] = []
    for batch in batches.values():
        frames += map(as_data, newest(batch.frames))
    return {
        "positions": named({key: batch.last for key, batch in batches.items()}),
        "frames": frames,
        "reload": any(b.reload or b.last < since[key] for key, b in batches.items()),
    }


async def serve_stream(hub: Hub, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer GET /stream?ticket=…&at=12.room:5 until the page leaves.

    Raises Refused: 403 for a bad ticket, 400 for bad positions, 503 when no stream can be opened.
    """
    query = parse_qs(scope["query_string"].decode("latin-1"))
    try:
        claim = tickets.read(hub.secret, query.get("ticket", [""])[0], int(time.time()))
        stream = hub.open(claim, parse_positions(query.get("at", [""])[0]))
    except BadTicket as error:
        raise Refused(403, "This ticket is too old. Reload the page.") from error
    except BadPositions as error:
        raise Refused(400, "This address cannot be read. Reload the page.") from error
    except hubs.Full as error:
        raise Refused(503, "The server is busy. Try again.", (b"retry-after", b"2")) from error
    connection = scope.get("state", {})
    stream.cut = connection.get("cut")
    # Only a body of unsaid length is framed in chunks, and HTTP/1.0 knows none.
    stream.pour = connection.get("pour") if scope["http_version"] == "1.1" else None
    watcher = asyncio.create_task(_watch(receive, stream))
    try:
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        await _tell(hub, stream, send)
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        watcher.cancel()
        hub.leave(stream)


async def _watch(receive: Receive, stream: Stream) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    stream.end(hubs.LEFT)


async def _tell(hub: Hub, stream: Stream, send: Send) -> None:
    piece = message("hello", {"positions": named(stream.positions)})
    while not stream.ending:
        stream.sending = True
        await send({"type": "http.response.body", "body": piece, "more_body": True})
        stream.sending = False
        stream.sent_at = time.monotonic()
        piece = await _next(hub, stream)
    if stream.ending != hubs.LEFT:
        goodbye = message(stream.ending, {})
        await send({"type": "http.response.body", "body": goodbye, "more_body": True})


async def _next(hub: Hub, stream: Stream) -> bytes:
    """What is sent next, as soon as there is something: news, hints, or a sign of life."""
    while not stream.ending:
        stream.awake.clear()
        try:
            pieces = [await _news(hub, stream, key) for key in stream.positions]
        except Exception:  # noqa: BLE001  # whatever the reader raises
            # Already logged, once for all streams; the page stays and hears more when it can.
            await asyncio.sleep(hubs.RETRY_S)
            stream.awake.set()
            continue
        for debate_id, noun in stream.take_hints():
            pieces.append(message("hint", {"noun": noun, "debate": debate_id}))
        piece = b"".join(pieces)
        if piece and not stream.ending:
            return piece
        if time.monotonic() - stream.sent_at >= hubs.HEARTBEAT_S:
            return HEARTBEAT
        stream.idle = True
        await stream.awake.wait()
        stream.idle = False
    return b""


async def _news(hub: Hub, stream: Stream, key: Key) -> bytes:
    """What one view has since the stream's place: from its tail, or else from the database."""
    tail = hub.tail(key)
    position = stream.positions[key]
    if tail is None or position < tail.floor:
        return await _catch_up(hub, stream, key)
    if position >= tail.last:
        return b""
    stream.positions[key] = tail.last
    return tail.message_since(position)


async def _catch_up(hub: Hub, stream: Stream, key: Key) -> bytes:
    position = stream.positions[key]
    batch = await hub.catch_up(key, position)
    stream.positions[key] = batch.last
    if batch.last != position:
        # The tail may have gone on meanwhile.
        stream.awake.set()
    name = view_name(key)
    # A page ahead of the database was made before a restore from a copy.
    if batch.reload or batch.last < position:
        return message("reload", {"v": name, "n": batch.last}, at=f"{name}:{batch.last}")
    if batch.last > position:
        return frames_message(name, list(batch.frames), batch.last)
    return b""
