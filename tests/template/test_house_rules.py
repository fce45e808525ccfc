"""The template keeps the house rules, and each rule catches a template that breaks it."""

from collections.abc import Callable
from typing import Any

import pytest

from . import rules
from .rules import Template

# Each `*` that is meant, by resource and statement.
REASONS: rules.Reasons = {
    ("SiteBucketPolicy", "DistributionReadsTheSite"): "the objects of the bucket have no other name",
    ("SiteBucketPolicy", "OnlyByTls"): "a Deny: the wider it is, the less is allowed",
    ("FallbackBucketPolicy", "DistributionReadsThePage"): "the objects of the bucket have no other name",
    ("FallbackBucketPolicy", "OnlyByTls"): "a Deny: the wider it is, the less is allowed",
    ("WebsocketFunctionRole", "AnswerItsSockets"): "sockets of one API, whose ids API Gateway makes up",
    ("StreamFunctionRole", "PostToItsSockets"): "sockets of one API, whose ids API Gateway makes up",
    ("OperationsFunctionRole", "PostToItsSockets"): "sockets of one API, whose ids API Gateway makes up",
    ("StreamFunctionRole", "FindTheStream"): "streams of one table, whose names hold when they were made",
    ("ReviewStateMachineRole", "DeliverItsLog"): "actions that know no resource",
    ("NoticesTopicPolicy", "OnlyByTls"): "a Deny: the wider it is, the less is allowed",
    ("PhotoBucketPolicy", "OnlyByTls"): "a Deny: the wider it is, the less is allowed",
    ("PhotoFunctionStrips", "TakeWhatArrived"): "the objects of the bucket have no other name",
    ("PhotoFunctionStrips", "PutWhatIsShown"): "the objects of the bucket have no other name",
    ("HttpFunctionRole", "TakePhotos"): "the objects of the bucket have no other name",
    ("HttpFunctionRole", "ShowPhotos"): "the objects of the bucket have no other name",
    ("WebsocketFunctionRole", "TakePhotos"): "the objects of the bucket have no other name",
    ("WebsocketFunctionRole", "ShowPhotos"): "the objects of the bucket have no other name",
    ("StreamFunctionRole", "ShowPhotos"): "the objects of the bucket have no other name",
    ("ReviewCareFunctionRole", "SeeWhetherTheyRun"): "executions of one machine, named by their readings",
    ("TracingPolicy", "SendTraces"): "actions that know no resource",
    ("AlarmsKey", "TheAccountKeepsTheKey"): "* is this key, which nobody else could keep",
    ("AlarmsKey", "AlarmsUseTheKey"): "* is this key",
    ("RehearsalFunctionRole", "CallNewVersions"): "versions of three functions, numbered as they are made",
    ("RolloutRole", "SeeAlarms"): "a list of alarms is granted for all of an account or for none",
    ("AlarmsTopicPolicy", "OnlyByTls"): "a Deny: the wider it is, the less is allowed",
}


def wildcards(template: Template) -> list[str]:
    return rules.wildcards_without_a_reason(template, REASONS)


ALL_RULES: list[Callable[[Template], list[str]]] = [
    wildcards,
    rules.scans,
    rules.logs_without_retention,
    rules.edges_without_a_failure_destination,
    rules.buckets_that_are_open,
    rules.pages_without_security_headers,
    rules.headers_that_cloudfront_refuses,
    rules.names_that_clash,
    rules.secrets_in_the_open,
    rules.requests_that_leave_traces,
]


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.__name__)
def test_the_template_keeps_the_rule(rule: Callable[[Template], list[str]], template: Template) -> None:
    assert rule(template) == []


def properties(template: Template, name: str) -> dict[str, Any]:
    found: dict[str, Any] = template["Resources"][name]["Properties"]
    return found


def with_resource(kind: str, **given: Any) -> Callable[[Template], None]:
    def spoil(template: Template) -> None:
        template["Resources"]["Added"] = {"Type": kind, "Properties": given}

    return spoil


