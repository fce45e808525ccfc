"""Lines in CloudWatch's Embedded Metric Format, read as strictly as CloudWatch does."""

import json
from typing import Any

NAMESPACE = "MeterReads/of-the-tests"


def metric_lines(output: str) -> list[dict[str, Any]]:
    """The values of each line of metrics in a function's standard output, by name."""
    return [_read(json.loads(line)) for line in output.splitlines() if '"_aws"' in line]


def _read(line: dict[str, Any]) -> dict[str, Any]:
    about = line.pop("_aws")
    assert set(about) == {"Timestamp", "CloudWatchMetrics"}
    [directive] = about["CloudWatchMetrics"]
    assert directive["Namespace"] == NAMESPACE
    # One set of no dimensions; with no set at all nothing would be counted.
    assert directive["Dimensions"] == [[]]
    assert {each["Unit"] for each in directive["Metrics"]} <= {"Count", "Milliseconds"}
    # What a line holds beside its metrics would be kept, and read by somebody.
    assert {each["Name"] for each in directive["Metrics"]} == set(line)
    return line
