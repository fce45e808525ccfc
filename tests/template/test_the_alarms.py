"""Alarms that ring when somebody is harmed, and then tell whom to ask and what to do."""

import re
from typing import Any

import pytest

from .conftest import REPOSITORY
from .rules import Template, refers_to, resources

# What a deployment is rolled back for.
THOSE_OF_A_ROLLOUT = {
    *("HttpErrorRateHigh", "HttpLatencyHigh", "HttpThrottled", "LiveErrorRateHigh"),
    *("StreamErrorRateHigh", "StreamFallsBehind"),
    *("StreamDeadLettersWaiting", "OperationsDeadLettersWaiting"),
    *("ReviewDeadLettersWaiting", "PhotoDeadLettersWaiting"),
    *("ReviewsFailed", "ReviewsEscalated"),
}
THOSE_OF_A_VERSION = {"HttpVersionFails", "WebsocketVersionFails", "StreamVersionFails"}


def alarms(template: Template) -> dict[str, dict[str, Any]]:
    return dict(resources(template, "AWS::CloudWatch::Alarm"))


def test_there_is_an_alarm_for_each_way_to_fail(translated: Template) -> None:
    others = {"FanOutFails", "DatabaseThrottled", "DatabaseFails", "ProofsFailing", "NothingArrives"}

    assert set(alarms(translated)) == THOSE_OF_A_ROLLOUT | THOSE_OF_A_VERSION | others


def test_each_alarm_tells_when_it_begins_and_when_it_is_over(translated: Template) -> None:
    for alarm in alarms(translated).values():
        assert alarm["AlarmActions"] == alarm["OKActions"] == [{"Ref": "AlarmsTopic"}]


def test_each_alarm_says_where_its_runbook_is(translated: Template) -> None:
    for name, alarm in alarms(translated).items():
        assert alarm["AlarmDescription"].endswith(f" Runbook: docs/operations.md, {name}.")


def test_only_where_silence_is_the_failure_does_silence_ring(translated: Template) -> None:
    missing = {name: alarm["TreatMissingData"] for name, alarm in alarms(translated).items()}

    assert missing.pop("NothingArrives") == "breaching"
    assert set(missing.values()) == {"notBreaching"}


@pytest.mark.parametrize(
    ("alarm", "enough"),
    [
        ("HttpErrorRateHigh", "IF(failures >= 5, "),
        ("HttpLatencyHigh", "IF(requests >= 100, "),
        ("LiveErrorRateHigh", "IF(failures >= 5, "),
        ("StreamErrorRateHigh", "IF(failures >= 3, "),
        ("FanOutFails", "IF(failed >= 10, "),
    ],
)
def test_one_error_at_night_is_no_alarm(alarm: str, enough: str, translated: Template) -> None:
    [answer] = [each for each in alarms(translated)[alarm]["Metrics"] if each.get("ReturnData", True)]

    assert answer["Expression"].startswith(enough)
    assert answer["Expression"].endswith(", 0)")


def test_an_alarm_reckons_with_what_it_names(translated: Template) -> None:
    """CloudWatch refuses an expression with a name that is none, and takes ten metrics at most."""
    for alarm in alarms(translated).values():
        metrics = alarm.get("Metrics", [])
        named = set(re.findall(r"\b[a-z]\w*\b", " ".join(each.get("Expression", "") for each in metrics)))
        [answer] = [each["Id"] for each in metrics if each.get("ReturnData", True)] or [None]

        assert named == {each["Id"] for each in metrics} - {answer}
        assert len(metrics) <= 10


def test_guessing_rings_at_fifty_failed_proofs_in_ten_minutes(translated: Template) -> None:
    alarm = alarms(translated)["ProofsFailing"]

    assert (alarm["Threshold"], alarm["Period"], alarm["Statistic"]) == (50, 600, "Sum")
    assert alarm["ComparisonOperator"] == "GreaterThanOrEqualToThreshold"


def test_every_queue_of_dead_letters_rings_at_the_first(translated: Template) -> None:
    watched = {
        refers_to(alarm["Dimensions"][0]["Value"])
        for alarm in alarms(translated).values()
        if alarm.get("MetricName") == "ApproximateNumberOfMessagesVisible" and alarm["Threshold"] == 1
    }
    queues = {name for name, _ in resources(translated, "AWS::SQS::Queue") if name.endswith("DeadLetters")}

    # What an e-mail could not tell cannot be told by another.
    assert watched == queues - {"AlarmsDeadLetters"}


def test_alarms_can_speak_on_their_topic(translated: Template) -> None:
    """A topic under SNS's own key takes nothing from an alarm, and says nothing about it either."""
    topic = translated["Resources"]["AlarmsTopic"]["Properties"]
    key = translated["Resources"]["AlarmsKey"]["Properties"]
    policy = translated["Resources"]["AlarmsTopicPolicy"]["Properties"]["PolicyDocument"]
    cloudwatch = {"Service": "cloudwatch.amazonaws.com"}

    [use] = [each for each in key["KeyPolicy"]["Statement"] if each["Principal"] == cloudwatch]
    [speak] = [each for each in policy["Statement"] if each["Principal"] == cloudwatch]

    assert topic["KmsMasterKeyId"] == {"Ref": "AlarmsKey"}
    assert key["EnableKeyRotation"] is True
    assert set(use["Action"]) == {"kms:Decrypt", "kms:GenerateDataKey"}
    assert use["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}
    assert speak["Action"] == "sns:Publish"
    assert "alarm:${AWS::StackName}-*" in speak["Condition"]["ArnLike"]["aws:SourceArn"]["Fn::Sub"]


def test_an_address_is_mailed_only_if_one_is_given(translated: Template) -> None:
    mail = translated["Resources"]["AlarmsByEmail"]

    assert mail["Condition"] == "HasAlarmEmail"
    assert mail["Properties"]["Endpoint"] == {"Ref": "AlarmEmail"}
    assert translated["Parameters"]["AlarmEmail"]["Default"] == ""


# ---- the runbook

RUNBOOK = (REPOSITORY / "docs" / "operations.md").read_text()


def sections() -> dict[str, str]:
    """The text under each heading of the third level, of which only alarms have one."""
    parts = re.split(r"^### (.+)$", RUNBOOK, flags=re.MULTILINE)
    return dict(
        zip(
            parts[1::2], (re.split(r"^## ", text, flags=re.MULTILINE)[0] for text in parts[2::2]), strict=True
        )
    )


def test_each_alarm_has_its_runbook_and_no_runbook_is_of_none(translated: Template) -> None:
    assert set(sections()) == set(alarms(translated))


def test_each_runbook_says_what_the_alarm_means_and_what_to_do() -> None:
    for name, text in sections().items():
        assert text.strip().startswith("*"), f"{name}: what does it mean?"
        assert re.search(r"^Do |\bDo:|Do the", text, flags=re.MULTILINE), f"{name}: what is to be done?"


def test_the_runbook_names_what_there_is(translated: Template) -> None:
    """Functions, queues and tables by the stack's resources, in capitals; graphs by their titles."""
    known = {re.sub(r"(?<!^)(?=[A-Z])", "_", name).upper() for name in translated["Resources"]}
    named = set(re.findall(r"\b[A-Z]+(?:_[A-Z]+)+\b", RUNBOOK))
    titles = re.findall(
        r'"title": "([^"]+)"', translated["Resources"]["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
    )

    assert named - {"INTERNAL_SERVER_ERROR", "READ_ONLY"} <= known
    for said in re.findall(r'Look at "([^"]+)"', " ".join(RUNBOOK.split())):
        assert any(title.startswith(said) for title in titles), said
