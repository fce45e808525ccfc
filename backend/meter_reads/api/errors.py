"""Errors as clients see them: one list of codes, one place that maps to them, and nothing internal."""

import logging
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from graphql import GraphQLError

from meter_reads.journey.refusals import (
    BadInput,
    Forbidden,
    Refusal,
    Throttled,
    Unauthenticated,
    Unavailable,
)
from meter_reads.store.database import StoreUnavailable

logger = logging.getLogger(__name__)

# How graphql-core words it: "Variable '$input' has invalid value at .registers[0].value: …".
_VARIABLE = re.compile(r"Variable '\$(\w+)'(?: has invalid value(?: at ([^:]+))?:)?")
_RETRY_AFTER = timedelta(seconds=5)


class ErrorCode(StrEnum):
    """Every `extensions.code` there is. The names are those that GraphQL tools know."""

    BAD_REQUEST = "BAD_REQUEST"
    GRAPHQL_PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
    GRAPHQL_VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
    OPERATION_RESOLUTION_FAILURE = "OPERATION_RESOLUTION_FAILURE"
    PERSISTED_QUERY_NOT_SUPPORTED = "PERSISTED_QUERY_NOT_SUPPORTED"
    BAD_USER_INPUT = "BAD_USER_INPUT"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    THROTTLED = "THROTTLED"
    UNAVAILABLE = "UNAVAILABLE"
    READ_ONLY = "READ_ONLY"
    INTERNAL_SERVER_ERROR = "INTERNAL_SERVER_ERROR"


# What is our fault: who asked can do nothing but ask again.
_OURS = frozenset({ErrorCode.UNAVAILABLE.value, ErrorCode.INTERNAL_SERVER_ERROR.value})

_REFUSAL_CODES: dict[type[Refusal], ErrorCode] = {
    BadInput: ErrorCode.BAD_USER_INPUT,
    Throttled: ErrorCode.THROTTLED,
    Unauthenticated: ErrorCode.UNAUTHENTICATED,
    Forbidden: ErrorCode.FORBIDDEN,
}


class RequestRefused(Exception):
    """A request that is not executed. `status` is the HTTP status for clients that go by it."""

    def __init__(self, status: int, errors: list[dict[str, Any]], *, well_formed: bool = False) -> None:
        super().__init__(errors[0]["message"])
        self.status = status
        self.errors = errors
        self.well_formed = well_formed


def error_json(message: str, code: ErrorCode, **extensions: Any) -> dict[str, Any]:
    return {"message": message, "extensions": {"code": code.value, **extensions}}


def ours(errors: Iterable[dict[str, Any]]) -> bool:
    """Whether any of a response's errors is our fault."""
    return any(error["extensions"]["code"] in _OURS for error in errors)


def bad_request(message: str, status: int = 400) -> RequestRefused:
    """The HTTP request itself is wrong, before any GraphQL."""
    return RequestRefused(status, [error_json(message, ErrorCode.BAD_REQUEST)])


def persisted_queries_refused() -> RequestRefused:
    """A hash in the place of a query. By this code or message clients know to send the query itself."""
    refused = error_json("PersistedQueryNotSupported", ErrorCode.PERSISTED_QUERY_NOT_SUPPORTED)
    return RequestRefused(400, [refused], well_formed=True)


def variables_refused(errors: list[GraphQLError]) -> RequestRefused:
    """A well-formed request whose variables do not fit its operation; each error names the field."""
    bodies = []
    for error in errors:
        at = _VARIABLE.match(error.message)
        field = {"field": at[1] + (at[2] or "")} if at else {}
        bodies.append(_located(error, error_json(error.message, ErrorCode.BAD_USER_INPUT, **field)))
    return RequestRefused(400, bodies, well_formed=True)


def document_refused(errors: list[GraphQLError], code: ErrorCode) -> RequestRefused:
    """A well-formed request whose document cannot be executed."""
    return RequestRefused(
        400, [_located(error, error_json(error.message, code)) for error in errors], well_formed=True
    )


def read_only(message: str | None, retry_at: datetime) -> RequestRefused:
    """A mutation while the service takes no changes."""
    text = message or "We take no readings for a short while, and what you sent is not stored."
    way_out = "Keep it, and send the same again later, with the same key."
    refused = error_json(f"{text} {way_out}", ErrorCode.READ_ONLY, retryAt=instant_text(retry_at))
    return RequestRefused(503, [refused], well_formed=True)


def instant_text(instant: datetime) -> str:
    """RFC 3339 in UTC, to the second or to the millisecond: `2026-10-01T09:30:00Z`."""
    precision = "milliseconds" if instant.microsecond else "seconds"
    return instant.astimezone(UTC).isoformat(timespec=precision).replace("+00:00", "Z")


def field_error_json(error: GraphQLError, *, now: datetime, request_id: str) -> dict[str, Any]:
    """An error of execution. What is not one of our named refusals is logged and masked."""
    return _located(error, _mapped(error.original_error, error, now, request_id))


def _mapped(
    original: Exception | None, error: GraphQLError, now: datetime, request_id: str
) -> dict[str, Any]:
    match original:
        case Refusal():
            return _refusal_json(original)
        case StoreUnavailable() | Unavailable():
            logger.warning("unavailable", extra={"cause": str(original), "request_id": request_id})
            retry_at = (now + _RETRY_AFTER).replace(microsecond=0)
            return error_json(
                "The service cannot be reached at this moment. Nothing is lost: send the same again, "
                "with the same key.",
                ErrorCode.UNAVAILABLE,
                retryAt=instant_text(retry_at),
            )
        case None | GraphQLError():
            # Made by the GraphQL library from what the client sent: an argument of the wrong form.
            return error_json(error.message, ErrorCode.BAD_USER_INPUT)
        case _:
            logger.error("resolver failed", exc_info=original, extra={"request_id": request_id})
            return error_json(
                "Something went wrong on our side. Nothing is lost: send the same again, with the same key.",
                ErrorCode.INTERNAL_SERVER_ERROR,
                requestId=request_id,
            )


def _refusal_json(refusal: Refusal) -> dict[str, Any]:
    extensions = {}
    if isinstance(refusal, BadInput):
        extensions["field"] = refusal.field
    if isinstance(refusal, Throttled):
        extensions["retryAt"] = instant_text(refusal.retry_at)
    return error_json(refusal.message, _REFUSAL_CODES[type(refusal)], **extensions)


def _located(error: GraphQLError, body: dict[str, Any]) -> dict[str, Any]:
    if error.locations:
        body["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    if error.path is not None:
        body["path"] = error.path
    return body
