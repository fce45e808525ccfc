"""House rules for a CloudFormation template.

Each rule takes a template as the SAM translator leaves it, and gives one line for each finding: an empty
list is a pass. They know nothing of this template, so that they hold for the resources to come.
"""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

Template = dict[str, Any]
Reasons = dict[tuple[str, str], str]

# Who invokes a function without waiting for what comes of it.
ASYNCHRONOUS_CALLERS = {
    "events.amazonaws.com",
    "s3.amazonaws.com",
    "sns.amazonaws.com",
    "scheduler.amazonaws.com",
}

# Properties that give a resource a name which must be unique in the account, or in the account and region.
NAMES = {
    "AWS::ApiGatewayV2::Api": ("Name",),
    "AWS::CloudFront::CachePolicy": ("CachePolicyConfig", "Name"),
    "AWS::CloudFront::Function": ("Name",),
    "AWS::CloudFront::OriginAccessControl": ("OriginAccessControlConfig", "Name"),
    "AWS::CloudFront::OriginRequestPolicy": ("OriginRequestPolicyConfig", "Name"),
    "AWS::CloudFront::ResponseHeadersPolicy": ("ResponseHeadersPolicyConfig", "Name"),
    "AWS::CloudWatch::Alarm": ("AlarmName",),
    "AWS::DynamoDB::Table": ("TableName",),
    "AWS::IAM::Role": ("RoleName",),
    "AWS::Lambda::Function": ("FunctionName",),
    "AWS::Logs::LogGroup": ("LogGroupName",),
    "AWS::S3::Bucket": ("BucketName",),
    "AWS::SNS::Topic": ("TopicName",),
    "AWS::SQS::Queue": ("QueueName",),
    "AWS::SecretsManager::Secret": ("Name",),
    "AWS::StepFunctions::StateMachine": ("StateMachineName",),
}
# CloudFront keeps one list of these for all regions.
GLOBAL_NAMES = {kind for kind in NAMES if kind.startswith("AWS::CloudFront::")}


