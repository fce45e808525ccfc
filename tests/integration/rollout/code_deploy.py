"""CodeDeploy, as far as a hook knows it, over real HTTP: it notes what is reported of which deployment."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Self


class CodeDeploy:
    """`refusal` is the name of the error that it answers with, if any."""

    def __init__(self) -> None:
        self.reports: list[dict[str, str]] = []
        self.refusal: str | None = None

    def __enter__(self) -> Self:
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                assert self.headers["x-amz-target"] == (
                    "CodeDeploy_20141006.PutLifecycleEventHookExecutionStatus"
                )
                service.reports.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
                refused = {"__type": service.refusal, "message": ""}
                content = json.dumps(refused if service.refusal else {}).encode()
                self.send_response(400 if service.refusal else 200)
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = Thread(target=self._server.serve_forever)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"
