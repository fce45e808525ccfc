"""What the template promises to sockets: the WebSocket API, the functions on both its sides, their table."""

import json
from typing import Any

import pytest

from .rules import Template, function_of, refers_to, resources

MANAGED = "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${LiveApi}/live"
TABLE_GRANTS = {"dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:Query", "dynamodb:UpdateItem"}


def the(template: Template, name: str) -> dict[str, Any]:
    found: dict[str, Any] = template["Resources"][name]["Properties"]
    return found


def grants(template: Template, role: str) -> dict[str, Any]:
    [policy] = the(template, role)["Policies"]
    return {statement["Sid"]: statement for statement in policy["PolicyDocument"]["Statement"]}


def test_a_socket_is_opened_at_the_path_that_is_the_name_of_the_stage(translated: Template) -> None:
    config = the(translated, "Distribution")["DistributionConfig"]
    [behaviour] = [each for each in config["CacheBehaviors"] if each["TargetOriginId"] == "live"]
    [origin] = [each for each in config["Origins"] if each["Id"] == "live"]

    assert behaviour["PathPattern"] == f"/{the(translated, 'LiveStage')['StageName']}"
    assert "OriginPath" not in origin
    assert "${LiveApi}.execute-api." in origin["DomainName"]["Fn::Sub"]
    assert translated["Outputs"]["LiveUrl"]["Value"]["Fn::Sub"][0] == "wss://${Host}/live"