def resources(template: Template, kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, resource in template["Resources"].items():
        if resource["Type"] == kind:
            yield name, resource.get("Properties", {})


def strings(value: Any) -> Iterator[str]:
    """Every string in a value, through Fn::Sub, Fn::Join and Fn::If."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def at(value: Any, *path: str) -> Any:
    """What is at a path of keys, or None."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def function_of(template: Template, value: Any) -> str | None:
    """The function that is meant by its own name or by one of its aliases."""
    name = refers_to(value)
    aliases = dict(resources(template, "AWS::Lambda::Alias"))
    return refers_to(aliases[name]["FunctionName"]) if name in aliases else name


def refers_to(value: Any) -> str | None:
    """The logical id that a Ref, a Fn::GetAtt or a Fn::Sub of one name points at."""
    if not isinstance(value, dict):
        return None
    if "Ref" in value:
        return str(value["Ref"])
    if "Fn::GetAtt" in value:
        target = value["Fn::GetAtt"]
        return str(target[0] if isinstance(target, list) else target.split(".")[0])
    if isinstance(value.get("Fn::Sub"), str):
        return str(value["Fn::Sub"]).strip("${}").split(".")[0]
    return None


def statements(template: Template) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every policy statement, whatever resource it is in."""

    def within(value: Any) -> Iterator[dict[str, Any]]:
        if isinstance(value, dict):
            if "Statement" in value:
                yield from as_list(value["Statement"])
            for part in value.values():
                yield from within(part)
        elif isinstance(value, list):
            for part in value:
                yield from within(part)

    for name, resource in template["Resources"].items():
        for statement in within(resource.get("Properties", {})):
            yield name, statement


def wildcards_without_a_reason(template: Template, reasons: Reasons) -> list[str]:
    """`*` in an action, a resource or a principal, and what says the same in other words.

    `reasons` is by (logical id, Sid). One that is no longer needed is a finding too.
    """
    findings = []
    used = set()
    for name, statement in statements(template):
        where = (name, statement.get("Sid", ""))
        found: list[str] = [
            part for part in ("NotAction", "NotResource", "NotPrincipal") if part in statement
        ]
        for part in ("Action", "Resource", "Principal"):
            found += [f"{part} {text}" for text in strings(statement.get(part)) if "*" in text]
        if found and reasons.get(where):
            used.add(where)
        else:
            findings += [f"{name} {where[1]}: {what}" for what in found]
    for kind in ("AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group"):
        for name, properties in resources(template, kind):
            findings += [
                f"{name}: {policy}, written by others, for everything"
                for policy in as_list(properties.get("ManagedPolicyArns", []))
            ]
    return findings + [
        f"{name} {sid}: a reason for nothing" for name, sid in reasons if (name, sid) not in used
    ]


def scans(template: Template) -> list[str]:
    """Grants by which a whole table could be read."""
    forbidden = ("dynamodb:scan", "dynamodb:partiqlselect")
    return [
        f"{name} {statement.get('Sid', '')}: {action}"
        for name, statement in statements(template)
        if statement["Effect"] == "Allow"
        for action in strings(statement.get("Action"))
        if any(fnmatchcase(scan, action.lower()) for scan in forbidden)
    ]


def logs_without_retention(template: Template) -> list[str]:
    """Log groups that never forget, and functions whose log group is not in the template.

    Lambda would make them one that keeps everything for ever.
    """
    groups = dict(resources(template, "AWS::Logs::LogGroup"))
    findings = [
        f"{name}: no RetentionInDays" for name, group in groups.items() if "RetentionInDays" not in group
    ]
    for name, function in resources(template, "AWS::Lambda::Function"):
        if refers_to(at(function, "LoggingConfig", "LogGroup")) not in groups:
            findings.append(f"{name}: no log group of this template")
    return findings


def edges_without_a_failure_destination(template: Template) -> list[str]:
    """Asynchronous edges on which a failure would be lost."""
    return [
        *_sources_that_lose_records(template),
        *_functions_that_lose_events(template),
        *_rules_that_lose_events(template),
        *_topics_that_lose_messages(template),
        *_workflows_that_fail_unseen(template),
    ]


def _sources_that_lose_records(template: Template) -> Iterator[str]:
    queues = dict(resources(template, "AWS::SQS::Queue"))
    for name, source in resources(template, "AWS::Lambda::EventSourceMapping"):
        queue = refers_to(source.get("EventSourceArn"))
        if queue in queues:
            if "RedrivePolicy" not in queues[queue]:
                yield f"{name}: the queue {queue} has no RedrivePolicy"
            continue
        if not at(source, "DestinationConfig", "OnFailure", "Destination"):
            yield f"{name}: no failure destination"
        # -1, the default: a record that cannot be handled blocks its shard until it expires.
        if source.get("MaximumRetryAttempts", -1) == -1:
            yield f"{name}: retries for ever"


def _functions_that_lose_events(template: Template) -> Iterator[str]:
    configured = set()
    for name, config in resources(template, "AWS::Lambda::EventInvokeConfig"):
        configured.add(function_of(template, config.get("FunctionName")))
        if not at(config, "DestinationConfig", "OnFailure", "Destination"):
            yield f"{name}: no failure destination"
    functions = dict(resources(template, "AWS::Lambda::Function"))
    for name, permission in resources(template, "AWS::Lambda::Permission"):
        if permission.get("Principal") in ASYNCHRONOUS_CALLERS:
            function = function_of(template, permission.get("FunctionName"))
            if function not in configured and not at(
                functions.get(str(function)), "DeadLetterConfig", "TargetArn"
            ):
                yield f"{name}: {function} has neither failure destination nor dead letters"
    for name, bucket in resources(template, "AWS::S3::Bucket"):
        for notice in at(bucket, "NotificationConfiguration", "LambdaConfigurations") or []:
            function = function_of(template, notice.get("Function"))
            if function not in configured and not at(
                functions.get(str(function)), "DeadLetterConfig", "TargetArn"
            ):
                yield f"{name}: {function} has neither failure destination nor dead letters"


def _rules_that_lose_events(template: Template) -> Iterator[str]:
    for name, rule in resources(template, "AWS::Events::Rule"):
        for target in rule.get("Targets", []):
            if not at(target, "DeadLetterConfig", "Arn"):
                yield f"{name}: target {target.get('Id')} has no dead letters"
    for name, schedule in resources(template, "AWS::Scheduler::Schedule"):
        if not at(schedule, "Target", "DeadLetterConfig", "Arn"):
            yield f"{name}: no dead letters"
    for name, pipe in resources(template, "AWS::Pipes::Pipe"):
        if not any(at(source, "DeadLetterConfig", "Arn") for source in at(pipe, "SourceParameters").values()):
            yield f"{name}: no dead letters"


def _topics_that_lose_messages(template: Template) -> Iterator[str]:
    for name, subscription in resources(template, "AWS::SNS::Subscription"):
        if not subscription.get("RedrivePolicy"):
            yield f"{name}: no dead letters"
    for name, topic in resources(template, "AWS::SNS::Topic"):
        if topic.get("Subscription"):
            yield f"{name}: a subscription within a topic can have no dead letters"


def _workflows_that_fail_unseen(template: Template) -> Iterator[str]:
    """A failed execution has no destination of its own: an alarm or a rule has to tell someone."""
    told = set()
    for _, alarm in resources(template, "AWS::CloudWatch::Alarm"):
        if alarm.get("Namespace") == "AWS/States" and alarm.get("MetricName") == "ExecutionsFailed":
            told |= {refers_to(dimension["Value"]) for dimension in alarm.get("Dimensions", [])}
    for _, rule in resources(template, "AWS::Events::Rule"):
        if at(rule, "EventPattern", "source") == ["aws.states"]:
            told |= {refers_to(arn) for arn in at(rule, "EventPattern", "detail", "stateMachineArn") or []}
    for name, _ in resources(template, "AWS::StepFunctions::StateMachine"):
        if name not in told:
            yield f"{name}: nobody is told of a failed execution"


def buckets_that_are_open(template: Template) -> list[str]:
    findings = []
    for name, bucket in resources(template, "AWS::S3::Bucket"):
        block = bucket.get("PublicAccessBlockConfiguration", {})
        findings += [
            f"{name}: {way} is not true"
            for way in ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
            if block.get(way) is not True
        ]
        if at(bucket, "OwnershipControls", "Rules") != [{"ObjectOwnership": "BucketOwnerEnforced"}]:
            findings.append(f"{name}: ACLs are in force")
        if not at(bucket, "BucketEncryption", "ServerSideEncryptionConfiguration"):
            findings.append(f"{name}: encryption is not stated")
        if "WebsiteConfiguration" in bucket:
            findings.append(f"{name}: a website, which has no TLS and is public")
        policies = [
            statement
            for _, policy in resources(template, "AWS::S3::BucketPolicy")
            if refers_to(policy["Bucket"]) == name
            for statement in policy["PolicyDocument"]["Statement"]
        ]
        if not any(_denies_plain_http(statement) for statement in policies):
            findings.append(f"{name}: may be read without TLS")
        findings += [
            f"{name} {statement.get('Sid', '')}: lets in a service without saying for whom"
            for statement in policies
            if statement["Effect"] == "Allow"
            and not at(statement, "Condition", "StringEquals", "AWS:SourceArn")
        ]
    return findings


def _denies_plain_http(statement: dict[str, Any]) -> bool:
    return (
        statement["Effect"] == "Deny"
        and statement["Principal"] == "*"
        and statement["Action"] == "s3:*"
        and len(statement["Resource"]) == 2
        and at(statement, "Condition", "Bool", "aws:SecureTransport") in ("false", False)
    )


def _of_the_template(directive: str, source: str) -> bool:
    """Whether a page may talk there or show what is there (it runs nothing): the template names the host."""
    return directive in ("connect-src", "img-src") and source.startswith(("https://${", "${"))


def pages_without_security_headers(template: Template) -> list[str]:
    """Behaviours without a headers policy, and policies that would let foreign or inline code in."""
    findings = []
    safe = set()
    for name, policy in resources(template, "AWS::CloudFront::ResponseHeadersPolicy"):
        security = at(policy, "ResponseHeadersPolicyConfig", "SecurityHeadersConfig") or {}
        csp = at(security, "ContentSecurityPolicy", "ContentSecurityPolicy") or ""
        text = csp["Fn::Sub"] if isinstance(csp, dict) else csp
        directives = [directive.split() for directive in text.split(";") if directive.strip()]
        if ["default-src", "'none'"] not in directives:
            findings.append(f"{name}: default-src is not 'none'")
        findings += [
            f"{name}: {directive[0]} {source}"
            for directive in directives
            for source in directive[1:]
            if source not in ("'self'", "'none'") and not _of_the_template(directive[0], source)
        ]
        if not all(value.get("Override") is True for value in security.values()):
            findings.append(f"{name}: the origin may say otherwise")
        for header in ("ContentTypeOptions", "FrameOptions", "ReferrerPolicy", "StrictTransportSecurity"):
            if header not in security:
                findings.append(f"{name}: no {header}")
        safe.add(name)
    for name, distribution in resources(template, "AWS::CloudFront::Distribution"):
        config = distribution["DistributionConfig"]
        for behaviour in [config["DefaultCacheBehavior"], *config.get("CacheBehaviors", [])]:
            if refers_to(behaviour.get("ResponseHeadersPolicyId")) not in safe:
                findings.append(f"{name} {behaviour.get('PathPattern', 'default')}: no headers policy")
            if behaviour["ViewerProtocolPolicy"] not in ("https-only", "redirect-to-https"):
                findings.append(f"{name} {behaviour.get('PathPattern', 'default')}: answers plain HTTP")
    return findings


def headers_that_cloudfront_refuses(template: Template) -> list[str]:
    """cfn-lint does not know these two, and CloudFront says no more than "invalid request"."""
    findings = []
    for name, policy in resources(template, "AWS::CloudFront::OriginRequestPolicy"):
        headers = at(policy, "OriginRequestPolicyConfig", "HeadersConfig") or {}
        listed = {header.lower() for header in headers.get("Headers", [])}
        if headers.get("HeaderBehavior") == "whitelist" and "authorization" in listed:
            findings.append(f"{name}: Authorization cannot be listed")
        if headers.get("HeaderBehavior") == "whitelist" and len(listed) > 10:
            findings.append(f"{name}: more than ten headers")
    return findings


def names_that_clash(template: Template) -> list[str]:
    """Names that two stacks of one account would both want."""
    findings = []
    for name, resource in template["Resources"].items():
        kind = resource["Type"]
        given = at(resource.get("Properties", {}), *NAMES.get(kind, ("",)))
        if given is None:
            continue
        text = " ".join(strings(given))
        needed = ["AWS::StackName", "AWS::Region"] if kind in GLOBAL_NAMES else ["AWS::StackName"]
        findings += [f"{name}: {text} without {part}" for part in needed if part not in text]
    return findings


def secrets_in_the_open(template: Template) -> list[str]:
    """Variables and origin headers for a secret that is not fetched from Secrets Manager."""
    findings = []
    for name, function in resources(template, "AWS::Lambda::Function"):
        for variable, value in (at(function, "Environment", "Variables") or {}).items():
            if variable.endswith(("_SECRET", "_KEY", "_KEYS", "_TOKEN", "_PASSWORD")) and not _is_fetched(
                value
            ):
                findings.append(f"{name} {variable}")
    for name, distribution in resources(template, "AWS::CloudFront::Distribution"):
        for origin in distribution["DistributionConfig"]["Origins"]:
            findings += [
                f"{name} {header['HeaderName']}"
                for header in origin.get("OriginCustomHeaders", [])
                if not _is_fetched(header["HeaderValue"])
            ]
    for name, secret in resources(template, "AWS::SecretsManager::Secret"):
        if (at(secret, "GenerateSecretString", "PasswordLength") or 0) < 32:
            findings.append(f"{name}: not generated, or shorter than 32")
    return findings


def _is_fetched(value: Any) -> bool:
    return isinstance(value, dict) and str(value.get("Fn::Sub", "")).startswith("{{resolve:secretsmanager:${")


def requests_that_leave_traces(template: Template) -> list[str]:
    """Access logs that hold what is about a person: an address, a user agent, a path or a query string."""
    personal = ("$context.identity", "$context.path", "$context.authorizer", "$request", "$context.domain")
    findings = [
        f"{name}: {what}"
        for name, stage in resources(template, "AWS::ApiGatewayV2::Stage")
        for what in personal
        if what in str(at(stage, "AccessLogSettings", "Format"))
    ]
    findings += [
        f"{name}: standard logs hold addresses and query strings"
        for name, distribution in resources(template, "AWS::CloudFront::Distribution")
        if "Logging" in distribution["DistributionConfig"]
    ]
    return findings
