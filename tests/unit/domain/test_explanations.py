"""Every finding in plain words: a guest hears none of the account's numbers (domain.md section 8)."""

import re
from datetime import date
from decimal import Decimal

import pytest

from builders.meters import DAY, NIGHT, a_gas_meter, a_meter, a_register, an_economy_7_meter
from builders.readings import a_reading, judged
from meter_reads.domain.explanations import arithmetic, finding_in_words, suggestion_in_words
from meter_reads.domain.findings import Figures, Finding, ReadingCode, Suggestion, SuggestionKind
from meter_reads.domain.readings import Meter

FIGURES = Figures(
    start=date(2026, 10, 1),
    end=date(2026, 11, 1),
    kwh=Decimal("1300.00"),
    expected=Decimal("204.50"),
    low=Decimal("31.13"),
    high=Decimal("429.00"),
    outer=Decimal("1042.50"),
)
METERS = [a_meter(), a_gas_meter(imperial=True), an_economy_7_meter(), None]


def words(code: ReadingCode, meter: Meter | None = None, *, with_numbers: bool = False) -> str:
    finding = Finding(code, "1", figures=FIGURES)
    return finding_in_words(finding, meter or a_meter(), with_numbers=with_numbers)


@pytest.mark.parametrize("meter", METERS)
@pytest.mark.parametrize("code", ReadingCode)
def test_every_finding_has_words_that_end_in_a_sentence(code: ReadingCode, meter: Meter | None) -> None:
    for register in ("1", DAY, "unknown", None):
        text = finding_in_words(Finding(code, register), meter, with_numbers=False)

        assert len(text) > 20
        assert text[0].isupper()
        assert text.endswith(".")
        assert "{" not in text
        assert code.value not in text


@pytest.mark.parametrize("kind", SuggestionKind)
def test_every_suggestion_has_words(kind: SuggestionKind) -> None:
    without = suggestion_in_words(Suggestion(kind))
    with_value = suggestion_in_words(Suggestion(kind, "04618"))

    assert len(without) > 20
    assert with_value == f"{without} Was it 04618?"


@pytest.mark.parametrize("code", ReadingCode)
def test_a_guest_hears_none_of_the_accounts_figures(code: ReadingCode) -> None:
    text = words(code)

    # What the dial of any such meter looks like and the common limits are no secrets.
    told = set(re.findall(r"\d+", text)) - {"04618", "5", "35"}
    assert told == set()
    assert "kWh" not in text


@pytest.mark.parametrize(
    "code",
    [
        ReadingCode.IMPOSSIBLE_CONSUMPTION,
        ReadingCode.ABOVE_OUTER,
        ReadingCode.ZERO_ADVANCE,
        ReadingCode.HIGHER_THAN_EXPECTED,
        ReadingCode.LOWER_THAN_EXPECTED,
    ],
)
def test_whoever_may_read_the_account_gets_the_arithmetic_as_well(code: ReadingCode) -> None:
    text = words(code, with_numbers=True)

    assert text == f"{words(code)} {arithmetic(FIGURES)}"


def test_the_arithmetic_names_the_days_the_season_and_the_limits() -> None:
    assert arithmetic(FIGURES) == (
        "From 1 Oct 2026 to 1 Nov 2026 (31 days) that is 1,300 kWh; for this season we would expect about "
        "204 kWh, and between 31 and 429 kWh without asking."
    )


def test_a_finding_without_figures_has_only_words() -> None:
    finding = Finding(ReadingCode.DUPLICATE_READING)

    with_numbers = finding_in_words(finding, a_meter(), with_numbers=True)

    assert with_numbers == finding_in_words(finding, a_meter(), with_numbers=False)


def test_a_real_finding_tells_a_guest_nothing_and_a_customer_all() -> None:
    history = [a_reading(45_980, date(2026, 10, 1))]
    finding = judged(47_280, date(2026, 11, 1), meter=a_meter(), history=history).findings[0]

    guest = finding_in_words(finding, a_meter(), with_numbers=False)
    customer = finding_in_words(finding, a_meter(), with_numbers=True, source="CUSTOMER")

    assert not re.search(r"\d", guest)
    assert "1,300 kWh" in customer


@pytest.mark.parametrize(("digits", "example"), [(4, "4618"), (5, "04618"), (6, "004618")])
def test_the_example_has_as_many_digits_as_the_dial(digits: int, example: str) -> None:
    meter = a_meter(a_register(digits=digits))

    assert f"such as {example}." in words(ReadingCode.NOT_A_NUMBER, meter)
    assert f"shows {digits} digits" in words(ReadingCode.TOO_MANY_DIGITS, meter)


def test_missing_registers_are_named_by_what_they_count() -> None:
    finding = Finding(ReadingCode.REGISTERS_MISSING, NIGHT)

    text = finding_in_words(finding, an_economy_7_meter(), with_numbers=False)

    assert "day and night" in text


@pytest.mark.parametrize(("source", "days"), [("GUEST", "35"), ("CUSTOMER", "35"), ("AGENT", "365")])
def test_a_date_that_is_too_old_says_how_old_it_may_be(source: str, days: str) -> None:
    finding = Finding(ReadingCode.DATE_TOO_OLD)

    text = finding_in_words(finding, a_meter(), with_numbers=False, source=source)

    assert f"more than {days} days ago" in text
