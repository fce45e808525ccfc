"""What every resolver is given: the caller, the instant, and the means of the service."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from graphql import GraphQLResolveInfo

from meter_reads.journey.audit import Audit
from meter_reads.journey.callers import Caller
from meter_reads.journey.history import Histories, History
from meter_reads.journey.identification import Identification
from meter_reads.journey.service_switch import ServiceSwitch
from meter_reads.journey.submit import Desk
from meter_reads.journey.tokens import Tokens
from meter_reads.metrics import Note
from meter_reads.store.stores import Stores

if TYPE_CHECKING:
    from meter_reads.journey.operations import LiveConnections
    from meter_reads.journey.photos import PhotoDesk


@dataclass(frozen=True, slots=True)
class Service:
    """What one process of the service shares between its requests."""

    stores: Stores
    tokens: Tokens
    desk: Desk
    signing_keys: tuple[str, ...]
    identification: Identification
    live_connections: "LiveConnections"
    photos: Callable[[], "PhotoDesk"]
    switch: ServiceSwitch
    note: Note


@dataclass(frozen=True, slots=True)
class Context:
    """One request. `now` is the same instant for all of it."""

    service: Service
    caller: Caller
    address: str
    now: datetime
    request_id: str
    audit: Audit
    histories: Histories = field(default_factory=Histories)

    def history_of(self, meter_id: str, *, at_least: int) -> History | None:
        """A meter's history, read once for the request, with at least the change of a sequence in it."""
        return self.histories.of(self.service.stores.meter_log, meter_id, at_least=at_least)


Info = GraphQLResolveInfo[Context]
