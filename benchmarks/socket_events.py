"""Events of a WebSocket API, as API Gateway words them; imports nothing that a cold start would pay for."""

import os
import time
from typing import Any

SOCKET = "an-example-socket="


def connect_event() -> dict[str, Any]:
    """A handshake, as API Gateway words it."""
    return {
        **socket_event("CONNECT"),
        "headers": {
            "Host": "readings.example",
            "Sec-WebSocket-Protocol": "graphql-transport-ws",
        },
    }


def socket_event(kind: str) -> dict[str, Any]:
    context = {
        "eventType": kind,
        "requestId": os.urandom(8).hex(),
        "requestTimeEpoch": int(time.time() * 1000),
        "connectionId": SOCKET,
        "identity": {"sourceIp": "198.51.100.9"},
    }
    return {"requestContext": context}