def test_the_site_may_open_a_socket_to_its_own_host_and_to_no_other(translated: Template) -> None:
    policy = the(translated, "SecurityHeadersPolicy")["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]

    said = policy["ContentSecurityPolicy"]["ContentSecurityPolicy"]["Fn::Sub"]

    assert "connect-src 'self' https://" in said
    assert "wss:" not in said


def test_a_handshake_brings_the_address_and_the_proof_that_it_came_through_the_distribution(
    translated: Template,
) -> None:
    config = the(translated, "Distribution")["DistributionConfig"]
    [behaviour] = [each for each in config["CacheBehaviors"] if each["TargetOriginId"] == "live"]
    [origin] = [each for each in config["Origins"] if each["Id"] == "live"]
    secret = {"Fn::Sub": "{{resolve:secretsmanager:${EdgeSecret}}}"}

    # All headers but Host: the handshake's own, Origin, and the subprotocol.
    assert refers_to(behaviour["OriginRequestPolicyId"]) == "ApiRequestPolicy"
    assert [refers_to(each["FunctionARN"]) for each in behaviour["FunctionAssociations"]] == [
        "ViewerFunction"
    ]
    assert origin["OriginCustomHeaders"] == [{"HeaderName": "x-edge-secret", "HeaderValue": secret}]
    assert the(translated, "WebsocketFunction")["Environment"]["Variables"]["EDGE_SECRET"] == secret


def test_all_that_happens_to_a_socket_goes_to_one_function(translated: Template) -> None:
    routes = {
        route["RouteKey"]: str(route["Target"])
        for _, route in resources(translated, "AWS::ApiGatewayV2::Route")
        if refers_to(route["ApiId"]) == "LiveApi"
    }

    assert set(routes) == {"$connect", "$default", "$disconnect"}
    assert set(routes.values()) == {"{'Fn::Sub': 'integrations/${LiveIntegration}'}"}
    _, names = the(translated, "LiveIntegration")["IntegrationUri"]["Fn::Sub"]
    assert function_of(translated, names["Alias"]) == "WebsocketFunction"
    assert the(translated, "LiveApi")["ProtocolType"] == "WEBSOCKET"
    # A route response would send the client whatever the function returns, such as an empty frame.
    assert list(resources(translated, "AWS::ApiGatewayV2::RouteResponse")) == []


def test_api_gateway_waits_a_little_longer_than_the_function_runs(translated: Template) -> None:
    timeout = the(translated, "LiveIntegration")["TimeoutInMillis"]

    assert timeout == 29_000  # as long as it can
    assert timeout > the(translated, "WebsocketFunction")["Timeout"] * 1000


def test_frames_are_throttled(translated: Template) -> None:
    stage = the(translated, "LiveStage")

    assert set(stage["DefaultRouteSettings"]) == {"ThrottlingRateLimit", "ThrottlingBurstLimit"}
    assert stage["AutoDeploy"] is True


@pytest.mark.parametrize("function", ["WebsocketFunction", "StreamFunction", "OperationsFunction"])
def test_all_who_post_know_where_to(function: str, translated: Template) -> None:
    variables = the(translated, function)["Environment"]["Variables"]

    assert variables["CONNECTIONS_ENDPOINT"]["Fn::Sub"].startswith("https://${LiveApi}.execute-api.")
    assert variables["CONNECTIONS_ENDPOINT"]["Fn::Sub"].endswith("/live")
    assert variables["CONNECTIONS_TABLE"] == {"Ref": "ConnectionsTable"}


def test_the_websocket_function_may_do_what_the_http_function_may_and_keep_sockets(
    translated: Template,
) -> None:
    own, http = grants(translated, "WebsocketFunctionRole"), grants(translated, "HttpFunctionRole")

    # It counts the sockets by the grant that it keeps them by.
    shared = set(http) - {"WriteItsOwnLog", "CountSockets"}
    assert {sid: own[sid] for sid in shared} == {sid: http[sid] for sid in shared}
    assert set(own) - set(http) == {
        *("KeepConnections", "AnswerItsSockets"),
        *("AskForSnapshots", "NoteWhenASnapshotIsDue"),
    }
    assert set(own["KeepConnections"]["Action"]) == {*TABLE_GRANTS, "dynamodb:PutItem"}
    assert own["AnswerItsSockets"]["Action"] == "execute-api:ManageConnections"
    assert own["AnswerItsSockets"]["Resource"] == [
        {"Fn::Sub": f"{MANAGED}/POST/@connections/*"},
        {"Fn::Sub": f"{MANAGED}/DELETE/@connections/*"},
    ]


def test_the_stream_function_may_read_logs_and_serve_subscriptions_and_nothing_else(
    translated: Template,
) -> None:
    own = grants(translated, "StreamFunctionRole")

    assert {sid: refers_to(own[sid]["Resource"]) for sid in own} == {
        "ReadTheStream": "MeterLogTable",
        "FindTheStream": "MeterLogTable",
        "SendDeadLetters": "StreamDeadLetters",
        "ServeSubscriptions": "ConnectionsTable",
        "ReadMeterLogs": "MeterLogTable",
        "KeepProjections": "ProjectionsTable",
        "AskForSnapshots": "OperationsQueue",
        "PostToItsSockets": own["PostToItsSockets"]["Resource"]["Fn::Sub"].strip("${}").split(".")[0],
        "ShowPhotos": "PhotoBucket",
        "NoteReviews": "ReviewsTable",
        "StartAndAnswerReviews": "ReviewStateMachine",
        "WriteItsOwnLog": "StreamFunctionLogGroup",
    }
    assert set(own["ServeSubscriptions"]["Action"]) == TABLE_GRANTS
    assert set(own["ReadMeterLogs"]["Action"]) == {"dynamodb:GetItem", "dynamodb:Query"}
    assert set(own["KeepProjections"]["Action"]) == {
        *TABLE_GRANTS,
        "dynamodb:BatchGetItem",
        "dynamodb:PutItem",
    }
    assert own["PostToItsSockets"]["Resource"] == {"Fn::Sub": f"{MANAGED}/POST/@connections/*"}


def test_a_change_that_cannot_be_handled_blocks_nothing_for_long_and_is_told_of(translated: Template) -> None:
    source = the(translated, "StreamSource")

    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert source["BisectBatchOnFunctionError"] is True
    assert 0 < source["MaximumRetryAttempts"] <= 10
    assert 0 < source["MaximumRecordAgeInSeconds"] <= 24 * 3600
    assert refers_to(source["DestinationConfig"]["OnFailure"]["Destination"]) == "StreamDeadLetters"
    assert the(translated, "StreamDeadLetters")["MessageRetentionPeriod"] == 14 * 24 * 3600


def test_the_operations_function_may_read_what_a_snapshot_shows_and_serve_it(translated: Template) -> None:
    own = grants(translated, "OperationsFunctionRole")

    assert {sid: refers_to(own[sid]["Resource"]) for sid in own if sid != "PostToItsSockets"} == {
        "ReadAndFillTheQueue": "OperationsQueue",
        "ServeSubscriptions": "ConnectionsTable",
        "ReadProjections": "ProjectionsTable",
        "WriteItsOwnLog": "OperationsFunctionLogGroup",
    }
    assert set(own["ServeSubscriptions"]["Action"]) == TABLE_GRANTS
    assert own["PostToItsSockets"]["Resource"] == {"Fn::Sub": f"{MANAGED}/POST/@connections/*"}


def test_a_snapshot_that_cannot_be_sent_is_told_of(translated: Template) -> None:
    queue, timeout = the(translated, "OperationsQueue"), the(translated, "OperationsFunction")["Timeout"]

    assert refers_to(queue["RedrivePolicy"]["deadLetterTargetArn"]) == "OperationsDeadLetters"
    assert queue["VisibilityTimeout"] >= 6 * timeout
    assert refers_to(the(translated, "OperationsSource")["EventSourceArn"]) == "OperationsQueue"


def test_the_stream_function_is_told_which_shard_a_batch_is_from(translated: Template) -> None:
    # Lambda puts `shardId` into the event of a mapping with a window, and of no other; the counters keep
    # their place in each shard by it.
    source = the(translated, "StreamSource")

    assert source["TumblingWindowInSeconds"] > 0
    assert source["ParallelizationFactor"] == 1


def test_only_entries_with_a_change_wake_the_stream_function(translated: Template) -> None:
    [given] = the(translated, "StreamSource")["FilterCriteria"]["Filters"]

    assert json.loads(given["Pattern"]) == {
        "eventName": ["INSERT"],
        "dynamodb": {"NewImage": {"kind": {"S": [{"exists": True}]}}},
    }


def test_sockets_are_forgotten_and_found_by_topic_without_an_index(translated: Template) -> None:
    table = the(translated, "ConnectionsTable")

    assert [(key["AttributeName"], key["KeyType"]) for key in table["KeySchema"]] == [
        ("key", "HASH"),
        ("member", "RANGE"),
    ]
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
    assert "GlobalSecondaryIndexes" not in table
    assert "StreamSpecification" not in table
