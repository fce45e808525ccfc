"""Signing in as the site does: by authorisation code with PKCE (RFC 7636), through the sign-in pages."""

import hashlib
import os
import re
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from html import unescape
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx2

from .service import PATIENCE_SECONDS, Service


@dataclass(frozen=True)
class Person:
    """Someone of the stage: of demo.json, or named by E2E_AGENT and E2E_AGENT_PASSWORD and the like."""

    name: str
    password: str


def person(role: str) -> Person:
    return Person(
        os.environ.get(f"E2E_{role.upper()}") or f"{role}@example.com",
        os.environ.get(f"E2E_{role.upper()}_PASSWORD") or "Meter-reads-1!",
    )


def signed_in(service: Service, who: Person) -> dict[str, str]:
    """Goes through the pages; what the token endpoint gives. The service is asked as this person then."""
    page = service.send("GET", "/sign-in.json").json()
    verifier = secrets.token_urlsafe(48)
    challenge = urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    back = f"{service.url}/sign-in.html"
    asked = {
        "response_type": "code",
        "client_id": page["clientId"],
        "redirect_uri": back,
        "scope": " ".join(page["scopes"]),
        "state": secrets.token_urlsafe(16),
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    with httpx2.Client(timeout=PATIENCE_SECONDS) as browser:
        form = browser.get(page["authorizeUrl"], params=asked, follow_redirects=True)
        hidden = re.findall(r'name="([^"]+)"[^>]*value="([^"]*)"', form.text)
        action = re.search(r'action="([^"]+)"', form.text)
        assert action, form.text
        typed = {"username": who.name, "password": who.password}
        fields = {name: unescape(value) for name, value in hidden} | typed
        sent = browser.post(urljoin(str(form.url), unescape(action[1])), data=fields)
        returned = urlsplit(sent.headers["location"])
        assert returned._replace(query="").geturl() == back
        given = parse_qs(returned.query)
        assert given["state"] == [asked["state"]]
        tokens: dict[str, str] = browser.post(
            page["tokenUrl"],
            data={
                "grant_type": "authorization_code",
                "client_id": page["clientId"],
                "code": given["code"][0],
                "code_verifier": verifier,
                "redirect_uri": back,
            },
        ).json()
    service.token = tokens["access_token"]
    return tokens
