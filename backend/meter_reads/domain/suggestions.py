"""The likely slips behind a finding. A slip is suggested only where it would bring the reading in range,
and it never changes a value by itself.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from meter_reads.domain.findings import Figures, Finding, ReadingCode, Suggestion, SuggestionKind, Weight
from meter_reads.domain.readings import Meter
from meter_reads.domain.registers import CUBIC_METRES_PER_HUNDRED_CUBIC_FEET, Fuel, Register

Compare = Callable[[Mapping[str, int]], list[Finding]]

_EXPLAINED_BY_A_SLIP = frozenset(
    {
        ReadingCode.LESS_THAN_PREVIOUS,
        ReadingCode.GREATER_THAN_SUBSEQUENT,
        ReadingCode.IMPOSSIBLE_CONSUMPTION,
        ReadingCode.ABOVE_OUTER,
        ReadingCode.HIGHER_THAN_EXPECTED,
        ReadingCode.LOWER_THAN_EXPECTED,
    }
)


def with_suggestions(
    meter: Meter, values: Mapping[str, int], findings: list[Finding], compare: Compare
) -> list[Finding]:
    """The findings, each with the slips that would explain it, the likeliest first."""
    explained = []
    for finding in findings:
        suggestions: tuple[Suggestion, ...] = ()
        if finding.code in _EXPLAINED_BY_A_SLIP:
            suggestions = tuple(_slips(meter, values, finding, compare))
        explained.append(replace(finding, suggestions=suggestions))
    return explained


def tenths_keyed(
    values: Mapping[str, int], register: Register, digits: str, compare: Compare
) -> tuple[Suggestion, ...]:
    """For digits that are too many: the register's own leading ones, if they would be in range."""
    candidate = int(digits[: register.digits])
    if _in_range(compare({**values, register.id: candidate}), register.id, Weight.REJECT):
        return (Suggestion(SuggestionKind.TENTHS_KEYED, register.shown(candidate)),)
    return ()


def _slips(
    meter: Meter, values: Mapping[str, int], finding: Finding, compare: Compare
) -> Iterator[Suggestion]:
    register = meter.register(finding.register) if finding.register else None
    if register is not None:
        tenth = values[register.id] // 10
        if _in_range(compare({**values, register.id: tenth}), register.id, finding.weight):
            yield Suggestion(SuggestionKind.TENTHS_KEYED, register.shown(tenth))
    if len(meter.import_registers) == 2:  # noqa: PLR2004  # only a pair can be swapped
        one, other = (register.id for register in meter.import_registers)
        swapped = compare({**values, one: values[other], other: values[one]})
        if all(found.weight is Weight.NOTE for found in swapped):
            yield Suggestion(SuggestionKind.REGISTERS_SWAPPED)
    if register is not None:
        for candidate in _adjacent_swaps(register, values[register.id]):
            if _in_range(compare({**values, register.id: candidate}), register.id, finding.weight):
                yield Suggestion(SuggestionKind.DIGITS_SWAPPED, register.shown(candidate))
    if meter.fuel is Fuel.GAS and finding.figures and _unit_mixed_up(finding.figures):
        yield Suggestion(SuggestionKind.WRONG_GAS_UNIT)
    if finding.code is ReadingCode.LESS_THAN_PREVIOUS:
        yield Suggestion(SuggestionKind.METER_EXCHANGED)


def _in_range(findings: list[Finding], register_id: str, instead_of: Weight) -> bool:
    """Whether a slip would explain the finding: nothing is left to ask, or, where the reading as typed
    could not be used at all, at most that it is on the low side (04618 typed as 46180, domain.md 4.3).
    """
    return all(
        found.weight is Weight.NOTE
        or found.register not in (register_id, None)
        or (found.code is ReadingCode.LOWER_THAN_EXPECTED and instead_of > Weight.CONFIRM_THEN_FLAG)
        for found in findings
    )


def _adjacent_swaps(register: Register, value: int) -> Iterator[int]:
    shown = register.shown(value)
    for i in range(len(shown) - 1):
        if shown[i] != shown[i + 1]:
            yield int(shown[:i] + shown[i + 1] + shown[i] + shown[i + 2 :])


def _unit_mixed_up(figures: Figures) -> bool:
    factor = CUBIC_METRES_PER_HUNDRED_CUBIC_FEET
    return any(figures.low <= kwh <= figures.high for kwh in (figures.kwh * factor, figures.kwh / factor))
