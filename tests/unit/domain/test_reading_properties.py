"""Invariants of advances, energy, expectations and verdicts (domain.md section 10)."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from builders.meters import DAY, NIGHT, a_gas_meter, a_meter, a_register, an_economy_7_meter
from builders.readings import (
    AGENT,
    AGENT_WITH_REASON,
    CUSTOMER,
    GUEST,
    Typed,
    a_reading,
    an_estimate,
    judged,
    surrounded,
    typed,
)
from meter_reads.domain.annual_consumption import annualised_advance, smoothed
from meter_reads.domain.assessment import Outcome, Submitter, assess
from meter_reads.domain.expected import expected_kwh, expected_range, share_of_year
from meter_reads.domain.findings import Weight
from meter_reads.domain.readings import Meter, Reading, advanced, kwh_since
from meter_reads.domain.registers import (
    Fuel,
    MeterUnit,
    NotANumber,
    Register,
    TooManyDigits,
    advance,
    energy,
    read_dial,
)
from meter_reads.domain.submission_rules import TypedReading

FUELS = st.sampled_from(Fuel)
UNITS = st.sampled_from(MeterUnit)
DATES = st.dates(date(2020, 1, 1), date(2032, 12, 31))
ANY_DATE = st.dates()
ANNUAL = st.decimals(0, 60_000, places=2)
CV = st.decimals("37", "44", places=1)
REGISTERS = st.builds(a_register, digits=st.integers(4, 6), unit=UNITS)
SUBMITTERS = st.sampled_from([GUEST, CUSTOMER, AGENT, AGENT_WITH_REASON])
# Decimal's 28 digits, less what sums of a few dozen may lose.
TINY = Decimal("1e-18")


@st.composite
def dials(draw: st.DrawFn, count: int) -> tuple[Register, list[int]]:
    register = draw(REGISTERS)
    return register, draw(st.lists(st.integers(0, register.capacity - 1), min_size=count, max_size=count))


@given(dials(2))
def test_an_advance_is_never_negative_and_never_a_dialful(dial: tuple[Register, list[int]]) -> None:
    register, (previous, current) = dial

    units = advance(previous, current, register, rolled_over=current < previous)

    assert 0 <= units < register.capacity
    assert (previous + units) % register.capacity == current


@given(dials(2))
def test_what_a_stored_reading_advanced_is_never_negative_and_never_a_dialful(
    dial: tuple[Register, list[int]],
) -> None:
    register, (previous, current) = dial

    assert 0 <= advanced(register, previous, a_reading(current, date(2026, 11, 1))) < register.capacity


@given(dials(3), CV)
def test_kwh_add_up_over_consecutive_intervals(
    dial: tuple[Register, list[int]], calorific_value: Decimal
) -> None:
    register, values = dial
    first, second, third = sorted(values)

    def kwh(previous: int, current: int) -> Decimal:
        return energy(advance(previous, current, register), register.unit, calorific_value)

    assert abs(kwh(first, second) + kwh(second, third) - kwh(first, third)) < TINY


@given(dials(3))
def test_a_reading_in_between_does_not_change_what_a_meter_counted(dial: tuple[Register, list[int]]) -> None:
    register, values = dial
    fuel = Fuel.ELECTRICITY if register.unit is MeterUnit.KWH else Fuel.GAS
    meter = a_meter(register, fuel=fuel)
    first, second, third = sorted(values)

    both = kwh_since(meter, {"1": first}, a_reading(second, date(2026, 11, 1))) + kwh_since(
        meter, {"1": second}, a_reading(third, date(2026, 12, 1))
    )

    assert abs(both - kwh_since(meter, {"1": first}, a_reading(third, date(2026, 12, 1)))) < TINY


@given(st.integers(0, 99_999), UNITS, CV)
def test_more_units_are_never_less_energy(units: int, unit: MeterUnit, calorific_value: Decimal) -> None:
    assert 0 <= energy(units, unit, calorific_value) < energy(units + 1, unit, calorific_value)


@given(FUELS, ANNUAL, DATES, DATES, st.integers(0, 400))
def test_expected_use_never_shrinks_with_a_later_end(
    fuel: Fuel, annual: Decimal, start: date, end: date, more: int
) -> None:
    sooner = expected_kwh(fuel, annual, start, end)
    later = expected_kwh(fuel, annual, start, end + timedelta(days=more))

    assert 0 <= sooner <= later + TINY


@given(FUELS, st.lists(DATES, min_size=3, max_size=3).map(sorted))
def test_expected_use_adds_up_over_a_split_at_any_date(fuel: Fuel, dates: list[date]) -> None:
    start, middle, end = dates

    parts = share_of_year(fuel, start, middle) + share_of_year(fuel, middle, end)

    assert abs(parts - share_of_year(fuel, start, end)) < TINY


@given(FUELS, ANY_DATE)
def test_a_year_from_any_date_is_a_whole_year(fuel: Fuel, start: date) -> None:
    # Of 29 February a year later is 1 March: what remains of the month is then counted by another length.
    if start.year == date.max.year or (start.month, start.day) == (2, 29):
        return
    end = start.replace(year=start.year + 1)

    share = share_of_year(fuel, start, end)

    assert abs(share - 1) < (Decimal("0.01") if start.month == 2 else TINY)


@given(FUELS, ANY_DATE, ANY_DATE)
def test_the_share_of_any_two_dates_is_that_of_their_days(fuel: Fuel, start: date, end: date) -> None:
    share = share_of_year(fuel, start, end)

    days = max(0, (end - start).days)
    assert share >= 0
    assert (share == 0) is (days == 0)
    assert abs(share - Decimal(days) / 365) < Decimal(days) / 365 / 1000 + 1


@given(FUELS, ANNUAL, DATES, st.integers(1, 800), st.booleans())
def test_the_limits_of_a_range_lie_in_their_order(
    fuel: Fuel,
    annual: Decimal,
    start: date,
    days: int,
    typical: bool,
) -> None:
    limits = expected_range(fuel, annual, start, start + timedelta(days=days), typical=typical)

    assert 0 <= limits.low <= limits.high <= limits.outer
    assert limits.expected <= limits.high


@given(FUELS, st.decimals(0, 20_000, places=2), DATES, st.integers(1, 800))
def test_an_annual_figure_predicts_the_advance_it_was_made_of(
    fuel: Fuel, kwh: Decimal, start: date, days: int
) -> None:
    end = start + timedelta(days=days)

    annual = annualised_advance(fuel, kwh, start, end)

    share = share_of_year(fuel, start, end)
    assert abs(expected_kwh(fuel, annual, start, end) - kwh) <= share * Decimal("0.005") + TINY


@given(FUELS, ANNUAL, st.decimals(0, 20_000, places=2), DATES, st.integers(1, 800))
def test_a_smoothed_figure_lies_between_the_old_and_the_new(
    fuel: Fuel, old: Decimal, kwh: Decimal, start: date, days: int
) -> None:
    end = start + timedelta(days=days)

    figure = smoothed(fuel, old, kwh, start, end)

    new = annualised_advance(fuel, kwh, start, end)
    assert min(old, new) - Decimal("0.01") <= figure <= max(old, new) + Decimal("0.01")


# What is typed


@given(st.text(), REGISTERS)
def test_any_text_is_a_value_of_the_dial_or_refused(text: str, register: Register) -> None:
    try:
        value = read_dial(text, register).value
    except (NotANumber, TooManyDigits):
        return

    assert 0 <= value < register.capacity


@given(st.integers(0, 10**7), REGISTERS, st.text("0", max_size=9), st.sampled_from(["", ".9", ",5", ".0"]))
def test_a_number_is_read_as_it_stands_or_has_too_many_digits(
    number: int, register: Register, zeros: str, decimals: str
) -> None:
    text = f"{zeros}{number}{decimals}"

    try:
        dial = read_dial(text, register)
    except TooManyDigits:
        assert number >= register.capacity
    else:
        assert (dial.value, dial.decimals_dropped) == (number, decimals != "")


TEXTS = st.one_of(
    st.integers(0, 10**7).map(str),
    st.text(max_size=8),
    st.sampled_from(["45980", "46180", "00050", "9999999"]),
)
SENT_REGISTERS = st.lists(st.tuples(st.sampled_from(["1", DAY, NIGHT, "", "?"]), TEXTS), max_size=4).map(
    tuple
)
VALUES = st.integers(0, 9_999)


@st.composite
def surroundings(draw: st.DrawFn) -> tuple[Meter, list[Reading]]:
    """A meter and up to four readings of it, on different dates of two years."""
    meter = draw(
        st.sampled_from(
            [a_meter(), a_meter(annual_kwh=None), a_gas_meter(imperial=True), an_economy_7_meter()]
        )
    )
    days = draw(st.lists(st.dates(date(2025, 1, 1), date(2026, 12, 31)), max_size=4, unique=True))
    make = st.sampled_from([a_reading, a_reading, an_estimate])
    return meter, [
        draw(make)({register.id: draw(VALUES) for register in meter.registers}, day, sequence=i + 1)
        for i, day in enumerate(days)
    ]


@given(surroundings(), SENT_REGISTERS, ANY_DATE, SUBMITTERS, st.booleans())
def test_whatever_is_sent_gets_a_verdict(
    known: tuple[Meter, list[Reading]],
    registers: tuple[tuple[str, str], ...],
    on: date,
    by: Submitter,
    confirmed: bool,
) -> None:
    meter, history = known
    around = surrounded(meter, history, on)

    verdict = assess(
        meter, TypedReading(on, registers), around, by, today=date(2026, 11, 23), confirmed=confirmed
    )

    rejected = any(finding.weight is Weight.REJECT for finding in verdict.findings)
    assert (verdict.outcome is Outcome.REJECT) is rejected
    if verdict.outcome is Outcome.REJECT:
        assert verdict.supersedes == ()


@given(surroundings(), st.data(), SUBMITTERS, st.booleans())
def test_a_verdict_follows_from_its_findings(
    known: tuple[Meter, list[Reading]],
    data: st.DataObject,
    by: Submitter,
    confirmed: bool,
) -> None:
    meter, history = known
    on = data.draw(st.dates(date(2026, 10, 20), date(2026, 11, 23)))
    values: Typed = {register.id: data.draw(VALUES) for register in meter.registers}

    verdict = judged(
        values, on, meter=meter, history=history, by=by, today=date(2026, 11, 23), confirmed=confirmed
    )

    assert verdict.values == values
    worst = max((finding.weight for finding in verdict.findings), default=Weight.NOTE)
    if verdict.outcome is Outcome.REPEAT:
        assert verdict.repeats is not None
    elif worst is Weight.NOTE:
        assert verdict.outcome is Outcome.ACCEPT
    elif worst is Weight.REJECT:
        # One rule rejects, and those after it are not tried.
        assert len({finding.code for finding in verdict.findings if finding.weight is Weight.REJECT}) == 1
    else:
        assert verdict.outcome in (Outcome.CONFIRM, Outcome.HOLD, Outcome.ACCEPT_FLAGGED)
        assert (verdict.outcome is Outcome.CONFIRM) <= (not confirmed)


@given(surroundings(), st.data(), SUBMITTERS)
def test_a_yes_changes_what_becomes_of_a_reading_but_nothing_that_was_found(
    known: tuple[Meter, list[Reading]], data: st.DataObject, by: Submitter
) -> None:
    meter, history = known
    on = data.draw(st.dates(date(2026, 10, 20), date(2026, 11, 23)))
    sent = typed({register.id: data.draw(VALUES) for register in meter.registers}, on)
    around = surrounded(meter, history, on)

    asked, said_yes = (
        assess(meter, sent, around, by, today=on, confirmed=confirmed) for confirmed in (False, True)
    )

    assert asked.findings == said_yes.findings
    if asked.outcome is not Outcome.CONFIRM:
        assert asked == said_yes


@given(surroundings(), st.data())
def test_a_suggested_value_would_have_been_usable(
    known: tuple[Meter, list[Reading]], data: st.DataObject
) -> None:
    meter, history = known
    on = data.draw(st.dates(date(2026, 10, 20), date(2026, 11, 23)))
    values = {register.id: data.draw(VALUES) for register in meter.registers}

    verdict = judged(values, on, meter=meter, history=history)

    for finding in verdict.findings:
        for suggestion in finding.suggestions:
            if suggestion.value is None or finding.register is None:
                continue
            better = {**values, finding.register: int(suggestion.value)}
            again = judged(better, on, meter=meter, history=history)
            own = [found for found in again.findings if found.register == finding.register]
            assert all(found.weight is not Weight.REJECT for found in own)
