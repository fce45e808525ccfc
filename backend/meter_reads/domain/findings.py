"""The vocabulary of a verdict: what was found, how much it weighs, and which slip would explain it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import IntEnum, StrEnum


class ReadingCode(StrEnum):
    """One code for each validation rule of domain.md 4.2."""

    NOT_A_NUMBER = "NOT_A_NUMBER"
    TOO_MANY_DIGITS = "TOO_MANY_DIGITS"
    METER_MISMATCH = "METER_MISMATCH"
    METER_NOT_ACTIVE = "METER_NOT_ACTIVE"
    REGISTERS_MISSING = "REGISTERS_MISSING"
    DATE_IN_FUTURE = "DATE_IN_FUTURE"
    DATE_TOO_OLD = "DATE_TOO_OLD"
    OUTSIDE_SUPPLY = "OUTSIDE_SUPPLY"
    DUPLICATE_READING = "DUPLICATE_READING"
    GREATER_THAN_SUBSEQUENT = "GREATER_THAN_SUBSEQUENT"
    LESS_THAN_PREVIOUS = "LESS_THAN_PREVIOUS"
    ROLLOVER = "ROLLOVER"
    BELOW_ESTIMATE = "BELOW_ESTIMATE"
    IMPOSSIBLE_CONSUMPTION = "IMPOSSIBLE_CONSUMPTION"
    ABOVE_OUTER = "ABOVE_OUTER"
    ZERO_ADVANCE = "ZERO_ADVANCE"
    HIGHER_THAN_EXPECTED = "HIGHER_THAN_EXPECTED"
    LOWER_THAN_EXPECTED = "LOWER_THAN_EXPECTED"
    DECIMALS_DROPPED = "DECIMALS_DROPPED"


class Weight(IntEnum):
    """What a finding asks for, the lightest first."""

    NOTE = 0
    CONFIRM_THEN_FLAG = 1
    CONFIRM_THEN_REVIEW = 2
    REJECT = 3


_WEIGHTS = {
    ReadingCode.DECIMALS_DROPPED: Weight.NOTE,
    ReadingCode.BELOW_ESTIMATE: Weight.NOTE,
    ReadingCode.ROLLOVER: Weight.CONFIRM_THEN_FLAG,
    ReadingCode.ZERO_ADVANCE: Weight.CONFIRM_THEN_FLAG,
    ReadingCode.HIGHER_THAN_EXPECTED: Weight.CONFIRM_THEN_FLAG,
    ReadingCode.LOWER_THAN_EXPECTED: Weight.CONFIRM_THEN_FLAG,
    ReadingCode.ABOVE_OUTER: Weight.CONFIRM_THEN_REVIEW,
}

# Rules 5, 7, 8 and 9: an agent who gives a reason may overrule these and no others.
OVERRIDABLE = frozenset(
    {
        ReadingCode.DATE_TOO_OLD,
        ReadingCode.DUPLICATE_READING,
        ReadingCode.GREATER_THAN_SUBSEQUENT,
        ReadingCode.LESS_THAN_PREVIOUS,
    }
)


class SuggestionKind(StrEnum):
    """The likely slips, the likeliest first."""

    TENTHS_KEYED = "TENTHS_KEYED"
    REGISTERS_SWAPPED = "REGISTERS_SWAPPED"
    DIGITS_SWAPPED = "DIGITS_SWAPPED"
    WRONG_GAS_UNIT = "WRONG_GAS_UNIT"
    OTHER_METER = "OTHER_METER"
    METER_EXCHANGED = "METER_EXCHANGED"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A slip that would explain the finding. `value` is what the dial would then have shown."""

    kind: SuggestionKind
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """The arithmetic behind a finding about use between two readings; all but the dates in kWh."""

    start: date
    end: date
    kwh: Decimal
    expected: Decimal
    low: Decimal
    high: Decimal
    outer: Decimal


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found about a reading; `register` is None where it concerns the whole meter.

    `suspects` is the sequence of a stored reading that is likelier to be the wrong one. `doubtful` says
    that what is otherwise only noted has to be asked about.
    """

    code: ReadingCode
    register: str | None = None
    suggestions: tuple[Suggestion, ...] = ()
    figures: Figures | None = None
    overruled: bool = False
    suspects: int | None = None
    doubtful: bool = False

    @property
    def weight(self) -> Weight:
        if self.overruled or self.doubtful:
            return Weight.CONFIRM_THEN_FLAG
        return _WEIGHTS.get(self.code, Weight.REJECT)
