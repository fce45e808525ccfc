"""The operations room's cost is that of docs/cost.md."""

from decimal import Decimal
from pathlib import Path

from meter_reads.domain.running_cost import cost_of

MILLION = 1_000_000
TOLD = (Path(__file__).parents[3] / "docs/cost.md").read_text()


def test_a_million_readings_cost_what_was_measured():
    alone, followed = cost_of(MILLION, 0), cost_of(MILLION, MILLION)

    assert f"Per million accepted readings it is {alone:.0f} dollars, and {followed:.0f}" in TOLD


def test_a_quiet_day_costs_nothing_and_a_single_reading_is_told_in_parts_of_a_cent():
    assert cost_of(0, 0) == 0
    assert cost_of(100, 50) == Decimal("0.0056")
