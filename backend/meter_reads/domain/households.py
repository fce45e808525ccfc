"""An account with its meters and their logs, as it is before anybody has sent it anything."""

from dataclasses import dataclass

from meter_reads.domain.meter_log import LogEntry
from meter_reads.domain.readings import Meter


@dataclass(frozen=True, slots=True)
class Household:
    """`logs` holds the whole log of each of its meters."""

    number: str
    name: str
    address: str
    postcode: str
    logs: tuple[tuple[LogEntry, ...], ...]

    @property
    def meters(self) -> tuple[Meter, ...]:
        return tuple(log[0].meter for log in self.logs)
