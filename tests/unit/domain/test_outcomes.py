"""The outcome matrix of domain.md 4.2: what becomes of a finding, for whom, and what a reason changes."""

from datetime import date, timedelta

import pytest

from builders.meters import a_meter, an_economy_7_meter
from builders.readings import (
    AGENT,
    AGENT_WITH_REASON,
    CUSTOMER,
    GUEST,
    Typed,
    a_reading,
    codes,
    judged,
)
from meter_reads.domain.assessment import Outcome, Submitter, Verdict
from meter_reads.domain.findings import OVERRIDABLE, Finding, ReadingCode, Weight
from meter_reads.domain.readings import Meter, Reading, ReadingSource

OCT, NOV, DEC = date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)
METER = a_meter()
OCTOBER_READING = a_reading(45_980, OCT)

ORDINARY, FLAG, REVIEW, REJECT = 46_180, 46_480, 47_280, 45_900
ACCEPT, FLAGGED, ASK, HOLD, NO = (
    Outcome.ACCEPT,
    Outcome.ACCEPT_FLAGGED,
    Outcome.CONFIRM,
    Outcome.HOLD,
    Outcome.REJECT,
)


def of_october(value: int, by: Submitter, *, confirmed: bool) -> Verdict:
    return judged(value, NOV, meter=METER, history=[OCTOBER_READING], by=by, confirmed=confirmed)


@pytest.mark.parametrize(
    ("by", "value", "asked", "confirmed"),
    [
        (GUEST, ORDINARY, ACCEPT, ACCEPT),
        (GUEST, FLAG, ASK, HOLD),
        (GUEST, REVIEW, ASK, HOLD),
        (GUEST, REJECT, NO, NO),
        (CUSTOMER, ORDINARY, ACCEPT, ACCEPT),
        (CUSTOMER, FLAG, ASK, FLAGGED),
        (CUSTOMER, REVIEW, ASK, HOLD),
        (CUSTOMER, REJECT, NO, NO),
        (AGENT, ORDINARY, ACCEPT, ACCEPT),
        (AGENT, FLAG, FLAGGED, FLAGGED),
        (AGENT, REVIEW, ASK, HOLD),
        (AGENT, REJECT, NO, NO),
        (AGENT_WITH_REASON, ORDINARY, ACCEPT, ACCEPT),
        (AGENT_WITH_REASON, FLAG, FLAGGED, FLAGGED),
        (AGENT_WITH_REASON, REVIEW, FLAGGED, FLAGGED),
        (AGENT_WITH_REASON, REJECT, FLAGGED, FLAGGED),
    ],
)
def test_what_becomes_of_a_finding_depends_on_who_sent_it(
    by: Submitter, value: int, asked: Outcome, confirmed: Outcome
) -> None:
    assert of_october(value, by, confirmed=False).outcome is asked
    assert of_october(value, by, confirmed=True).outcome is confirmed


@pytest.mark.parametrize("reason", [None, "", "   ", "\n\t"])
def test_an_agent_without_a_reason_in_words_overrules_nothing(reason: str | None) -> None:
    by = Submitter(ReadingSource.AGENT, "agent@example.com", reason)

    assert of_october(REJECT, by, confirmed=True).outcome is Outcome.REJECT


@pytest.mark.parametrize("source", [ReadingSource.GUEST, ReadingSource.CUSTOMER])
def test_nobody_elses_reason_overrules(source: ReadingSource) -> None:
    by = Submitter(source, "someone", "Please")

    assert of_october(REJECT, by, confirmed=True).outcome is Outcome.REJECT
    assert of_october(REVIEW, by, confirmed=True).outcome is Outcome.HOLD


# Each rule that rejects, with a reading that breaks it and no other.
BREAKING: dict[ReadingCode, tuple[Meter, list[Reading], Typed, date]] = {
    ReadingCode.NOT_A_NUMBER: (METER, [], "x", NOV),
    ReadingCode.TOO_MANY_DIGITS: (METER, [], "461801", NOV),
    ReadingCode.METER_MISMATCH: (METER, [], {"1": 46_180, "2": 1}, NOV),
    ReadingCode.METER_NOT_ACTIVE: (a_meter(removed=OCT), [], 46_180, NOV),
    ReadingCode.REGISTERS_MISSING: (METER, [], {}, NOV),
    ReadingCode.DATE_IN_FUTURE: (METER, [], 46_180, NOV + timedelta(days=1)),
    ReadingCode.DATE_TOO_OLD: (METER, [], 46_180, NOV - timedelta(days=366)),
    ReadingCode.OUTSIDE_SUPPLY: (a_meter(supply_start=DEC), [], 46_180, NOV),
    ReadingCode.DUPLICATE_READING: (METER, [a_reading(46_170, NOV, by=GUEST)], 46_180, NOV),
    ReadingCode.GREATER_THAN_SUBSEQUENT: (METER, [a_reading(46_100, DEC)], 46_180, NOV),
    ReadingCode.LESS_THAN_PREVIOUS: (METER, [OCTOBER_READING], 45_900, NOV),
    ReadingCode.IMPOSSIBLE_CONSUMPTION: (METER, [OCTOBER_READING], 90_000, NOV),
}


