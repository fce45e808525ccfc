"""The rates and the VAT of each day: the published price cap by quarter, and the VAT holiday."""

import dataclasses
from datetime import date, timedelta
from decimal import Decimal

import pytest

from meter_reads.domain.registers import Fuel, RegisterRole
from meter_reads.domain.tariffs import NoTariff, Tariff, rates_on, tariffs
from meter_reads.domain.vat import NoVatRate, vat_period_on, vat_periods, vat_rate

ANYTIME = frozenset({RegisterRole.ANYTIME})
ECONOMY_7 = frozenset({RegisterRole.DAY, RegisterRole.NIGHT})

QUARTERS = [
    (date(2024, 4, 1), "24.50", "60.10", "6.04", "31.43"),
    (date(2024, 7, 1), "22.36", "60.12", "5.48", "31.41"),
    (date(2024, 10, 1), "24.50", "60.99", "6.24", "31.66"),
    (date(2025, 1, 1), "24.86", "60.97", "6.34", "31.65"),
    (date(2025, 4, 1), "27.03", "53.80", "6.99", "32.67"),
    (date(2025, 7, 1), "25.73", "51.37", "6.33", "29.82"),
    (date(2025, 10, 1), "26.35", "53.68", "6.29", "34.03"),
    (date(2026, 1, 1), "27.69", "54.75", "5.93", "35.09"),
    (date(2026, 4, 1), "24.67", "57.21", "5.74", "29.09"),
    (date(2026, 7, 1), "26.11", "57.19", "7.33", "29.04"),
    (date(2026, 10, 1), "26.32", "54.83", "7.97", "29.68"),
]
HEADLINES = [
    (date(2024, 4, 1), 2700, 11500, "1690", "1690.18"),
    (date(2024, 7, 1), 2700, 11500, "1568", "1568.00"),
    (date(2024, 10, 1), 2700, 11500, "1717", "1717.27"),
    (date(2025, 1, 1), 2700, 11500, "1738", "1738.38"),
    (date(2025, 4, 1), 2700, 11500, "1849", "1849.28"),
    (date(2025, 7, 1), 2700, 11500, "1720", "1719.00"),
    (date(2025, 10, 1), 2700, 11500, "1755", "1754.94"),
    (date(2026, 1, 1), 2700, 11500, "1758", "1757.50"),
    (date(2026, 4, 1), 2700, 11500, "1641", "1641.19"),
    (date(2026, 7, 1), 2500, 9500, "1663", "1663.84"),
    (date(2026, 10, 1), 2500, 9500, "1723", "1723.61"),
]


def the_tariff(fuel: Fuel, on: date) -> Tariff:
    [tariff] = [
        each
        for each in tariffs()
        if each.fuel is fuel and each.roles == ANYTIME and each.start <= on < each.end
    ]
    return tariff


def a_year_with_vat(fuel: Fuel, kwh: int, on: date) -> Decimal:
    tariff = the_tariff(fuel, on)
    return (kwh * tariff.unit_pence[RegisterRole.ANYTIME] + 365 * tariff.standing_pence) / 100


@pytest.mark.parametrize(("quarter", "elec_unit", "elec_day", "gas_unit", "gas_day"), QUARTERS)
def test_the_price_cap_is_kept_as_published(
    quarter: date, elec_unit: str, elec_day: str, gas_unit: str, gas_day: str
) -> None:
    electricity, gas = the_tariff(Fuel.ELECTRICITY, quarter), the_tariff(Fuel.GAS, quarter)

    assert electricity.unit_pence == {RegisterRole.ANYTIME: Decimal(elec_unit)}
    assert electricity.standing_pence == Decimal(elec_day)
    assert gas.unit_pence == {RegisterRole.ANYTIME: Decimal(gas_unit)}
    assert gas.standing_pence == Decimal(gas_day)


