"""The bridge over real sockets: bodies, headers, answers, and what slow people cost others."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from debate.domain.events import Wake
from debate.live import bridge, server
from tests.live.stage import Running


def test_a_post_arrives_whole_with_its_real_length(live: Running) -> None:
    status, _, body = live.ask("POST", "/a%20b/%C3%A9?q=1&r=2", b"x" * 300_000)
    seen = json.loads(body)
    assert status == 200
    assert (len(seen["body"]), seen["CONTENT_LENGTH"]) == (300_000, "300000")
    assert seen["PATH_INFO"].encode("latin-1").decode() == "/a b/é"
    assert (seen["QUERY_STRING"], seen["REQUEST_METHOD"]) == ("q=1&r=2", "POST")


def test_a_chunked_body_is_read_and_given_a_length(live: Running) -> None:
    pieces = (piece for piece in (b"he", b"llo"))
    _, _, body = live.ask("POST", "/", pieces)
    seen = json.loads(body)
    assert (seen["body"], seen["CONTENT_LENGTH"]) == ("hello", "5")
    assert "HTTP_TRANSFER_ENCODING" not in seen


def test_arrival_is_when_the_head_came_not_when_the_body_was_complete(live: Running) -> None:
    before = int(time.time() * 1000)
    with _connect(live) as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n")
        client.sendall(b"Content-Length: 2\r\n\r\n")
        assert b"100 Continue" in client.recv(100)
        between = int(time.time() * 1000)
        client.sendall(b"ok")
        seen = json.loads(_answer(client).split(b"\r\n\r\n", 1)[1])
    assert before <= seen["clashroom.arrival_ms"] <= between


def test_headers_with_an_underscore_are_dropped(live: Running) -> None:
    headers = {"X_Forwarded_For": "6.6.6.6", "X-Real": "1", "Proxy": "http://evil"}
    seen = json.loads(live.ask("GET", "/", headers=headers)[2])
    assert "HTTP_X_FORWARDED_FOR" not in seen
    assert "HTTP_PROXY" not in seen
    assert seen["HTTP_X_REAL"] == "1"


def test_repeated_headers_are_joined(live: Running) -> None:
    with _connect(live) as client:
        client.sendall(
            b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
            b"Cookie: a=1\r\nCookie: b=2\r\nX-Two: 1\r\nX-Two: 2\r\n\r\n"
        )
        seen = json.loads(_answer(client).split(b"\r\n\r\n", 1)[1])
    assert (seen["HTTP_COOKIE"], seen["HTTP_X_TWO"]) == ("a=1; b=2", "1,2")


def test_forwarding_headers_are_believed_from_named_proxies_only(
    start: Callable[..., Running],
) -> None:
    headers = {"X-Forwarded-For": "10.9.8.7", "X-Forwarded-Proto": "https"}
    plain = json.loads(start().ask("GET", "/", headers=headers)[2])
    behind = start(forwarded_allow_ips="127.0.0.1")
    proxied = json.loads(behind.ask("GET", "/", headers=headers)[2])
    assert (plain["REMOTE_ADDR"], proxied["REMOTE_ADDR"]) == ("127.0.0.1", "10.9.8.7")


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_above_the_limit_is_refused_before_the_application_sees_it(
    start: Callable[..., Running], chunked: bool
) -> None:
    calls: list[str] = []

    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        calls.append(environ["PATH_INFO"])
        start_response("200 OK", [])
        return []

    running = start(app, max_body=100_000)
    body: Any = (b"x" * 10_000 for _ in range(40)) if chunked else b"x" * 400_000
    status, _, text = running.ask("POST", "/", body)
    assert (status, text) == (413, b"That is too large: the limit is 0.1 MB.\n")
    assert calls == []


def test_a_client_that_asks_first_is_refused_without_sending(live: Running) -> None:
    with _connect(live) as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n")
        client.sendall(b"Content-Length: 9000000\r\n\r\n")
        assert b" 413 " in _answer(client)


def test_a_body_that_does_not_come_is_given_up(start: Callable[..., Running]) -> None:
    running = start(body_s=0.2)
    with _connect(running) as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc")
        assert b" 408 " in _answer(client)


def test_slow_bodies_and_slow_readers_hold_up_nobody(start: Callable[..., Running]) -> None:
    def app(environ: dict[str, Any], start_response: Any) -> Iterator[bytes]:
        start_response("200 OK", [])
        size = 200 if environ["PATH_INFO"] == "/large" else 0
        return iter([b"x" * 100_000] * size)

    running = start(app)
    slow = [_connect(running) for _ in range(2 * bridge.THREADS)]
    for number, client in enumerate(slow):
        if number % 2:
            client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc")
        else:
            client.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
    assert [running.ask("GET", "/")[0] for _ in range(20)] == [200] * 20
    for client in slow:
        client.close()


def test_a_large_answer_arrives_whole(start: Callable[..., Running]) -> None:
    def app(environ: dict[str, Any], start_response: Any) -> Iterator[bytes]:
        write = start_response("200 OK", [])
        write(b"begin")
        return (b"%07d" % n for n in range(200_000))

    status, headers, body = start(app).ask("GET", "/")
    assert (status, headers["content-length"]) == (200, "1400005")
    assert body.endswith(b"0199999")


def test_the_length_that_is_sent_is_the_real_one(start: Callable[..., Running]) -> None:
    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        start_response("200 OK", [("Content-Length", "3"), ("Connection", "close")])
        return [b"longer than that"]

    _, headers, body = start(app).ask("GET", "/")
    assert (headers["content-length"], body) == ("16", b"longer than that")


def test_head_and_answers_without_a_body_send_none(start: Callable[..., Running]) -> None:
    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        start_response(environ["PATH_INFO"][1:] + " X", [("Content-Length", "4")])
        return [b"body"]

    running = start(app)
    with _connect(running) as client:
        client.sendall(b"HEAD /200 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        head, _, rest = _answer(client).partition(b"\r\n\r\n")
    assert b"content-length: 4" in head.lower()
    assert rest == b""
    for path in ("/204", "/304"):
        status, headers, body = running.ask("GET", path)
        assert (str(status), body) == (path[1:], b"")
        assert "content-length" not in headers


def test_an_application_that_fails_answers_500_and_says_nothing(
    start: Callable[..., Running],
) -> None:
    closed: list[bool] = []

    class Body:
        def __iter__(self) -> Iterator[bytes]:
            yield b"half"
            raise KeyError("a secret")

        def close(self) -> None:
            closed.append(True)

    def app(environ: dict[str, Any], start_response: Any) -> Any:
        start_response("200 OK", [])
        return Body()

    status, _, body = start(app).ask("GET", "/")
    assert (status, body, closed) == (500, b"Something went wrong.\n", [True])


def test_when_all_threads_are_busy_and_the_queue_is_full_others_are_told(
    start: Callable[..., Running], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bridge, "MAX_WAITING", 0)
    free, inside = threading.Event(), threading.Semaphore(0)

    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        inside.release()
        assert free.wait(10)
        start_response("200 OK", [])
        return []

    running = start(app)
    busy = [threading.Thread(target=running.ask, args=("GET", "/")) for _ in range(bridge.THREADS)]
    for one in busy:
        one.start()
    for _ in busy:
        assert inside.acquire(timeout=10)
    status, headers, _ = running.ask("GET", "/")
    free.set()
    for one in busy:
        one.join()
    assert (status, headers["retry-after"]) == (503, "2")


@pytest.mark.parametrize(
    "head",
    [
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"0\r\n\r\nGET /x HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\nhello",
        b"GET / HTTP/1.1\r\nHost : x\r\n\r\n",
    ],
)
def test_requests_that_can_be_read_in_two_ways_are_refused_and_cut(
    live: Running, head: bytes
) -> None:
    with _connect(live) as client:
        client.sendall(head)
        answer = _answer(client)
    status = int(answer.split(b" ", 2)[1])
    assert status in (400, 501)
    assert answer.count(b"HTTP/1.1") == 1


def test_a_connection_that_says_nothing_is_cut(
    start: Callable[..., Running], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "HEAD_S", 0.2)
    running = start()
    with _connect(running) as silent, _connect(running) as half:
        half.sendall(b"GET / HTTP/1.1\r\nHos")
        assert (_until_cut(silent), _until_cut(half)) == (b"", b"")


def test_a_stream_whose_reader_stands_still_is_dropped(
    start: Callable[..., Running], stage: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("debate.live.streams.STALLED_S", 0.2)
    monkeypatch.setattr("debate.live.hub.MAX_STREAMS", 1)
    # More than the sockets of both ends hold.
    for n in range(40):
        stage.put(f"p{n}", "x" * 1_000_000)
    running = start()
    running.page(5)
    # There is room for one stream only, so a second one shows that the first is gone.
    deadline = time.monotonic() + 10
    while (status := running.page(6, "12.room:40").status) == 503:
        running.hub.deliver([Wake(12, hint="turn")])
        assert time.monotonic() < deadline
    assert status == 200


def test_a_reader_of_a_large_answer_who_stands_still_is_cut(
    start: Callable[..., Running], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bridge, "STALLED_S", 0.1)

    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        start_response("200 OK", [])
        return [b"x" * 40_000_000]

    running = start(app)
    with _connect(running) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert client.recv(100)
        # Stopping waits for answers on their way; this one has ended before.
        while running.server.server_state.tasks:
            pass


def test_a_person_who_leaves_while_sending_costs_the_application_nothing(
    start: Callable[..., Running],
) -> None:
    calls: list[str] = []

    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        calls.append(environ["PATH_INFO"])
        start_response("200 OK", [])
        return []

    running = start(app)
    with _connect(running) as client:
        client.sendall(b"POST /half HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc")
    while running.server.server_state.connections:
        pass
    running.ask("GET", "/whole")
    assert calls == ["/whole"]


def _connect(running: Running) -> socket.socket:
    return socket.create_connection(("127.0.0.1", running.port), timeout=10)


def _answer(client: socket.socket) -> bytes:
    """What comes until the server closes, or until a body of the length it named is there."""
    data = b""
    while piece := client.recv(65_536):
        data += piece
        head, found, body = data.partition(b"\r\n\r\n")
        lengths = [line for line in head.lower().split(b"\r\n") if b"content-length" in line]
        if found and lengths and len(body) >= int(lengths[0].split(b":")[1]):
            return data
    return data


def _until_cut(client: socket.socket) -> bytes:
    try:
        return client.recv(10)
    except ConnectionResetError:
        return b""
