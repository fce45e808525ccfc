"""What a reading on a date would be compared with, in numbers and in words."""

from datetime import date

from builders.meters import a_gas_meter, a_meter, an_economy_7_meter
from builders.readings import a_reading, surrounded
from meter_reads.domain.expectation import ExpectedReading, expected_reading
from meter_reads.domain.expectation_in_words import expectation_in_words, expected_register_in_words
from meter_reads.domain.readings import Meter, Reading

OCT, NOV, DEC = (date(2026, month, 1) for month in (10, 11, 12))


def expected(meter: Meter, on: date, *history: Reading) -> ExpectedReading:
    return expected_reading(meter, surrounded(meter, history, on), on)


def test_the_worked_month_is_expected_as_the_rules_judge_it() -> None:
    """domain.md 4.3: 204.50 kWh, and 31.1 to 429.0 without a question."""
    reading = expected(a_meter(), NOV, a_reading(45_980, OCT))

    [register] = reading.registers
    assert (register.previous, register.expected) == (45_980, 46_184)
    assert (register.low, register.high) == (46_012, 46_409)
    assert str(register.kwh) == "204.50"
    assert reading.whole is None


def test_the_words_say_the_reading_before_the_days_the_season_and_the_limits() -> None:
    reading = expected(a_meter(), NOV, a_reading(45_980, OCT))

    words = expected_register_in_words(reading.registers[0], reading)

    assert words == (
        "On 1 Oct 2026 it showed 45980. Over the 31 days since, at this season, we expect about 204 kWh, "
        "and take between 31 and 429 kWh without asking. So the dial, which counts kWh, should show about "
        "46184; outside 46012 to 46409 we ask you to confirm."
    )
    assert expectation_in_words(reading) == (
        "We go by the industry's record of this meter, 2,500 kWh a year, spread over the year by season. "
        "The reading before is of 1 Oct 2026, 31 days earlier."
    )


def test_gas_is_expected_in_the_units_of_the_dial() -> None:
    reading = expected(a_gas_meter(), date(2026, 2, 1), a_reading(8_214, date(2026, 1, 1)))

    [register] = reading.registers
    assert register.expected == 8_214 + 144
    assert str(register.kwh) == "1620.70"
    assert "cubic metres" in expected_register_in_words(register, reading)


def test_a_dial_near_its_end_is_expected_to_go_round_and_shows_small_numbers() -> None:
    reading = expected(a_meter(), NOV, a_reading(99_900, OCT))

    [register] = reading.registers
    assert register.goes_round
    assert (register.low, register.expected, register.high) == (99_932, 104, 329)
    assert "start again from zero" in expected_register_in_words(register, reading)
    assert "00104" in expected_register_in_words(register, reading)


def test_of_a_first_reading_nothing_is_expected() -> None:
    reading = expected(a_meter(), NOV)

    [register] = reading.registers
    assert (register.previous, register.low, register.high, register.kwh) == (None, 0, 99_999, 0)
    assert "nothing to compare it with" in expected_register_in_words(register, reading)
    assert "first reading" in expectation_in_words(reading)


def test_before_the_first_reading_the_one_after_it_limits_what_is_expected() -> None:
    reading = expected(a_meter(), OCT, a_reading(46_184, NOV))

    [register] = reading.registers
    assert register.previous is None
    assert register.expected == 45_980
    assert (register.low, register.high) == (46_184 - 429, 46_184 - 32)
    assert "On 1 Nov 2026 it showed 46184" in expected_register_in_words(register, reading)


def test_between_two_readings_that_are_odd_themselves_no_value_is_free_of_questions() -> None:
    reading = expected(a_meter(), NOV, a_reading(45_980, OCT), a_reading(45_985, DEC, sequence=2))

    [register] = reading.registers
    assert register.low == register.high
    assert 45_980 <= register.expected <= 45_985
    assert "a later reading, of 1 Dec 2026" in expectation_in_words(reading)


def test_a_date_that_has_a_reading_says_so() -> None:
    reading = expected(a_meter(), NOV, a_reading(45_980, OCT), a_reading(46_180, NOV, sequence=2))

    assert expectation_in_words(reading).startswith("There already is a reading for this date.")


def test_an_economy_7_meter_is_expected_by_register_and_as_a_whole() -> None:
    reading = expected(an_economy_7_meter(), NOV, a_reading({"D": 20_000, "N": 30_000}, OCT))

    day, night = reading.registers
    assert (str(day.kwh), str(night.kwh)) == ("118.61", "85.89")
    assert reading.whole is not None
    assert "All registers together: we expect about 204 kWh" in expectation_in_words(reading)
