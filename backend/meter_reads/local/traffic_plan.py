"""A month end in small: who sends which reading, and when. Pure: the random source is an argument."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import count
from math import ceil
from uuid import UUID

from meter_reads.domain.households import Household
from meter_reads.domain.readings import Meter, ReadingSource
from meter_reads.domain.synthetic_households import synthetic_household, units_expected

# At the beginning of the curve, as a share of its peak.
_FIRST_RATE = 0.1


class Kind(StrEnum):
    """What a reading is meant to be; what becomes of it is the service's to say."""

    ORDINARY = "ordinary"
    SENT_TWICE = "sent twice"  # the same idempotency key, as after a lost answer
    HIGH = "high"  # confirmed when asked: a person has to look at it
    LOW = "low"  # confirmed when asked: accepted
    BELOW = "below the last one"
    NO_NUMBER = "no number"


_SHARES = {
    Kind.ORDINARY: 77,
    Kind.SENT_TWICE: 6,
    Kind.HIGH: 7,
    Kind.LOW: 4,
    Kind.BELOW: 4,
    Kind.NO_NUMBER: 2,
}


# By which road households send, at the end of a month: a few still ring.
_ROADS = {ReadingSource.GUEST: 58, ReadingSource.CUSTOMER: 33, ReadingSource.AGENT: 9}


@dataclass(frozen=True, slots=True)
class PlannedReading:
    meter_id: str
    read_date: date
    value: str
    kind: Kind
    idempotency_key: str


@dataclass(frozen=True, slots=True)
class Visit:
    """One household that reads its meters, and how it sends them. `at`: seconds from the beginning."""

    at: float
    account: Household
    road: ReadingSource
    readings: tuple[PlannedReading, ...]


def readings_in(seconds: float, peak: float) -> int:
    """How many readings a curve comes to that rises with the square of time to `peak` a second."""
    return ceil(seconds * peak * (_FIRST_RATE + (1 - _FIRST_RATE) / 3))


def plan(readings: int, seconds: float, first: int, today: date, chance: random.Random) -> list[Visit]:
    """Visits with so many readings in all, by the synthetic accounts from number `first` on."""
    households: list[tuple[Household, tuple[Meter, ...]]] = []
    left = readings
    for number in count(first):
        if not left:
            break
        account = synthetic_household(number, today)
        meters = account.meters[:left]
        left -= len(meters)
        households.append((account, meters))
    moments = rising(len(households), seconds)
    taken = [
        tuple(_reading(account, meter, today, chance) for meter in meters) for account, meters in households
    ]
    roads = chance.choices(list(_ROADS), weights=list(_ROADS.values()), k=len(households))
    return [
        Visit(at, account, road, some)
        for at, (account, _), road, some in zip(moments, households, roads, taken, strict=True)
    ]


def rising(number: int, seconds: float) -> Sequence[float]:
    """Moments in [0, seconds), ever closer to each other: each has its equal part below the curve."""
    return tuple(_moments(number, seconds))


def _moments(number: int, seconds: float) -> Iterator[float]:
    for at in range(number):
        low, high = 0.0, 1.0
        # The integral of the curve has no inverse that is nicer than halving twenty times.
        for _ in range(20):
            middle = (low + high) / 2
            below = _FIRST_RATE * middle + (1 - _FIRST_RATE) * middle**3 / 3
            whole = _FIRST_RATE + (1 - _FIRST_RATE) / 3
            low, high = (middle, high) if below / whole < at / number else (low, middle)
        yield low * seconds


def _reading(account: Household, meter: Meter, today: date, chance: random.Random) -> PlannedReading:
    [kind] = chance.choices(list(_SHARES), weights=list(_SHARES.values()))
    newest = next(log[-1] for log in account.logs if log[-1].meter.id == meter.id)
    last = newest.state.last_actual
    assert last is not None  # a synthetic meter has been read
    usual = units_expected(meter, last.read_date, today)
    value = last.values["1"] + _advance(kind, usual, chance)
    key = str(UUID(int=chance.getrandbits(128), version=4))
    typed = "4S12O" if kind is Kind.NO_NUMBER else meter.registers[0].shown(value)
    return PlannedReading(meter.id, today, typed, kind, key)


def _advance(kind: Kind, usual: int, chance: random.Random) -> int:
    match kind:
        case Kind.HIGH:
            return usual * 4 + 300
        case Kind.LOW:
            return max(1, usual // 20)
        case Kind.BELOW:
            return -200
        case _:
            return usual * chance.randrange(85, 116) // 100
