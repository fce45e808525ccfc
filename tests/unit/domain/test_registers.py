"""What a dial shows, how far it advanced, and the energy that is (domain.md section 2)."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from builders.meters import a_register
from meter_reads.domain.registers import (
    DialValue,
    MeterUnit,
    NotANumber,
    Register,
    TooManyDigits,
    advance,
    energy,
    read_dial,
    rounded_kwh,
)

CONSUMPTION = json.loads(Path(__file__).with_name("vectors.json").read_text("utf-8"))["consumption"]
UNITS = {
    "electricity": MeterUnit.KWH,
    "gas_m3": MeterUnit.CUBIC_METRE,
    "gas_ft3": MeterUnit.HUNDRED_CUBIC_FEET,
}
DEFAULT_CV = Decimal("39.5")
KWH, M3, FT3 = MeterUnit.KWH, MeterUnit.CUBIC_METRE, MeterUnit.HUNDRED_CUBIC_FEET


@pytest.mark.parametrize("vector", CONSUMPTION, ids=lambda vector: f"{vector['prev']}-{vector['cur']}")
def test_an_advance_and_its_energy_come_to_the_worked_ones(vector: dict[str, Any]) -> None:
    register = a_register(digits=vector["digits"], unit=UNITS[vector["fuel"]])
    rolled_over = vector["cur"] < vector["prev"]

    units = advance(vector["prev"], vector["cur"], register, rolled_over=rolled_over)
    kwh = energy(units, register.unit, DEFAULT_CV)

    assert units == vector["advance"]
    assert kwh.quantize(Decimal("0.000001")) == Decimal(vector["kwh_exact"])
    assert rounded_kwh(kwh) == Decimal(vector["kwh_2dp"])


@pytest.mark.parametrize(
    ("previous", "current", "unit", "digits", "units", "kwh"),
    [
        (45980, 46230, KWH, 5, 250, "250.00"),
        (99850, 120, KWH, 5, 270, "270.00"),
        (8214, 8301, M3, 5, 87, "976.20"),
        (99990, 15, M3, 5, 25, "280.52"),
        (2310, 2341, FT3, 4, 31, "984.39"),
        (9995, 8, FT3, 4, 13, "412.81"),
    ],
)
def test_the_table_of_advances_holds(
    *, previous: int, current: int, unit: MeterUnit, digits: int, units: int, kwh: str
) -> None:
    register = a_register(digits=digits, unit=unit)

    advanced = advance(previous, current, register, rolled_over=current < previous)

    assert advanced == units
    assert rounded_kwh(energy(advanced, unit, DEFAULT_CV)) == Decimal(kwh)


@pytest.mark.parametrize(
    ("calorific_value", "cubic_metre", "hundred_cubic_feet"),
    [
        ("39.5", "11.220633", "31.754392"),
        ("39.2", "11.135413", "31.513220"),
        ("39.3", "11.163820", "31.593611"),
    ],
)
def test_a_unit_of_gas_is_worth_its_published_factor(
    calorific_value: str, cubic_metre: str, hundred_cubic_feet: str
) -> None:
    millionth = Decimal("0.000001")

    metric = energy(1, M3, Decimal(calorific_value))
    imperial = energy(1, FT3, Decimal(calorific_value))

    assert metric.quantize(millionth) == Decimal(cubic_metre)
    assert imperial.quantize(millionth) == Decimal(hundred_cubic_feet)


def test_kwh_are_rounded_half_up_as_bills_do() -> None:
    assert rounded_kwh(Decimal("0.125")) == Decimal("0.13")
    assert rounded_kwh(Decimal("0.124999999")) == Decimal("0.12")


@pytest.mark.parametrize(
    ("text", "value", "decimals_dropped"),
    [
        ("46180", 46180, False),
        ("04618", 4618, False),
        ("00000", 0, False),
        ("0", 0, False),
        ("000046180", 46180, False),  # leading zeros beyond the width are no digits
        (" 4 6 1 8 0 ", 46180, False),
        ("46\u00a0180\t\r\n", 46180, False),
        ("46180.9", 46180, True),
        ("46180,99999", 46180, True),
        ("46180.0", 46180, True),
        ("99999.999", 99999, True),
        ("0.9", 0, True),
    ],
)
def test_a_dial_is_read_kindly_and_cut_off_rather_than_rounded(
    *, text: str, value: int, decimals_dropped: bool
) -> None:
    read = read_dial(text, a_register(digits=5))

    assert read == DialValue(value, decimals_dropped)


@pytest.mark.parametrize(
    "text",
    [
        *["", "   ", ".", ",", ".5", "5.", "5,", "1.2.3", "1,234.5", "-1", "+1", "1e3", "0x1F", "1_000"],
        *["NaN", "Infinity", "4618o", "½", "²", "\x00", "46180\x00", "4\u200b6180", "\ufeff46180", "\ud800"],
        "\uff14\uff16\uff11\uff18\uff10",  # fullwidth digits
        "\u0664\u0666\u0661\u0668\u0660",  # Arabic-Indic digits
        "4618\u0660",
        "46180.\u0661",
        "\U0001d7d8",  # a mathematical zero
        "-" * 100_000,
        "1" * 100_000 + "x",
    ],
    ids=lambda text: ascii(text[:20]),
)
def test_what_no_dial_shows_is_not_a_number(text: str) -> None:
    with pytest.raises(NotANumber):
        read_dial(text, a_register())


@pytest.mark.parametrize("text", ["461801", "100000", "0100000", "461801.5", "9" * 100_000])
def test_more_digits_than_the_register_shows_are_too_many(text: str) -> None:
    with pytest.raises(TooManyDigits):
        read_dial(text, a_register(digits=5))


@pytest.mark.parametrize("digits", [4, 5, 6])
def test_a_register_takes_exactly_as_many_digits_as_it_shows(digits: int) -> None:
    register = a_register(digits=digits)

    assert read_dial("9" * digits, register).value == register.capacity - 1
    with pytest.raises(TooManyDigits):
        read_dial("1" + "0" * digits, register)


@pytest.mark.parametrize(("digits", "shown"), [(4, "4618"), (5, "04618"), (6, "004618")])
def test_a_value_is_shown_with_the_leading_zeros_of_its_dial(digits: int, shown: str) -> None:
    register: Register = a_register(digits=digits)

    assert register.shown(4618) == shown
