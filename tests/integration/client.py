"""A client of the API: GraphQL over the application's real ASGI interface."""

import asyncio
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message

START = """
mutation Start($input: StartGuestJourneyInput!) {
  startGuestJourney(input: $input) {
    __typename
    ... on GuestJourney { token expiresAt meters { id fuel supplyPoint serial registers { id role digits } } }
    ... on GuestJourneyRefused { message retryAt }
  }
}"""

SUBMIT = """
mutation Submit($input: SubmitReadingInput!) {
  submitReading(input: $input) {
    __typename
    ... on ReadingAccepted { reading { ...Stored } receipt { ...Receipt } findings { ...Finding } }
    ... on ReadingUnderReview { reading { ...Stored } receipt { ...Receipt } findings { ...Finding } }
    ... on ConfirmationNeeded { confirmationToken expiresAt findings { ...Finding } }
    ... on ReadingRejected { findings { ...Finding } }
  }
}
fragment Finding on ReadingFinding { code register message suggestion { kind message value } }
fragment Stored on Reading {
  id readDate submittedAt source status registers { value advance kwh } consumption { kwh }
}
fragment Receipt on Receipt { reference signature meterEnding readDate values receivedAt status }"""

RECEIPT = """
query Receipt($reference: ID!, $signature: String!) {
  receipt(reference: $reference, signature: $signature) {
    reference meterEnding readDate values receivedAt status
  }
}"""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Any
    content: bytes

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.content)

    @property
    def data(self) -> dict[str, Any]:
        body = self.json
        assert "errors" not in body, body
        return body["data"]

    @property
    def error(self) -> dict[str, Any]:
        """The only error."""
        (error,) = self.json["errors"]
        return error

    @property
    def code(self) -> str:
        return self.error["extensions"]["code"]


def bare(
    app: ASGIApp,
    *,
    method: str = "POST",
    query_string: bytes = b"",
    headers: Iterable[tuple[bytes, bytes]] = ((b"content-type", b"application/json"),),
    body: Iterable[bytes] = (b"",),
) -> Answer:
    """What the application answers to a request that no client library would send."""
    chunks, sent = iter(body), []

    async def receive() -> Message:
        chunk = next(chunks, None)
        return {"type": "http.request", "body": chunk or b"", "more_body": chunk is not None}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": "/graphql",
        "raw_path": b"/graphql",
        "query_string": query_string,
        "root_path": "",
        "headers": list(headers),
        "client": ("198.51.100.8", 50_000),
        "server": ("reads.test", 80),
    }
    asyncio.run(app(scope, receive, send))
    start, *rest = sent
    named = {name.decode(): value.decode() for name, value in start["headers"]}
    return Answer(start["status"], named, b"".join(part.get("body", b"") for part in rest))


@dataclass
class Api:
    """Somebody at an address, with a token once they have one."""

    app: ASGIApp
    address: str = "198.51.100.7"
    token: str | None = None
    http: TestClient = field(init=False)

    def __post_init__(self) -> None:
        self.http = TestClient(self.app, base_url="http://reads.test", client=(self.address, 50_000))

    def send(
        self,
        query: str,
        variables: dict[str, Any] | None = None,
        *,
        headers: dict[str, str] | None = None,
        token: str | None = None,
        operation_name: str | None = None,
    ) -> Answer:
        body = {"query": query, "variables": variables}
        if operation_name is not None:
            body["operationName"] = operation_name
        token = token or self.token
        authorization = {"authorization": f"Bearer {token}"} if token else {}
        return self.post(json.dumps(body), {**authorization, **(headers or {})})

    def post(self, content: Any, headers: dict[str, str] | None = None) -> Answer:
        return self.request(
            "POST", content=content, headers={"content-type": "application/json", **(headers or {})}
        )

    def get(self, params: dict[str, str], headers: dict[str, str] | None = None) -> Answer:
        return self.request("GET", params=params, headers=headers)

    def request(self, method: str, **request: Any) -> Answer:
        response = self.http.request(method, "/graphql", **request)
        return Answer(response.status_code, response.headers, response.content)

    def start(self, **proof: Any) -> dict[str, Any]:
        """Asks for a guest journey; on success the token goes with all that follows."""
        result: dict[str, Any] = self.send(START, {"input": proof}).data["startGuestJourney"]
        self.token = result.get("token", self.token)
        return result

    def submit(self, **reading: Any) -> dict[str, Any]:
        result: dict[str, Any] = self.send(SUBMIT, {"input": reading}).data["submitReading"]
        return result
