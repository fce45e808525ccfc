"""A record of the meter log's stream."""

from collections.abc import Callable
from dataclasses import dataclass

from meter_reads.domain.meter_log import LogEntry


@dataclass(frozen=True, slots=True)
class StreamRecord:
    """A new entry in the stream. `entry` reads it, which may fail; `id` is its sequence number there: the
    records of a shard are numbered upwards, and those of two shards cannot be compared.
    """

    id: str
    meter_id: str
    entry: Callable[[], LogEntry]
