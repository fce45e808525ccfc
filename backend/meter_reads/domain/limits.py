"""The figures that the rules compare with (data/limits.json), typed."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from meter_reads.domain.reference_data import reference_data
from meter_reads.domain.registers import Fuel


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of domain.md 4.2. kWh, MJ/m3 and days as the names say."""

    calorific_value: Decimal
    slack_kwh: dict[Fuel, Decimal]
    physical_kwh_a_day: dict[Fuel, Decimal]
    inner_high_times: Decimal
    inner_high_times_typical: Decimal
    inner_low_times: Decimal
    outer_times_expected: Decimal
    outer_times_flat: Decimal
    rollover_from: Decimal
    zero_advance_days: int
    oldest_read_date_days: dict[str, int]
    days_before_supply_start: int
    multi_rate_split: dict[str, Decimal]
    history_span_days: int
    stored_readings_a_day: dict[str, int]


@cache
def limits() -> Limits:
    data = reference_data("limits")
    return Limits(
        calorific_value=Decimal(data["calorific_value"]["value"]),
        slack_kwh={fuel: Decimal(data["slack_kwh"][fuel]) for fuel in Fuel},
        physical_kwh_a_day={fuel: Decimal(data["physical_kwh_a_day"][fuel]) for fuel in Fuel},
        inner_high_times=Decimal(data["inner_high_times"]),
        inner_high_times_typical=Decimal(data["inner_high_times_typical"]),
        inner_low_times=Decimal(data["inner_low_times"]),
        outer_times_expected=Decimal(data["outer_times_expected"]),
        outer_times_flat=Decimal(data["outer_times_flat"]),
        rollover_from=Decimal(data["rollover_from"]),
        zero_advance_days=data["zero_advance_days"],
        oldest_read_date_days=data["oldest_read_date_days"],
        days_before_supply_start=data["days_before_supply_start"],
        multi_rate_split={
            role: Decimal(share) for role, share in data["multi_rate_split"].items() if role != "source"
        },
        history_span_days=data["history_span_days"],
        stored_readings_a_day=data["stored_readings_a_day"],
    )
