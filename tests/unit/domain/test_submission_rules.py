"""Rules 1 to 6 of domain.md 4.2: what is said of a reading before it is compared with others."""

from datetime import UTC, date, datetime, timedelta

import pytest

from builders.meters import DAY, NIGHT, a_meter, a_register, an_economy_7_meter
from builders.readings import (
    AGENT,
    AGENT_WITH_REASON,
    CUSTOMER,
    GUEST,
    a_reading,
    codes,
    judged,
    surrounded,
    typed,
)
from meter_reads.domain.assessment import Outcome, Submitter, Verdict, assess
from meter_reads.domain.findings import ReadingCode
from meter_reads.domain.london_time import london_date
from meter_reads.domain.submission_rules import TypedReading

TODAY = date(2026, 11, 23)
METER = a_meter()


def sent(*registers: tuple[str, str], on: date = TODAY, by: Submitter = CUSTOMER) -> Verdict:
    """The verdict on registers exactly as they were sent, to an Economy 7 meter without readings."""
    meter = an_economy_7_meter()
    return assess(meter, TypedReading(on, registers), surrounded(meter, (), on), by, today=TODAY)


def rejected(verdict: Verdict, *reasons: ReadingCode) -> bool:
    return verdict.outcome is Outcome.REJECT and codes(verdict) == list(reasons)


# Rules 1 and 2: the text


@pytest.mark.parametrize("text", ["", "4618o", "-4618", "\u0664\u0666\u0661\u0668\u0660"])
def test_what_is_not_a_number_is_rejected(text: str) -> None:
    verdict = judged(text, TODAY, meter=METER)

    assert rejected(verdict, ReadingCode.NOT_A_NUMBER)
    assert verdict.findings[0].register == "1"


def test_decimals_are_dropped_with_a_note_and_without_a_question() -> None:
    history = [a_reading(45980, date(2026, 10, 23))]

    verdict = judged("46180.9", TODAY, meter=METER, history=history)

    assert verdict.outcome is Outcome.ACCEPT
    assert codes(verdict) == [ReadingCode.DECIMALS_DROPPED]
    assert verdict.values == {"1": 46180}


def test_more_digits_than_the_dial_has_are_rejected() -> None:
    assert rejected(judged("461801", TODAY, meter=METER), ReadingCode.TOO_MANY_DIGITS)
    assert judged("99999", TODAY, meter=METER).outcome is Outcome.ACCEPT
    assert judged("0099999", TODAY, meter=METER).outcome is Outcome.ACCEPT


def test_a_text_that_is_no_number_is_found_before_one_that_is_too_long() -> None:
    assert rejected(sent((DAY, "461801"), (NIGHT, "x")), ReadingCode.NOT_A_NUMBER)


def test_every_register_that_is_no_number_is_named() -> None:
    verdict = sent((DAY, "?"), (NIGHT, "x"))

    assert [finding.register for finding in verdict.findings] == [DAY, NIGHT]


def test_text_is_judged_before_registers_and_dates() -> None:
    future = TODAY + timedelta(days=1)

    assert rejected(sent((DAY, "x"), on=future), ReadingCode.NOT_A_NUMBER)
    assert rejected(sent((DAY, "461801"), on=future), ReadingCode.TOO_MANY_DIGITS)


# Rule 3: the meter


@pytest.mark.parametrize(
    ("registers", "named"),
    [
        ([(DAY, "46180")], [NIGHT]),
        ([(NIGHT, "46180")], [DAY]),
        ([], [DAY, NIGHT]),
        ([(DAY, "46180"), (DAY, "46180"), (NIGHT, "31000")], [DAY]),
        ([(DAY, "46180"), (DAY, "46180")], [DAY, NIGHT]),
    ],
)
def test_all_registers_come_together_and_each_once(
    registers: list[tuple[str, str]], named: list[str]
) -> None:
    verdict = sent(*registers)

    assert verdict.outcome is Outcome.REJECT
    assert {finding.code for finding in verdict.findings} == {ReadingCode.REGISTERS_MISSING}
    assert [finding.register for finding in verdict.findings] == named


@pytest.mark.parametrize("text", ["46180", "not a number", "123456789"])
def test_a_register_that_the_meter_has_not_is_another_meters(text: str) -> None:
    verdict = sent((DAY, "46180"), (NIGHT, "31000"), ("X", text))

    assert rejected(verdict, ReadingCode.METER_MISMATCH)
    assert verdict.findings[0].register == "X"


def test_the_order_in_which_registers_are_sent_does_not_matter() -> None:
    verdict = sent((NIGHT, "31000"), (DAY, "46180"))

    assert verdict.outcome is Outcome.ACCEPT
    assert verdict.values == {DAY: 46180, NIGHT: 31000}


def test_a_meter_can_be_read_up_to_the_day_of_its_removal() -> None:
    meter = a_meter(removed=date(2026, 11, 20))

    on_the_day = judged("46180", date(2026, 11, 20), meter=meter, today=TODAY)
    day_after = judged("46180", date(2026, 11, 21), meter=meter, today=TODAY)

    assert on_the_day.outcome is Outcome.ACCEPT
    assert rejected(day_after, ReadingCode.METER_NOT_ACTIVE)


def test_the_meter_is_judged_before_the_date() -> None:
    meter = a_meter(removed=date(2026, 11, 20))

    verdict = judged("46180", TODAY + timedelta(days=1), meter=meter, today=TODAY)

    assert rejected(verdict, ReadingCode.METER_NOT_ACTIVE)
    assert rejected(sent((DAY, "1"), on=TODAY + timedelta(days=1)), ReadingCode.REGISTERS_MISSING)


# Rules 4 to 6: the date


