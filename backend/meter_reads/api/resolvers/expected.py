"""What a reading on a date would be compared with."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ariadne import ObjectType, SchemaBindable

from meter_reads.api.context import Info
from meter_reads.domain.annual_consumption import Basis
from meter_reads.domain.expectation import ExpectedReading, ExpectedRegister
from meter_reads.domain.expectation_in_words import expectation_in_words, expected_register_in_words
from meter_reads.domain.registers import Register


@dataclass(frozen=True, slots=True)
class ExpectedRegisterView:
    expected: ExpectedRegister
    of: ExpectedReading


reading = ObjectType("ExpectedReading")
register = ObjectType("ExpectedRegister")


@reading.field("registers")
def resolve_registers(source: ExpectedReading, _: Info) -> list[ExpectedRegisterView]:
    return [ExpectedRegisterView(each, source) for each in source.registers]


@reading.field("explanation")
def resolve_reading_explanation(source: ExpectedReading, _: Info) -> str:
    return expectation_in_words(source)


@reading.field("basis")
def resolve_basis(source: ExpectedReading, _: Info) -> Basis:
    return source.annual.basis


@reading.field("annualKwh")
def resolve_annual_kwh(source: ExpectedReading, _: Info) -> Decimal:
    return source.annual.kwh


@register.field("register")
def resolve_register(view: ExpectedRegisterView, _: Info) -> Register:
    return view.expected.register


@register.field("previousValue")
def resolve_previous_value(view: ExpectedRegisterView, _: Info) -> str | None:
    previous = view.expected.previous
    return None if previous is None else view.expected.register.shown(previous)


@register.field("previousDate")
def resolve_previous_date(view: ExpectedRegisterView, _: Info) -> date | None:
    return view.of.before.read_date if view.of.before else None


@register.field("expectedValue")
def resolve_expected_value(view: ExpectedRegisterView, _: Info) -> str:
    return view.expected.register.shown(view.expected.expected)


@register.field("lowValue")
def resolve_low_value(view: ExpectedRegisterView, _: Info) -> str:
    return view.expected.register.shown(view.expected.low)


@register.field("highValue")
def resolve_high_value(view: ExpectedRegisterView, _: Info) -> str:
    return view.expected.register.shown(view.expected.high)


@register.field("expectedKwh")
def resolve_expected_kwh(view: ExpectedRegisterView, _: Info) -> Decimal:
    return view.expected.kwh


@register.field("explanation")
def resolve_explanation(view: ExpectedRegisterView, _: Info) -> str:
    return expected_register_in_words(view.expected, view.of)


BINDABLES: list[SchemaBindable] = [reading, register]
