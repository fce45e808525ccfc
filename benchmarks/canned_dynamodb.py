"""A DynamoDB endpoint that always says the same: a process of its own, so that its work is counted to nobody.

It answers with what a file holds for the operation and the key, under the headers that DynamoDB sends, and
tells at GET / how often each operation was called since it was last asked.
"""

import json
import sys
from collections import Counter
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from zlib import crc32


class Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    canned: ClassVar[dict[str, dict[str, dict]]] = {}
    calls: ClassVar[Counter[str]] = Counter()

    def do_POST(self):
        operation = self.headers["x-amz-target"].rpartition(".")[2]
        request = self.rfile.read(int(self.headers["content-length"])).decode()
        answer = next(answer for key, answer in self.canned[operation].items() if key in request)
        if "ReturnConsumedCapacity" in request:
            used = {"CapacityUnits": 1.0, "TableName": "MeterLogTable"}
            answer = {**answer, "ConsumedCapacity": [used] if operation == "BatchGetItem" else used}
        self.calls[operation] += 1
        self._send(json.dumps(answer, separators=(",", ":")).encode())

    def do_GET(self):
        body = json.dumps(self.calls).encode()
        self.calls.clear()
        self._send(body)

    def _send(self, body):
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "keep-alive")
        self.send_header("x-amzn-RequestId", "VVNUQ2ZC4JQHHKQG8GQ3SPNSQJVV4KQNSO5AEMVJF66Q9ASUAAJG")
        self.send_header("x-amz-crc32", str(crc32(body)))
        self.end_headers()
        self.wfile.write(body)

    def version_string(self):
        return "Server"

    def log_message(self, *_):
        pass

    def handle(self):
        with suppress(ConnectionResetError):  # clients end without saying goodbye
            super().handle()


if __name__ == "__main__":
    Answers.canned.update(json.loads(Path(sys.argv[1]).read_text()))
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        print(server.server_port, flush=True)
        server.serve_forever()
