"""A token issuer of the tests' own: real keys, a real key set over HTTP on loopback."""

import json
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from starlette.types import ASGIApp

from meter_reads.settings import Issuer
from meter_reads.store.stores import Stores

from .client import Api
from .http_service import Answering, HttpService

CLIENT = "a-client-of-these-tests"


def a_key() -> RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class TokenIssuer(HttpService):
    """Signs tokens in Cognito's form for people of staff, and as RFC 9068 says for others."""

    name: str = "https://staff.example/pool"
    staff: bool = True
    keys: dict[str, RSAPrivateKey] = field(default_factory=lambda: {"key 1": a_key()})
    answers: bool = True
    asked: int = 0

    def answering(self) -> type[Answering]:
        issuer = self

        class KeySet(Answering):
            def answer(self) -> None:
                issuer.asked += 1
                if issuer.answers:
                    self.send(200, issuer.key_set())
                else:
                    self.send(503)

        return KeySet

    def key_set(self) -> bytes:
        keys = [
            {**json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key())), "kid": kid, "use": "sig"}
            for kid, key in self.keys.items()
        ]
        return json.dumps(
            {"keys": [*keys, {"kid": "of a kind we do not take", "kty": "oct", "k": "AA"}]}
        ).encode()

    @property
    def setting(self) -> Issuer:
        pages = "https://sign-in.example"
        return Issuer(
            url=self.name,
            client_id=CLIENT,
            jwks_url=f"{self.url}/keys",
            authorize_url=f"{pages}/oauth2/authorize",
            token_url=f"{pages}/oauth2/token",
            logout_url=f"{pages}/logout",
            staff=self.staff,
        )

    def claims(self, subject: str = "somebody", groups: Sequence[str] = (), **changes: Any) -> dict[str, Any]:
        now = int(time.time())
        claims = {
            "sub": subject,
            "iss": self.name,
            "iat": now,
            "exp": now + 3600,
            "username": f"{subject}@example",
        }
        if self.staff:
            claims |= {"token_use": "access", "client_id": CLIENT, "cognito:groups": list(groups)}
        else:
            claims |= {"aud": CLIENT, "cognito:groups": list(groups)}
        claims |= changes
        return {name: value for name, value in claims.items() if value is not None}

    def token(self, subject: str = "somebody", groups: Sequence[str] = (), **changes: Any) -> str:
        """An access token; a claim that is changed to None is left out."""
        kid = next(iter(self.keys))
        headers = {"kid": kid} if self.staff else {"kid": kid, "typ": "at+jwt"}
        return jwt.encode(self.claims(subject, groups, **changes), self.keys[kid], "RS256", headers)


@dataclass
class SignIns:
    """Clients of the API for people who signed in with an issuer."""

    app: ASGIApp
    issuer: TokenIssuer
    stores: Stores

    def customer(self, *account_numbers: str) -> Api:
        """A customer whom nobody has seen before, linked to these accounts."""
        subject = uuid.uuid4().hex
        self.stores.accounts.put_customer(self.issuer.name, subject, account_numbers)
        return Api(self.app, token=self.issuer.token(subject))

    def agent(self, subject: str = "agent") -> Api:
        return Api(self.app, token=self.issuer.token(subject, ["agents"]))

    def operator(self, subject: str = "operator") -> Api:
        return Api(self.app, token=self.issuer.token(subject, ["operators"]))