@pytest.mark.parametrize(("quarter", "elec_kwh", "gas_kwh", "headline", "our_sum"), HEADLINES)
def test_typical_use_costs_the_published_headline_within_a_pound(
    quarter: date, elec_kwh: int, gas_kwh: int, headline: str, our_sum: str
) -> None:
    annual = a_year_with_vat(Fuel.ELECTRICITY, elec_kwh, quarter) + a_year_with_vat(
        Fuel.GAS, gas_kwh, quarter
    )

    assert abs(annual - Decimal(headline)) <= 1
    assert abs(annual - Decimal(our_sum)) <= Decimal("0.005")


@pytest.mark.parametrize(
    ("elec_kwh", "gas_kwh", "annual"),
    [(1600, 6000, "1207.78"), (2500, 9500, "1723.61"), (3800, 14000, "2424.42")],
)
def test_a_quote_for_low_medium_and_high_use_matches_the_worked_ones(
    elec_kwh: int, gas_kwh: int, annual: str
) -> None:
    quarter = date(2026, 10, 1)

    quoted = a_year_with_vat(Fuel.ELECTRICITY, elec_kwh, quarter) + a_year_with_vat(
        Fuel.GAS, gas_kwh, quarter
    )

    assert abs(quoted - Decimal(annual)) <= Decimal("0.005")


@pytest.mark.parametrize(
    ("fuel", "on", "unit", "standing"),
    [
        (Fuel.ELECTRICITY, date(2026, 7, 1), "24.8667", "54.4667"),
        (Fuel.ELECTRICITY, date(2026, 9, 30), "24.8667", "54.4667"),
        (Fuel.GAS, date(2026, 10, 1), "7.5905", "28.2667"),
        (Fuel.ELECTRICITY, date(2026, 10, 1), "26.32", "54.83"),
        (Fuel.ELECTRICITY, date(2026, 12, 31), "26.32", "54.83"),
    ],
)
def test_rates_are_without_the_vat_they_were_published_with(
    fuel: Fuel, on: date, unit: str, standing: str
) -> None:
    rates = rates_on(fuel, ANYTIME, on)

    assert str(rates.unit_pence[RegisterRole.ANYTIME]) == unit
    assert str(rates.standing_pence) == standing


def test_economy_7_has_a_day_and_a_night_rate() -> None:
    rates = rates_on(Fuel.ELECTRICITY, ECONOMY_7, date(2026, 10, 1))

    assert rates.unit_pence == {RegisterRole.DAY: Decimal("31.60"), RegisterRole.NIGHT: Decimal("15.80")}
    assert rates.standing_pence == Decimal("54.83")


@pytest.mark.parametrize("quarter", [row[0] for row in QUARTERS])
def test_the_invented_economy_7_rates_keep_one_relation_to_the_single_rate(quarter: date) -> None:
    [economy_7] = [each for each in tariffs() if each.roles == ECONOMY_7 and each.start == quarter]
    single = the_tariff(Fuel.ELECTRICITY, quarter)

    for role, part in ((RegisterRole.DAY, "31.60"), (RegisterRole.NIGHT, "15.80")):
        in_relation = single.unit_pence[RegisterRole.ANYTIME] * Decimal(part) / Decimal("26.32")
        assert abs(economy_7.unit_pence[role] - in_relation) <= Decimal("0.005")
    assert economy_7.standing_pence == single.standing_pence
    assert economy_7.name.startswith("Demo")


def test_every_day_of_the_eleven_quarters_has_one_tariff_for_each_meter() -> None:
    day = date(2024, 4, 1)

    while day < date(2027, 1, 1):
        assert the_tariff(Fuel.ELECTRICITY, day).rates == rates_on(Fuel.ELECTRICITY, ANYTIME, day)
        assert the_tariff(Fuel.GAS, day).rates == rates_on(Fuel.GAS, ANYTIME, day)
        assert rates_on(Fuel.ELECTRICITY, ECONOMY_7, day).unit_pence.keys() == ECONOMY_7
        day += timedelta(days=1)


@pytest.mark.parametrize("tariff", tariffs(), ids=lambda tariff: f"{tariff.fuel}-{tariff.name}")
def test_a_tariff_was_published_with_the_vat_of_its_days(tariff: Tariff) -> None:
    assert vat_rate(tariff.fuel, tariff.start) == tariff.vat_percent
    assert vat_rate(tariff.fuel, tariff.end - timedelta(days=1)) == tariff.vat_percent


