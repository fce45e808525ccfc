"""What a consumption costs, to the penny, on the worked bills of the domain facts."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from meter_reads.domain.cost import Cost, CostLine, ShareOf, by_days, cost_of
from meter_reads.domain.expected import share_of_year
from meter_reads.domain.registers import Fuel, RegisterRole
from meter_reads.domain.tariffs import NoTariff

BILLS = json.loads(Path(__file__).with_name("vectors.json").read_text("utf-8"))["bills"]
FUEL_AND_PERIOD = {
    "A": (Fuel.ELECTRICITY, date(2026, 10, 1), date(2026, 11, 1)),
    "B": (Fuel.GAS, date(2026, 10, 1), date(2026, 11, 1)),
    "E": (Fuel.ELECTRICITY, date(2026, 10, 1), date(2026, 11, 1)),
    "F1": (Fuel.ELECTRICITY, date(2026, 9, 16), date(2026, 10, 1)),
}
ROLE_OF_LINE = {"units": RegisterRole.ANYTIME, "day": RegisterRole.DAY, "night": RegisterRole.NIGHT}


def anytime(kwh: str) -> Mapping[RegisterRole, Decimal]:
    return {RegisterRole.ANYTIME: Decimal(kwh)}


def electricity(kwh: str, start: date, end: date, share_of: ShareOf = share_of_year) -> Cost:
    return cost_of(anytime(kwh), Fuel.ELECTRICITY, start, end, share_of)


def gas(kwh: str, start: date, end: date) -> Cost:
    return cost_of(anytime(kwh), Fuel.GAS, start, end, share_of_year)


def amounts(lines: tuple[CostLine, ...]) -> list[str]:
    return [str(line.amount) for line in lines]


def kwh_of(cost: Cost) -> list[str]:
    return [str(line.quantity) for line in cost.lines if line.unit == "kWh"]


@pytest.mark.parametrize("bill", BILLS, ids=lambda bill: bill["name"])
def test_a_bill_comes_to_the_worked_one(bill: dict[str, Any]) -> None:
    fuel, start, end = FUEL_AND_PERIOD[bill["name"].split()[0]]
    kwh = {ROLE_OF_LINE[line["line"]]: Decimal(line["kwh"]) for line in bill["lines"] if "kwh" in line}

    cost = cost_of(kwh, fuel, start, end, share_of_year)

    quantities = [Decimal(line.get("kwh", line.get("days"))) for line in bill["lines"]]
    assert [line.quantity for line in cost.lines] == quantities
    assert [line.rate_pence for line in cost.lines] == [
        Decimal(line["rate_p_ex_vat"]) for line in bill["lines"]
    ]
    assert amounts(cost.lines) == [line["amount"] for line in bill["lines"]]
    assert [(line.quantity, str(line.amount)) for line in cost.vat] == [
        (Decimal(bill["vat_pct"]), bill["vat"])
    ]
    assert (str(cost.subtotal), str(cost.total)) == (bill["subtotal"], bill["total"])


@pytest.mark.parametrize(
    ("cost", "lines", "vat", "total"),
    [
        (
            electricity("250", date(2026, 10, 1), date(2026, 11, 1)),
            ["65.80", "17.00"],
            ["0.00"],
            "82.80",
        ),
        (electricity("250", date(2026, 7, 1), date(2026, 8, 1)), ["62.17", "16.88"], ["3.95"], "83.00"),
        (gas("976.20", date(2026, 10, 1), date(2026, 11, 1)), ["74.10", "8.76"], ["4.14"], "87.00"),
        (gas("984.39", date(2026, 10, 1), date(2026, 11, 1)), ["74.72", "8.76"], ["4.17"], "87.65"),
        (
            electricity("240", date(2026, 9, 16), date(2026, 10, 16), by_days),
            ["29.84", "8.17", "31.58", "8.22"],
            ["1.90", "0.00"],
            "79.71",
        ),
    ],
    ids=["free of VAT", "with VAT", "metric gas", "imperial gas", "over a change, by days"],
)
def test_a_bill_comes_to_the_worked_one_of_the_table(
    cost: Cost, lines: list[str], vat: list[str], total: str
) -> None:
    assert amounts(cost.lines) == lines
    assert amounts(cost.vat) == vat
    assert str(cost.total) == total


def test_a_bill_explains_itself_line_by_line() -> None:
    cost = electricity("240", date(2026, 9, 16), date(2026, 10, 16), by_days)

    assert [(line.label, str(line.quantity), line.unit, str(line.rate_pence)) for line in cost.all_lines] == [
        ("Electricity used, 16 Sep to 30 Sep 2026", "120.00", "kWh", "24.8667"),
        ("Standing charge, 16 Sep to 30 Sep 2026", "15", "days", "54.4667"),
        ("Electricity used, 1 Oct to 15 Oct 2026", "120.00", "kWh", "26.32"),
        ("Standing charge, 1 Oct to 15 Oct 2026", "15", "days", "54.83"),
        ("VAT at 5% on £38.01, 16 Sep to 30 Sep 2026", "5", "%", "38.01"),
        ("VAT at 0% on £39.80, 1 Oct to 15 Oct 2026", "0", "%", "39.80"),
    ]


def test_day_and_night_units_have_lines_of_their_own() -> None:
    kwh = {RegisterRole.NIGHT: Decimal(105), RegisterRole.DAY: Decimal(145)}

    cost = cost_of(kwh, Fuel.ELECTRICITY, date(2026, 10, 1), date(2026, 11, 1), share_of_year)

    assert [line.label for line in cost.lines] == [
        "Day units, 1 Oct to 31 Oct 2026",
        "Night units, 1 Oct to 31 Oct 2026",
        "Standing charge, 1 Oct to 31 Oct 2026",
    ]


def test_a_single_day_and_a_turn_of_the_year_are_named_in_full() -> None:
    cost = gas("30", date(2025, 12, 31), date(2026, 1, 2))

    assert [line.label for line in cost.all_lines] == [
        "Gas used, 31 Dec 2025",
        "Standing charge, 31 Dec 2025",
        "Gas used, 1 Jan 2026",
        "Standing charge, 1 Jan 2026",
        f"VAT at 5% on £{cost.subtotal}, 31 Dec 2025 to 1 Jan 2026",
    ]


def test_use_across_a_change_of_price_is_split_by_the_season() -> None:
    """September takes 7.30 % of a year in 30 days, October 8.18 % in 31: under half is at the old price."""
    cost = electricity("240", date(2026, 9, 16), date(2026, 10, 16))

    assert kwh_of(cost) == ["115.14", "124.86"]
    assert amounts(cost.all_lines) == ["28.63", "8.17", "32.86", "8.22", "1.84", "0.00"]
    assert str(cost.total) == "79.72"


def test_use_is_split_by_days_where_the_season_makes_no_whole_kwh_of_difference() -> None:
    cost = electricity("10", date(2026, 9, 16), date(2026, 10, 16))

    assert kwh_of(cost) == ["5.00", "5.00"]


def test_the_rest_of_the_rounding_goes_to_the_last_part() -> None:
    cost = gas("1000.01", date(2026, 3, 31), date(2026, 7, 2))

    assert sum(Decimal(kwh) for kwh in kwh_of(cost)) == Decimal("1000.01")
    assert len(kwh_of(cost)) == 3


def test_rounding_up_a_very_small_use_never_leaves_less_than_nothing_for_the_last_part() -> None:
    """Three of the four parts have more than half of 0.01 kWh, and there are only 0.02 kWh in all."""
    cost = electricity("0.02", date(2025, 7, 1), date(2026, 4, 4), by_days)

    assert kwh_of(cost) == ["0.01", "0.01", "0.00", "0.00"]


def test_vat_on_gas_is_worked_out_once_for_all_prices_at_one_rate() -> None:
    cost = gas("1200", date(2026, 9, 1), date(2026, 11, 1))

    assert len(cost.lines) == 4
    assert [(line.quantity, line.rate_pence) for line in cost.vat] == [(Decimal(5), cost.subtotal)]
    assert cost.vat[0].label == f"VAT at 5% on £{cost.subtotal}, 1 Sep to 31 Oct 2026"


def test_the_vat_holiday_begins_at_midnight_on_the_first_of_october() -> None:
    last_day = electricity("10", date(2026, 9, 30), date(2026, 10, 1))
    first_day = electricity("10", date(2026, 10, 1), date(2026, 10, 2))

    assert [line.quantity for line in last_day.vat] == [5]
    assert [line.quantity for line in first_day.vat] == [0]
    assert first_day.total == first_day.subtotal


def test_a_meter_that_did_not_move_still_pays_the_standing_charge() -> None:
    cost = electricity("0", date(2026, 10, 1), date(2026, 11, 1))

    assert amounts(cost.lines) == ["0.00", "17.00"]


def test_energy_is_priced_to_two_decimals_of_a_kwh() -> None:
    exact = gas("976.195100", date(2026, 10, 1), date(2026, 11, 1))

    assert exact == gas("976.20", date(2026, 10, 1), date(2026, 11, 1))


@pytest.mark.parametrize(
    ("start", "end", "first_day_without"),
    [
        (date(2026, 12, 1), date(2027, 1, 2), date(2027, 1, 1)),
        (date(2027, 3, 31), date(2027, 4, 2), date(2027, 3, 31)),
        (date(2024, 3, 31), date(2024, 8, 1), date(2024, 3, 31)),
    ],
)
def test_a_consumption_with_a_day_that_has_no_tariff_is_not_priced_at_all(
    start: date, end: date, first_day_without: date
) -> None:
    with pytest.raises(NoTariff) as refused:
        electricity("100", start, end)

    assert refused.value.on == first_day_without


@pytest.mark.parametrize("end", [date(2026, 10, 1), date(2026, 9, 30)])
def test_a_consumption_of_no_days_is_refused(end: date) -> None:
    with pytest.raises(ValueError, match="at least one day"):
        electricity("100", date(2026, 10, 1), end)


@pytest.mark.parametrize("kwh", ["-0.01", "NaN", "Infinity"])
def test_energy_below_zero_or_no_number_is_refused(kwh: str) -> None:
    with pytest.raises(ValueError, match="never below zero"):
        electricity(kwh, date(2026, 10, 1), date(2026, 11, 1))
