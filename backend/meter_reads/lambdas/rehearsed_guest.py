"""A guest's journey by a new version of the http function, with events as the HTTP API words them.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
"""

import json
import time
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from meter_reads.domain.households import Household
from meter_reads.journey.service_switch import HEARD_WITHIN
from meter_reads.lambdas.surprise import Surprise, expect

Invoke = Callable[[dict[str, Any]], Any]

# Reserved for documentation: nobody's failed attempts are counted there.
_ADDRESS = "192.0.2.1"
USER_AGENT = "meter-reads-rehearsal"

_ASK_AGAIN_SECONDS = 1
_TIMES_TO_ASK = 2 + int(HEARD_WITHIN.total_seconds() / _ASK_AGAIN_SECONDS)

_SERVICE = "{ service { readOnly } }"
_START = """mutation ($input: StartGuestJourneyInput!) {
  startGuestJourney(input: $input) { __typename ... on GuestJourney { token meters { id } } }
}"""
_SUBMIT = """mutation ($input: SubmitReadingInput!) {
  submitReading(input: $input) {
    __typename
    ... on ReadingAccepted { reading { id } receipt { reference signature values } }
    ... on ReadingRejected { findings { code } }
  }
}"""
_RECEIPT = """query ($reference: ID!, $signature: String!) {
  receipt(reference: $reference, signature: $signature) { reference values }
}"""
_WITHDRAW = """mutation ($readingId: ID!) {
  withdrawReading(readingId: $readingId) { __typename ... on ReadingChangeRefused { code } }
}"""


class RehearsedGuest:
    """Somebody of a household who sends one reading of one meter, and takes it back."""

    def __init__(
        self, version: Invoke, household: Household, pause: Callable[[float], None] = time.sleep
    ) -> None:
        self._version = version
        self._household = household
        self._pause = pause

    def finds_it_read_only(self) -> None:
        """While the kill switch is thrown, a new version refuses to change anything. Raises Surprise."""
        self._finds_it_healthy()
        self._hears_of_the_switch(read_only=True)
        refused = self._answer(_START, {"input": self._proof}).get("errors", [{}])
        expect("a refused journey", refused[0].get("extensions", {}).get("code"), "READ_ONLY")

    def takes_the_journey(self, key: str, today: date) -> None:
        """`key` names the reading, which is stored once however often it is sent. Raises Surprise."""
        self._finds_it_healthy()
        self._hears_of_the_switch(read_only=False)
        meter = self._household.meters[0]
        journey = self._data(_START, {"input": self._proof})["startGuestJourney"]
        expect("the journey", journey["__typename"], "GuestJourney")
        expect("its meters", journey["meters"], [{"id": each.id} for each in self._household.meters])
        token = journey["token"]

        def submitted(value: str, key: str = key) -> Any:
            registers = [{"register": each.id, "value": value} for each in meter.registers]
            reading = {"meterId": meter.id, "readDate": today.isoformat(), "registers": registers}
            return self._data(_SUBMIT, {"input": {**reading, "idempotencyKey": key}}, token)["submitReading"]

        rejected = {"__typename": "ReadingRejected", "findings": [{"code": "NOT_A_NUMBER"}]}
        expect("what is no reading", submitted("none", f"{key} none"), rejected)
        accepted = submitted("00100")
        expect("the reading", accepted["__typename"], "ReadingAccepted")
        receipt = accepted["receipt"]
        known = {"reference": accepted["reading"]["id"], "values": ["00100"]}
        expect("its receipt", receipt, {**known, "signature": receipt["signature"]})
        expect("the same reading again", submitted("00100"), accepted)
        held = {name: receipt[name] for name in ("reference", "signature")}
        expect("the receipt, checked", self._data(_RECEIPT, held)["receipt"], known)
        self._takes_it_back(accepted["reading"]["id"], token)

    @property
    def _proof(self) -> dict[str, str]:
        return {"accountNumber": self._household.number, "postcode": self._household.postcode}

    def _finds_it_healthy(self) -> None:
        expect("health", self._version(_event("GET", "/health")).get("statusCode"), 200)

    def _hears_of_the_switch(self, *, read_only: bool) -> None:
        """A process that was called before may hear of it a while after it was thrown."""
        for _ in range(_TIMES_TO_ASK):
            if self._data(_SERVICE)["service"] == {"readOnly": read_only}:
                return
            self._pause(_ASK_AGAIN_SECONDS)
        raise Surprise(f"readOnly is not {read_only} after {HEARD_WITHIN}")

    def _takes_it_back(self, reading_id: str, token: str) -> None:
        result = self._data(_WITHDRAW, {"readingId": reading_id}, token)["withdrawReading"]
        # It may be past midnight by now; and what an earlier rehearsal sent is not this guest's to take back.
        if result.get("code") not in ("TOO_LATE", "NOT_FOUND"):
            expect("the reading, taken back", result, {"__typename": "ReadingChanged"})

    def _data(self, query: str, variables: Mapping[str, Any] | None = None, token: str | None = None) -> Any:
        answer = self._answer(query, variables, token)
        expect("errors", answer.get("errors"), None)
        return answer["data"]

    def _answer(
        self, query: str, variables: Mapping[str, Any] | None = None, token: str | None = None
    ) -> dict[str, Any]:
        body = json.dumps({"query": query, "variables": variables})
        answer = self._version(_event("POST", "/graphql", body, token))
        expect("the status", answer.get("statusCode"), 200)
        said: dict[str, Any] = json.loads(answer["body"])
        return said


def _event(method: str, path: str, body: str | None = None, token: str | None = None) -> dict[str, Any]:
    headers = {
        "accept": "application/json",
        "content-type": "application/json",
        "host": "rehearsal.invalid",
        "user-agent": USER_AGENT,
    }
    if token is not None:
        headers["authorization"] = f"Bearer {token}"
    http = {
        "method": method,
        "path": path,
        "protocol": "HTTP/1.1",
        "sourceIp": _ADDRESS,
        "userAgent": USER_AGENT,
    }
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": f"{method} {path}",
        "rawPath": path,
        "rawQueryString": "",
        "headers": headers,
        "requestContext": {"http": http, "stage": "$default"},
        "isBase64Encoded": False,
    }
    if body is not None:
        event["body"] = body
    return event
