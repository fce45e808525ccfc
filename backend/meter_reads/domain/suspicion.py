"""A stored reading that a new one makes doubtful: the new one conflicts with it, and fits without it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from meter_reads.domain.assessment import Verdict
from meter_reads.domain.comparison_rules import Candidate, compare
from meter_reads.domain.findings import Finding, ReadingCode, Weight
from meter_reads.domain.meter_log import Known
from meter_reads.domain.readings import Meter, Reading
from meter_reads.domain.surroundings import Surroundings, surroundings_from_history

# What is only higher or lower than expected is no conflict: homes do change their ways.
_CONFLICTS = frozenset(
    {
        ReadingCode.LESS_THAN_PREVIOUS,
        ReadingCode.GREATER_THAN_SUBSEQUENT,
        ReadingCode.IMPOSSIBLE_CONSUMPTION,
        ReadingCode.ABOVE_OUTER,
    }
)


def conflicts(findings: Iterable[Finding]) -> bool:
    """Whether the reading cannot well be true together with those beside it."""
    return any(finding.code in _CONFLICTS for finding in findings)


def with_suspicion(meter: Meter, verdict: Verdict, read_date: date, readings: tuple[Reading, ...]) -> Verdict:
    """The verdict, whose conflicts name the stored reading that is likelier to be the wrong one.

    A neighbour is suspected where the reading would pass without a question if only the neighbour were
    not there, and something older is there to say so. `readings` is the whole history.
    """
    if not conflicts(verdict.findings):
        return verdict
    around = surroundings_from_history(meter, readings, read_date)
    candidate = Candidate(read_date, verdict.values)
    suspect = next(
        (
            known
            for known in (around.before, around.after)
            if known is not None and _fits(meter, candidate, _without(meter, readings, known, read_date))
        ),
        None,
    )
    if suspect is None:
        return verdict
    return replace(
        verdict,
        findings=tuple(
            replace(finding, suspects=suspect.sequence) if finding.code in _CONFLICTS else finding
            for finding in verdict.findings
        ),
    )


def _without(meter: Meter, readings: tuple[Reading, ...], known: Known, read_date: date) -> Surroundings:
    others = tuple(reading for reading in readings if reading.sequence != known.sequence)
    return surroundings_from_history(meter, others, read_date)


def _fits(meter: Meter, candidate: Candidate, around: Surroundings) -> bool:
    # With nothing older to go by, any value would seem to fit.
    if around.before is None:
        return False
    return all(finding.weight is Weight.NOTE for finding in compare(meter, candidate, around))
