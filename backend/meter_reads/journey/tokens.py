"""Signed tokens: what a caller may do for a while, carried by the caller and stored nowhere.

Each kind of token has its own salt, so that none passes for another. The first key signs and all
verify, so a key is rotated by putting a new one in front of it.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer

GUEST_JOURNEY_LIFE = timedelta(minutes=30)
CONFIRMATION_LIFE = timedelta(minutes=15)
_LONGEST_TOKEN = 4096
_NAME_BYTES = 12


class TokenKind(StrEnum):
    GUEST_JOURNEY = "guest-journey-1"
    CONFIRMATION = "confirmation-1"


class InvalidToken(ValueError):
    """The token was not made here, or not for this."""


class ExpiredToken(ValueError):
    """The token was good once."""


class Tokens:
    """Makes and opens signed tokens with the keys of the settings."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        self._name_key = hmac.digest(keys[0].encode(), b"meter-reads account name 1", hashlib.sha256)
        # itsdangerous signs with the last key of a list and verifies with all.
        self._serializers = {
            kind: URLSafeSerializer(list(reversed(keys)), salt=f"meter-reads {kind}") for kind in TokenKind
        }

    def name_for(self, account_number: str) -> str:
        """A name for an account that does not tell its number: whoever holds a token can read what is in it,
        and someone who proved a meter was never told the account.
        """
        digest = hmac.digest(self._name_key, account_number.encode(), hashlib.sha256)
        return urlsafe_b64encode(digest[:_NAME_BYTES]).decode()

    def issue(self, kind: TokenKind, claims: dict[str, Any], expires_at: datetime) -> str:
        token = self._serializers[kind].dumps({**claims, "exp": int(expires_at.timestamp())})
        return token if isinstance(token, str) else token.decode()

    def read(self, kind: TokenKind, token: str, now: datetime) -> dict[str, Any]:
        """The claims of a token. Raises InvalidToken or ExpiredToken."""
        if len(token) > _LONGEST_TOKEN:
            raise InvalidToken
        try:
            claims = self._serializers[kind].loads(token.encode("utf-8", "replace"))
        except BadSignature as error:
            raise InvalidToken from error
        if datetime.fromtimestamp(claims["exp"], UTC) <= now:
            raise ExpiredToken
        return dict(claims)
