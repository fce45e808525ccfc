"""A new reading that conflicts with the last one and fits the one before makes the last one suspect."""

from dataclasses import replace
from datetime import date

from builders.meters import a_meter
from builders.readings import AGENT_WITH_REASON, CUSTOMER, a_reading, judged
from meter_reads.domain.assessment import Submitter, Verdict
from meter_reads.domain.findings import ReadingCode
from meter_reads.domain.readings import Reading
from meter_reads.domain.suspicion import with_suspicion

SEP, OCT, NOV, DEC = (date(2026, month, 1) for month in (9, 10, 11, 12))
METER = a_meter()


def verdict(value: int, on: date, *history: Reading, by: Submitter = CUSTOMER) -> Verdict:
    found = judged(value, on, meter=METER, history=history, by=by, today=DEC)
    return with_suspicion(METER, found, on, history)


def suspects(found: Verdict) -> set[int | None]:
    return {finding.suspects for finding in found.findings}


def test_a_reading_below_the_last_that_fits_the_one_before_makes_the_last_suspect() -> None:
    found = verdict(46_380, DEC, a_reading(45_980, OCT, sequence=1), a_reading(46_900, NOV, sequence=2))

    assert [finding.code for finding in found.findings] == [ReadingCode.LESS_THAN_PREVIOUS]
    assert suspects(found) == {2}


def test_a_reading_far_above_a_last_one_that_was_too_low_makes_the_last_suspect() -> None:
    history = (a_reading(45_980, SEP, sequence=1), a_reading(4_598, OCT, sequence=2))

    assert suspects(verdict(46_380, NOV, *history)) == {2}


def test_a_later_reading_that_is_too_low_is_suspect_too() -> None:
    history = (a_reading(45_980, OCT, sequence=1), a_reading(46_100, DEC, sequence=2))

    assert suspects(verdict(46_190, NOV, *history)) == {2}


def test_a_reading_that_fits_neither_makes_nothing_suspect() -> None:
    found = verdict(40_000, DEC, a_reading(45_980, OCT, sequence=1), a_reading(46_180, NOV, sequence=2))

    assert suspects(found) == {None}


def test_with_only_one_reading_before_it_nothing_is_suspect() -> None:
    """Any value fits where there is nothing older to compare it with."""
    assert suspects(verdict(45_000, NOV, a_reading(45_980, OCT))) == {None}


def test_a_reading_that_is_only_higher_than_expected_makes_nothing_suspect() -> None:
    history = (a_reading(45_980, SEP, sequence=1), a_reading(46_160, OCT, sequence=2))

    found = verdict(46_660, NOV, *history)

    assert [finding.code for finding in found.findings] == [ReadingCode.HIGHER_THAN_EXPECTED]
    assert suspects(found) == {None}


def test_an_agent_who_overrules_is_told_as_well() -> None:
    history = (a_reading(45_980, OCT, sequence=1), a_reading(46_900, NOV, sequence=2))

    found = verdict(46_380, DEC, *history, by=AGENT_WITH_REASON)

    assert suspects(found) == {2}
    assert all(finding.overruled for finding in found.findings)


def test_nothing_but_the_suspicion_is_added_to_a_verdict() -> None:
    history = (a_reading(45_980, OCT, sequence=1), a_reading(46_900, NOV, sequence=2))
    plain = judged(46_380, DEC, meter=METER, history=history)

    told = with_suspicion(METER, plain, DEC, history)

    assert replace(told, findings=tuple(replace(f, suspects=None) for f in told.findings)) == plain
