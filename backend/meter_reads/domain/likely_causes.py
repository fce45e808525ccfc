"""What may be behind a finding, the likeliest first, for people who may see the account.

The likelihoods are ours: a ranking from 0 to 100, not a measured probability.
"""

from dataclasses import dataclass
from enum import StrEnum

from meter_reads.domain.findings import Finding, ReadingCode, SuggestionKind


class ExplanationKind(StrEnum):
    """The slips that can be suggested, and what is no slip of the sender's."""

    TENTHS_KEYED = "TENTHS_KEYED"
    DIGITS_SWAPPED = "DIGITS_SWAPPED"
    REGISTERS_SWAPPED = "REGISTERS_SWAPPED"
    WRONG_GAS_UNIT = "WRONG_GAS_UNIT"
    OTHER_METER = "OTHER_METER"
    METER_EXCHANGED = "METER_EXCHANGED"
    EARLIER_READING_WRONG = "EARLIER_READING_WRONG"
    THOUSANDS_COMMA = "THOUSANDS_COMMA"
    HOME_EMPTY = "HOME_EMPTY"
    USE_CHANGED = "USE_CHANGED"


@dataclass(frozen=True, slots=True)
class Cause:
    """One explanation. `value` is what the dial would then have shown, where the slip is in the digits."""

    kind: ExplanationKind
    likelihood: int
    value: str | None = None


_LIKELIHOOD = {
    ExplanationKind.EARLIER_READING_WRONG: 85,
    ExplanationKind.OTHER_METER: 80,
    ExplanationKind.TENTHS_KEYED: 75,
    ExplanationKind.REGISTERS_SWAPPED: 70,
    ExplanationKind.THOUSANDS_COMMA: 65,
    ExplanationKind.WRONG_GAS_UNIT: 55,
    ExplanationKind.DIGITS_SWAPPED: 50,
    ExplanationKind.USE_CHANGED: 40,
    ExplanationKind.HOME_EMPTY: 40,
    ExplanationKind.METER_EXCHANGED: 30,
}
_SLIPS = {kind: ExplanationKind(kind.value) for kind in SuggestionKind}


def likely_causes(finding: Finding) -> tuple[Cause, ...]:
    """The explanations of one finding, the likeliest first; none where the finding says it all."""
    causes = [_cause(_SLIPS[slip.kind], slip.value) for slip in finding.suggestions]
    if finding.suspects is not None:
        causes.append(_cause(ExplanationKind.EARLIER_READING_WRONG))
    if finding.doubtful:
        causes.append(_cause(ExplanationKind.THOUSANDS_COMMA))
    if finding.code in (ReadingCode.HIGHER_THAN_EXPECTED, ReadingCode.ABOVE_OUTER):
        causes.append(_cause(ExplanationKind.USE_CHANGED))
    if finding.code in (ReadingCode.LOWER_THAN_EXPECTED, ReadingCode.ZERO_ADVANCE):
        causes.append(_cause(ExplanationKind.HOME_EMPTY))
    # Sorting is stable, so several values of one kind keep the order in which they were found.
    return tuple(sorted(causes, key=lambda cause: -cause.likelihood))


def _cause(kind: ExplanationKind, value: str | None = None) -> Cause:
    return Cause(kind, _LIKELIHOOD[kind], value)
