"""The @connections interface of a WebSocket API, over real HTTP: it notes each post, and answers as told."""

import json
from collections import defaultdict
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Thread
from typing import Any, Self
from urllib.parse import unquote

Message = dict[str, Any]
STAGE = "/live"


class ConnectionsApi:
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

    def __enter__(self) -> Self:
        api = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_POST(self) -> None:
                text = self.rfile.read(int(self.headers["content-length"])).decode()
                api.signatures.append(self.headers["authorization"])
                self._finish(api._posted(self._connection_id(), text))

            def do_DELETE(self) -> None:
                api._deleted(self._connection_id())
                self._finish(204)

            def _connection_id(self) -> str:
                return unquote(self.path).removeprefix(f"{STAGE}/@connections/")

            def _finish(self, status: int) -> None:
                self.send_response(status)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Says nothing: the tests look at what was posted."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}{STAGE}"
        self._thread = Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self._thread.join()

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
