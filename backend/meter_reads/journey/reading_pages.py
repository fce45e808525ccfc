"""A meter's readings in pages, the newest read date first.

A cursor names a position, the read date and the sequence of a reading, and no count: a reading that is
stored between two pages neither repeats nor hides another.
"""

import binascii
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from meter_reads.domain.readings import Reading
from meter_reads.journey.refusals import BadInput

_POSITION = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})/([1-9][0-9]{0,8})")
_LONGEST_CURSOR = 100


@dataclass(frozen=True, slots=True)
class ReadingPage:
    """`has_next` and `has_previous` say whether there are older and newer readings beside these."""

    readings: tuple[Reading, ...]
    has_next: bool
    has_previous: bool


def cursor_of(reading: Reading) -> str:
    """Where a page goes on after this reading."""
    return urlsafe_b64encode(f"{reading.read_date.isoformat()}/{reading.sequence}".encode()).decode()


def page_of_readings(readings: Iterable[Reading], *, first: int, after: str | None) -> ReadingPage:
    """At most `first` readings after a cursor. Raises BadInput for a cursor that is not ours."""
    newest_first = sorted(readings, key=_position, reverse=True)
    left = newest_first
    if after is not None:
        position = _position_at(after)
        left = [reading for reading in newest_first if _position(reading) < position]
    return ReadingPage(tuple(left[:first]), len(left) > first, len(left) < len(newest_first))


def _position(reading: Reading) -> tuple[date, int]:
    return (reading.read_date, reading.sequence)


def _position_at(cursor: str) -> tuple[date, int]:
    try:
        text = urlsafe_b64decode(cursor[:_LONGEST_CURSOR].encode()).decode()
        match = _POSITION.fullmatch(text)
        if match is not None:
            return date.fromisoformat(match[1]), int(match[2])
    except (binascii.Error, ValueError):
        pass
    raise BadInput("after", "This cursor is not one of ours. Use the cursor of an edge, or leave it out.")