@pytest.mark.parametrize("by", [GUEST, CUSTOMER, AGENT, AGENT_WITH_REASON])
@pytest.mark.parametrize("on", [TODAY + timedelta(days=1), date(9999, 12, 31)])
def test_a_date_that_is_still_to_come_is_rejected_for_everyone(by: Submitter, on: date) -> None:
    verdict = judged("46180", on, meter=METER, by=by, today=TODAY, confirmed=True)

    assert rejected(verdict, ReadingCode.DATE_IN_FUTURE)


def test_today_is_not_in_the_future() -> None:
    assert judged("46180", TODAY, meter=METER, today=TODAY).outcome is Outcome.ACCEPT


@pytest.mark.parametrize(
    ("instant", "outcome"),
    [
        (datetime(2026, 6, 30, 22, 59, 59, tzinfo=UTC), Outcome.REJECT),  # 23:59:59 on 30 June in London
        (datetime(2026, 6, 30, 23, 0, tzinfo=UTC), Outcome.ACCEPT),  # midnight of 1 July in London
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), Outcome.ACCEPT),
    ],
)
def test_the_future_begins_at_londons_midnight(instant: datetime, outcome: Outcome) -> None:
    verdict = judged("46180", date(2026, 7, 1), meter=METER, today=london_date(instant))

    assert verdict.outcome is outcome


@pytest.mark.parametrize(("by", "days"), [(GUEST, 35), (CUSTOMER, 35), (AGENT, 365)])
def test_a_date_is_too_old_after_so_many_days(by: Submitter, days: int) -> None:
    oldest = TODAY - timedelta(days=days)

    just_in_time = judged("46180", oldest, meter=METER, by=by, today=TODAY)
    too_late = judged("46180", oldest - timedelta(days=1), meter=METER, by=by, today=TODAY, confirmed=True)

    assert just_in_time.outcome is Outcome.ACCEPT
    assert rejected(too_late, ReadingCode.DATE_TOO_OLD)


def test_an_agent_with_a_reason_may_take_an_older_date() -> None:
    verdict = judged("46180", TODAY - timedelta(days=366), meter=METER, by=AGENT_WITH_REASON, today=TODAY)

    assert verdict.outcome is Outcome.ACCEPT_FLAGGED
    assert codes(verdict) == [ReadingCode.DATE_TOO_OLD]
    assert verdict.findings[0].overruled


@pytest.mark.parametrize("by", [GUEST, CUSTOMER, AGENT, AGENT_WITH_REASON])
def test_an_opening_reading_may_be_five_days_older_than_the_supply(by: Submitter) -> None:
    meter = a_meter(installed=date(2015, 6, 1), supply_start=date(2026, 11, 15))

    five_before = judged("46180", date(2026, 11, 10), meter=meter, by=by, today=TODAY)
    six_before = judged("46180", date(2026, 11, 9), meter=meter, by=by, today=TODAY, confirmed=True)

    assert five_before.outcome is Outcome.ACCEPT
    assert rejected(six_before, ReadingCode.OUTSIDE_SUPPLY)


def test_no_reading_is_older_than_its_meter() -> None:
    meter = a_meter(installed=date(2026, 11, 13), supply_start=date(2026, 11, 15))

    assert judged("46180", date(2026, 11, 13), meter=meter, today=TODAY).outcome is Outcome.ACCEPT
    assert rejected(judged("46180", date(2026, 11, 12), meter=meter, today=TODAY), ReadingCode.OUTSIDE_SUPPLY)


def test_an_old_date_outside_the_supply_is_too_old_first() -> None:
    meter = a_meter(supply_start=date(2026, 11, 15))

    verdict = judged("46180", date(2026, 1, 1), meter=meter, today=TODAY)

    assert rejected(verdict, ReadingCode.DATE_TOO_OLD)


def test_an_agents_reason_reaches_the_age_of_a_date_but_not_the_supply() -> None:
    meter = a_meter(supply_start=date(2026, 11, 15))

    verdict = judged("46180", date(2024, 1, 1), meter=meter, by=AGENT_WITH_REASON, today=TODAY)

    assert verdict.outcome is Outcome.REJECT
    assert codes(verdict) == [ReadingCode.DATE_TOO_OLD, ReadingCode.OUTSIDE_SUPPLY]


@pytest.mark.parametrize("on", [date(1, 1, 1), date(9999, 12, 31)])
@pytest.mark.parametrize("text", ["46180", "461801", "x"])
def test_the_first_and_the_last_date_there_is_are_rejected_like_any_other(on: date, text: str) -> None:
    history = [a_reading(45980, date(2026, 10, 23))]

    verdict = judged(text, on, meter=METER, history=history, today=TODAY)

    assert verdict.outcome is Outcome.REJECT


def test_a_reading_outside_the_dates_is_not_compared_with_others() -> None:
    history = [a_reading(45980, date(2026, 10, 1))]

    verdict = judged("45900", TODAY + timedelta(days=1), meter=METER, history=history, today=TODAY)

    assert rejected(verdict, ReadingCode.DATE_IN_FUTURE)


def test_a_note_stands_beside_what_rejects() -> None:
    verdict = judged("46180.5", TODAY + timedelta(days=1), meter=METER, today=TODAY)

    assert codes(verdict) == [ReadingCode.DECIMALS_DROPPED, ReadingCode.DATE_IN_FUTURE]


def test_a_meter_of_six_digits_takes_six() -> None:
    meter = a_meter(a_register(digits=6))

    verdict = assess(meter, typed("461801", TODAY), surrounded(meter, (), TODAY), CUSTOMER, today=TODAY)

    assert verdict.values == {"1": 461801}
