"""The demo people sign in on a laptop: by code with PKCE as the site does, and by one command for curl."""

import hashlib
import json
import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from meter_reads.local.people import Person, create_people, create_user_pool, demo_people
from meter_reads.local.token import access_token
from meter_reads.settings import Settings
from meter_reads.store.stores import open_stores

WHO = "{ viewer { role name meters { id } } }"
PEOPLE = {person.role: person for person in demo_people()}


def viewer(site_url: str, token: str) -> dict[str, Any]:
    answer = httpx2.post(
        f"{site_url}/graphql", json={"query": WHO}, headers={"authorization": f"Bearer {token}"}
    ).json()
    assert "errors" not in answer, answer
    return answer["data"]["viewer"]


def signed_in_by_code(site_url: str, person: Person) -> dict[str, Any]:
    """What the token endpoint gives after the sign-in page, as a browser and the site go through them."""
    page = httpx2.get(f"{site_url}/sign-in.json").json()
    verifier = secrets.token_urlsafe(48)
    challenge = urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code",
        "client_id": page["clientId"],
        "redirect_uri": f"{site_url}/sign-in.html",
        "scope": " ".join(page["scopes"]),
        "state": "a state",
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    form = httpx2.get(page["authorizeUrl"], params=asked)
    fields = dict(re.findall(r'name="([^"]+)"[^>]*value="([^"]*)"', form.text))
    fields = {name: unescape(value) for name, value in fields.items()}
    action = re.search(r'action="([^"]+)"', form.text)
    assert action, form.text
    there = urlsplit(page["authorizeUrl"])
    sent = httpx2.post(
        f"{there.scheme}://{there.netloc}{action[1]}",
        data={**fields, "username": person.username, "password": person.password},
    )
    assert sent.status_code in (302, 303), sent.text
    back = urlsplit(sent.headers["location"])
    assert f"{back.scheme}://{back.netloc}{back.path}" == f"{site_url}/sign-in.html"
    given = parse_qs(back.query)
    assert given["state"] == ["a state"]
    return httpx2.post(
        page["tokenUrl"],
        data={
            "grant_type": "authorization_code",
            "client_id": page["clientId"],
            "code": given["code"][0],
            "code_verifier": verifier,
            "redirect_uri": f"{site_url}/sign-in.html",
        },
    ).json()


@pytest.mark.parametrize(
    ("role", "meters"),
    [("customer", 3), ("agent", 0), ("operator", 0)],
    ids=["customer", "agent", "operator"],
)
def test_each_demo_person_signs_in_by_code_and_is_who_demo_json_says(role: str, meters: int, site_url: str):
    tokens = signed_in_by_code(site_url, PEOPLE[role])

    seen = viewer(site_url, tokens["access_token"])

    assert (seen["role"], seen["name"]) == (role.upper(), PEOPLE[role].username)
    assert len(seen["meters"]) == meters


def test_the_id_token_of_a_sign_in_opens_nothing(site_url: str):
    tokens = signed_in_by_code(site_url, PEOPLE["agent"])

    answer = httpx2.post(
        f"{site_url}/graphql",
        json={"query": WHO},
        headers={"authorization": f"Bearer {tokens['id_token']}"},
    )

    assert answer.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


def test_pages_may_fetch_tokens_where_people_sign_in_and_nowhere_else(site_url: str):
    page = httpx2.get(f"{site_url}/sign-in.json")
    token_url = urlsplit(page.json()["tokenUrl"])

    policy = httpx2.get(site_url).headers["content-security-policy"]

    [directive] = [each.split() for each in policy.split(";") if each.strip().startswith("connect-src")]
    assert set(directive[1:]) == {"'self'", f"{token_url.scheme}://{token_url.netloc}"}
    assert page.headers["cache-control"] == "public, max-age=60"


def test_people_links_and_keys_are_there_after_a_restart(start_server: Callable[..., Any], tmp_path: Path):
    customer = PEOPLE["customer"]
    first = start_server(tmp_path / "data")
    url = first.url
    token = access_token(url, customer.username, customer.password)
    meters = viewer(url, token)["meters"]
    assert first.stop() == 0

    again = start_server(tmp_path / "data").url

    assert viewer(again, token)["meters"] == meters
    anew = access_token(again, customer.username, customer.password)
    assert subject(anew) == subject(token)
    assert signed_in_by_code(again, PEOPLE["agent"])["access_token"]


def test_a_pool_is_made_once_and_people_come_back_to_where_the_service_is_now(
    fresh_settings: Callable[[], Settings],
):
    accounts = open_stores(fresh_settings()).accounts

    pool = create_user_pool(["http://127.0.0.1:7101"])
    create_people(pool, demo_people(), accounts)
    again = create_user_pool(["http://127.0.0.1:7102"])
    create_people(again, demo_people(), accounts)

    assert again == pool


def subject(token: str) -> str:
    payload = token.split(".")[1]
    return json.loads(_decoded(payload))["sub"]


def _decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
