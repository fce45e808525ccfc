"""Executions of the review's state machine, by the wire protocol of Step Functions.

https://docs.aws.amazon.com/step-functions/latest/apireference/Welcome.html
"""

import json
from enum import StrEnum
from typing import Any

from meter_reads.signed_http import NoAnswer, SignedHttp
from meter_reads.store.failures import StoreUnavailable

_OK = 200
# A token whose task has ended: it was answered before, or its wait is over.
_NOBODY_WAITS = frozenset({"TaskDoesNotExist", "TaskTimedOut", "InvalidToken"})


class Progress(StrEnum):
    RUNNING = "RUNNING"
    ENDED = "ENDED"
    UNKNOWN = "UNKNOWN"


class Executions:
    """The executions of one state machine, each known by its name."""

    def __init__(self, http: SignedHttp, state_machine: str) -> None:
        self._http = http
        self._state_machine = state_machine

    def start(self, name: str, given: dict[str, Any]) -> None:
        """Starts an execution, if none of that name was ever started. Raises StoreUnavailable."""
        request = {"stateMachineArn": self._state_machine, "name": name, "input": json.dumps(given)}
        _call(self._http, "StartExecution", request, {"ExecutionAlreadyExists"})

    def progress(self, name: str) -> Progress:
        """Whether an execution runs. Raises StoreUnavailable."""
        arn = f"{self._state_machine.replace(':stateMachine:', ':execution:')}:{name}"
        request = {"executionArn": arn}
        answer = _call(self._http, "DescribeExecution", request, {"ExecutionDoesNotExist"})
        if answer is None:
            return Progress.UNKNOWN
        return Progress.RUNNING if answer["status"] == "RUNNING" else Progress.ENDED


class TaskTokens:
    """The tasks of any execution that wait with a token."""

    def __init__(self, http: SignedHttp) -> None:
        self._http = http

    def answer(self, token: str, result: dict[str, Any]) -> bool:
        """Ends the task that waits with a token; whether one did. Raises StoreUnavailable."""
        request = {"taskToken": token, "output": json.dumps(result)}
        return _call(self._http, "SendTaskSuccess", request, _NOBODY_WAITS) is not None

    def keep_alive(self, token: str) -> bool:
        """Tells the task that waits with a token to go on; whether one did. Raises StoreUnavailable."""
        return _call(self._http, "SendTaskHeartbeat", {"taskToken": token}, _NOBODY_WAITS) is not None


def _call(
    http: SignedHttp, operation: str, request: dict[str, Any], expected: set[str] | frozenset[str]
) -> dict[str, Any] | None:
    """The answer; None for one of the errors that are expected."""
    headers = {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": f"AWSStepFunctions.{operation}",
    }
    try:
        status, content = http.send("POST", "/", json.dumps(request).encode(), headers)
    except NoAnswer as error:
        raise StoreUnavailable(str(error)) from error
    try:
        said: dict[str, Any] = json.loads(content or b"{}")
    except ValueError:
        said = {}
    if status == _OK:
        return said
    name = str(said.get("__type", f"status {status}")).rpartition("#")[2]
    if name in expected:
        return None
    raise StoreUnavailable(f"{operation}: {name}")
