"""What a distribution's viewers see, on a port of their own.

The emulator answers for a distribution at `<name>.cloudfront.net` only, and opens no socket through one. Here
`http://127.0.0.1:PORT` stands for that name, with the distribution's own behaviours, policies and functions.
"""

from typing import Any
from urllib.parse import parse_qs

from meter_reads.local.emulator.local_addresses import api_of, with_local_addresses

_UNAVAILABLE = 503


class Viewers:
    """An ASGI application in front of one distribution, which is named when it has been made."""

    def __init__(self, ministack: Any) -> None:
        self._ministack = ministack
        self.distribution: str | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        from ministack.services import cloudfront  # type: ignore[import-not-found, unused-ignore]

        distribution = cloudfront._distributions.get(self.distribution or "")  # noqa: SLF001
        if scope["type"] == "websocket":
            await _socket(cloudfront, distribution, scope, receive, send)
        elif distribution is None:
            await self._answer(send, (_UNAVAILABLE, {"Retry-After": "1"}, b"Not deployed yet.\n"), scope)
        else:
            body = await self._ministack._read_request_body(receive, scope["method"], _headers(scope))  # noqa: SLF001
            await self._answer(send, await _request(cloudfront, distribution, scope, body), scope)

    async def _answer(self, send: Any, answer: Any, scope: Any) -> None:
        status, headers, body = answer
        for name in [name for name in headers if name.lower() == "content-security-policy"]:
            headers[name] = with_local_addresses(headers[name])
        await self._ministack._send_response(  # noqa: SLF001
            send, status, headers, body, head=scope["method"] == "HEAD"
        )


async def _request(cloudfront: Any, distribution: Any, scope: Any, body: bytes) -> Any:
    query = scope["query_string"].decode()
    return await cloudfront.handle_viewer_request(
        distribution,
        scope["method"],
        scope["path"],
        scope["raw_path"].decode("ascii"),
        query,
        # A laptop has no certificate that a browser would take; the loopback needs none.
        {**_headers(scope), "x-forwarded-proto": "https"},
        body,
        parse_qs(query, keep_blank_values=True),
        scope["client"][0],
    )


async def _socket(cloudfront: Any, distribution: Any, scope: Any, receive: Any, send: Any) -> None:
    behaviour, origin = _way(cloudfront, distribution, scope["path"])
    api = api_of(origin["domain_name"]) if origin else None
    if api is None:
        await receive()
        await send({"type": "websocket.close"})
        return
    from ministack.services import apigateway

    headers = await _after_the_function(cloudfront, distribution, behaviour, scope)
    forwarded, _, _ = cloudfront._forwarding_predicates(behaviour)  # noqa: SLF001
    # Those that make the handshake always go on.
    headers = {
        name: value
        for name, value in headers.items()
        if forwarded(name) or name.startswith("sec-websocket-") or name in ("connection", "upgrade")
    }
    sent = cloudfront._origin_request_headers(origin, headers, scope["client"][0], "")  # noqa: SLF001
    scope = {
        **scope,
        "headers": [(name.lower().encode(), str(value).encode()) for name, value in sent.items()],
    }
    await apigateway.handle_websocket(scope, receive, send, api, path_override=scope["path"])


def _way(cloudfront: Any, distribution: Any, path: str) -> tuple[Any, Any]:
    """The behaviour that a path has, and the origin that it leads to."""
    if distribution is None:
        return None, None
    parsed = cloudfront.parse_distribution_dataplane_config(distribution)
    behaviour = cloudfront._match_behavior(parsed, path)  # noqa: SLF001
    return behaviour, parsed["origins"][behaviour["target_origin_id"]]


async def _after_the_function(
    cloudfront: Any, distribution: Any, behaviour: Any, scope: Any
) -> dict[str, Any]:
    """The viewer's headers as the function of the distribution leaves them."""
    arn = behaviour["functions"].get("viewer-request")
    headers = _headers(scope)
    if not arn:
        return headers
    event = cloudfront._build_function_event(  # noqa: SLF001
        "viewer-request",
        distribution["Id"],
        distribution["DomainName"],
        cloudfront.new_uuid(),
        "GET",
        scope["path"],
        parse_qs(scope["query_string"].decode(), keep_blank_values=True),
        headers,
        scope["client"][0],
    )
    result = await cloudfront._run_function(arn, event)  # noqa: SLF001
    merged = cloudfront._merge_function_headers(event["request"]["headers"], result["headers"])  # noqa: SLF001
    return dict(merged)


def _headers(scope: Any) -> dict[str, str]:
    headers: dict[str, str] = {}
    for name, value in scope["headers"]:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    return headers
