"""Meters what goes to the emulator's DynamoDB, and takes posts to sockets. A process of its own.

The argument is the emulator's address. GET / says what was metered since it was last asked:
{"calls": {operation: number}, "write_units": …, "read_units": …, "posts": …, "posted_bytes": …}.
Write units are the emulator's own, which follow the items' size. Read units are worked out here, from the
bytes of the answer: a unit for each 4 KB that is read consistently, half of one otherwise.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
"""

import json
import sys
from collections import Counter
from contextlib import suppress
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from math import ceil
from threading import Lock
from typing import Any, ClassVar
from urllib.parse import urlsplit

_READS = ("GetItem", "Query", "BatchGetItem")
_UNIT_BYTES = 4096

Json = dict[str, Any]


def item_bytes(item: Json) -> int:
    """The size by which DynamoDB counts: names and values as UTF-8, a number about half its digits."""
    return sum(len(name.encode()) + _value_bytes(value) for name, value in item.items())


def _value_bytes(value: Json) -> int:
    [(kind, content)] = value.items()
    match kind:
        case "S":
            return len(content.encode())
        case "N":
            return (len(content.strip("-0.")) + 1) // 2 + 1
        case "M":
            return 3 + sum(1 + len(name) + _value_bytes(each) for name, each in content.items())
        case "L":
            return 3 + sum(1 + _value_bytes(each) for each in content)
        case "SS" | "NS":
            return 3 + sum(len(each) for each in content)
        case _:
            return 1


def read_units(operation: str, request: Json, answer: Json) -> float:
    if operation == "BatchGetItem":
        units = 0.0
        for table, asked in request["RequestItems"].items():
            found = answer.get("Responses", {}).get(table, [])
            missing = len(asked["Keys"]) - len(found)
            whole = sum(ceil(item_bytes(each) / _UNIT_BYTES) for each in found) + missing
            units += whole if asked.get("ConsistentRead") else whole / 2
        return units
    items = answer.get("Items", [answer["Item"]] if "Item" in answer else [])
    whole = max(1, ceil(sum(map(item_bytes, items)) / _UNIT_BYTES))
    return whole if request.get("ConsistentRead") else whole / 2


class Meter:
    """What has been metered since it was last asked."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._clear()

    def _clear(self) -> None:
        self._calls: Counter[str] = Counter()
        self._write_units = self._read_units = 0.0
        self._posts = self._posted_bytes = 0

    def note(self, operation: str, request: Json, answer: Json) -> None:
        with self._lock:
            self._calls[operation] += 1
            if operation in _READS:
                self._read_units += read_units(operation, request, answer)
                return
            consumed = answer.get("ConsumedCapacity", [])
            tables = consumed if isinstance(consumed, list) else [consumed]
            self._write_units += sum(each["CapacityUnits"] for each in tables)

    def note_refused(self, operation: str) -> None:
        """A condition that does not hold costs a write all the same."""
        with self._lock:
            self._calls[f"{operation}, refused"] += 1
            self._write_units += 1

    def note_post(self, body: bytes) -> None:
        with self._lock:
            self._posts += 1
            self._posted_bytes += len(body)

    def taken(self) -> Json:
        with self._lock:
            said = {
                "calls": dict(self._calls),
                "write_units": self._write_units,
                "read_units": self._read_units,
                "posts": self._posts,
                "posted_bytes": self._posted_bytes,
            }
            self._clear()
        return said


class Service(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    meter: ClassVar[Meter] = Meter()
    emulator: ClassVar[str] = ""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        if "connections/" in self.path:
            self.meter.note_post(body)
            self._send(200, b"")
            return
        operation = self.headers["x-amz-target"].rpartition(".")[2]
        request = json.loads(body)
        asked = request if operation in _READS else {**request, "ReturnConsumedCapacity": "TOTAL"}
        status, content = self._forward(json.dumps(asked).encode())
        if status == 200:
            self.meter.note(operation, request, json.loads(content))
        elif b"ConditionalCheckFailed" in content:
            self.meter.note_refused(operation)
        self._send(status, content)

    def do_GET(self) -> None:
        self._send(200, json.dumps(self.meter.taken()).encode())

    def _forward(self, body: bytes) -> tuple[int, bytes]:
        """The emulator looks at no signature, so a body may change on its way."""
        connection = HTTPConnection(self.emulator, timeout=30)
        kept = ("x-amz-target", "content-type", "authorization", "x-amz-date")
        headers = {name: self.headers[name] for name in kept if name in self.headers}
        connection.request("POST", "/", body, headers)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer.status, content

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass

    def handle(self) -> None:
        with suppress(ConnectionResetError):
            super().handle()


if __name__ == "__main__":
    Service.emulator = urlsplit(sys.argv[1]).netloc
    with ThreadingHTTPServer(("127.0.0.1", 0), Service) as server:
        print(server.server_port, flush=True)
        server.serve_forever()
