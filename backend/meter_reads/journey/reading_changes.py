"""What becomes of a request to change a stored reading: a new state of it, or a refusal with a code."""

import re
from dataclasses import dataclass
from enum import StrEnum

from meter_reads.domain.readings import Meter, Reading, reading_id
from meter_reads.journey.access import may_act_on_meter
from meter_reads.journey.callers import Caller
from meter_reads.journey.history import History

TRIES = 60
_READING_ID = re.compile(r"([0-9a-z]{1,32})-([1-9][0-9]{0,8})")


class RefusalCode(StrEnum):
    """Every `code` of a ReadingChangeRefused."""

    NOT_FOUND = "NOT_FOUND"
    TOO_LATE = "TOO_LATE"
    NOT_WITHDRAWABLE = "NOT_WITHDRAWABLE"
    NOT_UNDER_REVIEW = "NOT_UNDER_REVIEW"
    IMPOSSIBLE = "IMPOSSIBLE"


@dataclass(frozen=True, slots=True)
class Changed:
    """The reading after the change, in the meter's history as it is then."""

    history: History
    reading: Reading

    @property
    def meter(self) -> Meter:
        return self.history.meter


@dataclass(frozen=True, slots=True)
class ChangeRefused:
    code: RefusalCode
    message: str


ChangeResult = Changed | ChangeRefused


@dataclass(frozen=True, slots=True)
class ReadingName:
    meter_id: str
    sequence: int

    def __str__(self) -> str:
        return reading_id(self.meter_id, self.sequence)


def named_reading(caller: Caller, name: str) -> ReadingName | None:
    """What a reading's id names, if it is of a meter that the caller may act on; nothing is read for it."""
    match = _READING_ID.fullmatch(name.strip())
    if match is None or not may_act_on_meter(caller, match[1]):
        return None
    return ReadingName(match[1], int(match[2]))
