"""One household's readings over the public API, by whichever road: sent, and confirmed when asked.

A guest proves the account first, a customer has signed in, and an agent enters what is read out on the phone.
"""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlsplit

from meter_reads.domain.readings import ReadingSource
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


_HEARD_ON_THE_PHONE = "Read out on the phone, and again when asked"

# The access token of whoever sends a household's reading; None for a guest, who proves the account.
TokenOf = Callable[[Visit], str | None]


class Unanswered(Exception):
    """The service did not answer, or answered with an error."""


@dataclass
class Tally:
    """What was sent and what the service said. `stored` maps the readings' ids to their status by now, and
    `roads` says by which road how many of them came.

    `counts` has the keys readings, accepted, held, rejected, confirmed, repeated, decided, errors;
    `milliseconds` is how long each request took.
    """

    counts: Counter[str] = field(default_factory=Counter)
    stored: dict[str, str] = field(default_factory=dict)
    roads: Counter[ReadingSource] = field(default_factory=Counter)
    milliseconds: list[float] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        self.counts.update(other.counts)
        self.stored.update(other.stored)
        self.roads.update(other.roads)
        self.milliseconds.extend(other.milliseconds)


def visit(
    url: str, household: Visit, token_of: TokenOf, clock: Callable[[], float] = time.perf_counter
) -> Tally:
    """Carries a visit out; what goes wrong is counted among its errors."""
    tally = Tally()
    with connected(url, tally, clock) as client, counted(tally):
        token = token_of(household) or _proven(client, household)
        for reading in household.readings:
            _send(client, reading, household.road, token, tally)
    return tally


@contextmanager
def connected(
    url: str, tally: Tally, clock: Callable[[], float] = time.perf_counter
) -> "Iterator[ServiceClient]":
    """A connection of one's own to the service."""
    parts = urlsplit(url)
    with closing(HTTPConnection(parts.hostname or "", parts.port, timeout=_PATIENCE_SECONDS)) as connection:
        yield ServiceClient(connection, tally, clock)


@contextmanager
def counted(tally: Tally) -> Iterator[None]:
    """What is unanswered ends the work, and is counted among the errors."""
    try:
        yield
    except Unanswered:
        tally.counts["errors"] += 1


@dataclass(frozen=True)
class ServiceClient:
    """Asks the public API over one connection."""

    connection: HTTPConnection
    tally: Tally
    clock: Callable[[], float]

    def ask(self, query: str, variables: Mapping[str, Any], token: str | None) -> dict[str, Any]:
        """The data of an answer. Raises Unanswered."""
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


def _proven(client: ServiceClient, household: Visit) -> str:
    proof = {"accountNumber": household.account.number, "postcode": household.account.postcode}
    journey = client.ask(_START, {"input": proof}, None)["startGuestJourney"]
    if "token" not in journey:
        raise Unanswered("the address has to wait, or the tables are another service's")
    return str(journey["token"])


def _send(
    client: ServiceClient, reading: PlannedReading, road: ReadingSource, token: str, tally: Tally
) -> None:
    variables: dict[str, Any] = {
        "meterId": reading.meter_id,
        "readDate": reading.read_date.isoformat(),
        "registers": [{"register": "1", "value": reading.value}],
        "idempotencyKey": reading.idempotency_key,
    }
    if road is ReadingSource.AGENT and reading.kind is Kind.HIGH:
        # An agent who has asked overrules, so that nobody else has to look at it.
        variables["reason"] = _HEARD_ON_THE_PHONE

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
    _count(result, road, tally)


def _count(result: Mapping[str, Any], road: ReadingSource, tally: Tally) -> None:
    match result["__typename"]:
        case "ReadingAccepted":
            tally.counts["accepted"] += 1
        case "ReadingUnderReview":
            tally.counts["held"] += 1
        case _:
            tally.counts["rejected"] += 1
            return
    tally.stored[result["reading"]["id"]] = result["reading"]["status"]
    tally.roads[road] += 1


def percentile(milliseconds: Iterable[float], share: float) -> float:
    """The figure that a share of all figures do not exceed; 0 where there are none."""
    ordered = sorted(milliseconds)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0
