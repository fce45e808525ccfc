"""One household's visit over the public API: proves its account, sends its readings, confirms when asked."""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlsplit

from meter_reads.local.traffic_plan import Kind, PlannedReading, Visit

_PATIENCE_SECONDS = 30

_START = """mutation ($input: StartGuestJourneyInput!) {
  startGuestJourney(input: $input) { __typename ... on GuestJourney { token } }
}"""
_SUBMIT = """mutation ($input: SubmitReadingInput!) {
  submitReading(input: $input) {
    __typename
    ... on ReadingAccepted { reading { id status } }
    ... on ReadingUnderReview { reading { id status } }
    ... on ConfirmationNeeded { confirmationToken }
  }
}"""


class Unanswered(Exception):
    """The service did not answer, or answered with an error."""


@dataclass
class Tally:
    """What was sent and what the service said. `stored` maps the readings' ids to their status.

    `counts` has the keys readings, accepted, held, rejected, confirmed, repeated, errors; `milliseconds`
    is how long each request took.
    """

    counts: Counter[str] = field(default_factory=Counter)
    stored: dict[str, str] = field(default_factory=dict)
    milliseconds: list[float] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        self.counts.update(other.counts)
        self.stored.update(other.stored)
        self.milliseconds.extend(other.milliseconds)


def visit(url: str, household: Visit, clock: Callable[[], float] = time.perf_counter) -> Tally:
    """Carries a visit out; what goes wrong is counted among its errors."""
    tally = Tally()
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=_PATIENCE_SECONDS)
    try:
        client = _Client(connection, tally, clock)
        account = household.account
        proof = {"accountNumber": account.number, "postcode": account.postcode}
        journey = client.ask(_START, {"input": proof}, None)["startGuestJourney"]
        token = journey.get("token")
        if token is None:
            # The address has to wait, or the tables are another service's.
            tally.counts["errors"] += 1
            return tally
        for reading in household.readings:
            _send(client, reading, token, tally)
    except Unanswered:
        tally.counts["errors"] += 1
    finally:
        connection.close()
    return tally


@dataclass(frozen=True)
class _Client:
    connection: HTTPConnection
    tally: Tally
    clock: Callable[[], float]

    def ask(self, query: str, variables: Mapping[str, Any], token: str | None) -> dict[str, Any]:
        headers = {"content-type": "application/json"}
        if token:
            headers["authorization"] = f"Bearer {token}"
        started = self.clock()
        try:
            body = json.dumps({"query": query, "variables": variables})
            self.connection.request("POST", "/graphql", body, headers)
            answer = json.loads(self.connection.getresponse().read())
        except (OSError, HTTPException, ValueError) as error:
            raise Unanswered(type(error).__name__) from error
        self.tally.milliseconds.append((self.clock() - started) * 1000)
        if answer.get("errors") or not answer.get("data"):
            raise Unanswered(str(answer.get("errors")))
        data: dict[str, Any] = answer["data"]
        return data


def _send(client: _Client, reading: PlannedReading, token: str, tally: Tally) -> None:
    variables: dict[str, Any] = {
        "meterId": reading.meter_id,
        "readDate": reading.read_date.isoformat(),
        "registers": [{"register": "1", "value": reading.value}],
        "idempotencyKey": reading.idempotency_key,
    }

    def submit() -> dict[str, Any]:
        result: dict[str, Any] = client.ask(_SUBMIT, {"input": variables}, token)["submitReading"]
        return result

    tally.counts["readings"] += 1
    result = submit()
    if "confirmationToken" in result:
        tally.counts["confirmed"] += 1
        variables["confirmationToken"] = result["confirmationToken"]
        result = submit()
    if reading.kind is Kind.SENT_TWICE:
        tally.counts["repeated"] += 1
        if submit() != result:
            raise Unanswered("a repeat had another answer")
    _count(result, tally)


def _count(result: Mapping[str, Any], tally: Tally) -> None:
    match result["__typename"]:
        case "ReadingAccepted":
            tally.counts["accepted"] += 1
        case "ReadingUnderReview":
            tally.counts["held"] += 1
        case _:
            tally.counts["rejected"] += 1
            return
    tally.stored[result["reading"]["id"]] = result["reading"]["status"]


def percentile(milliseconds: Iterable[float], share: float) -> float:
    """The figure that a share of all figures do not exceed; 0 where there are none."""
    ordered = sorted(milliseconds)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0
