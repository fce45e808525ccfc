"""A real HTTP proxy before the emulator, which loses, refuses or garbles what it is told to."""

import http.client
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event
from urllib.parse import urlsplit

from .http_service import Answering, HttpService

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
class StoreProxy(HttpService):
    """`faults` maps an operation (or "*") to what happens to its next calls, one fault each."""

    upstream: str
    faults: dict[str, list[Fault]] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    released: Event = field(default_factory=Event)

    def answering(self) -> type[Answering]:
        proxy = self

        class Handler(Answering):
            def answer(self) -> None:
                body = self.body()
                operation = self.headers["x-amz-target"].rpartition(".")[2]
                proxy.seen.append(operation)
                try:
                    status, content = proxy.answer(operation, lambda: proxy.forward(dict(self.headers), body))
                except Lost:
                    self.close_connection = True
                    return
                self.send(status, content)

        return Handler

    def __exit__(self, *_: object) -> None:
        self.released.set()
        super().__exit__()

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