@pytest.mark.parametrize("code", BREAKING)
def test_an_agents_reason_overrules_rules_5_7_8_and_9_and_no_others(code: ReadingCode) -> None:
    meter, history, value, on = BREAKING[code]

    without = judged(value, on, meter=meter, history=history, by=AGENT, today=NOV, confirmed=True)
    with_reason = judged(value, on, meter=meter, history=history, by=AGENT_WITH_REASON, today=NOV)

    assert (without.outcome, set(codes(without))) == (Outcome.REJECT, {code})
    assert set(codes(with_reason)) == {code}
    if code in OVERRIDABLE:
        assert with_reason.outcome is Outcome.ACCEPT_FLAGGED
        assert all(finding.overruled for finding in with_reason.findings)
    else:
        assert with_reason.outcome is Outcome.REJECT
        assert not any(finding.overruled for finding in with_reason.findings)


def test_the_overridable_rules_are_5_7_8_and_9() -> None:
    assert (
        frozenset(
            {
                ReadingCode.DATE_TOO_OLD,
                ReadingCode.DUPLICATE_READING,
                ReadingCode.GREATER_THAN_SUBSEQUENT,
                ReadingCode.LESS_THAN_PREVIOUS,
            }
        )
        == OVERRIDABLE
    )


def test_every_code_that_can_reject_is_tried_here() -> None:
    rejecting = {code for code in ReadingCode if Finding(code).weight is Weight.REJECT}

    assert rejecting == set(BREAKING)


@pytest.mark.parametrize("by", [GUEST, CUSTOMER, AGENT])
@pytest.mark.parametrize("code", BREAKING)
def test_a_rejected_reading_replaces_nothing_however_often_confirmed(
    code: ReadingCode, by: Submitter
) -> None:
    meter, history, value, on = BREAKING[code]
    if by is GUEST and code is ReadingCode.DUPLICATE_READING:
        history = [a_reading(46_170, NOV, by=CUSTOMER)]

    verdict = judged(value, on, meter=meter, history=history, by=by, today=NOV, confirmed=True)

    assert verdict.outcome is Outcome.REJECT
    assert verdict.supersedes == ()
    assert verdict.repeats is None


def test_what_an_agent_vouches_for_is_judged_no_further_where_it_runs_backwards() -> None:
    after = a_reading(45_900, date(2026, 11, 11), sequence=2)
    history = [OCTOBER_READING, after]

    verdict = judged(46_180, NOV, meter=METER, history=history, by=AGENT_WITH_REASON, today=DEC)

    assert verdict.outcome is Outcome.ACCEPT_FLAGGED
    assert codes(verdict) == [ReadingCode.GREATER_THAN_SUBSEQUENT]


def test_a_value_that_an_agent_vouches_for_is_still_judged_on_its_other_side() -> None:
    too_high_before = [OCTOBER_READING, a_reading(46_900, date(2026, 11, 11), sequence=2)]
    impossible_before = [OCTOBER_READING, a_reading(46_900, date(2026, 11, 11), sequence=2)]

    high = judged(47_000, NOV, meter=METER, history=too_high_before, by=AGENT_WITH_REASON, today=DEC)
    impossible = judged(90_000, NOV, meter=METER, history=impossible_before, by=AGENT_WITH_REASON, today=DEC)

    assert codes(high) == [ReadingCode.GREATER_THAN_SUBSEQUENT, ReadingCode.HIGHER_THAN_EXPECTED]
    assert high.outcome is Outcome.ACCEPT_FLAGGED
    assert impossible.outcome is Outcome.REJECT
    assert codes(impossible) == [ReadingCode.IMPOSSIBLE_CONSUMPTION]


def test_a_reason_for_one_register_does_not_hide_the_impossible_on_the_other() -> None:
    history = [a_reading({"D": 45_980, "N": 20_000}, OCT)]
    values = {"D": 45_900, "N": 80_000}

    verdict = judged(values, NOV, meter=an_economy_7_meter(), history=history, by=AGENT_WITH_REASON)

    assert verdict.outcome is Outcome.REJECT
    assert [(f.code, f.register) for f in verdict.findings] == [(ReadingCode.IMPOSSIBLE_CONSUMPTION, "N")]


def test_what_remains_beside_a_register_that_runs_backwards_is_no_sum() -> None:
    meter = an_economy_7_meter(annual_kwh=20_000)
    history = [a_reading({"D": 45_000, "N": 20_000}, OCT)]

    # 200 kWh are ordinary for a night register, and would be low for both.
    verdict = judged({"D": 44_000, "N": 20_200}, NOV, meter=meter, history=history, by=AGENT_WITH_REASON)

    assert codes(verdict) == [ReadingCode.LESS_THAN_PREVIOUS]


def test_the_heaviest_finding_decides() -> None:
    history = [a_reading({"D": 45_980, "N": 20_000}, OCT)]
    meter = an_economy_7_meter()

    flag_and_review = judged({"D": 46_300, "N": 21_000}, NOV, meter=meter, history=history, confirmed=True)

    assert codes(flag_and_review)[:2] == [ReadingCode.HIGHER_THAN_EXPECTED, ReadingCode.ABOVE_OUTER]
    assert flag_and_review.outcome is Outcome.HOLD


@pytest.mark.parametrize("source", [ReadingSource.SMART, ReadingSource.IMPORT, ReadingSource.ESTIMATE])
def test_what_nobody_sends_by_hand_is_not_judged_as_if_it_were(source: ReadingSource) -> None:
    with pytest.raises(ValueError, match=source):
        of_october(ORDINARY, Submitter(source), confirmed=False)
