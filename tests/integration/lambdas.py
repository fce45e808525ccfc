"""The http Lambda in a child process, and API Gateway's events for it (payload format 2.0)."""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from meter_reads.settings import Settings

_RUNTIME = Path(__file__).with_name("lambda_runtime.py")
_BACKEND = Path(__file__).parents[2] / "backend"


def an_event(
    method: str = "POST",
    body: str | bytes | None = None,
    *,
    path: str = "/graphql",
    query_string: str = "",
    headers: Mapping[str, str] | None = None,
    cookies: list[str] | None = None,
    address: str = "192.0.2.1",
) -> dict[str, Any]:
    """An event as https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
    documents it; bytes come as base64.
    """
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": f"{method} {path}",
        "rawPath": path,
        "rawQueryString": query_string,
        "headers": {
            "accept": "application/graphql-response+json",
            "content-type": "application/json",
            "host": "id.execute-api.eu-west-2.amazonaws.com",
            "user-agent": "agent",
            "x-forwarded-for": "203.0.113.9",
            "x-forwarded-port": "443",
            "x-forwarded-proto": "https",
            **(headers or {}),
        },
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "id",
            "domainName": "id.execute-api.eu-west-2.amazonaws.com",
            "domainPrefix": "id",
            "http": {
                "method": method,
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": address,
                "userAgent": "agent",
            },
            "requestId": "JKJaXmPLvHcESHA=",
            "routeKey": f"{method} {path}",
            "stage": "$default",
            "time": "10/Mar/2026:05:16:23 +0000",
            "timeEpoch": 1773119783000,
        },
        "isBase64Encoded": isinstance(body, bytes),
    }
    if cookies is not None:
        event["cookies"] = cookies
    if isinstance(body, bytes):
        event["body"] = base64.b64encode(body).decode()
    elif body is not None:
        event["body"] = body
    return event


@dataclass
class Lambda:
    """`logs` is the file that standard output goes to; `started` what the import left behind."""

    process: "subprocess.Popen[str]"
    answers: Any
    logs: Path
    started: dict[str, Any]

    def __call__(self, event: dict[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = self._ask(event)
        return answer

    def loaded(self) -> list[str]:
        """The modules that it has loaded by now."""
        modules: list[str] = self._ask("loaded")
        return modules

    def _ask(self, event: dict[str, Any] | str) -> Any:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(event) + "\n")
        self.process.stdin.flush()
        line = self.answers.readline()
        assert line, "the handler ended"
        return json.loads(line)

    def graphql(self, query: str, variables: object = None, **event: Any) -> Any:
        """The response map of an operation that is sent by POST."""
        return json.loads(
            self(an_event(body=json.dumps({"query": query, "variables": variables}), **event))["body"]
        )


@contextmanager
def running(settings: Settings, logs: Path, **environment: str) -> Iterator[Lambda]:
    """A Lambda with these settings, as the template would give them to it."""
    read_end, write_end = os.pipe()
    with logs.open("w") as out, os.fdopen(read_end) as answers:
        process = subprocess.Popen(
            [sys.executable, "-W", "error", _RUNTIME, str(write_end)],
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=out,
            text=True,
            pass_fds=[write_end],
            env={
                **os.environ,
                "PYTHONPATH": str(_BACKEND),
                "AWS_REGION": settings.region,
                "METER_LOG_TABLE": settings.meter_log_table,
                "ACCOUNTS_TABLE": settings.accounts_table,
                "ATTEMPTS_TABLE": settings.attempts_table,
                "CONNECTIONS_TABLE": settings.connections_table,
                "PROJECTIONS_TABLE": settings.projections_table,
                "AUDIT_TABLE": settings.audit_table,
                "SIGNING_KEYS": ",".join(settings.signing_keys),
                **environment,
            },
        )
        os.close(write_end)
        line = answers.readline()
        assert line, logs.read_text()
        yield Lambda(process, answers, logs, json.loads(line))
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(30) == 0
