"""Alarms and the dashboard are about metrics that something sends."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from meter_reads.metrics import Metric

from .conftest import REPOSITORY
from .rules import Template, resources
from .watched import OWN, by_alarms, by_dashboards, metrics_that_nobody_sends


def alarm(template: Template, name: str) -> dict[str, Any]:
    found: dict[str, Any] = template["Resources"][name]["Properties"]
    return found


def test_every_metric_of_an_alarm_or_the_dashboard_is_sent(translated: Template) -> None:
    assert metrics_that_nobody_sends(translated) == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda template: alarm(template, "ProofsFailing").update(MetricName="ProofsThatFailed"),
        lambda template: alarm(template, "ProofsFailing").update(Namespace="MeterReads"),
        lambda template: alarm(template, "ProofsFailing").update(
            Dimensions=[{"Name": "Stack", "Value": "x"}]
        ),
        lambda template: alarm(template, "HttpThrottled").update(MetricName="Throttled"),
        lambda template: alarm(template, "HttpThrottled").update(Dimensions=[]),
        lambda template: alarm(template, "HttpThrottled").update(
            Dimensions=[{"Name": "FunctionName", "Value": {"Ref": "MeterLogTable"}}]
        ),
        lambda template: alarm(template, "HttpLatencyHigh")["Metrics"][1]["MetricStat"]["Metric"].update(
            Dimensions=[{"Name": "ApiId", "Value": {"Ref": "LiveApi"}}]
        ),
        lambda template: alarm(template, "DatabaseFails")["Metrics"][1]["MetricStat"]["Metric"][
            "Dimensions"
        ].pop(),
        lambda template: template["Resources"].pop("PhotoDeadLetters"),
        lambda template: alarm(template, "HttpVersionFails")["Dimensions"][1].update(Value="http:prod"),
        lambda template: alarm(template, "HttpVersionFails")["Dimensions"][2].update(Value="$LATEST"),
    ],
)
def test_an_alarm_that_waits_in_vain_is_found(spoil: Callable[[Template], Any], template: Template) -> None:
    spoil(template)

    assert metrics_that_nobody_sends(template) != []


def test_a_graph_that_stays_empty_is_found(template: Template) -> None:
    dashboard = template["Resources"]["Dashboard"]["Properties"]["DashboardBody"]
    dashboard["Fn::Sub"] = dashboard["Fn::Sub"].replace('"SubmissionTime"', '"SubmissionSeconds"')

    assert metrics_that_nobody_sends(template) != []


def test_every_metric_of_ours_is_noted_by_some_code_and_watched_by_someone(translated: Template) -> None:
    """Each is paid for by the month."""
    backend = REPOSITORY / "backend" / "meter_reads"
    code = "".join(file.read_text() for file in backend.rglob("*.py") if file.name != "metrics.py")
    watched = {
        each.name for each in (*by_alarms(translated), *by_dashboards(translated)) if each.namespace == OWN
    }

    assert [metric.name for metric in Metric if f"Metric.{metric.name}" not in code] == []
    assert watched == set(Metric)


def test_the_dashboard_follows_the_journey_and_shows_every_alarm_that_always_is(translated: Template) -> None:
    [(_, dashboard)] = resources(translated, "AWS::CloudWatch::Dashboard")
    widgets = json.loads(dashboard["DashboardBody"]["Fn::Sub"])["widgets"]
    alarms = {
        f"${{{name}.Arn}}"
        for name, _ in resources(translated, "AWS::CloudWatch::Alarm")
        if "Condition" not in translated["Resources"][name]
    }

    titles = [widget["properties"]["title"] for widget in widgets]

    assert titles[1:5] == [
        "What became of readings",
        "Who sent them",
        "Proofs that failed (50 in ten minutes ring)",
        "How long it takes",
    ]
    assert titles[-1].startswith("What costs")
    assert set(widgets[0]["properties"]["alarms"]) == alarms
    assert [(each["y"], each["x"]) for each in widgets] == sorted((each["y"], each["x"]) for each in widgets)
    assert {each["properties"]["region"] for each in widgets[1:]} == {"${AWS::Region}"}


def test_two_stacks_of_an_account_count_apart(translated: Template) -> None:
    environment = translated["Resources"]["HttpFunction"]["Properties"]["Environment"]["Variables"]

    assert environment["METRICS_NAMESPACE"] == {"Fn::Sub": OWN}