def with_statement(**given: Any) -> Callable[[Template], None]:
    def spoil(template: Template) -> None:
        policy = properties(template, "HttpFunctionRole")["Policies"][0]["PolicyDocument"]
        policy["Statement"].append({"Sid": "Added", "Effect": "Allow", **given})

    return spoil


def with_property(name: str, *path: str | int, value: Any) -> Callable[[Template], None]:
    def spoil(template: Template) -> None:
        holder: Any = properties(template, name)
        for key in path[:-1]:
            holder = holder[key]
        holder[path[-1]] = value

    return spoil


def without(name: str, *path: str | int) -> Callable[[Template], None]:
    def spoil(template: Template) -> None:
        holder: Any = properties(template, name)
        for key in path[:-1]:
            holder = holder[key]
        del holder[path[-1]]

    return spoil


TABLE = {"Fn::GetAtt": ["MeterLogTable", "Arn"]}
STREAM = {"Fn::GetAtt": ["MeterLogTable", "StreamArn"]}
FUNCTION = {"Fn::GetAtt": ["HttpFunction", "Arn"]}
DEAD_LETTERS = {"OnFailure": {"Destination": {"Fn::GetAtt": ["Letters", "Arn"]}}}
DISTRIBUTION = ("Distribution", "DistributionConfig")
SECURITY = ("SecurityHeadersPolicy", "ResponseHeadersPolicyConfig", "SecurityHeadersConfig")
BUCKET_STATEMENTS = ("SiteBucketPolicy", "PolicyDocument", "Statement")

