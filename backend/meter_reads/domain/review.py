"""The end of a review: a person accepts or rejects a reading that was held."""

from dataclasses import replace
from enum import StrEnum

from meter_reads.domain.comparison_rules import Candidate, compare, rejects
from meter_reads.domain.findings import Finding, ReadingCode
from meter_reads.domain.london_time import london_date
from meter_reads.domain.meter_log import Change, ChangeKind, LogEntry, next_entry
from meter_reads.domain.readings import Decision, Meter, Reading, ReadingStatus
from meter_reads.domain.surroundings import Actual, Surroundings, surroundings_from_history


class ReviewDecision(StrEnum):
    ACCEPT = "ACCEPT"
    REJECT = "REJECT"


_STATUS = {
    ReviewDecision.ACCEPT: ReadingStatus.ACCEPTED,
    ReviewDecision.REJECT: ReadingStatus.REJECTED,
}
_KIND = {
    ReviewDecision.ACCEPT: ChangeKind.REVIEW_ACCEPTED,
    ReviewDecision.REJECT: ChangeKind.REVIEW_REJECTED,
}
_NOT_COMPARED = frozenset({ReadingCode.DECIMALS_DROPPED, ReadingCode.DATE_TOO_OLD})


class CannotBeAccepted(ValueError):
    """Other readings came meanwhile, with which this one is impossible; `findings` say how."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("impossible beside the readings of today")
        self.findings = findings


def decided(
    newest: LogEntry,
    history: tuple[Reading, ...],
    reading: Reading,
    choice: ReviewDecision,
    decision: Decision,
) -> list[LogEntry]:
    """The entries that end the review of a held reading.

    An accepted reading is judged once more, beside the readings that are there by now: its findings are
    those of today, and it replaces the estimates that it shows to be wrong, as if it were sent now. The
    decision's reason overrules what an agent's reason can. Raises CannotBeAccepted.
    """
    entry, entries = newest, []
    today = london_date(decision.at)
    ended = replace(reading, status=_STATUS[choice], decision=decision)
    if choice is ReviewDecision.ACCEPT:
        around = surroundings_from_history(newest.meter, _without(history, reading), reading.read_date)
        ended = replace(ended, findings=_findings(newest.meter, reading, around))
        for sequence in _contradicted(newest.meter, ended, around):
            stored = next(each for each in history if each.sequence == sequence)
            superseded = replace(stored, status=ReadingStatus.SUPERSEDED)
            change = Change(ChangeKind.READING_SUPERSEDED, decision.at, superseded)
            entry = next_entry(entry, change, london_date=today, history=history)
            history = tuple(superseded if each is stored else each for each in history)
            entries.append(entry)
    change = Change(_KIND[choice], decision.at, ended)
    return [*entries, next_entry(entry, change, london_date=today, history=history)]


def _findings(meter: Meter, reading: Reading, around: Surroundings) -> tuple[Finding, ...]:
    candidate = Candidate(reading.read_date, reading.values, overrules=True)
    compared = compare(meter, candidate, around)
    if rejects(compared):
        raise CannotBeAccepted(tuple(compared))
    slips = {(finding.code, finding.register): finding.suggestions for finding in reading.findings}
    kept = tuple(finding for finding in reading.findings if finding.code in _NOT_COMPARED)
    return kept + tuple(
        replace(finding, suggestions=slips.get((finding.code, finding.register), ())) for finding in compared
    )


def _contradicted(meter: Meter, reading: Reading, around: Surroundings) -> tuple[int, ...]:
    rolled_over = frozenset(each for each in reading.values if reading.rolled_over(each))
    actual = Actual(reading.read_date, reading.values, rolled_over)
    return tuple(each.sequence for each in around.contradicted_estimates(meter.registers, actual))


def _without(history: tuple[Reading, ...], reading: Reading) -> tuple[Reading, ...]:
    return tuple(each for each in history if each.sequence != reading.sequence)


def was_decided(reading: Reading, choice: ReviewDecision, by: str) -> bool:
    """Whether this very person made this very decision before."""
    decision = reading.decision
    return decision is not None and decision.by == by and reading.status is _STATUS[choice]
