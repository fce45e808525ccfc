"""A service at an address, and those who talk to it."""

import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from zoneinfo import ZoneInfo

import httpx2
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

PATIENCE_SECONDS = 20

START = """mutation ($input: StartGuestJourneyInput!) {
  startGuestJourney(input: $input) {
    __typename
    ... on GuestJourney { token meters { id fuel registers { id digits } } }
    ... on GuestJourneyRefused { message retryAt }
  }
}"""
SUBMIT = """mutation ($input: SubmitReadingInput!) {
  submitReading(input: $input) {
    __typename
    ... on ReadingAccepted { reading { id } receipt { reference signature } }
    ... on ReadingUnderReview { reading { id } receipt { reference signature } }
    ... on ConfirmationNeeded { confirmationToken findings { code } }
    ... on ReadingRejected { findings { code message } }
  }
}"""
FOLLOW = "subscription ($meterId: ID!) { meterChanged(meterId: $meterId) { sequence kind } }"


def today() -> str:
    return datetime.now(ZoneInfo("Europe/London")).date().isoformat()


@dataclass
class Service:
    """Somebody's view of it: `token` goes with every question, `source` is the address they ask from."""

    url: str
    source: str | None = None
    token: str | None = None

    def send(self, method: str, path: str, **request: Any) -> httpx2.Response:
        transport = httpx2.HTTPTransport(local_address=self.source)
        with httpx2.Client(base_url=self.url, transport=transport, timeout=PATIENCE_SECONDS) as client:
            return client.request(method, path, **request)

    def answer(self, query: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
        headers = {"authorization": f"Bearer {self.token}"} if self.token else {}
        body = {"query": query, "variables": variables}
        result: dict[str, Any] = self.send("POST", "/graphql", json=body, headers=headers).json()
        return result

    def ask(self, query: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
        answer = self.answer(query, variables)
        assert "errors" not in answer, answer
        data: dict[str, Any] = answer["data"]
        return data

    def as_guest(self, account: str, postcode: str) -> list[dict[str, Any]]:
        """Proves the account, and is its guest from here on; its meters."""
        journey = self.ask(START, {"input": {"accountNumber": account, "postcode": postcode}})[
            "startGuestJourney"
        ]
        assert journey["__typename"] == "GuestJourney", journey
        self.token = journey["token"]
        meters: list[dict[str, Any]] = journey["meters"]
        return meters

    def reading(self, meter: dict[str, Any], *values: str) -> dict[str, Any]:
        return {
            "meterId": meter["id"],
            "readDate": today(),
            "registers": [
                {"register": register["id"], "value": value}
                for register, value in zip(meter["registers"], values, strict=True)
            ],
            "idempotencyKey": uuid.uuid4().hex,
        }

    def submit(self, reading: dict[str, Any]) -> dict[str, Any]:
        """Sends a reading, and says yes if asked whether it is right."""
        result: dict[str, Any] = self.ask(SUBMIT, {"input": reading})["submitReading"]
        if result["__typename"] == "ConfirmationNeeded":
            confirmed = {**reading, "confirmationToken": result["confirmationToken"]}
            result = self.ask(SUBMIT, {"input": confirmed})["submitReading"]
        return result

    def socket(self, origin: str | None = None) -> "Socket":
        """Opens the live channel, as a browser at the site would."""
        connection = connect(
            f"{self.url.replace('http', 'ws', 1)}/live",
            subprotocols=[Subprotocol("graphql-transport-ws")],
            origin=Origin(origin or self.url),
            open_timeout=PATIENCE_SECONDS,
            proxy=None,
        ).__enter__()
        return Socket(connection, self.token)


@dataclass
class Socket:
    """A socket that speaks graphql-transport-ws."""

    connection: ClientConnection
    token: str | None

    def __enter__(self) -> Self:
        payload = {"authorization": f"Bearer {self.token}"} if self.token else None
        self.say({"type": "connection_init", "payload": payload})
        assert self.hear() == {"type": "connection_ack"}
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def say(self, message: dict[str, Any]) -> None:
        self.connection.send(json.dumps(message))

    def hear(self) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(self.connection.recv(PATIENCE_SECONDS))
        return message

    def subscribe(self, query: str, variables: dict[str, Any]) -> None:
        self.say({"id": "1", "type": "subscribe", "payload": {"query": query, "variables": variables}})

    def next(self, field: str) -> dict[str, Any]:
        message = self.hear()
        assert message["type"] == "next", message
        change: dict[str, Any] = message["payload"]["data"][field]
        return change
