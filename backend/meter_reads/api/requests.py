"""GraphQL requests read off HTTP requests, by the letter of the GraphQL over HTTP specification."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn
from urllib.parse import parse_qsl

from meter_reads.api.errors import bad_request, persisted_queries_refused

MAX_BODY_BYTES = 100_000


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    query: str
    operation_name: str | None
    variables: dict[str, Any] | None


def from_body(content_type: str | None, body: bytes) -> GraphQLRequest:
    """Reads a POST. Raises RequestRefused.

    Only `application/json` is taken: it is what a foreign site cannot send without a preflight.
    """
    media_type, _, parameters = (content_type or "").partition(";")
    if media_type.strip().lower() != "application/json":
        raise bad_request("Send the request as `content-type: application/json`.", 415)
    charset = dict(_parameters(parameters)).get("charset", "utf-8")
    if charset.lower() not in ("utf-8", "utf8"):
        raise bad_request("Send the request in UTF-8.", 415)
    if not body:
        raise bad_request("The request has no body. Send a JSON object with a `query`.")
    params = _json(body, "The request body")
    if not isinstance(params, dict):
        raise bad_request("The request body must be one JSON object; several at once are not supported.")
    return _request(params)


def from_query_string(query_string: bytes) -> GraphQLRequest:
    """Reads a GET: `query`, `operationName`, and `variables` and `extensions` as JSON."""
    params: dict[str, Any] = dict(parse_qsl(query_string.decode("latin-1"), keep_blank_values=True))
    for name in ("variables", "extensions"):
        if name in params:
            text = params[name]
            params[name] = _json(text.encode("utf-8", "replace"), f"The parameter `{name}`") if text else None
    return _request(params)


def _parameters(text: str) -> list[tuple[str, str]]:
    pairs = (part.partition("=") for part in text.split(";") if part.strip())
    return [(name.strip().lower(), value.strip().strip('"')) for name, _, value in pairs]


def _json(text: bytes, what: str) -> Any:
    try:
        value = json.loads(text.decode(), parse_constant=_no_constant)
        if b"\\u" in text:
            # JSON can escape half a character, which no store and no answer could carry.
            json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise bad_request(f"{what} is not valid JSON in UTF-8.") from error
    return value


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _request(params: Mapping[str, Any]) -> GraphQLRequest:
    query, extensions = params.get("query"), params.get("extensions")
    if query is None and isinstance(extensions, dict) and "persistedQuery" in extensions:
        raise persisted_queries_refused()
    if not isinstance(query, str) or not query:
        raise bad_request("The parameter `query` is missing or is not a text.")
    operation_name = params.get("operationName")
    if operation_name is not None and not isinstance(operation_name, str):
        raise bad_request("The parameter `operationName` must be a text.")
    for name in ("variables", "extensions"):
        if params.get(name) is not None and not isinstance(params[name], dict):
            raise bad_request(f"The parameter `{name}` must be a JSON object.")
    return GraphQLRequest(query, operation_name or None, params.get("variables"))
