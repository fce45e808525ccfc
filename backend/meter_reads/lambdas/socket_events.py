"""The events of a WebSocket API, as API Gateway words them: a handshake, a frame, the end of a socket.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-mapping-template-reference.html
"""

import base64
from datetime import UTC, datetime
from typing import Any

from meter_reads.api.edge import Edge
from meter_reads.channel.api_gateway import Accepted, ApiGateway, Frame
from meter_reads.channel.gateway_state import SocketState
from meter_reads.channel.protocol import Start
from meter_reads.lambdas.live_wiring import LiveWiring

Event = dict[str, Any]
Answer = dict[str, Any]


class SocketEvents:
    """Takes events; whatever a frame is answered with goes by another way, as messages."""

    def __init__(self, wiring: LiveWiring) -> None:
        self._wiring = wiring
        self._edge = Edge(wiring.settings.edge_secret)
        self._gateway = ApiGateway(wiring.sockets, self._identify, self._start)

    def handle(self, event: Event, _context: object) -> Answer:
        match event["requestContext"]["eventType"]:
            case "CONNECT":
                return self._connect(event)
            case "MESSAGE":
                self._gateway.frame_came(_frame(event))
            case "DISCONNECT":
                self._gateway.disconnected(event["requestContext"]["connectionId"])
        return {"statusCode": 200}

    def _connect(self, event: Event) -> Answer:
        context = event["requestContext"]
        headers = {name.lower(): value for name, value in event["headers"].items()}
        if not self._edge.same_origin(headers):
            return {"statusCode": 403}
        address = self._edge.client_address({"client": (context["identity"]["sourceIp"], 0)}, headers)
        offered = [each.strip() for each in headers.get("sec-websocket-protocol", "").split(",")]
        opened_at = context["requestTimeEpoch"]
        match self._gateway.connect(context["connectionId"], address, offered, opened_at):
            case Accepted(subprotocol):
                return {"statusCode": 200, "headers": {"Sec-WebSocket-Protocol": subprotocol}}
            case rejected:
                return {"statusCode": rejected.status}

    def _identify(self, payload: dict[str, Any] | None) -> dict[str, Any]:
        # Only a connection_init asks who it is, and only a sign-in's token needs what is heavy for it.
        from meter_reads.journey.caller_claims import claims_of
        from meter_reads.journey.identification import Identification, authorization_in

        if (authorization_in(payload) or "").count(".") == 2:  # noqa: PLR2004  # a JWT
            return claims_of(self._wiring.operations.identify(payload))
        from meter_reads.journey.tokens import Tokens

        tokens = Tokens(self._wiring.settings.signing_keys)
        return claims_of(Identification(tokens).caller_of_init(payload, datetime.now(UTC)))

    def _start(self, frame: Frame, state: SocketState, start: Start) -> None:
        self._wiring.gateway_operations.start(frame, state, start)


def _frame(event: Event) -> Frame:
    context, data = event["requestContext"], event.get("body") or ""
    return Frame(
        id=context["requestId"],
        connection_id=context["connectionId"],
        at=context["requestTimeEpoch"],
        data=base64.b64decode(data) if event.get("isBase64Encoded") else data,
    )
