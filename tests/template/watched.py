"""What alarms and dashboards are about: metrics, each of which something really sends.

A metric that nobody sends raises no error anywhere: its alarm never rings, and its graph is empty.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from meter_reads.metrics import Metric

from .rules import Template, resources

OWN = "MeterReads/${AWS::StackName}"

# What AWS sends of the resources that we have: by namespace the dimension that names the resource, what kind
# that is, and the metrics.
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/aws-services-cloudwatch-metrics.html
_HTTP = {"4xx", "5xx", "Count", "DataProcessed", "IntegrationLatency", "Latency"}
_WEBSOCKET = {
    *(
        "ClientError",
        "ConnectCount",
        "ExecutionError",
        "IntegrationError",
        "IntegrationLatency",
        "MessageCount",
    ),
}
AWS: dict[str, tuple[str, str, set[str]]] = {
    "AWS/ApiGateway": ("ApiId", "AWS::ApiGatewayV2::Api", _HTTP | _WEBSOCKET),
    "AWS/DynamoDB": (
        "TableName",
        "AWS::DynamoDB::Table",
        {
            *("ConsumedReadCapacityUnits", "ConsumedWriteCapacityUnits"),
            *("ReadThrottleEvents", "WriteThrottleEvents", "SystemErrors"),
        },
    ),
    "AWS/Lambda": (
        "FunctionName",
        "AWS::Lambda::Function",
        {"ConcurrentExecutions", "Duration", "Errors", "Invocations", "IteratorAge", "Throttles"},
    ),
    "AWS/Logs": ("LogGroupName", "AWS::Logs::LogGroup", {"IncomingBytes", "IncomingLogEvents"}),
    "AWS/SQS": (
        "QueueName",
        "AWS::SQS::Queue",
        {"ApproximateAgeOfOldestMessage", "ApproximateNumberOfMessagesVisible"},
    ),
    "AWS/States": (
        "StateMachineArn",
        "AWS::StepFunctions::StateMachine",
        {"ExecutionsFailed", "ExecutionsStarted", "ExecutionsSucceeded"},
    ),
}
# These come by operation only.
_BY_OPERATION = {"SystemErrors"}
# A function's metrics come for each version that an alias gives traffic to, too.
_OF_A_VERSION = {"FunctionName", "Resource", "ExecutedVersion"}
_PROTOCOLS = {"HTTP": _HTTP, "WEBSOCKET": _WEBSOCKET}


@dataclass(frozen=True)
class Watched:
    """A metric as somebody names it. A dimension's value is the text of a Fn::Sub."""

    by: str
    namespace: str
    name: str
    dimensions: tuple[tuple[str, str], ...]


def by_alarms(template: Template) -> Iterator[Watched]:
    for name, alarm in resources(template, "AWS::CloudWatch::Alarm"):
        parts = [each["MetricStat"]["Metric"] for each in alarm.get("Metrics", ()) if "MetricStat" in each]
        for metric in parts or [alarm]:
            dimensions = ((each["Name"], _text(each["Value"])) for each in metric.get("Dimensions", ()))
            yield Watched(name, _text(metric["Namespace"]), metric["MetricName"], tuple(dimensions))


def by_dashboards(template: Template) -> Iterator[Watched]:
    for _, dashboard in resources(template, "AWS::CloudWatch::Dashboard"):
        for widget in json.loads(_text(dashboard["DashboardBody"]))["widgets"]:
            for metric in widget["properties"].get("metrics", ()):
                namespace, name, *rest = [part for part in metric if isinstance(part, str)]
                dimensions = tuple(zip(rest[::2], rest[1::2], strict=True))
                yield Watched(widget["properties"]["title"], namespace, name, dimensions)


def metrics_that_nobody_sends(template: Template) -> list[str]:
    """A line for each metric that an alarm or a dashboard waits for in vain."""
    watched = [*by_alarms(template), *by_dashboards(template)]
    return [
        f"{each.by}: {each.namespace} {each.name}: {why}" for each in watched if (why := _why(each, template))
    ]


def _why(metric: Watched, template: Template) -> str | None:
    if metric.namespace == OWN:
        if metric.name not in set(Metric):
            return "no metric of ours"
        return "ours have no dimensions" if metric.dimensions else None
    if metric.name not in AWS.get(metric.namespace, ("", "", set()))[2]:
        return "no metric of AWS's"
    return _why_not_of(metric, template)


def _why_not_of(metric: Watched, template: Template) -> str | None:
    """Why AWS does not send it of what the dimensions name."""
    dimension, kind, _ = AWS[metric.namespace]
    given = dict(metric.dimensions)
    if set(given) == _OF_A_VERSION:
        return _why_not_of_version(given, template)
    wanted = {dimension, "Operation"} if metric.name in _BY_OPERATION else {dimension}
    if set(given) != wanted:
        return f"it has the dimensions {sorted(wanted)}"
    resource = template["Resources"].get(re.sub(r"^\$\{(\w+)(\.\w+)?\}$", r"\1", given[dimension]))
    if resource is None or resource["Type"] != kind:
        return f"{given[dimension]} is no {kind}"
    protocol = resource["Properties"].get("ProtocolType")
    return None if protocol is None or metric.name in _PROTOCOLS[protocol] else f"not of a {protocol} API"


def _why_not_of_version(given: dict[str, str], template: Template) -> str | None:
    function = given["FunctionName"]
    aliases = {
        f"{_text(each['FunctionName'])}:{each['Name']}"
        for _, each in resources(template, "AWS::Lambda::Alias")
    }
    versions = {
        f"${{{name}.Version}}": _text(each["FunctionName"])
        for name, each in resources(template, "AWS::Lambda::Version")
    }
    if given["Resource"] not in aliases or not given["Resource"].startswith(f"{function}:"):
        return f"{given['Resource']} is no alias of {function}"
    return None if versions.get(given["ExecutedVersion"]) == function else "that is no version of it"


def _text(value: Any) -> str:
    match value:
        case {"Ref": str(name)}:
            return f"${{{name}}}"
        case {"Fn::GetAtt": [name, attribute]}:
            return f"${{{name}.{attribute}}}"
        case {"Fn::Sub": str(text)}:
            return text
    return str(value)