BAD: list[tuple[Callable[[Template], list[str]], str, Callable[[Template], None]]] = [
    (wildcards, "every action", with_statement(Action="*", Resource=TABLE)),
    (wildcards, "every action of a service", with_statement(Action=["dynamodb:*"], Resource=TABLE)),
    (wildcards, "every resource", with_statement(Action="dynamodb:GetItem", Resource="*")),
    (
        wildcards,
        "every log group, through Fn::Sub",
        with_statement(Action="logs:PutLogEvents", Resource={"Fn::Sub": "arn:${AWS::Partition}:logs:*:*:*"}),
    ),
    (wildcards, "all but some actions", with_statement(NotAction="iam:PassRole", Resource=TABLE)),
    (
        wildcards,
        "a managed policy",
        with_property(
            "HttpFunctionRole", "ManagedPolicyArns", value=["arn:aws:iam::aws:policy/AdministratorAccess"]
        ),
    ),
    (
        wildcards,
        "a queue for everyone",
        with_resource(
            "AWS::SQS::QueuePolicy",
            PolicyDocument={
                "Statement": {
                    "Effect": "Allow",
                    "Principal": {"AWS": "*"},
                    "Action": "sqs:SendMessage",
                    "Resource": "x",
                }
            },
        ),
    ),
    (wildcards, "a reason that is no longer needed", without(*BUCKET_STATEMENTS, 2)),
    (rules.scans, "Scan", with_statement(Action="dynamodb:Scan", Resource=TABLE)),
    (rules.scans, "Scan by its first letter", with_statement(Action=["dynamodb:S*"], Resource=TABLE)),
    (rules.scans, "Scan by PartiQL", with_statement(Action=["dynamodb:PartiQLSelect"], Resource=TABLE)),
    (rules.scans, "everything of DynamoDB", with_statement(Action=["dynamodb:*"], Resource=TABLE)),
    (rules.logs_without_retention, "a log group that never forgets", with_resource("AWS::Logs::LogGroup")),
    (
        rules.logs_without_retention,
        "a function without a log group",
        without("HttpFunction", "LoggingConfig"),
    ),
    (
        rules.logs_without_retention,
        "a function that logs to a group from elsewhere",
        with_property("HttpFunction", "LoggingConfig", "LogGroup", value="/shared"),
    ),
    (
        rules.edges_without_a_failure_destination,
        "a stream without a failure destination",
        with_resource("AWS::Lambda::EventSourceMapping", EventSourceArn=STREAM, MaximumRetryAttempts=3),
    ),
    (
        rules.edges_without_a_failure_destination,
        "a stream that retries for ever",
        with_resource(
            "AWS::Lambda::EventSourceMapping", EventSourceArn=STREAM, DestinationConfig=DEAD_LETTERS
        ),
    ),
    (
        rules.edges_without_a_failure_destination,
        "an asynchronous function without a failure destination",
        with_resource(
            "AWS::Lambda::EventInvokeConfig", FunctionName={"Ref": "HttpFunction"}, MaximumRetryAttempts=1
        ),
    ),
    (
        rules.edges_without_a_failure_destination,
        "a function called by a topic, without dead letters",
        with_resource(
            "AWS::Lambda::Permission", FunctionName={"Ref": "HttpFunction"}, Principal="sns.amazonaws.com"
        ),
    ),
    (
        rules.edges_without_a_failure_destination,
        "a bucket that calls a function without dead letters",
        with_property(
            "SiteBucket",
            "NotificationConfiguration",
            value={"LambdaConfigurations": [{"Event": "s3:ObjectCreated:*", "Function": FUNCTION}]},
        ),
    ),
    (
        rules.edges_without_a_failure_destination,
        "an event rule without dead letters",
        with_resource("AWS::Events::Rule", Targets=[{"Id": "http", "Arn": FUNCTION}]),
    ),
    (
        rules.edges_without_a_failure_destination,
        "a schedule without dead letters",
        with_resource("AWS::Scheduler::Schedule", Target={"Arn": FUNCTION}),
    ),
    (
        rules.edges_without_a_failure_destination,
        "a subscription without dead letters",
        with_resource("AWS::SNS::Subscription", Protocol="lambda", Endpoint=FUNCTION),
    ),
    (
        rules.edges_without_a_failure_destination,
        "a subscription within a topic",
        with_resource("AWS::SNS::Topic", Subscription=[{"Protocol": "lambda", "Endpoint": FUNCTION}]),
    ),
    (
        rules.edges_without_a_failure_destination,
        "a workflow that fails unseen",
        with_resource("AWS::StepFunctions::StateMachine", RoleArn="x"),
    ),
    (
        rules.buckets_that_are_open,
        "a bucket that may become public",
        with_property("SiteBucket", "PublicAccessBlockConfiguration", "BlockPublicPolicy", value=False),
    ),
    (rules.buckets_that_are_open, "a bucket with ACLs", without("SiteBucket", "OwnershipControls")),
    (rules.buckets_that_are_open, "a bucket by plain HTTP", without(*BUCKET_STATEMENTS, 2)),
    (
        rules.buckets_that_are_open,
        "a bucket for every distribution",
        without(*BUCKET_STATEMENTS, 0, "Condition"),
    ),
    (rules.buckets_that_are_open, "a second bucket with nothing said", with_resource("AWS::S3::Bucket")),
    (
        rules.buckets_that_are_open,
        "a website",
        with_property("SiteBucket", "WebsiteConfiguration", value={"IndexDocument": "index.html"}),
    ),
    (
        rules.pages_without_security_headers,
        "inline code",
        with_property(
            *SECURITY,
            "ContentSecurityPolicy",
            "ContentSecurityPolicy",
            value="default-src 'none'; script-src 'self' 'unsafe-inline'",
        ),
    ),
    (
        rules.pages_without_security_headers,
        "code from anywhere by default",
        with_property(*SECURITY, "ContentSecurityPolicy", "ContentSecurityPolicy", value="script-src 'self'"),
    ),
    (
        rules.pages_without_security_headers,
        "no strict transport",
        without(*SECURITY, "StrictTransportSecurity"),
    ),
    (
        rules.pages_without_security_headers,
        "headers that the origin may take back",
        with_property(*SECURITY, "FrameOptions", "Override", value=False),
    ),
    (
        rules.pages_without_security_headers,
        "a behaviour without headers",
        without(*DISTRIBUTION, "CacheBehaviors", 0, "ResponseHeadersPolicyId"),
    ),
    (
        rules.pages_without_security_headers,
        "plain HTTP",
        with_property(*DISTRIBUTION, "DefaultCacheBehavior", "ViewerProtocolPolicy", value="allow-all"),
    ),
    (
        rules.headers_that_cloudfront_refuses,
        "Authorization by name",
        with_property(
            "ApiRequestPolicy",
            "OriginRequestPolicyConfig",
            "HeadersConfig",
            value={"HeaderBehavior": "whitelist", "Headers": ["Authorization", "Origin"]},
        ),
    ),
    (
        rules.names_that_clash,
        "a table with a name",
        with_property("AccountsTable", "TableName", value="accounts"),
    ),
    (
        rules.names_that_clash,
        "a CloudFront name that two regions share",
        with_property("ViewerFunction", "Name", value={"Fn::Sub": "${AWS::StackName}-viewer"}),
    ),
    (
        rules.secrets_in_the_open,
        "a key in the template",
        with_property("HttpFunction", "Environment", "Variables", "SIGNING_KEYS", value="hunter2"),
    ),
    (
        rules.secrets_in_the_open,
        "a key in a parameter",
        with_property(
            "HttpFunction", "Environment", "Variables", "SIGNING_KEYS", value={"Ref": "SigningKey"}
        ),
    ),
    (
        rules.secrets_in_the_open,
        "an edge secret in the template",
        with_property(*DISTRIBUTION, "Origins", 1, "OriginCustomHeaders", 0, "HeaderValue", value="hunter2"),
    ),
    (
        rules.secrets_in_the_open,
        "a short secret",
        with_property("EdgeSecret", "GenerateSecretString", "PasswordLength", value=16),
    ),
    (
        rules.requests_that_leave_traces,
        "addresses in the access log",
        with_property("HttpStage", "AccessLogSettings", "Format", value="$context.identity.sourceIp"),
    ),
    (
        rules.requests_that_leave_traces,
        "CloudFront's standard logs",
        with_property(*DISTRIBUTION, "Logging", value={"Bucket": "logs"}),
    ),
]


