"""Every worked outcome of domain.md 4.3, and of the vectors beside it, as the one who sent it sees it."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from builders.meters import a_gas_meter, a_meter, a_register
from builders.readings import AGENT, CUSTOMER, GUEST, a_reading, codes, judged
from meter_reads.domain.assessment import Outcome, Submitter
from meter_reads.domain.findings import Finding, ReadingCode, Suggestion, SuggestionKind
from meter_reads.domain.readings import Meter
from meter_reads.domain.registers import Fuel, MeterUnit, rounded_kwh

CASES = json.loads(Path(__file__).with_name("vectors.json").read_text("utf-8"))["validation"]
UNITS = {
    "kWh": MeterUnit.KWH,
    "m3": MeterUnit.CUBIC_METRE,
    "ft3": MeterUnit.HUNDRED_CUBIC_FEET,
}
# What a result means before the sender was asked, and after a yes.
ASKED_AND_CONFIRMED = {
    ("ACCEPT", CUSTOMER): (Outcome.ACCEPT, Outcome.ACCEPT),
    ("CONFIRM_THEN_FLAG", CUSTOMER): (Outcome.CONFIRM, Outcome.ACCEPT_FLAGGED),
    ("CONFIRM_THEN_REVIEW", CUSTOMER): (Outcome.CONFIRM, Outcome.HOLD),
    ("REJECT", CUSTOMER): (Outcome.REJECT, Outcome.REJECT),
    ("ACCEPT", GUEST): (Outcome.ACCEPT, Outcome.ACCEPT),
    ("CONFIRM_THEN_FLAG", GUEST): (Outcome.CONFIRM, Outcome.HOLD),
    ("CONFIRM_THEN_REVIEW", GUEST): (Outcome.CONFIRM, Outcome.HOLD),
    ("REJECT", GUEST): (Outcome.REJECT, Outcome.REJECT),
    ("ACCEPT", AGENT): (Outcome.ACCEPT, Outcome.ACCEPT),
    ("CONFIRM_THEN_FLAG", AGENT): (Outcome.ACCEPT_FLAGGED, Outcome.ACCEPT_FLAGGED),
    ("CONFIRM_THEN_REVIEW", AGENT): (Outcome.CONFIRM, Outcome.HOLD),
    ("REJECT", AGENT): (Outcome.REJECT, Outcome.REJECT),
}


def meter_of(case: dict[str, Any]) -> Meter:
    assert case["basis"] in ("eac", "aq")
    register = a_register(digits=case["digits"], unit=UNITS[case["unit"]])
    return a_meter(register, fuel=Fuel(case["fuel"].upper()), annual_kwh=case["annual_kwh"])


@pytest.mark.parametrize("by", [GUEST, CUSTOMER, AGENT], ids=lambda by: by.source)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_vector_is_judged_as_worked_out(case: dict[str, Any], by: Submitter) -> None:
    meter = meter_of(case)
    history = [a_reading(case["previous"], date.fromisoformat(case["from_date"]))]
    on = date.fromisoformat(case["to_date"])

    asked = judged(case["current"], on, meter=meter, history=history, by=by)
    confirmed = judged(case["current"], on, meter=meter, history=history, by=by, confirmed=True)

    assert (asked.outcome, confirmed.outcome) == ASKED_AND_CONFIRMED[case["result"], by]
    assert codes(asked) == ([] if case["code"] == "OK" else [ReadingCode(case["code"])])
    assert asked.findings == confirmed.findings
    assert asked.values == {"1": case["current"]}
    for figures in (finding.figures for finding in asked.findings if finding.figures):
        assert float(figures.kwh) == case["kwh"]
        assert float(figures.expected) == case["expected"]
        assert float(figures.outer) == case["outer"]
        assert (float(figures.low), float(figures.high)) == pytest.approx(
            case["inner"], abs=0.0101
        )  # printed half to even
        assert (figures.start.isoformat(), figures.end.isoformat()) == (case["from_date"], case["to_date"])


ELECTRICITY = a_meter(annual_kwh=2500)
NO_REGISTRY_FIGURE = a_meter(annual_kwh=None)
METRIC, IMPERIAL = a_gas_meter(), a_gas_meter(imperial=True)
OCTOBER = (date(2026, 10, 1), date(2026, 11, 1))
JANUARY = (date(2026, 1, 1), date(2026, 2, 1))
JULY = (date(2026, 7, 1), date(2026, 8, 1))
OK = None


@pytest.mark.parametrize(
    ("meter", "dates", "previous", "current", "result", "code"),
    [
        (ELECTRICITY, OCTOBER, 45980, 46180, "ACCEPT", OK),
        (ELECTRICITY, OCTOBER, 45980, 46480, "CONFIRM_THEN_FLAG", "HIGHER_THAN_EXPECTED"),
        (ELECTRICITY, OCTOBER, 45980, 47280, "CONFIRM_THEN_REVIEW", "ABOVE_OUTER"),
        (ELECTRICITY, OCTOBER, 4598, 46180, "REJECT", "IMPOSSIBLE_CONSUMPTION"),
        (ELECTRICITY, OCTOBER, 45980, 46000, "CONFIRM_THEN_FLAG", "LOWER_THAN_EXPECTED"),
        (ELECTRICITY, OCTOBER, 45980, 45980, "CONFIRM_THEN_FLAG", "ZERO_ADVANCE"),
        (ELECTRICITY, OCTOBER, 45980, 45900, "REJECT", "LESS_THAN_PREVIOUS"),
        (ELECTRICITY, OCTOBER, 99850, 50, "CONFIRM_THEN_FLAG", "ROLLOVER"),
        (ELECTRICITY, OCTOBER, 95000, 3000, "REJECT", "LESS_THAN_PREVIOUS"),
        (NO_REGISTRY_FIGURE, OCTOBER, 10000, 10550, "ACCEPT", OK),
        (METRIC, JANUARY, 8214, 8350, "ACCEPT", OK),
        (METRIC, JULY, 8214, 8350, "CONFIRM_THEN_FLAG", "HIGHER_THAN_EXPECTED"),
        (IMPERIAL, JANUARY, 2310, 2361, "ACCEPT", OK),
        (IMPERIAL, JANUARY, 9990, 36, "CONFIRM_THEN_FLAG", "ROLLOVER"),
        (METRIC, JANUARY, 8214, 12800, "REJECT", "IMPOSSIBLE_CONSUMPTION"),
    ],
)
@pytest.mark.parametrize("by", [GUEST, CUSTOMER, AGENT], ids=lambda by: by.source)
def test_the_table_of_worked_outcomes_holds(
    *,
    meter: Meter,
    dates: tuple[date, date],
    previous: int,
    current: int,
    result: str,
    code: str,
    by: Submitter,
) -> None:
    history = [a_reading(previous, dates[0])]

    asked = judged(current, dates[1], meter=meter, history=history, by=by)
    confirmed = judged(current, dates[1], meter=meter, history=history, by=by, confirmed=True)

    assert (asked.outcome, confirmed.outcome) == ASKED_AND_CONFIRMED[result, by]
    assert codes(asked) == ([] if code is OK else [ReadingCode(code)])


@pytest.mark.parametrize(
    ("meter", "dates", "previous", "current", "kwh", "expected", "inner", "outer"),
    [
        (ELECTRICITY, OCTOBER, 45980, 46480, "500.00", "204.50", ("31.13", "429.00"), "1042.50"),
        (METRIC, JULY, 8214, 8350, "1526.01", "221.35", ("0.00", "502.70"), "3287.40"),
    ],
)
def test_a_finding_about_use_carries_its_arithmetic(
    *,
    meter: Meter,
    dates: tuple[date, date],
    previous: int,
    current: int,
    kwh: str,
    expected: str,
    inner: tuple[str, str],
    outer: str,
) -> None:
    verdict = judged(current, dates[1], meter=meter, history=[a_reading(previous, dates[0])])

    figures = verdict.findings[0].figures
    assert figures is not None
    assert (figures.start, figures.end) == dates
    assert (str(figures.kwh), str(figures.expected)) == (kwh, expected)
    assert ((str(figures.low), str(figures.high)), str(figures.outer)) == (inner, outer)


def test_tenths_keyed_on_a_dial_are_recognised_though_the_tenth_is_on_the_low_side() -> None:
    history = [a_reading(4598, OCTOBER[0])]

    verdict = judged("46180", OCTOBER[1], meter=ELECTRICITY, history=history)

    finding = verdict.findings[0]
    assert verdict.outcome is Outcome.REJECT
    assert Suggestion(SuggestionKind.TENTHS_KEYED, "04618") in finding.suggestions
    assert verdict.values == {"1": 46180}


def test_impossible_gas_says_how_far_from_the_season_it_is() -> None:
    verdict = judged(12800, JANUARY[1], meter=METRIC, history=[a_reading(8214, JANUARY[0])])

    finding: Finding = verdict.findings[0]
    assert finding.figures is not None
    assert rounded_kwh(finding.figures.kwh) == finding.figures.kwh
    assert str(finding.figures.kwh) == "51457.82"
