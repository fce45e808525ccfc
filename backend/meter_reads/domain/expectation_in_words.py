"""An expectation in words: the reading before, the days, the season and the limits."""

from meter_reads.domain.annual_consumption import AnnualConsumption, Basis
from meter_reads.domain.expectation import ExpectedReading, ExpectedRegister
from meter_reads.domain.expected import ExpectedRange
from meter_reads.domain.explanations import day_in_words, kwh_in_words
from meter_reads.domain.registers import MeterUnit

_BASIS = {
    Basis.HISTORY: "the meter's own readings, which come to about {kwh} kWh a year",
    Basis.REGISTRY: "the industry's record of this meter, {kwh} kWh a year",
    Basis.TYPICAL: "what a typical home uses, {kwh} kWh a year, as long as this meter has too few readings",
}
_UNITS = {
    MeterUnit.KWH: "kWh",
    MeterUnit.CUBIC_METRE: "cubic metres",
    MeterUnit.HUNDRED_CUBIC_FEET: "hundreds of cubic feet",
}


def expectation_in_words(expected: ExpectedReading) -> str:
    """What a reading of the whole meter would be compared with."""
    sentences = []
    if expected.already_read:
        sentences.append("There already is a reading for this date.")
    if expected.before is None and expected.after is None:
        sentences.append("This is the meter's first reading: there is nothing to compare it with.")
        return " ".join(sentences)
    sentences.append(f"We go by {_basis(expected.annual)}, spread over the year by season.")
    if expected.before is not None:
        days = (expected.read_date - expected.before.read_date).days
        sentences.append(
            f"The reading before is of {day_in_words(expected.before.read_date)}, {_days(days)} earlier."
        )
    else:
        sentences.append("There is no reading before it.")
    if expected.after is not None:
        sentences.append(
            f"There is a later reading, of {day_in_words(expected.after.read_date)}, "
            "and the use until then has to fit as well."
        )
    if expected.whole is not None:
        sentences.append(f"All registers together: {_range(expected.whole)}.")
    return " ".join(sentences)


def expected_register_in_words(register: ExpectedRegister, expected: ExpectedReading) -> str:
    """What one dial would be compared with."""
    shown = register.register.shown
    if register.since is None and register.until is None:
        return "This is the meter's first reading: there is nothing to compare it with."
    sentences = []
    if register.previous is not None and register.since is not None:
        since = register.since
        sentences.append(
            f"On {day_in_words(since.start)} it showed {shown(register.previous)}. "
            f"Over the {_days((since.end - since.start).days)} since, at this season, {_range(since)}."
        )
    if register.until is not None and expected.after is not None:
        until = register.until
        later = expected.after.values[register.register.id]
        sentences.append(
            f"On {day_in_words(until.end)} it showed {shown(later)}. "
            f"Over the {_days((until.end - until.start).days)} until then {_range(until)}."
        )
    sentences.append(
        f"So the dial, which counts {_UNITS[register.register.unit]}, should show about "
        f"{shown(register.expected)}; outside {shown(register.low)} to {shown(register.high)} "
        "we ask you to confirm."
    )
    if register.goes_round:
        sentences.append("It may pass its highest value and start again from zero; then we ask as well.")
    return " ".join(sentences)


def _basis(annual: AnnualConsumption) -> str:
    return _BASIS[annual.basis].format(kwh=kwh_in_words(annual.kwh))


def _range(limit: ExpectedRange) -> str:
    return (
        f"we expect about {kwh_in_words(limit.expected)} kWh, and take between "
        f"{kwh_in_words(limit.low)} and {kwh_in_words(limit.high)} kWh without asking"
    )


def _days(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"
