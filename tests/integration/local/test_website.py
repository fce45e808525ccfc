"""The site, the API and GraphiQL on one port, with production's headers."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest
import yaml

from meter_reads.local.options import REPOSITORY

TEMPLATE = (REPOSITORY / "template.yaml").read_text(encoding="utf-8")


def content_policy(emulator: str) -> str:
    """As it stands in the template, found by its text, with the laptop's own sign-in pages and bucket."""
    lines = re.search(r"ContentSecurityPolicy: !Sub >-\n((?: +\S.*\n)+?) +Override", TEMPLATE)
    assert lines
    text = " ".join(lines[1].split()).replace(" ${CustomerTokenUrl}", "")
    return text.replace("https://${UserPoolDomain}.auth.${AWS::Region}.amazoncognito.com", emulator).replace(
        "https://${PhotoBucket.RegionalDomainName}", emulator
    )


def custom_headers() -> dict[str, str]:
    items = re.search(r"CustomHeadersConfig:\n +Items:\n(.*?)\n\n", TEMPLATE, re.DOTALL)
    assert items
    return {item["Header"]: item["Value"] for item in yaml.safe_load(items[1])}


@pytest.mark.parametrize(
    ("path", "status"),
    [("/", 200), ("/receipt.html", 200), ("/nowhere", 404), ("/graphql", 400), ("/health", 200)],
)
def test_every_answer_has_the_security_headers_of_the_template(site_url: str, path: str, status: int) -> None:
    answer = httpx2.get(site_url + path)

    assert answer.status_code == status
    token_url = urlsplit(httpx2.get(f"{site_url}/sign-in.json").json()["tokenUrl"])
    emulator = f"{token_url.scheme}://{token_url.netloc}"
    assert answer.headers["content-security-policy"] == content_policy(emulator)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"] == "no-referrer"
    for name, value in custom_headers().items():
        if name != "cache-control":
            assert answer.headers[name] == value


def test_hsts_is_left_out_where_there_is_no_tls(site_url: str) -> None:
    assert "StrictTransportSecurity" in TEMPLATE

    assert "strict-transport-security" not in httpx2.get(site_url).headers


def test_pages_are_asked_for_again_each_time_pictures_after_a_day_and_hashed_files_never(
    site_url: str,
) -> None:
    page = httpx2.get(site_url)
    (script,) = re.findall(r'src="(/assets/[^"]+\.js)"', page.text)

    assert page.headers["cache-control"] == "no-cache"
    assert httpx2.get(f"{site_url}/mark.svg").headers["cache-control"] == "public, max-age=86400"
    assert httpx2.get(site_url + script).headers["cache-control"] == "public, max-age=31536000, immutable"
    assert (
        httpx2.get(f"{site_url}/assets/nothing.js").headers["cache-control"]
        != "public, max-age=31536000, immutable"
    )


def test_the_api_says_itself_how_long_its_answers_are_kept(site_url: str) -> None:
    assert (
        httpx2.get(f"{site_url}/graphql", params={"query": "{__typename}"}).headers["cache-control"]
        == "no-store"
    )


def test_nothing_outside_the_site_is_served(site_url: str) -> None:
    for path in ("/../package.json", "/..%2f..%2fpyproject.toml", "/%2e%2e/package.json", "//etc/passwd"):
        assert httpx2.get(site_url + path).status_code == 404


def test_a_browser_that_visits_the_endpoint_gets_graphiql(site_url: str) -> None:
    browser = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}

    visit = httpx2.get(f"{site_url}/graphql", headers=browser)
    page = httpx2.get(site_url + visit.headers["location"])

    assert visit.status_code == 303
    assert visit.headers["location"] == "/graphiql/"
    assert "GraphiQL" in page.text
    for file in re.findall(r'(?:src|href)="(/[^"]+)"', page.text):
        assert httpx2.get(site_url + file).status_code == 200, file


def test_a_browser_that_asks_something_gets_an_answer(site_url: str) -> None:
    answer = httpx2.get(
        f"{site_url}/graphql", params={"query": "{__typename}"}, headers={"accept": "text/html,*/*"}
    )

    assert answer.json() == {"data": {"__typename": "Query"}}


def test_only_graphiql_has_a_looser_content_policy_and_none_for_scripts(site_url: str) -> None:
    policy = httpx2.get(f"{site_url}/graphiql/").headers["content-security-policy"]

    assert "script-src 'self';" in policy
    assert "unsafe-eval" not in policy
    assert "unsafe-inline" in policy
    assert "unsafe-inline" not in content_policy("")


def test_graphiql_is_found_without_its_last_slash(site_url: str) -> None:
    assert httpx2.get(f"{site_url}/graphiql").headers["location"] == "/graphiql/"


def test_the_built_site_is_what_is_served(site_url: str) -> None:
    dist = REPOSITORY / "frontend-static" / "dist"

    for file in [path for path in Path(dist).rglob("*") if path.is_file()]:
        assert httpx2.get(f"{site_url}/{file.relative_to(dist)}").content == file.read_bytes()


def test_files_come_compressed_to_those_who_take_it_as_from_cloudfront(site_url: str) -> None:
    (script,) = re.findall(r'src="(/assets/[^"]+\.js)"', httpx2.get(site_url).text)

    for path in ("/", script):
        answer = httpx2.get(site_url + path, headers={"accept-encoding": "gzip"})

        assert answer.headers["content-encoding"] == "gzip"
