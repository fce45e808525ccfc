"""What docs/cost.md reckons a stack to cost while nobody comes is what the template makes."""

import sys

from meter_reads.metrics import Metric

from .conftest import REPOSITORY
from .rules import Template, resources

sys.path.insert(0, str(REPOSITORY))

from benchmarks.cost import PRICES, Assumed  # the folder is no package of the tests'


def always(template: Template, kind: str) -> int:
    return sum("Condition" not in template["Resources"][name] for name, _ in resources(template, kind))


def test_the_fixed_costs_are_those_of_what_the_template_always_makes(translated: Template) -> None:
    # An alarm is paid for by the metrics that it looks at; expressions are free.
    looked_at = sum(
        len([each for each in alarm.get("Metrics", ()) if "MetricStat" in each]) or 1
        for name, alarm in resources(translated, "AWS::CloudWatch::Alarm")
        if "Condition" not in translated["Resources"][name]
    )

    assert dict(Assumed().fixed) == {
        "secret": always(translated, "AWS::SecretsManager::Secret"),
        "key": always(translated, "AWS::KMS::Key"),
        "alarm_metric": looked_at,
        "custom_metric": len(Metric),
        "dashboard": always(translated, "AWS::CloudWatch::Dashboard"),
    }


def test_each_fixed_cost_has_a_price_and_the_page_shows_the_same_figures() -> None:
    told = (REPOSITORY / "docs" / "cost.md").read_text()
    prices = PRICES.read_text()

    assert f"fixed                      {Assumed().fixed}" in told
    assert all(f'"{name}": {{"dollars"' in prices for name, _ in Assumed().fixed)
