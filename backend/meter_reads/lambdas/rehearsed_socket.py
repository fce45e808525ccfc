"""A socket's life by a new version of the websocket function, with events as the WebSocket API words them.

There is no such socket: what is posted to it goes nowhere, which the function has to bear.
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-mapping-template-reference.html
"""

import json
from base64 import b64encode
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Any

from meter_reads.lambdas.surprise import expect

_SUBPROTOCOL = "graphql-transport-ws"
_ADDRESS = "192.0.2.1"


class RehearsedSocket:
    """`name` makes it a socket of its own."""

    def __init__(self, version: Callable[[dict[str, Any]], Any], name: str) -> None:
        self._version = version
        # As API Gateway's own look.
        self._id = b64encode(sha256(name.encode()).digest()[:11]).decode()
        self._events = 0

    def opens_speaks_and_closes(self, now: datetime) -> None:
        """Raises Surprise."""
        headers = {"Host": "rehearsal.invalid", "Sec-WebSocket-Protocol": _SUBPROTOCOL}
        chosen = {"statusCode": 200, "headers": {"Sec-WebSocket-Protocol": _SUBPROTOCOL}}
        expect("the handshake", self._happens("CONNECT", now, headers=headers), chosen)
        for message in (
            {"type": "connection_init"},
            {"type": "subscribe", "id": "1", "payload": {"query": "{ service { readOnly } }"}},
        ):
            answer = self._happens("MESSAGE", now, body=json.dumps(message))
            expect(f"the frame {message['type']}", answer, {"statusCode": 200})
        expect("the end", self._happens("DISCONNECT", now), {"statusCode": 200})

    def _happens(self, kind: str, now: datetime, **more: Any) -> Any:
        self._events += 1
        context = {
            "eventType": kind,
            "connectionId": self._id,
            "requestId": f"{self._id}#{self._events}",
            "requestTimeEpoch": int(now.timestamp() * 1000),
            "identity": {"sourceIp": _ADDRESS},
        }
        return self._version({"requestContext": context, "isBase64Encoded": False, **more})