@pytest.mark.parametrize(
    ("rule", "spoil"),
    [(rule, spoil) for rule, _, spoil in BAD],
    ids=[f"{r.__name__}: {what}" for r, what, _ in BAD],
)
def test_the_rule_catches(
    rule: Callable[[Template], list[str]], spoil: Callable[[Template], None], template: Template
) -> None:
    spoil(template)

    assert rule(template) != []


def test_every_rule_has_a_bad_template() -> None:
    assert {rule for rule, _, _ in BAD} == set(ALL_RULES)


def test_an_edge_with_a_failure_destination_passes(template: Template) -> None:
    """The rule tells good edges from bad: it does not merely object to all of them."""
    template["Resources"] |= {
        "Letters": {"Type": "AWS::SQS::Queue"},
        "Source": {
            "Type": "AWS::Lambda::EventSourceMapping",
            "Properties": {
                "EventSourceArn": STREAM,
                "MaximumRetryAttempts": 3,
                "DestinationConfig": DEAD_LETTERS,
            },
        },
        "Workflow": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {}},
        "Alarm": {
            "Type": "AWS::CloudWatch::Alarm",
            "Properties": {
                "Namespace": "AWS/States",
                "MetricName": "ExecutionsFailed",
                "Dimensions": [{"Name": "StateMachineArn", "Value": {"Ref": "Workflow"}}],
            },
        },
    }

    assert rules.edges_without_a_failure_destination(template) == []
