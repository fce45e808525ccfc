"""The GraphQL endpoint over HTTP: method, media types and statuses by the specification's letter.

https://graphql.github.io/graphql-over-http/draft/ ; every audit of the npm package `graphql-http` passes.
"""

import json
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from meter_reads.api.context import Context, Service
from meter_reads.api.edge import Edge
from meter_reads.api.errors import ErrorCode, RequestRefused, bad_request, error_json, ours
from meter_reads.api.execution import Executor
from meter_reads.api.requests import MAX_BODY_BYTES, GraphQLRequest, from_body, from_query_string
from meter_reads.journey.audit import Audit
from meter_reads.metrics import Metric

logger = logging.getLogger(__name__)

JSON = "application/json"
GRAPHQL_RESPONSE = "application/graphql-response+json"

# How an execution is run: at once on Lambda, where a process serves one request; in a thread elsewhere.
Run = Callable[[Callable[[], dict[str, Any]]], Awaitable[dict[str, Any]]]


async def at_once(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    return work()


class GraphQLEndpoint:
    """An ASGI application for one path."""

    def __init__(self, executor: Executor, service: Service, edge: Edge, *, run: Run = at_once) -> None:
        self._executor = executor
        self._service = service
        self._edge = edge
        self._run = run

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = time.perf_counter()
        headers = Headers(scope=scope)
        request_id = uuid4().hex
        accepted = negotiated(", ".join(headers.getlist("accept")) if "accept" in headers else None)
        try:
            if accepted is None:
                raise bad_request(f"This is answered as {GRAPHQL_RESPONSE} or {JSON}.", 406)
            body = await self._answer(scope, receive, headers, request_id)
            status = 200
        except RequestRefused as refusal:
            body = {"errors": refusal.errors}
            # Clients of plain JSON, such as Apollo's, read errors only from a 200.
            status = 200 if refusal.well_formed and accepted == JSON else refusal.status
        if ours(body.get("errors", ())):
            self._service.note(Metric.REQUESTS_FAILED)
        extra = {"allow": "GET, POST"} if status == 405 else {}  # noqa: PLR2004  # Method Not Allowed
        response = Response(
            json.dumps(body, separators=(",", ":")),
            status_code=status,
            media_type=f"{accepted or JSON}; charset=utf-8",
            headers={"cache-control": "no-store", "x-request-id": request_id, **extra},
        )
        await response(scope, receive, send)
        logger.info(
            "graphql request",
            extra={
                "request_id": request_id,
                "method": scope["method"],
                "status": status,
                "errors": [error["extensions"]["code"] for error in body.get("errors", ())],
                "milliseconds": round((time.perf_counter() - started) * 1000, 1),
            },
        )

    async def _answer(
        self, scope: Scope, receive: Receive, headers: Headers, request_id: str
    ) -> dict[str, Any]:
        if not self._edge.same_origin(headers):
            message = "Requests from pages of another site are refused."
            raise RequestRefused(403, [error_json(message, ErrorCode.FORBIDDEN)])
        request = await _read(scope, receive, headers)
        address = self._edge.client_address(scope, headers)
        authorization = headers.get("authorization")
        queries_only = scope["method"] == "GET"

        def work() -> dict[str, Any]:
            # Who is calling belongs to the work: to check a sign-in may take a call or two.
            now = _now()
            caller = self._service.identification.caller_of(authorization, now)
            audit = Audit(self._service.stores.audit_log, caller, now)
            context = Context(self._service, caller, address, now, request_id, audit)
            return self._executor.execute(request, context, queries_only=queries_only)

        return await self._run(work)


def _now() -> datetime:
    """The instant of a request, to the millisecond: finer would only make receipts longer."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


async def _read(scope: Scope, receive: Receive, headers: Headers) -> GraphQLRequest:
    match scope["method"]:
        case "GET":
            if len(scope["query_string"]) > MAX_BODY_BYTES:
                raise _too_large()
            return from_query_string(scope["query_string"])
        case "POST":
            if headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
                raise bad_request("Send the request as it is, without a content-encoding.", 415)
            return from_body(headers.get("content-type"), await _body(receive, headers))
    raise bad_request("Use GET for queries and POST for all else.", 405)


async def _body(receive: Receive, headers: Headers) -> bytes:
    """The request body; refused as soon as it is known to be too large."""
    declared = headers.get("content-length", "").lstrip("0")
    # Digits are counted first: Python refuses to read a number of thousands of them.
    more_digits = len(declared) > len(str(MAX_BODY_BYTES))
    if declared.isdecimal() and (more_digits or int(declared) > MAX_BODY_BYTES):
        raise _too_large()
    body = bytearray()
    more = True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > MAX_BODY_BYTES:
            raise _too_large()
    return bytes(body)


def _too_large() -> RequestRefused:
    return bad_request(f"The request is larger than {MAX_BODY_BYTES // 1000} KB.", 413)


def negotiated(accept: str | None) -> str | None:
    """The media type to answer with; None if the client takes neither. Plain JSON unless asked otherwise."""
    if accept is None or not accept.strip():
        return JSON
    best, best_quality = None, 0.0
    for part in accept.split(","):
        media_type, _, parameters = part.partition(";")
        quality = _quality(parameters)
        offered = {GRAPHQL_RESPONSE: GRAPHQL_RESPONSE, JSON: JSON, "application/*": JSON, "*/*": JSON}.get(
            media_type.strip().lower()
        )
        if offered is not None and quality > best_quality:
            best, best_quality = offered, quality
    return best


def _quality(parameters: str) -> float:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0
