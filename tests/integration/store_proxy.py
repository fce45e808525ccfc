"""A real HTTP proxy before the emulator, which loses, refuses or garbles what it is told to."""

import http.client
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any, Self
from urllib.parse import urlsplit

Forward = Callable[[], tuple[int, bytes]]


class Lost(Exception):
    """No answer is sent: the connection ends."""


Fault = Callable[[Forward], tuple[int, bytes]]


def lose_the_answer(forward: Forward) -> tuple[int, bytes]:
    """The database did as it was asked, and nobody hears of it."""
    forward()
    raise Lost


def lose_the_request(_: Forward) -> tuple[int, bytes]:
    raise Lost


def refuse(_: Forward) -> tuple[int, bytes]:
    return 500, json.dumps({"__type": "com.amazonaws.dynamodb.v20120810#InternalServerError"}).encode()


def throttle(_: Forward) -> tuple[int, bytes]:
    kind = "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException"
    return 400, json.dumps({"__type": kind, "message": "slow down"}).encode()


def deny(_: Forward) -> tuple[int, bytes]:
    kind = "com.amazon.coral.service#AccessDeniedException"
    return 400, json.dumps({"__type": kind, "Message": "arn:aws:iam::123456789012:role/secret"}).encode()


def an_html_error(_: Forward) -> tuple[int, bytes]:
    return 503, b"<html>bad gateway</html>"


def leave_keys_unread(forward: Forward) -> tuple[int, bytes]:
    """What DynamoDB answers to a batch while it throttles some of the keys."""
    status, content = forward()
    answer = json.loads(content)
    table, items = next(iter(answer["Responses"].items()))
    answer["UnprocessedKeys"] = {table: {"Keys": [{"key": item["key"]} for item in items]}}
    answer["Responses"] = {table: []}
    return status, json.dumps(answer).encode()


@dataclass
class StoreProxy:
    """`faults` maps an operation (or "*") to what happens to its next calls, one fault each."""

    upstream: str
    faults: dict[str, list[Fault]] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)

    def __enter__(self) -> Self:
        self.released = Event()
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                operation = self.headers["x-amz-target"].rpartition(".")[2]
                proxy.seen.append(operation)
                try:
                    status, content = proxy.answer(operation, lambda: proxy.forward(dict(self.headers), body))
                except Lost:
                    self.close_connection = True
                    return
                self.send_response(status)
                self.send_header("content-type", "application/x-amz-json-1.0")
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: Any) -> None:
                """Says nothing: the tests look at `seen`."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.released.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def fail(self, operation: str, *faults: Fault) -> None:
        self.faults.setdefault(operation, []).extend(faults)

    def hang(self, forward: Forward) -> tuple[int, bytes]:
        """Answers when the test is over, which is too late."""
        self.released.wait()
        return forward()

    def answer(self, operation: str, forward: Forward) -> tuple[int, bytes]:
        for name in (operation, "*"):
            if self.faults.get(name):
                return self.faults[name].pop(0)(forward)
        return forward()

    def forward(self, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection(urlsplit(self.upstream).netloc, timeout=30)
        try:
            connection.request("POST", "/", body, headers)
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()
