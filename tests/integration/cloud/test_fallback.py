"""What people see while the site or the API cannot answer: a page that says what to do.

What the API itself says stays JSON. All of it by a stack of its own, which is broken in one way after the
other and mended again.
"""

import copy
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import boto3
import httpx2
import pytest

from meter_reads.local.aws_environment import REGION
from meter_reads.local.cloud.__main__ import PACKAGE
from meter_reads.local.cloud.deployment import Deployment, deploy
from meter_reads.local.cloud.site import upload_site
from meter_reads.local.website import SITE

# No host of AWS's is dialled here, so this is one that does not answer.
NOWHERE = "nowhere.amazonaws.com"
# By which the API calls its function.
ALIAS = "live"


class Stack:
    def __init__(self, deployed: Deployment, emulator: str) -> None:
        self.deployed = deployed
        self._emulator = emulator
        self._cloudfront = boto3.client("cloudfront")
        self._s3 = boto3.client("s3", region_name=REGION)

    def see(self, path: str, method: str = "GET", **request: Any) -> httpx2.Response:
        """What the distribution's viewers get."""
        headers = {"host": self.deployed.outputs["DistributionDomainName"], "x-forwarded-proto": "https"}
        given = {**headers, **request.pop("headers", {})}
        return httpx2.request(method, f"{self._emulator}{path}", headers=given, timeout=30, **request)

    @contextmanager
    def without_rights(self) -> Iterator[None]:
        """The site's bucket lets nobody in any more."""
        bucket = self.deployed.outputs["SiteBucketName"]
        policy = self._s3.get_bucket_policy(Bucket=bucket)["Policy"]
        self._s3.delete_bucket_policy(Bucket=bucket)
        yield
        self._s3.put_bucket_policy(Bucket=bucket, Policy=policy)

    @contextmanager
    def emptied(self) -> Iterator[None]:
        """Somebody deleted all that was uploaded."""
        bucket = self.deployed.outputs["SiteBucketName"]
        for page in self._s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
            for each in page.get("Contents", ()):
                self._s3.delete_object(Bucket=bucket, Key=each["Key"])
        yield
        upload_site(SITE, self.deployed)

    @contextmanager
    def origin(self, name: str, host: str, port: int = 80) -> Iterator[None]:
        """Another host in the place of an origin."""
        distribution = self.deployed.outputs["DistributionId"]
        before = self._cloudfront.get_distribution_config(Id=distribution)["DistributionConfig"]
        for each in before["Origins"]["Items"]:
            if "CustomOriginConfig" in each:
                # The emulator tells of no ports where CloudFormation was told of none.
                each["CustomOriginConfig"] = {"HTTPPort": 80, "HTTPSPort": 443, **each["CustomOriginConfig"]}
        changed = copy.deepcopy(before)
        (origin,) = [each for each in changed["Origins"]["Items"] if each["Id"] == name]
        origin.pop("S3OriginConfig", None)
        origin["OriginAccessControlId"] = ""
        origin["DomainName"] = host
        origin["CustomOriginConfig"] = {
            "HTTPPort": port,
            "HTTPSPort": 443,
            "OriginProtocolPolicy": "http-only",
        }
        self._configure(changed)
        yield
        self._configure(before)

    def _configure(self, config: dict[str, Any]) -> None:
        distribution = self.deployed.outputs["DistributionId"]
        tag = self._cloudfront.get_distribution_config(Id=distribution)["ETag"]
        self._cloudfront.update_distribution(Id=distribution, IfMatch=tag, DistributionConfig=config)

    @contextmanager
    def function_that_fails(self) -> Iterator[None]:
        """The version that serves the API cannot even start."""
        functions, name = boto3.client("lambda", region_name=REGION), self.deployed.resources["HttpFunction"]
        handler = functions.get_function_configuration(FunctionName=name)["Handler"]
        served = functions.get_alias(FunctionName=name, Name=ALIAS)["FunctionVersion"]
        functions.update_function_configuration(FunctionName=name, Handler="meter_reads.nothing.handler")
        broken = functions.publish_version(FunctionName=name)["Version"]
        functions.update_alias(FunctionName=name, Name=ALIAS, FunctionVersion=broken)
        yield
        functions.update_alias(FunctionName=name, Name=ALIAS, FunctionVersion=served)
        functions.update_function_configuration(FunctionName=name, Handler=handler)


