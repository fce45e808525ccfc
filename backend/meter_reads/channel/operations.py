"""What starting an operation over a socket can come to, and what a transport asks for to carry it out."""

import json
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from meter_reads.channel.messages import Request
from meter_reads.domain.meter_log import LogEntry

Result = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answered:
    """A query or mutation: one result, and that is all."""

    result: Result


@dataclass(frozen=True, slots=True)
class Refused:
    """The operation cannot be executed."""

    errors: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Follow:
    """A subscription to a meter's log above a sequence; above its newest where `after` is None.

    `audience` says whose eyes the results are for: subscriptions with the same request and audience get
    the same results. `expires_at` is when its token ends.
    """

    meter_id: str
    after: int | None
    request: Request
    audience: Hashable
    expires_at: datetime

    def group(self) -> Hashable:
        """What the results depend on: executed once for each group, not once for each subscriber."""
        variables = json.dumps(self.request.variables, sort_keys=True)
        return (self.request.query, self.request.operation_name, variables, self.audience)


class Operations(Protocol):
    """The GraphQL side of the channel. All methods may block."""

    def identify(self, payload: dict[str, Any] | None) -> Any:
        """The caller behind the payload of connection_init."""

    def start(self, request: Request, caller: Any, address: str) -> Answered | Refused | Follow:
        """Executes a query or mutation, or says what a subscription follows."""

    def result(self, follow: Follow, entry: LogEntry) -> Result | None:
        """The subscription's result for one log entry; None where this audience may not see it."""

    def entries(self, meter_id: str, after: int) -> Iterator[LogEntry]:
        """The log above a sequence, oldest first."""

    def newest_sequence(self, meter_id: str) -> int:
        """The sequence of a meter's newest entry."""

    def expired(self) -> list[dict[str, Any]]:
        """The errors that end a subscription whose token has ended."""

    def failure(self, cause: Exception) -> list[dict[str, Any]]:
        """The errors that end an operation that broke off; the cause is logged and not in them."""
