"""An emulator as it comes still has the gaps that local/emulator/gaps.py and what it names close.

Each test fails on the day when a newer emulator does as AWS does: then the function that it names can go.
"""

import io
import json
import socket
import time
import zipfile
from typing import Any
from urllib.parse import urlsplit

import boto3
import httpx2
import pytest
from botocore.exceptions import ClientError, WaiterError
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from meter_reads.local.aws_environment import REGION

from .versions_of_a_socket import answers_before_and_after

PATIENCE_SECONDS = 20
CLIENTS = ("apigatewayv2", "cloudformation", "cloudfront", "dynamodb", "lambda", "logs", "s3")
ROLE = "arn:aws:iam::000000000000:role/of-the-tests"
API_HOST = f"0a1b2c3d.execute-api.{REGION}.amazonaws.com"


@pytest.fixture(scope="module")
def account(emulator: str) -> dict[str, Any]:
    """Clients of the session's emulator, whose gaps are open."""
    return {name: boto3.client(name, region_name=REGION) for name in CLIENTS}


def distribution(account: dict[str, Any], origin: dict[str, Any], **more: Any) -> dict[str, Any]:
    config = {
        "CallerReference": origin["DomainName"],
        "Comment": "",
        "Enabled": True,
        "Origins": {"Quantity": 1, "Items": [{"Id": "it", **origin}]},
        "DefaultCacheBehavior": {
            "TargetOriginId": "it",
            "ViewerProtocolPolicy": "allow-all",
            "CachePolicyId": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
        },
        **more,
    }
    made: dict[str, Any] = account["cloudfront"].create_distribution(DistributionConfig=config)
    return made["Distribution"]


def viewed(emulator: str, distribution: dict[str, Any], path: str) -> httpx2.Response:
    return httpx2.get(f"{emulator}{path}", headers={"host": distribution["DomainName"]}, timeout=30)


@pytest.fixture(scope="module")
def api_distribution(account: dict[str, Any]) -> dict[str, Any]:
    origin = {"OriginProtocolPolicy": "https-only", "HTTPPort": 80, "HTTPSPort": 443}
    return distribution(account, {"DomainName": API_HOST, "CustomOriginConfig": origin})


