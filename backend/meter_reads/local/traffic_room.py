"""What the operations room says before and after, beside what was sent."""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from meter_reads.domain.readings import ReadingStatus
from meter_reads.local.traffic_visit import Tally, Unanswered, connected

_OPERATIONS = """{ operations {
  readingsToday bySource { source count } byOutcome { status count } reviewQueueLength
} }"""
_LOOKS = 100
_BETWEEN_LOOKS_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class RoomFigures:
    """Today's readings in all, by source and by status, and how many wait."""

    readings: int
    sources: Mapping[str, int]
    outcomes: Mapping[str, int]
    waiting: int


def room_figures(url: str, token: Callable[[], str]) -> RoomFigures | None:
    """What the room says now; None where it does not answer."""
    try:
        with connected(url, Tally()) as client:
            said = client.ask(_OPERATIONS, {}, token())["operations"]
    except Unanswered:
        return None
    return RoomFigures(
        readings=said["readingsToday"],
        sources={each["source"]: each["count"] for each in said["bySource"]},
        outcomes={each["status"]: each["count"] for each in said["byOutcome"]},
        waiting=said["reviewQueueLength"],
    )


def room_after(
    url: str,
    token: Callable[[], str],
    before: RoomFigures,
    tally: Tally,
    *,
    pause: Callable[[float], None] = time.sleep,
) -> RoomFigures | None:
    """What the room says once it has counted what was sent, or after some seconds without that."""
    after = None
    for _ in range(_LOOKS):
        after = room_figures(url, token)
        if after is None or _moved(before, after) == _sent(tally):
            break
        pause(_BETWEEN_LOOKS_SECONDS)
    return after


def reconciled(before: RoomFigures | None, after: RoomFigures | None, tally: Tally) -> str:
    """For people: whether the room's figures moved by what was sent."""
    if before is None or after is None:
        return "The operations room did not answer, so its figures are not compared."
    if after.readings < before.readings:
        return "A new day began meanwhile: the operations room counts from zero again."
    moved = _moved(before, after)
    said = (
        f"The operations room moved by {after.readings - before.readings} readings "
        f"({_listed(moved.sources)}; {_listed(moved.outcomes)})"
    )
    if moved == _sent(tally):
        return f"{said}: what was sent, to the reading. {after.waiting} wait for a decision."
    return f"{said}; {len(tally.stored)} were stored by this run. Somebody else sent or decided meanwhile."


def _moved(before: RoomFigures, after: RoomFigures) -> RoomFigures:
    """By how much, without what did not move."""
    return RoomFigures(
        readings=after.readings - before.readings,
        sources=_difference(before.sources, after.sources),
        outcomes=_difference(before.outcomes, after.outcomes),
        waiting=after.waiting - before.waiting,
    )


def _sent(tally: Tally) -> RoomFigures:
    """By how much the figures should move. The queue follows the counters, a moment later."""
    outcomes = Counter(tally.stored.values())
    return RoomFigures(
        readings=len(tally.stored),
        sources=Counter({road.value: count for road, count in tally.roads.items()}),
        outcomes=outcomes,
        waiting=outcomes[ReadingStatus.UNDER_REVIEW],
    )


def _difference(before: Mapping[str, int], after: Mapping[str, int]) -> Counter[str]:
    return Counter({name: count - before[name] for name, count in after.items() if count != before[name]})


def _listed(counts: Mapping[str, int]) -> str:
    """The most first: `47 guest, 26 customer`."""
    most_first = sorted(counts.items(), key=lambda each: -each[1])
    return ", ".join(f"{count} {name.lower().replace('_', ' ')}" for name, count in most_first)
