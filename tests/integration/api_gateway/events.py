"""Events as API Gateway and Lambda word them, for handlers that are called without either."""

import json
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from meter_reads.domain.meter_log import LogEntry
from meter_reads.lambdas.socket_events import SocketEvents
from meter_reads.store.log_items import to_item

from .connections_api import ConnectionsApi

Message = dict[str, Any]


def now_ms() -> int:
    return int(time.time() * 1000)


def event(kind: str, connection_id: str, at: int | None = None, **more: Any) -> dict[str, Any]:
    request_id = uuid.uuid4().hex
    context = {
        "routeKey": {"CONNECT": "$connect", "MESSAGE": "$default", "DISCONNECT": "$disconnect"}[kind],
        "eventType": kind,
        "extendedRequestId": request_id,
        "requestTimeEpoch": now_ms() if at is None else at,
        "stage": "live",
        "connectedAt": now_ms(),
        "identity": {"sourceIp": more.pop("source_ip", "198.51.100.7")},
        "requestId": request_id,
        "domainName": "abcde12345.execute-api.eu-west-2.amazonaws.com",
        "connectionId": connection_id,
        "apiId": "abcde12345",
    }
    return {"requestContext": context, "isBase64Encoded": False, **more}


@dataclass
class EventSocket:
    """A client of whom only events are known; what is sent to it is what was posted."""

    events: SocketEvents
    api: ConnectionsApi
    # As API Gateway's own look: they have to be encoded in a path.
    id: str = field(default_factory=lambda: f"{uuid.uuid4().hex[:15]}=")

    def connect(self, at: int | None = None, source_ip: str | None = None, **headers: str) -> dict[str, Any]:
        # Somebody's own: many files share a table, and an address has so many sockets.
        address = source_ip or f"10.{int(self.id[:2], 16)}.{int(self.id[2:4], 16)}.{int(self.id[4:6], 16)}"
        given = {"Host": "live.test", "Sec-WebSocket-Protocol": "graphql-transport-ws"}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.events.handle(event("CONNECT", self.id, at, source_ip=address, headers=given), None)

    def frame(self, message: Message | str, at: int | None = None) -> None:
        body = message if isinstance(message, str) else json.dumps(message)
        self.events.handle(event("MESSAGE", self.id, at, body=body), None)

    def acknowledged(self, token: str | None = None) -> "EventSocket":
        assert self.connect()["statusCode"] == 200
        self.frame({"type": "connection_init", "payload": {"authorization": f"Bearer {token}"}})
        assert self.api.posts[self.id] == [{"type": "connection_ack"}]
        self.api.posts[self.id].clear()
        return self

    def subscribe(
        self,
        query: str,
        variables: Message | None = None,
        *,
        id: str = "1",  # noqa: A002  # the protocol's own word
        at: int | None = None,
    ) -> None:
        self.frame({"type": "subscribe", "id": id, "payload": {"query": query, "variables": variables}}, at)

    def complete(self, operation_id: str = "1", at: int | None = None) -> None:
        self.frame({"type": "complete", "id": operation_id}, at)

    def disconnect(self) -> None:
        self.events.handle(event("DISCONNECT", self.id), None)

    @property
    def posts(self) -> list[Message]:
        return self.api.posts[self.id]

    @property
    def sequences(self) -> list[int]:
        return self.api.sequences(self.id)


def stream_record(entry: LogEntry) -> dict[str, Any]:
    """A record of the meter log's stream; its sequence number there is made of the entry's own name."""
    image = to_item(entry).serialize()
    return {
        "eventID": f"{entry.meter.id}-{entry.sequence}",
        "eventName": "INSERT",
        "dynamodb": {
            "Keys": {name: image[name] for name in ("meter_id", "sequence")},
            "NewImage": image,
            "SequenceNumber": f"{entry.meter.id}-{entry.sequence}",
        },
    }


def stream_batch(*entries: LogEntry) -> dict[str, Any]:
    return {"Records": [stream_record(entry) for entry in entries]}