@pytest.fixture(scope="module")
def stack(cloud: Any, account: None) -> Stack:
    deployed = deploy("fallback-of-the-tests", PACKAGE)
    upload_site(SITE, deployed)
    return Stack(deployed, cloud.emulator)


@contextmanager
def answering(status: int) -> Iterator[int]:
    """The port of a server that answers everything with a status."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def assert_is_the_fallback(answer: httpx2.Response) -> None:
    assert "Keep your reading" in answer.text
    assert "Cadwch eich darlleniad" in answer.text
    assert "<script" not in answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'")


@pytest.mark.parametrize("breaking", [Stack.without_rights, Stack.emptied], ids=lambda each: each.__name__)
def test_each_page_of_a_site_that_is_gone_is_the_fallback_page_until_it_is_back(
    breaking: Callable[[Stack], AbstractContextManager[None]], stack: Stack
):
    pages = ["/", *(f"/{page.name}" for page in SITE.glob("*.html"))]

    with breaking(stack):
        shown = [stack.see(page) for page in pages]
        beside = stack.see("/unavailable.css")
    after = stack.see("/")

    for answer in shown:
        assert_is_the_fallback(answer)
        assert answer.status_code == 503
        assert (answer.headers["retry-after"], answer.headers["cache-control"]) == ("60", "no-store")
        assert [name for name in answer.headers if name.lower().startswith("x-amz-meta")] == []
    assert (beside.status_code, beside.headers["content-type"]) == (200, "text/css; charset=utf-8")
    assert (after.status_code, "Keep your reading" in after.text) == (200, False)


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_storage_that_is_ill_shows_the_fallback_page(status: int, stack: Stack):
    with answering(status) as port, stack.origin("site", "127.0.0.1", port):
        answer = stack.see("/")

    assert_is_the_fallback(answer)
    assert answer.status_code == 503


def test_a_storage_that_cannot_be_reached_shows_the_fallback_page(stack: Stack):
    with stack.origin("site", NOWHERE):
        answer = stack.see("/")

    assert_is_the_fallback(answer)
    assert answer.status_code == 503


def test_nothing_installs_the_fallback_page_as_the_site(stack: Stack):
    """A service worker takes a new version only whole, and from answers that are well."""
    with stack.without_rights():
        assert stack.see("/service-worker.js").status_code == 404
        assert not stack.see("/").is_success


def test_an_api_that_cannot_be_reached_is_a_page_too_and_the_site_goes_on(stack: Stack):
    with stack.origin("api", NOWHERE):
        api, site = stack.see("/graphql", "POST", json={"query": "{ __typename }"}), stack.see("/")

    assert_is_the_fallback(api)
    assert api.status_code == 502
    assert site.status_code == 200


def test_a_page_that_never_was_is_still_the_one_that_says_so(stack: Stack):
    answer = stack.see("/never-was.html")

    assert answer.status_code == 404
    assert "There is no page here" in answer.text


def test_what_the_api_itself_refuses_stays_json(stack: Stack):
    refused = {
        405: stack.see("/graphql?query=mutation{__typename}"),
        403: stack.see("/graphql?query={__typename}", headers={"origin": "https://elsewhere.example"}),
        400: stack.see("/graphql", "POST", json={}),
    }

    for status, answer in refused.items():
        assert answer.status_code == status
        assert answer.json()["errors"][0]["extensions"]["code"]


def test_options_reach_the_app_which_says_what_it_allows(stack: Stack):
    answer = stack.see("/graphql", "OPTIONS")

    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")


def test_what_api_gateway_says_for_a_function_that_fails_stays_json(stack: Stack):
    with stack.function_that_fails():
        answer = stack.see("/graphql", "POST", json={"query": "{ __typename }"})

    assert (answer.status_code, answer.json()) == (500, {"message": "Internal Server Error"})
