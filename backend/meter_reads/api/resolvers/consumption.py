"""Energy between readings and over months, and what it costs."""

from datetime import date
from decimal import Decimal

from ariadne import ObjectType, SchemaBindable

from meter_reads.api.context import Info
from meter_reads.api.resolvers.reading import ReadingView, use_up_to
from meter_reads.domain.consumption import Consumption, consumption_of
from meter_reads.domain.cost import CostLine
from meter_reads.domain.monthly_use import MonthOfUse
from meter_reads.domain.registers import rounded_kwh

reading = ObjectType("Reading")
consumption = ObjectType("Consumption")
month = ObjectType("MonthOfUse")


@reading.field("consumption")
def resolve_consumption(view: ReadingView, info: Info) -> Consumption | None:
    return consumption_of(use_up_to(view, info))


@consumption.field("from")
@month.field("from")
def resolve_from(period: Consumption | MonthOfUse, _: Info) -> date:
    return period.start


@consumption.field("to")
@month.field("to")
def resolve_to(period: Consumption | MonthOfUse, _: Info) -> date:
    return period.end


@consumption.field("cost")
def resolve_cost(source: Consumption, _: Info) -> Decimal:
    return source.cost.total


@consumption.field("lines")
def resolve_lines(source: Consumption, _: Info) -> tuple[CostLine, ...]:
    return source.cost.all_lines


@month.field("expectedKwh")
def resolve_expected_kwh(source: MonthOfUse, _: Info) -> Decimal:
    return rounded_kwh(source.expected.expected)


@month.field("lowKwh")
def resolve_low_kwh(source: MonthOfUse, _: Info) -> Decimal:
    return rounded_kwh(source.expected.low)


@month.field("highKwh")
def resolve_high_kwh(source: MonthOfUse, _: Info) -> Decimal:
    return rounded_kwh(source.expected.high)


BINDABLES: list[SchemaBindable] = [reading, consumption, month]