@pytest.mark.parametrize(
    ("fuel", "roles", "on"),
    [
        (Fuel.ELECTRICITY, ANYTIME, date(2024, 3, 31)),
        (Fuel.ELECTRICITY, ANYTIME, date(2027, 1, 1)),
        (Fuel.GAS, ANYTIME, date.min),
        (Fuel.GAS, ANYTIME, date.max),
        (Fuel.ELECTRICITY, ECONOMY_7, date(2024, 3, 31)),
        (Fuel.GAS, ECONOMY_7, date(2026, 10, 1)),
        (Fuel.ELECTRICITY, frozenset({RegisterRole.DAY}), date(2026, 10, 1)),
        (Fuel.ELECTRICITY, frozenset({RegisterRole.EXPORT}), date(2026, 10, 1)),
        (Fuel.ELECTRICITY, ANYTIME | {RegisterRole.EXPORT}, date(2026, 10, 1)),
        (Fuel.ELECTRICITY, frozenset[RegisterRole](), date(2026, 10, 1)),
    ],
)
def test_a_day_without_a_tariff_is_refused_by_name(
    fuel: Fuel, roles: frozenset[RegisterRole], on: date
) -> None:
    with pytest.raises(NoTariff) as refused:
        rates_on(fuel, roles, on)

    assert (refused.value.fuel, refused.value.roles, refused.value.on) == (fuel, roles, on)
    assert on.isoformat() in str(refused.value)


def test_a_refusal_says_which_tariffs_there_are() -> None:
    with pytest.raises(NoTariff) as refused:
        rates_on(Fuel.ELECTRICITY, ECONOMY_7, date(2027, 1, 1))

    assert len(refused.value.periods) == len(QUARTERS)
    assert refused.value.periods[-1] == (date(2026, 10, 1), date(2026, 12, 31))
    assert str(refused.value).startswith(
        "No electricity tariff for day and night registers on 2027-01-01; "
        "periods on record: 2024-04-01 to 2024-06-30, "
    )


def test_a_refusal_says_when_there_is_no_tariff_at_all() -> None:
    with pytest.raises(NoTariff, match="for export registers on 2026-10-01; periods on record: none"):
        rates_on(Fuel.ELECTRICITY, frozenset({RegisterRole.EXPORT}), date(2026, 10, 1))


@pytest.mark.parametrize(
    ("on", "electricity", "gas"),
    [
        (date(2026, 9, 30), 5, 5),
        (date(2026, 10, 1), 0, 5),
        (date(2027, 3, 31), 0, 5),
        (date(2027, 4, 1), 5, 5),
        (date(2025, 7, 1), 5, 5),
        (date.max, 5, 5),
    ],
)
def test_electricity_is_free_of_vat_for_six_months_and_gas_is_not(
    on: date, electricity: int, gas: int
) -> None:
    assert vat_rate(Fuel.ELECTRICITY, on) == electricity
    assert vat_rate(Fuel.GAS, on) == gas


@pytest.mark.parametrize("fuel", Fuel)
def test_vat_periods_follow_each_other_without_gap_or_overlap(fuel: Fuel) -> None:
    periods = [period for period in vat_periods() if period.fuel is fuel]

    assert [period.end for period in periods] == [*[period.start for period in periods[1:]], None]
    assert all(vat_period_on(fuel, period.start) is period for period in periods)


def test_a_day_before_vat_on_fuel_was_5_per_cent_is_refused() -> None:
    with pytest.raises(NoVatRate, match="gas on 1997-08-31"):
        vat_rate(Fuel.GAS, date(1997, 8, 31))


def test_reference_rates_cannot_be_changed_by_whoever_reads_them() -> None:
    rates = rates_on(Fuel.GAS, ANYTIME, date(2026, 10, 1))

    with pytest.raises(TypeError):
        rates.unit_pence[RegisterRole.ANYTIME] = Decimal(0)  # type: ignore[index]
    with pytest.raises(dataclasses.FrozenInstanceError):
        rates.standing_pence = Decimal(0)  # type: ignore[misc]
