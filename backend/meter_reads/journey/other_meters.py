"""Which meter is which: whether values that look wrong here would be ordinary on another meter."""

from collections.abc import Iterable
from dataclasses import replace

from meter_reads.domain.assessment import would_be_ordinary
from meter_reads.domain.findings import Finding, ReadingCode, Suggestion, SuggestionKind
from meter_reads.domain.submission_rules import TypedReading
from meter_reads.domain.surroundings import surroundings_from_state
from meter_reads.store.meter_log import MeterLog

_EXPLAINED = frozenset(
    {
        ReadingCode.LESS_THAN_PREVIOUS,
        ReadingCode.GREATER_THAN_SUBSEQUENT,
        ReadingCode.IMPOSSIBLE_CONSUMPTION,
        ReadingCode.ABOVE_OUTER,
        ReadingCode.HIGHER_THAN_EXPECTED,
        ReadingCode.LOWER_THAN_EXPECTED,
    }
)


def with_other_meter(
    log: MeterLog, other_meter_ids: Iterable[str], typed: TypedReading, findings: tuple[Finding, ...]
) -> tuple[Finding, ...]:
    """The findings, which say so where the values would fit another meter; read only for doubtful ones."""
    doubtful = any(finding.code in _EXPLAINED for finding in findings)
    if not doubtful or not any(_fits(log, meter_id, typed) for meter_id in other_meter_ids):
        return findings
    slip = Suggestion(SuggestionKind.OTHER_METER)
    return tuple(
        replace(finding, suggestions=(slip, *finding.suggestions)) if finding.code in _EXPLAINED else finding
        for finding in findings
    )


def _fits(log: MeterLog, meter_id: str, typed: TypedReading) -> bool:
    entry = log.newest(meter_id)
    around = entry and surroundings_from_state(entry.meter, entry.state, typed.read_date)
    return bool(entry and around and would_be_ordinary(entry.meter, typed, around))
