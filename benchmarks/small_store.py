"""As little of DynamoDB and @connections as the live functions need, on loopback, in a process of its own.

It keeps items and believes everything: no condition is looked at, so nobody may race. Posts to sockets are
counted and not passed on. The argument is a JSON file: for each table, the attributes of its key.

    GET /            how often each operation was called since it was last asked
    GET /last-post   what was posted to a socket last
    GET /copies/99   makes 99 copies of the item that was put in a transaction last, each for another socket
"""

import json
import re
import sys
from collections import Counter
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from typing import Any, ClassVar

_SET = re.compile(r"(#\w+) = (:\w+)(?=,|\s|$)")
_REMOVE = re.compile(r"REMOVE (.*)$")

Json = dict[str, Any]


class Tables:
    """The items of each table by their key."""

    def __init__(self, keys: dict[str, list[str]]) -> None:
        self._keys = keys
        self._items: dict[str, dict[tuple[str, ...], Json]] = {table: {} for table in keys}
        self._last_put: tuple[str, Json] = ("", {})
        self._lock = Lock()

    def copy_last(self, number: int) -> None:
        table, item = self._last_put
        for at in range(number):
            self._put(table, item | {"member": {"S": f"socket-number-{at:06}=#{item['operation_id']['S']}"}})

    def answer(self, operation: str, request: Json) -> Json:
        with self._lock:
            match operation:
                case "PutItem":
                    self._put(request["TableName"], request["Item"])
                case "GetItem":
                    item = self._items[request["TableName"]].get(
                        self._key(request["TableName"], request["Key"])
                    )
                    return {"Item": item} if item else {}
                case "UpdateItem":
                    return {"Attributes": self._update(request)}
                case "DeleteItem":
                    self._items[request["TableName"]].pop(
                        self._key(request["TableName"], request["Key"]), None
                    )
                case "Query":
                    return self._query(request)
                case "TransactWriteItems":
                    for part in request["TransactItems"]:
                        self._write(part)
        return {}

    def _key(self, table: str, item: Json) -> tuple[str, ...]:
        return tuple(next(iter(item[name].values())) for name in self._keys[table])

    def _put(self, table: str, item: Json) -> None:
        self._items[table][self._key(table, item)] = item

    def _write(self, part: Json) -> None:
        if "Put" in part:
            self._last_put = (part["Put"]["TableName"], part["Put"]["Item"])
            self._put(*self._last_put)
        elif "Update" in part:
            self._update(part["Update"])

    def _update(self, request: Json) -> Json:
        table, names = request["TableName"], request.get("ExpressionAttributeNames", {})
        values, expression = request.get("ExpressionAttributeValues", {}), request["UpdateExpression"]
        found = self._items[table].get(self._key(table, request["Key"]), request["Key"])
        item = found | {names[name]: values[value] for name, value in _SET.findall(expression)}
        if removed := _REMOVE.search(expression):
            for name in removed[1].split(", "):
                item.pop(names[name], None)
        self._put(table, item)
        return item

    def _query(self, request: Json) -> Json:
        table, values = request["TableName"], request["ExpressionAttributeValues"]
        placeholder = re.search(r":\w+", request["KeyConditionExpression"])
        assert placeholder, request
        partition = next(iter(values[placeholder[0]].values()))
        items = [item for key, item in self._items[table].items() if key[0] == partition]
        if request.get("ScanIndexForward") is False:
            items.reverse()
        items = items[: request.get("Limit", len(items))]
        return {"Count": len(items), "ScannedCount": len(items)} | (
            {} if request.get("Select") == "COUNT" else {"Items": items}
        )


class Service(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    tables: ClassVar[Tables]
    calls: ClassVar[Counter[str]] = Counter()
    last_post: ClassVar[bytes] = b""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        if "connections/" in self.path:
            Service.last_post = body
            self.calls["post"] += 1
            self._send(b"")
            return
        operation = self.headers["x-amz-target"].rpartition(".")[2]
        self.calls[operation] += 1
        self._send(json.dumps(self.tables.answer(operation, json.loads(body))).encode())

    def do_GET(self) -> None:
        if self.path == "/last-post":
            self._send(self.last_post)
            return
        if self.path.startswith("/copies/"):
            self.tables.copy_last(int(self.path.removeprefix("/copies/")))
            self._send(b"")
            return
        self._send(json.dumps(self.calls).encode())
        self.calls.clear()

    def _send(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("x-amzn-RequestId", "VVNUQ2ZC4JQHHKQG8GQ3SPNSQJVV4KQNSO5AEMVJF66Q9ASUAAJG")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass

    def handle(self) -> None:
        with suppress(ConnectionResetError):  # clients end without saying goodbye
            super().handle()


if __name__ == "__main__":
    Service.tables = Tables(json.loads(Path(sys.argv[1]).read_text()))
    with ThreadingHTTPServer(("127.0.0.1", 0), Service) as server:
        print(server.server_port, flush=True)
        server.serve_forever()
