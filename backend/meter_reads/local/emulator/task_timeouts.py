"""What ministack's Step Functions leaves out: how tasks that wait with a token fail, and waits by path.

A task with a token waits for its TimeoutSeconds only, in real time. Here it also fails with
States.HeartbeatTimeout, and at once where its function fails; both numbers may come by a path, and
SFN_WAIT_SCALE shortens both as it does other waits.
"""

import contextvars
import threading
from collections.abc import Callable
from typing import Any

_FOREVER = 99_999_999


def add_task_timeouts(stepfunctions: Any) -> None:
    """Teaches ministack's module; `stepfunctions` is `ministack.services.stepfunctions`."""
    execute: Callable[..., Any] = stepfunctions._execute_task  # noqa: SLF001
    invoke: Callable[..., Any] = stepfunctions._invoke_with_callback  # noqa: SLF001
    call: Callable[..., Any] = stepfunctions._call_lambda  # noqa: SLF001
    called_with: contextvars.ContextVar[str] = contextvars.ContextVar("called_with", default="")

    def execute_task(state: dict[str, Any], given: Any, execution: Any, context: Any) -> Any:
        resolved = dict(state)
        for field in ("TimeoutSeconds", "HeartbeatSeconds"):
            if f"{field}Path" in state:
                resolved[field] = stepfunctions._resolve_path(state[f"{field}Path"], given)  # noqa: SLF001
        return execute(resolved, given, execution, context)

    def invoke_with_callback(resource: str, given: Any, token: str, state: dict[str, Any]) -> Any:
        timeout = state.get("TimeoutSeconds", _FOREVER)
        heartbeat = state.get("HeartbeatSeconds", _FOREVER)
        ended = threading.Event()
        # In a copy of this thread's context, which says whose tokens these are.
        watch = contextvars.copy_context().run
        watched = (_watch, stepfunctions, token, timeout, heartbeat, ended)
        threading.Thread(target=watch, args=watched, daemon=True).start()
        called_with.set(token)
        try:
            return invoke(resource, given, token, {**state, "TimeoutSeconds": _FOREVER})
        finally:
            called_with.set("")
            ended.set()

    def call_lambda(function: str, event: Any) -> Any:
        try:
            return call(function, event)
        except stepfunctions._ExecutionError as failure:  # noqa: SLF001
            waiting = stepfunctions._task_tokens.get(called_with.get())  # noqa: SLF001
            if waiting is not None:
                _fail(waiting, failure.error, failure.cause)
            raise

    stepfunctions._execute_task = execute_task  # noqa: SLF001
    stepfunctions._invoke_with_callback = invoke_with_callback  # noqa: SLF001
    stepfunctions._call_lambda = call_lambda  # noqa: SLF001


def _watch(stepfunctions: Any, token: str, timeout: float, heartbeat: float, ended: threading.Event) -> None:
    """Fails the task when its time is over, or when no heartbeat came for as long as one may take."""
    scale = stepfunctions._SFN_WAIT_SCALE  # noqa: SLF001
    left, last = timeout, None
    while not ended.wait(max(min(left, heartbeat) * scale, 0.01)):
        waiting = stepfunctions._task_tokens.get(token)  # noqa: SLF001
        if waiting is None:
            return
        left -= heartbeat
        error = None
        if left <= 0:
            error = "States.Timeout"
        elif waiting["heartbeat"] == last:
            error = "States.HeartbeatTimeout"
        if error:
            _fail(waiting, error, "")
            return
        last = waiting["heartbeat"]


def _fail(waiting: dict[str, Any], error: str, cause: str) -> None:
    waiting["error"] = {"Error": error, "Cause": cause}
    waiting["event"].set()
