"""What starting an operation over a socket can come to, and what a transport asks for to carry it out."""

import json
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from meter_reads.channel.messages import Request

Result = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answered:
    """A query or mutation: one result, and that is all."""

    result: Result


@dataclass(frozen=True, slots=True)
class Refused:
    """The operation cannot be executed."""

    errors: list[dict[str, Any]]


class Entry(Protocol):
    """An entry of a topic's log."""

    @property
    def sequence(self) -> int:
        """Its number there."""


@dataclass(frozen=True, slots=True)
class Follow:
    """What a subscription asks of each entry of a topic.

    `audience` says whose eyes the results are for: subscriptions with the same request and audience get
    the same results.
    """

    topic: str
    request: Request
    audience: Hashable

    def group(self) -> Hashable:
        """What the results depend on: executed once for each group, not once for each subscriber."""
        variables = json.dumps(self.request.variables, sort_keys=True)
        return (self.request.query, self.request.operation_name, variables, self.audience)


@dataclass(frozen=True, slots=True)
class Subscribed:
    """A subscription that begins above a number of its topic; above the newest where `after` is None.

    `expires_at` is when the token ends that it was made with.
    """

    follow: Follow
    after: int | None
    expires_at: datetime


class Operations(Protocol):
    """The GraphQL side of the channel. All methods may block."""

    def identify(self, payload: dict[str, Any] | None) -> Any:
        """The caller behind the payload of connection_init."""

    def start(self, request: Request, caller: Any, address: str) -> Answered | Refused | Subscribed:
        """Executes a query or mutation, or says what a subscription follows."""

    def result(self, follow: Follow, entry: Entry) -> Result | None:
        """The subscription's result for one entry; None where this audience may not see it."""

    def entries(self, topic: str, after: int) -> Iterator[Entry]:
        """The topic's log above a number, oldest first."""

    def newest_sequence(self, topic: str) -> int:
        """The number of a topic's newest entry."""

    def expired(self, follow: Follow) -> list[dict[str, Any]]:
        """The errors that end a subscription whose token has ended."""

    def failure(self, cause: Exception) -> list[dict[str, Any]]:
        """The errors that end an operation that broke off; the cause is logged and not in them."""
