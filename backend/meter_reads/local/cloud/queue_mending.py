"""The review queue compared with the logs: who is missing joins, and who is in it for nothing leaves.

Its own log goes on, so whoever follows it misses nothing. Only what differs is written.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from meter_reads.domain.meter_log import LogEntry
from meter_reads.domain.readings import parse_reading_id, reading_id
from meter_reads.store.review_queue import Waiting
from meter_reads.store.stores import Stores

_PAGE = 100


@dataclass(frozen=True, slots=True)
class Mended:
    joined: int
    left: int


def mend_queue(stores: Stores, meters: Iterable[str], now: datetime) -> Mended:
    """`meters` are all that ever had a held reading. Raises StoreUnavailable."""
    held = {each for meter in meters for each in _held(stores, meter)}
    waiting = {each.reading_id for each in _waiting(stores)}
    missing, over = held - waiting, waiting - held
    for each in sorted(missing | over):
        stores.review_queue.take_again(_newest_of(stores, each), now)
    return Mended(len(missing), len(over))


def _held(stores: Stores, meter: str) -> Iterator[str]:
    newest = stores.meter_log.newest(meter)
    for sequence in newest.state.held if newest else ():
        yield reading_id(meter, sequence)


def _waiting(stores: Stores) -> Iterator[Waiting]:
    place = ""
    while page := stores.review_queue.waiting(None, after=place, first=_PAGE):
        yield from page
        place = page[-1].place


def _newest_of(stores: Stores, reading: str) -> LogEntry:
    """The newest entry of a reading's log that is about the reading."""
    name = parse_reading_id(reading)
    assert name is not None  # the log and the queue hold no others
    meter, sequence = name
    about = [
        entry
        for entry in stores.meter_log.entries(meter, after=sequence - 1)
        if entry.change and entry.change.reading.sequence == sequence
    ]
    return about[-1]
