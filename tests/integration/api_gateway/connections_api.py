"""The @connections interface of a WebSocket API, over real HTTP: it notes each post, and answers as told."""

import json
from collections import defaultdict
from collections.abc import Callable
from threading import Condition
from typing import Any
from urllib.parse import unquote

from ..http_service import Answering, HttpService

Message = dict[str, Any]
STAGE = "/live"


class ConnectionsApi(HttpService):
    """`answer(connection_id, text)` gives the status of a post; `deliver` and `end` are the sockets."""

    def __init__(self) -> None:
        self.posts: defaultdict[str, list[Message]] = defaultdict(list)
        self.tries: defaultdict[str, int] = defaultdict(int)
        self.ended: list[str] = []
        self.signatures: list[str] = []
        self.answer: Callable[[str, str], int] = lambda connection_id, text: 200
        self.deliver: Callable[[str, str], int] = lambda connection_id, text: 200
        self.end: Callable[[str], None] = lambda connection_id: None
        self._changed = Condition()

    def answering(self) -> type[Answering]:
        api = self

        class Handler(Answering):
            def answer(self) -> None:
                connection_id = unquote(self.path).removeprefix(f"{STAGE}/@connections/")
                if self.command == "DELETE":
                    api._deleted(connection_id)
                    self.send(204)
                else:
                    api.signatures.append(self.headers["authorization"])
                    self.send(api._posted(connection_id, self.body().decode()))

        return Handler

    @property
    def endpoint(self) -> str:
        """As a function's environment names it."""
        return f"{self.url}{STAGE}"

    def sequences(self, connection_id: str) -> list[int]:
        """The changes that a socket was sent, in the order in which they came."""
        return [
            message["payload"]["data"]["meterChanged"]["sequence"]
            for message in self.posts[connection_id]
            if message["type"] == "next"
        ]

    def wait_for_post(self, connection_id: str, number: int = 1, within: float = 10) -> list[Message]:
        """What a socket was sent, once it is so much."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.posts[connection_id]) >= number, within)
        return self.posts[connection_id]

    def _posted(self, connection_id: str, text: str) -> int:
        self.tries[connection_id] += 1
        status = self.answer(connection_id, text)
        if status == 200:
            status = self.deliver(connection_id, text)
        if status == 200:
            with self._changed:
                self.posts[connection_id].append(json.loads(text))
                self._changed.notify_all()
        return status

    def _deleted(self, connection_id: str) -> None:
        self.ended.append(connection_id)
        self.end(connection_id)
