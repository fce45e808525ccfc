"""A guest's journey on a running server, by HTTP, as in the README."""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import httpx2
from websockets.sync.client import connect
from websockets.typing import Subprotocol

PATIENCE_SECONDS = 20

# A new supply without a reading: its first is accepted, whatever it is.
PROOF = {"accountNumber": "8500742062", "postcode": "DN55 9PT"}

START = """mutation ($input: StartGuestJourneyInput!) {
  startGuestJourney(input: $input) { ... on GuestJourney { token meters { id fuel } } }
}"""
FOLLOW = """subscription ($meterId: ID!) { meterChanged(meterId: $meterId, after: 0) { sequence kind } }"""
SUBMIT = """mutation ($input: SubmitReadingInput!) {
  submitReading(input: $input) { ... on ReadingAccepted { reading { id } } }
}"""


@dataclass(frozen=True)
class SentReading:
    token: str
    meter_id: str
    input: dict[str, Any]
    id: str


def ask(url: str, query: str, variables: dict[str, Any], token: str | None = None) -> dict[str, Any]:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    answer = httpx2.post(
        f"{url}/graphql", json={"query": query, "variables": variables}, headers=headers, timeout=30
    )
    body: dict[str, Any] = answer.json()
    assert "errors" not in body, body
    return body["data"]


def a_guest(url: str) -> tuple[str, str]:
    """Proves the account; the token, and the id of the electricity meter."""
    journey = ask(url, START, {"input": PROOF})["startGuestJourney"]
    return journey["token"], next(m["id"] for m in journey["meters"] if m["fuel"] == "ELECTRICITY")


def a_reading_is_sent(url: str, guest: tuple[str, str] | None = None) -> SentReading:
    token, meter_id = guest or a_guest(url)
    reading = {
        "meterId": meter_id,
        "readDate": datetime.now(ZoneInfo("Europe/London")).date().isoformat(),
        "registers": [{"register": "1", "value": "00042"}],
        "idempotencyKey": uuid.uuid4().hex,
    }
    stored = ask(url, SUBMIT, {"input": reading}, token)["submitReading"]["reading"]
    return SentReading(token, meter_id, reading, stored["id"])


def it_is_the_reading_that_is_stored(url: str, sent: SentReading) -> bool:
    """Sends it again, with the token of the time before: a repeat has the first answer."""
    stored = ask(url, SUBMIT, {"input": sent.input}, sent.token)["submitReading"]["reading"]
    return bool(stored["id"] == sent.id)


def next_change(url: str, token: str, meter_id: str, work: Callable[[], object]) -> dict[str, Any]:
    """Follows a meter by graphql-transport-ws, does the work, and hears of it."""
    address = f"ws{url.removeprefix('http')}/graphql"
    with connect(address, subprotocols=[Subprotocol("graphql-transport-ws")], proxy=None) as socket:
        socket.send(json.dumps({"type": "connection_init", "payload": {"authorization": f"Bearer {token}"}}))
        assert json.loads(socket.recv(PATIENCE_SECONDS))["type"] == "connection_ack"
        payload = {"query": FOLLOW, "variables": {"meterId": meter_id}}
        socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": payload}))
        work()
        message = json.loads(socket.recv(PATIENCE_SECONDS))
        assert message["type"] == "next", message
        change: dict[str, Any] = message["payload"]["data"]["meterChanged"]
        return change
