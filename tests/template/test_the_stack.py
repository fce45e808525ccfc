"""What the template promises to the backend and to the site, in the order of the journey."""

import json
import re
from typing import Any

import pytest

from meter_reads.journey.callers import AGENTS, OPERATORS

from .conftest import REPOSITORY
from .rules import Template, function_of, refers_to, resources

PHOTOS = "https://${PhotoBucket.RegionalDomainName}"
CONTENT_SECURITY_POLICY = (
    f"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' {PHOTOS}; font-src 'self'; "
    "connect-src 'self' https://${UserPoolDomain}.auth.${AWS::Region}.amazoncognito.com ${CustomerTokenUrl} "
    f"{PHOTOS}; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
SIGN_IN_PAGES = "https://${UserPoolDomain}.auth.${AWS::Region}.amazoncognito.com"
CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"


def the(template: Template, name: str) -> dict[str, Any]:
    found: dict[str, Any] = template["Resources"][name]["Properties"]
    return found


def distribution(template: Template) -> dict[str, Any]:
    found: dict[str, Any] = the(template, "Distribution")["DistributionConfig"]
    return found


def behaviours(template: Template) -> dict[str, dict[str, Any]]:
    config = distribution(template)
    return {"default": config["DefaultCacheBehavior"]} | {
        b["PathPattern"]: b for b in config["CacheBehaviors"]
    }


# ---- the site


def test_the_content_security_policy_is_the_agreed_one(translated: Template) -> None:
    policy = the(translated, "SecurityHeadersPolicy")["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]

    assert policy["ContentSecurityPolicy"]["ContentSecurityPolicy"] == {"Fn::Sub": CONTENT_SECURITY_POLICY}


def test_the_other_security_headers_are_the_agreed_ones(translated: Template) -> None:
    policy = the(translated, "SecurityHeadersPolicy")["ResponseHeadersPolicyConfig"]
    security = policy["SecurityHeadersConfig"]
    custom = {header["Header"]: header["Value"] for header in policy["CustomHeadersConfig"]["Items"]}

    assert security["StrictTransportSecurity"] == {
        "AccessControlMaxAgeSec": 2 * 365 * 24 * 60 * 60,
        "IncludeSubdomains": True,
        "Preload": True,
        "Override": True,
    }
    assert security["FrameOptions"]["FrameOption"] == "DENY"
    assert security["ReferrerPolicy"]["ReferrerPolicy"] == "no-referrer"
    assert custom["cross-origin-opener-policy"] == custom["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in custom["permissions-policy"]


def test_only_the_distribution_reads_the_bucket(translated: Template) -> None:
    site = next(origin for origin in distribution(translated)["Origins"] if origin["Id"] == "site")

    assert refers_to(site["OriginAccessControlId"]) == "SiteOriginAccessControl"
    assert site["DomainName"] == {"Fn::GetAtt": ["SiteBucket", "RegionalDomainName"]}
    assert (
        the(translated, "SiteOriginAccessControl")["OriginAccessControlConfig"]["SigningBehavior"] == "always"
    )


def test_pages_are_fresh_within_minutes_and_assets_are_kept(translated: Template) -> None:
    pages = the(translated, "PageCachePolicy")["CachePolicyConfig"]

    assert refers_to(behaviours(translated)["default"]["CachePolicyId"]) == "PageCachePolicy"
    assert pages["MaxTTL"] <= 300
    assert behaviours(translated)["/assets/*"]["CachePolicyId"] == CACHING_OPTIMIZED


def test_a_missing_page_is_readable(translated: Template) -> None:
    # Where S3 may not say 404, it says 403, which is no custom error's: the API's own are JSON.
    for bucket in ("SiteBucket", "FallbackBucket"):
        statements = the(translated, f"{bucket}Policy")["PolicyDocument"]["Statement"]
        assert [s["Principal"] for s in statements if s["Action"] == "s3:ListBucket"] == [
            {"Service": "cloudfront.amazonaws.com"}
        ]

    errors = {error["ErrorCode"]: error for error in distribution(translated)["CustomErrorResponses"]}

    assert (errors[404]["ResponsePagePath"], errors[404]["ResponseCode"]) == ("/404.html", 404)


def test_pages_stand_for_errors_that_the_app_never_answers_with(translated: Template) -> None:
    """Custom errors hold for every origin; what the API refuses is JSON for whoever asked."""
    errors = distribution(translated)["CustomErrorResponses"]

    shown = {each["ErrorCode"]: each["ResponsePagePath"] for each in errors if "ResponsePagePath" in each}

    assert shown == {404: "/404.html", 502: "/unavailable.html", 504: "/unavailable.html"}


def test_no_error_of_the_api_is_kept_at_the_edge(translated: Template) -> None:
    """For ten seconds, if nothing is said, by a key without a query: one for all that is asked by GET."""
    kept = {
        each["ErrorCode"]: each["ErrorCachingMinTTL"]
        for each in distribution(translated)["CustomErrorResponses"]
    }

    assert {code: seconds for code, seconds in kept.items() if code != 404} == dict.fromkeys(
        (405, 500, 502, 503, 504), 0
    )


def test_pages_that_the_sites_bucket_cannot_give_come_from_the_other_one(translated: Template) -> None:
    [group] = distribution(translated)["OriginGroups"]["Items"]
    origins = {each["Id"]: each for each in distribution(translated)["Origins"]}

    members = [member["OriginId"] for member in group["Members"]["Items"]]

    assert [refers_to(origins[member]["DomainName"]) for member in members] == [
        "SiteBucket",
        "FallbackBucket",
    ]
    assert group["FailoverCriteria"]["StatusCodes"]["Items"] == [403, 404, 500, 502, 503, 504]
    assert behaviours(translated)["default"]["TargetOriginId"] == group["Id"]
    # A missing script is no page.
    assert behaviours(translated)["/assets/*"]["TargetOriginId"] == "site"


def test_transport_is_modern(translated: Template) -> None:
    config = distribution(translated)
    certificate = config["ViewerCertificate"]["Fn::If"][1]
    api = next(origin for origin in config["Origins"] if origin["Id"] == "api")

    assert config["HttpVersion"] == "http2and3"
    assert certificate["MinimumProtocolVersion"].startswith("TLSv1.2_")
    assert api["CustomOriginConfig"]["OriginSSLProtocols"] == ["TLSv1.2"]
    assert api["CustomOriginConfig"]["OriginProtocolPolicy"] == "https-only"
    assert behaviours(translated)["default"]["Compress"] is True


# ---- the API


@pytest.mark.parametrize("path", ["/graphql", "/health"])
def test_nothing_of_the_api_is_cached(path: str, translated: Template) -> None:
    behaviour = behaviours(translated)[path]

    assert behaviour["TargetOriginId"] == "api"
    assert behaviour["CachePolicyId"] == CACHING_DISABLED


def test_every_method_reaches_graphql_so_that_the_app_can_refuse_it(translated: Template) -> None:
    assert set(behaviours(translated)["/graphql"]["AllowedMethods"]) == {
        *("GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE")
    }


@pytest.mark.parametrize("path", ["/graphql", "/health"])
def test_the_api_gets_the_headers_it_needs_but_not_the_host(path: str, translated: Template) -> None:
    policy = the(translated, "ApiRequestPolicy")["OriginRequestPolicyConfig"]

    assert refers_to(behaviours(translated)[path]["OriginRequestPolicyId"]) == "ApiRequestPolicy"
    assert policy["HeadersConfig"] == {"HeaderBehavior": "allExcept", "Headers": ["Host"]}
    assert policy["QueryStringsConfig"] == {"QueryStringBehavior": "all"}
    assert policy["CookiesConfig"] == {"CookieBehavior": "none"}


@pytest.mark.parametrize("path", ["/graphql", "/health"])
def test_host_and_address_are_written_over_what_a_client_sent(path: str, translated: Template) -> None:
    code = the(translated, "ViewerFunction")["FunctionCode"]

    [association] = behaviours(translated)[path]["FunctionAssociations"]

    assert association["EventType"] == "viewer-request"
    assert refers_to(association["FunctionARN"]) == "ViewerFunction"
    assert "headers['x-forwarded-host'] = { value: headers.host.value };" in code
    assert "headers['x-viewer-address'] = { value: event.viewer.ip };" in code


def test_the_api_can_tell_that_a_request_came_through_the_distribution(translated: Template) -> None:
    api = next(origin for origin in distribution(translated)["Origins"] if origin["Id"] == "api")
    secret = {"Fn::Sub": "{{resolve:secretsmanager:${EdgeSecret}}}"}

    assert api["OriginCustomHeaders"] == [{"HeaderName": "x-edge-secret", "HeaderValue": secret}]
    assert the(translated, "HttpFunction")["Environment"]["Variables"]["EDGE_SECRET"] == secret


def test_the_http_api_has_these_routes_to_the_http_function(translated: Template) -> None:
    routes = {
        route["RouteKey"]: route["Target"]
        for _, route in resources(translated, "AWS::ApiGatewayV2::Route")
        if refers_to(route["ApiId"]) == "HttpApi"
    }
    integration = the(translated, "HttpIntegration")

    assert set(routes) == {"ANY /graphql", "GET /health", "GET /sign-in.json"}
    assert set(map(str, routes.values())) == {"{'Fn::Sub': 'integrations/${HttpIntegration}'}"}
    assert integration["PayloadFormatVersion"] == "2.0"
    assert function_of(translated, integration["IntegrationUri"]) == "HttpFunction"
    assert integration["TimeoutInMillis"] > the(translated, "HttpFunction")["Timeout"] * 1000


def test_the_http_api_is_throttled_and_its_log_is_json(translated: Template) -> None:
    stage = the(translated, "HttpStage")

    line = json.loads(stage["AccessLogSettings"]["Format"])

    assert {"requestId", "route", "status", "latency"} <= set(line)
    assert "\n" not in stage["AccessLogSettings"]["Format"]
    assert set(stage["DefaultRouteSettings"]) == {"ThrottlingRateLimit", "ThrottlingBurstLimit"}
    assert (stage["StageName"], stage["AutoDeploy"]) == ("$default", True)


# ---- the function


def test_the_http_function_runs_the_handler_on_arm_with_json_logs(translated: Template) -> None:
    function = the(translated, "HttpFunction")

    assert function["Handler"] == "meter_reads.lambdas.http.handler"
    assert function["Architectures"] == ["arm64"]
    assert function["Runtime"] == {"Ref": "PythonRuntime"}
    assert function["LoggingConfig"]["LogFormat"] == "JSON"
    assert refers_to(function["Role"]) == "HttpFunctionRole"


def test_the_http_function_is_told_where_everything_is(translated: Template) -> None:
    assert the(translated, "HttpFunction")["Environment"]["Variables"] == {
        "ENVIRONMENT": "production",
        "LOG_LEVEL": {"Ref": "LogLevel"},
        "METRICS_NAMESPACE": {"Fn::Sub": "MeterReads/${AWS::StackName}"},
        "METER_LOG_TABLE": {"Ref": "MeterLogTable"},
        "ACCOUNTS_TABLE": {"Ref": "AccountsTable"},
        "ATTEMPTS_TABLE": {"Ref": "AttemptsTable"},
        "CONNECTIONS_TABLE": {"Ref": "ConnectionsTable"},
        "PROJECTIONS_TABLE": {"Ref": "ProjectionsTable"},
        "AUDIT_TABLE": {"Ref": "AuditTable"},
        "PHOTO_BUCKET": {"Ref": "PhotoBucket"},
        "SIGNING_KEYS": {"Fn::Sub": "{{resolve:secretsmanager:${SigningKeys}}}"},
        "EDGE_SECRET": {"Fn::Sub": "{{resolve:secretsmanager:${EdgeSecret}}}"},
        "STAFF_ISSUER": {"Fn::Sub": "https://cognito-idp.${AWS::Region}.amazonaws.com/${UserPool}"},
        "STAFF_CLIENT_ID": {"Ref": "UserPoolClient"},
        "STAFF_SIGN_IN_URL": {"Fn::Sub": SIGN_IN_PAGES},
        "CUSTOMER_ISSUER": {"Ref": "CustomerIssuer"},
        "CUSTOMER_CLIENT_ID": {"Ref": "CustomerClientId"},
        "CUSTOMER_JWKS_URL": {"Ref": "CustomerJwksUrl"},
        "CUSTOMER_AUTHORIZE_URL": {"Ref": "CustomerAuthorizeUrl"},
        "CUSTOMER_TOKEN_URL": {"Ref": "CustomerTokenUrl"},
        "CUSTOMER_LOGOUT_URL": {"Ref": "CustomerLogoutUrl"},
    }


def test_a_rotated_secret_reaches_all_who_hold_it(translated: Template) -> None:
    # CloudFormation looks secrets up only in resources that it updates, so something in them has to change.
    assert "${SecretsRevision}" in the(translated, "HttpFunction")["Description"]["Fn::Sub"]
    assert "${SecretsRevision}" in distribution(translated)["Comment"]["Fn::Sub"]


def test_the_signing_keys_hold_no_comma_which_would_make_two_of_one(translated: Template) -> None:
    generated = the(translated, "SigningKeys")["GenerateSecretString"]

    assert (generated["ExcludePunctuation"], generated["ExcludeCharacters"]) == (True, ",")


def test_the_http_function_may_do_these_things_and_no_others(translated: Template) -> None:
    [policy] = the(translated, "HttpFunctionRole")["Policies"]

    photos = {
        statement["Resource"]["Fn::Sub"]: statement["Action"]
        for statement in policy["PolicyDocument"]["Statement"]
        if "s3:" in str(statement["Action"])
    }
    granted = {
        refers_to(statement["Resource"]): set(statement["Action"])
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Allow" and "s3:" not in str(statement["Action"])
    }

    assert photos == {
        "${PhotoBucket.Arn}/incoming/*": "s3:PutObject",
        "${PhotoBucket.Arn}/photos/*": "s3:GetObject",
    }
    assert len(policy["PolicyDocument"]["Statement"]) == len(granted) + len(photos)
    assert granted == {
        "MeterLogTable": {"dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"},
        "AccountsTable": {
            "dynamodb:BatchGetItem",
            "dynamodb:GetItem",
            "dynamodb:PutItem",
            "dynamodb:UpdateItem",
        },
        "AttemptsTable": {
            "dynamodb:BatchGetItem",
            "dynamodb:GetItem",
            "dynamodb:PutItem",
            "dynamodb:UpdateItem",
        },
        "ProjectionsTable": {"dynamodb:GetItem", "dynamodb:Query"},
        "AuditTable": {"dynamodb:PutItem", "dynamodb:Query"},
        "ConnectionsTable": {"dynamodb:Query"},
        "HttpFunctionLogGroup": {"logs:CreateLogStream", "logs:PutLogEvents"},
    }


def test_each_grant_is_explained() -> None:
    lines = (REPOSITORY / "template.yaml").read_text().splitlines()
    grants = [number for number, line in enumerate(lines) if re.match(r"\s+- Sid: ", line)]

    assert len(grants) >= 7
    unexplained = [lines[n].strip() for n in grants if not lines[n - 1].lstrip().startswith("# ")]
    assert unexplained == []


# ---- who signs in


def test_nobody_makes_an_account_of_staff_for_themselves(translated: Template) -> None:
    pool = the(translated, "UserPool")

    assert pool["AdminCreateUserConfig"] == {"AllowAdminCreateUserOnly": True}
    assert pool["Policies"]["PasswordPolicy"]["MinimumLength"] >= 12
    assert pool["DeletionProtection"] == "ACTIVE"
    assert (pool["MfaConfiguration"], pool["EnabledMfas"]) == ("OPTIONAL", ["SOFTWARE_TOKEN_MFA"])


def test_the_groups_are_those_that_the_app_knows(translated: Template) -> None:
    groups = {group["GroupName"] for _, group in resources(translated, "AWS::Cognito::UserPoolGroup")}

    assert groups == {AGENTS, OPERATORS}


def test_the_site_signs_in_by_code_without_a_secret_and_takes_no_password(translated: Template) -> None:
    client = the(translated, "UserPoolClient")

    assert client["GenerateSecret"] is False
    assert client["AllowedOAuthFlows"] == ["code"]
    assert client["ExplicitAuthFlows"] == ["ALLOW_REFRESH_TOKEN_AUTH"]
    assert client["PreventUserExistenceErrors"] == "ENABLED"
    [back], [away] = client["CallbackURLs"], client["LogoutURLs"]
    assert back["Fn::Sub"][0] == "https://${Host}/sign-in.html"
    assert away["Fn::Sub"][0] == "https://${Host}/sign-in.html?signed-out"


def test_the_sign_in_pages_of_two_stacks_do_not_clash(translated: Template) -> None:
    template, names = the(translated, "UserPoolDomain")["Domain"]["Fn::Sub"]

    assert template == "meter-reads-${Id}"
    assert names == {"Id": {"Fn::Select": [2, {"Fn::Split": ["/", {"Ref": "AWS::StackId"}]}]}}


def test_where_people_sign_in_may_be_kept_at_the_edge(translated: Template) -> None:
    behaviour = behaviours(translated)["/sign-in.json"]

    assert behaviour["TargetOriginId"] == "api"
    assert refers_to(behaviour["CachePolicyId"]) == "PageCachePolicy"
    assert behaviour["AllowedMethods"] == ["GET", "HEAD"]


# ---- the tables


def keys(table: dict[str, Any]) -> list[tuple[str, str, str]]:
    types = {
        attribute["AttributeName"]: attribute["AttributeType"] for attribute in table["AttributeDefinitions"]
    }
    return [(key["AttributeName"], key["KeyType"], types[key["AttributeName"]]) for key in table["KeySchema"]]


def test_the_meter_log_is_keyed_by_meter_and_sequence_and_tells_of_each_new_item(
    translated: Template,
) -> None:
    table = the(translated, "MeterLogTable")

    assert keys(table) == [("meter_id", "HASH", "S"), ("sequence", "RANGE", "N")]
    assert table["StreamSpecification"] == {"StreamViewType": "NEW_IMAGE"}


def test_accounts_are_looked_up_by_one_key(translated: Template) -> None:
    assert keys(the(translated, "AccountsTable")) == [("key", "HASH", "S")]


def test_attempts_are_forgotten(translated: Template) -> None:
    table = the(translated, "AttemptsTable")

    assert keys(table) == [("key", "HASH", "S")]
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}


def test_every_table_is_paid_by_request_and_can_be_put_back_to_any_second(translated: Template) -> None:
    tables = dict(resources(translated, "AWS::DynamoDB::Table"))

    assert set(tables) == {
        "MeterLogTable",
        "AccountsTable",
        "AttemptsTable",
        "ConnectionsTable",
        "ProjectionsTable",
        "AuditTable",
        "ReviewsTable",
    }
    for table in tables.values():
        assert table["BillingMode"] == "PAY_PER_REQUEST"
        assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
        assert "GlobalSecondaryIndexes" not in table


@pytest.mark.parametrize("name", ["MeterLogTable", "AccountsTable", "AuditTable", "SigningKeys"])
def test_what_cannot_be_made_again_outlives_the_stack(name: str, translated: Template) -> None:
    resource = translated["Resources"][name]

    assert (resource["DeletionPolicy"], resource["UpdateReplacePolicy"]) == ("Retain", "Retain")


# ---- what the stack says of itself


def test_every_parameter_and_output_is_described(translated: Template) -> None:
    described = [*translated["Parameters"].values(), *translated["Outputs"].values()]

    assert all(len(thing["Description"]) > 10 for thing in described)
    assert all("Default" in parameter for parameter in translated["Parameters"].values())


def test_the_outputs_are_what_a_deployment_needs(translated: Template) -> None:
    assert set(translated["Outputs"]) == {
        *("SiteUrl", "ApiUrl", "LiveUrl", "DistributionDomainName", "DistributionId", "SiteBucketName"),
        "FallbackBucketName",
        *("MeterLogTableName", "AccountsTableName", "AttemptsTableName", "ConnectionsTableName"),
        *("ProjectionsTableName", "AuditTableName", "StreamDeadLettersUrl", "ReviewDeadLettersUrl"),
        *("PhotoBucketName", "PhotoDeadLettersUrl"),
        *("ReviewsTableName", "ReviewStateMachineArn", "NoticesTopicArn"),
        *("UserPoolId", "SignInUrl"),
        *("OperationsDeadLettersUrl", "AlarmsTopicArn"),
    }
