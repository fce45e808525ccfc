"""Findings and suggestions in plain words: what was found, and what to do next.

A guest gets the words without the numbers of the account; whoever may read the account gets the
arithmetic as well (domain.md section 8).
"""

from datetime import date
from decimal import Decimal

from meter_reads.domain.findings import Figures, Finding, ReadingCode, Suggestion, SuggestionKind
from meter_reads.domain.likely_causes import Cause, ExplanationKind
from meter_reads.domain.limits import limits
from meter_reads.domain.readings import Meter
from meter_reads.domain.registers import RegisterRole

_USUAL_DIGITS = 5
_THOUSANDS = (
    "We left out the digits after the comma, as a decimal part. If the comma separates thousands, "
    "type all digits of the dial without it; if the digits after it are decimals, confirm."
)
_SUSPECTED = (
    "The reading would be ordinary if the one beside it were not there, so that one may be the wrong one."
)

_C = ReadingCode
_MESSAGES = {
    _C.NOT_A_NUMBER: "This is not a number. Type only the digits on the dial, such as {example}.",
    _C.TOO_MANY_DIGITS: (
        "The meter shows {digits} digits here. Leave out red digits and any after a decimal point."
    ),
    _C.METER_MISMATCH: (
        "This does not match the meter. Check which meter you are reading, or start again to choose it."
    ),
    _C.METER_NOT_ACTIVE: (
        "This meter had been removed by that date. Choose the meter that is there now, "
        "or the date on which you read this one."
    ),
    _C.REGISTERS_MISSING: "Enter every register of the meter, each of them once: {registers}.",
    _C.DATE_IN_FUTURE: "This date is still to come. Use the date on which you read the meter.",
    _C.DATE_TOO_OLD: (
        "This date is more than {days} days ago. Read the meter again today, or call us with this reading."
    ),
    _C.OUTSIDE_SUPPLY: (
        "We did not supply this meter on that date. Check the date; for an older reading, "
        "ask the supplier of that time."
    ),
    _C.DUPLICATE_READING: (
        "There already is a different reading for that date. Check the date on which you read the meter; "
        "if the other reading is wrong, call us."
    ),
    _C.GREATER_THAN_SUBSEQUENT: (
        "A reading of a later date is lower than this one. Check the digits and the date."
    ),
    _C.LESS_THAN_PREVIOUS: (
        "This is lower than the last actual reading. Check the digits, and that this is the right meter. "
        "If the meter was exchanged, call us."
    ),
    _C.ROLLOVER: (
        "The dial seems to have passed its highest value and to have started again from zero. "
        "Confirm if that is what it shows."
    ),
    _C.BELOW_ESTIMATE: "The last reading was only an estimate, and too high. This one replaces it.",
    _C.IMPOSSIBLE_CONSUMPTION: (
        "This is more than the supply could have carried since the reading before it. "
        "Check the digits, and that this is the right meter."
    ),
    _C.ABOVE_OUTER: (
        "This is far more than we would expect. Check the digits; if you confirm them, "
        "a person will look at the reading before it is used."
    ),
    _C.ZERO_ADVANCE: "The meter has not moved since the reading before. Confirm if nothing was used.",
    _C.HIGHER_THAN_EXPECTED: "This is higher than we would expect. Check the digits, then confirm them.",
    _C.LOWER_THAN_EXPECTED: "This is lower than we would expect. Check the digits, then confirm them.",
    _C.DECIMALS_DROPPED: "We left out the digits after the decimal point; only whole units count.",
}

_S = SuggestionKind
_SUGGESTIONS = {
    _S.TENTHS_KEYED: "Perhaps a red digit or a decimal was typed along with the others.",
    _S.REGISTERS_SWAPPED: "Perhaps the two registers were swapped: day in the place of night.",
    _S.DIGITS_SWAPPED: "Perhaps two digits changed places.",
    _S.WRONG_GAS_UNIT: (
        "Perhaps the meter counts in another unit than we have on record: "
        "cubic metres (m3) or hundreds of cubic feet (ft3)."
    ),
    _S.OTHER_METER: "This would fit the other meter of the account.",
    _S.METER_EXCHANGED: "Has the meter been exchanged? Then its serial number is new; call us with both.",
}

_ROLE_NAMES = {
    RegisterRole.ANYTIME: "anytime",
    RegisterRole.DAY: "day",
    RegisterRole.NIGHT: "night",
    RegisterRole.EXPORT: "export",
}


def finding_in_words(
    finding: Finding, meter: Meter | None, *, with_numbers: bool, source: str = "GUEST"
) -> str:
    """What was found, and the way out; `with_numbers` adds the arithmetic of the account.

    `meter` is None where there is none that the caller may know of.
    """
    registers = meter.registers if meter else ()
    register = next((each for each in registers if each.id == finding.register), None)
    digits = register.digits if register else _USUAL_DIGITS
    template = _THOUSANDS if finding.doubtful else _MESSAGES[finding.code]
    words = template.format(
        digits=digits,
        example="4618".rjust(digits, "0")[-digits:],
        days=limits().oldest_read_date_days.get(source, 0),
        registers=" and ".join(_ROLE_NAMES[each.role] for each in registers),
    )
    if not with_numbers:
        return words
    sentences = [words]
    if finding.figures is not None:
        sentences.append(arithmetic(finding.figures))
    if finding.suspects is not None:
        sentences.append(_SUSPECTED)
    return " ".join(sentences)


def suggestion_in_words(suggestion: Suggestion) -> str:
    words = _SUGGESTIONS[suggestion.kind]
    return words if suggestion.value is None else f"{words} Was it {suggestion.value}?"


_CAUSES = {
    ExplanationKind.EARLIER_READING_WRONG: (
        "The reading beside it may be wrong: without that one, this would be ordinary."
    ),
    ExplanationKind.THOUSANDS_COMMA: "Perhaps the comma was meant to separate thousands.",
    ExplanationKind.HOME_EMPTY: "Perhaps nobody was at home for a while, or the home uses less than it did.",
    ExplanationKind.USE_CHANGED: (
        "Perhaps the home uses more than it did: more people, electric heating, a car to charge."
    ),
}


def cause_in_words(cause: Cause) -> str:
    """What may be behind a finding."""
    words = _CAUSES.get(cause.kind)
    return words or suggestion_in_words(Suggestion(SuggestionKind(cause.kind.value), cause.value))


def arithmetic(figures: Figures) -> str:
    """The sum behind a verdict on use: the days, the season and the limits."""
    days = (figures.end - figures.start).days
    return (
        f"From {day_in_words(figures.start)} to {day_in_words(figures.end)} ({days} days) "
        f"that is {kwh_in_words(figures.kwh)} kWh; "
        f"for this season we would expect about {kwh_in_words(figures.expected)} kWh, "
        f"and between {kwh_in_words(figures.low)} and {kwh_in_words(figures.high)} kWh without asking."
    )


def day_in_words(day: date) -> str:
    """`1 Nov 2026`."""
    return f"{day:%-d %b %Y}"


def kwh_in_words(kwh: Decimal) -> str:
    """Whole kWh: `1,333`."""
    return f"{kwh:,.0f}"
