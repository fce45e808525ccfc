"""Meters to follow, and real changes of them: appended to the log, as the journeys do."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from meter_reads.domain.london_time import london_date
from meter_reads.domain.meter_log import Change, ChangeKind, LogEntry, next_entry
from meter_reads.domain.readings import Reading, ReadingSource, ReadingStatus
from meter_reads.journey.tokens import TokenKind, Tokens
from meter_reads.store.stores import Stores

from ..houses import House, days_ago

CHANGES = """subscription Changes($meterId: ID!, $after: Int) {
  meterChanged(meterId: $meterId, after: $after) { sequence kind reading { id source status } }
}"""
_VALUES = itertools.count(46_000)


@dataclass(frozen=True)
class Followed:
    """A house whose first meter is followed."""

    house: House
    stores: Stores
    tokens: Tokens

    @property
    def meter_id(self) -> str:
        return self.house.meter.id

    def token(self, lasts: timedelta = timedelta(minutes=20)) -> str:
        """A guest's token, whose journey began before any change of the test."""
        claims = {"account": "a name of the account", "meters": list(self.house.account.meter_ids)}
        return self.tokens.issue(TokenKind.GUEST_JOURNEY, claims, datetime.now(UTC) + lasts)

    def variables(self, after: int | None = None) -> dict[str, object]:
        return {"meterId": self.meter_id, "after": after}

    @property
    def sequence(self) -> int:
        newest = self.stores.meter_log.newest(self.meter_id)
        assert newest is not None
        return newest.sequence

    def append(
        self, number: int = 1, source: ReadingSource = ReadingSource.GUEST, ago: timedelta = timedelta(0)
    ) -> list[LogEntry]:
        """Appends changes to the log; they are in its stream as well."""
        return list(self._append(number, source, ago))

    def _append(self, number: int, source: ReadingSource, ago: timedelta) -> Iterator[LogEntry]:
        newest = self.stores.meter_log.newest(self.meter_id)
        assert newest is not None
        for _ in range(number):
            now = datetime.now(UTC) - ago
            reading = Reading(
                sequence=newest.sequence + 1,
                read_date=days_ago(0),
                values={"1": next(_VALUES) % 100_000},
                source=source,
                status=ReadingStatus.ACCEPTED,
                submitted_at=now,
            )
            change = Change(ChangeKind.READING_ACCEPTED, now, reading)
            newest = next_entry(newest, change, london_date=london_date(now), history=())
            self.stores.meter_log.append([newest])
            yield newest


def sequence_of(message: object) -> int:
    """The sequence of the change that a `next` message brings."""
    assert isinstance(message, dict), message
    assert message["type"] == "next", message
    assert "errors" not in message["payload"], message
    return message["payload"]["data"]["meterChanged"]["sequence"]