@pytest.fixture(scope="module")
def site(account: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """A distribution that may read and list its bucket, in which there is one page."""
    bucket = "site-of-the-gaps"
    account["s3"].create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    account["s3"].put_object(Bucket=bucket, Key="page", Body=b"a page")
    control = account["cloudfront"].create_origin_access_control(
        OriginAccessControlConfig={
            "Name": bucket,
            "OriginAccessControlOriginType": "s3",
            "SigningBehavior": "always",
            "SigningProtocol": "sigv4",
        }
    )["OriginAccessControl"]["Id"]
    made = distribution(
        account,
        {
            "DomainName": f"{bucket}.s3.{REGION}.amazonaws.com",
            "OriginAccessControlId": control,
            "S3OriginConfig": {"OriginAccessIdentity": ""},
        },
    )
    return made, bucket


def allow(account: dict[str, Any], bucket: str, *others: dict[str, Any]) -> None:
    """The distribution may read and list; `others` are further statements."""
    objects = [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"]
    may = {
        "Effect": "Allow",
        "Principal": {"Service": "cloudfront.amazonaws.com"},
        "Action": ["s3:GetObject", "s3:ListBucket"],
    }
    statements = [{**each, "Resource": objects} for each in (may, *others)]
    policy = {"Version": "2012-10-17", "Statement": statements}
    account["s3"].put_bucket_policy(Bucket=bucket, Policy=json.dumps(policy))


def function(
    account: dict[str, Any], name: str, code: str, environment: dict[str, Any] | None = None
) -> None:
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as package:
        package.writestr("code_of_it.py", code)
    account["lambda"].create_function(
        FunctionName=name,
        Runtime="python3.11",
        Handler="code_of_it.handler",
        Role=ROLE,
        Code={"ZipFile": zipped.getvalue()},
        Environment=environment or {},
    )


def test_an_api_is_an_origin__is_still_needed(emulator: str, api_distribution: dict[str, Any]):
    assert viewed(emulator, api_distribution, "/anything").status_code == 502


def test_a_second_origin_answers_for_the_first__is_still_needed(emulator: str, account: dict[str, Any]):
    members = {"Quantity": 2, "Items": [{"OriginId": "it"}, {"OriginId": "it"}]}
    criteria = {"StatusCodes": {"Quantity": 1, "Items": [500]}}
    group = {"Id": "group", "Members": members, "FailoverCriteria": criteria}
    made = distribution(
        account,
        {
            "DomainName": f"site-of-the-group.s3.{REGION}.amazonaws.com",
            "S3OriginConfig": {"OriginAccessIdentity": ""},
        },
        OriginGroups={"Quantity": 1, "Items": [group]},
        DefaultCacheBehavior={
            "TargetOriginId": "group",
            "ViewerProtocolPolicy": "allow-all",
            "CachePolicyId": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
        },
    )

    assert viewed(emulator, made, "/page").status_code == 502


def test_pages_for_origins_that_are_not_reached__are_still_needed(
    emulator: str, account: dict[str, Any], site: tuple[dict[str, Any], str]
):
    _, bucket = site
    allow(account, bucket)
    https = {"OriginProtocolPolicy": "https-only", "HTTPPort": 80, "HTTPSPort": 443}
    nowhere = {"Id": "nowhere", "DomainName": API_HOST, "CustomOriginConfig": https}
    pages = {
        "Id": "pages",
        "DomainName": f"{bucket}.s3.{REGION}.amazonaws.com",
        "S3OriginConfig": {"OriginAccessIdentity": ""},
    }
    to = {"ViewerProtocolPolicy": "allow-all", "CachePolicyId": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"}
    made = distribution(
        account,
        pages,
        CallerReference="pages-of-the-gaps",
        Origins={"Quantity": 2, "Items": [nowhere, pages]},
        DefaultCacheBehavior={"TargetOriginId": "nowhere", **to},
        CacheBehaviors={"Quantity": 1, "Items": [{"PathPattern": "/page", "TargetOriginId": "pages", **to}]},
        CustomErrorResponses={
            "Quantity": 1,
            "Items": [{"ErrorCode": 502, "ResponsePagePath": "/page", "ResponseCode": "503"}],
        },
    )

    answer = viewed(emulator, made, "/anything")
    assert (answer.status_code, "could not be satisfied" in answer.text) == (502, True)


def test_options_reach_the_route__is_still_needed(emulator: str, account: dict[str, Any]):
    api = account["apigatewayv2"].create_api(Name="options-of-the-gaps", ProtocolType="HTTP")["ApiId"]

    answer = httpx2.options(f"{emulator}/_aws/execute-api/{api}/anything")

    assert (answer.status_code, answer.json()) == (403, {"message": "CORS not configured"})


def test_a_function_that_fails_is_an_error_of_its_api__is_still_needed(
    emulator: str, account: dict[str, Any]
):
    gateway = account["apigatewayv2"]
    function(account, "fails-for-its-api", "def handler(*_): raise RuntimeError('always')\n")
    api = gateway.create_api(Name="failures-of-the-gaps", ProtocolType="HTTP")["ApiId"]
    integration = gateway.create_integration(
        ApiId=api,
        IntegrationType="AWS_PROXY",
        IntegrationUri=f"arn:aws:lambda:{REGION}:000000000000:function:fails-for-its-api",
        PayloadFormatVersion="2.0",
    )["IntegrationId"]
    gateway.create_route(ApiId=api, RouteKey="ANY /anything", Target=f"integrations/{integration}")
    gateway.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)

    assert httpx2.get(f"{emulator}/_aws/execute-api/{api}/anything").status_code == 502


def test_a_stream_gives_up_what_fails_for_all_its_retries__is_still_needed(account: dict[str, Any]):
    function(account, "always-fails", "def handler(*_): raise RuntimeError('always')\n")
    table = account["dynamodb"].create_table(
        TableName="stream-of-the-gaps",
        KeySchema=[{"AttributeName": "key", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "key", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
    )["TableDescription"]
    mapping = account["lambda"].create_event_source_mapping(
        FunctionName="always-fails",
        EventSourceArn=table["LatestStreamArn"],
        StartingPosition="TRIM_HORIZON",
        MaximumRetryAttempts=0,
    )["UUID"]
    account["dynamodb"].put_item(TableName="stream-of-the-gaps", Item={"key": {"S": "one"}})

    # A second try is one too many.
    deadline = time.monotonic() + PATIENCE_SECONDS
    while tries(account, "always-fails") < 2:
        assert time.monotonic() < deadline
    account["lambda"].delete_event_source_mapping(UUID=mapping)


def tries(account: dict[str, Any], name: str) -> int:
    groups = account["logs"].describe_log_groups(logGroupNamePrefix=f"/aws/lambda/{name}")["logGroups"]
    events = [
        event
        for group in groups
        for event in account["logs"].filter_log_events(logGroupName=group["logGroupName"])["events"]
    ]
    return sum(event["message"].startswith("START ") for event in events)


def test_every_request_came_by_tls__is_still_needed(
    emulator: str, account: dict[str, Any], site: tuple[dict[str, Any], str]
):
    shown, bucket = site
    only_tls = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }

    allow(account, bucket)
    assert viewed(emulator, shown, "/page").status_code == 200
    allow(account, bucket, only_tls)
    assert viewed(emulator, shown, "/page").status_code == 403


def test_who_may_list_a_bucket_learns_what_is_missing__is_still_needed(
    emulator: str, account: dict[str, Any], site: tuple[dict[str, Any], str]
):
    shown, bucket = site
    allow(account, bucket)

    assert viewed(emulator, shown, "/missing").status_code == 403


def test_functions_find_the_apis_of_their_environment__is_still_needed(account: dict[str, Any]):
    environment = {"Variables": {"API": f"https://{API_HOST}/live"}}
    function(
        account,
        "shows-its-environment",
        "import os\ndef handler(*_): return os.environ['API']\n",
        environment,
    )

    shown = account["lambda"].invoke(FunctionName="shows-its-environment")["Payload"].read()
    account["lambda"].delete_function(FunctionName="shows-its-environment")

    assert json.loads(shown) == f"https://{API_HOST}/live"


def test_alarms_may_reckon__is_still_needed(account: dict[str, Any]):
    metric = {"Namespace": "AWS/Lambda", "MetricName": "Errors"}
    alarm = {
        "Type": "AWS::CloudWatch::Alarm",
        "Properties": {
            "Metrics": [
                {"Id": "twice", "Expression": "2 * errors"},
                {
                    "Id": "errors",
                    "ReturnData": False,
                    "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Sum"},
                },
            ],
            "EvaluationPeriods": 1,
            "Threshold": 1,
            "ComparisonOperator": "GreaterThanThreshold",
        },
    }
    template = json.dumps({"Resources": {"Alarm": alarm}})
    cloudformation = account["cloudformation"]

    cloudformation.create_stack(StackName="an-alarm-that-reckons", TemplateBody=template)
    with pytest.raises(WaiterError):
        cloudformation.get_waiter("stack_create_complete").wait(
            StackName="an-alarm-that-reckons", WaiterConfig={"Delay": 1}
        )

    events = cloudformation.describe_stack_events(StackName="an-alarm-that-reckons")["StackEvents"]
    assert any("metric math" in each.get("ResourceStatusReason", "") for each in events)


def test_viewers_of_sockets_are_still_needed(emulator: str, api_distribution: dict[str, Any]):
    address = urlsplit(emulator)
    with (
        socket.create_connection((address.hostname, address.port)) as connection,
        pytest.raises(InvalidStatus),
        connect(f"ws://{api_distribution['DomainName']}/live", sock=connection, proxy=None),
    ):
        pass


def test_aliases_move_when_their_hooks_say_so__is_still_needed(emulator: str):
    del emulator
    application = {"Type": "AWS::CodeDeploy::Application", "Properties": {"ComputePlatform": "Lambda"}}
    template = json.dumps({"Resources": {"Application": application}})

    with pytest.raises(ClientError, match=r"Unrecognized resource types: \[AWS::CodeDeploy::Application\]"):
        boto3.client("cloudformation", region_name=REGION).create_stack(
            StackName="of-the-gaps", TemplateBody=template
        )


def test_a_socket_reaches_the_version_of_its_alias__is_still_needed(emulator: str):
    def client(service: str) -> Any:
        return boto3.client(service, region_name=REGION)

    assert answers_before_and_after(client, emulator) == ["1", "1"]
