"""The public keys of an issuer, fetched when they are first needed and kept; rotated keys are noticed.

A kid that is not known makes us look once, and not again for a while, so that nobody can make us hammer an
issuer with made-up kids. While an issuer does not answer, the keys that we have go on for a day.
"""

import json
import urllib.error
import urllib.request
from datetime import datetime, timedelta
from http.client import HTTPException
from threading import Lock
from typing import Any

import jwt

from meter_reads.journey.refusals import Unavailable

_FRESH = timedelta(hours=1)
_USABLE = timedelta(days=1)
_BETWEEN_FETCHES = timedelta(seconds=30)
_BETWEEN_FAILURES = timedelta(seconds=5)
_TIMEOUT_SECONDS = 3
_MOST_BYTES = 100_000


class IssuerKeys:
    """The keys at an address, a JSON Web Key Set (RFC 7517), by their kid."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fetched_at: datetime | None = None
        self._not_before: datetime | None = None
        self._lock = Lock()

    def key(self, kid: str, now: datetime) -> jwt.PyJWK | None:
        """The key of this name; None if the issuer has none such. Raises Unavailable while nobody can say."""
        with self._lock:
            known = self._keys.get(kid)
            if (known is None or self._age(now) > _FRESH) and self._may_fetch(now):
                self._fetch(now)
                known = self._keys.get(kid)
            if self._age(now) > _USABLE:
                raise Unavailable("the issuer's keys cannot be had")
            return known

    def _age(self, now: datetime) -> timedelta:
        return timedelta.max if self._fetched_at is None else now - self._fetched_at

    def _may_fetch(self, now: datetime) -> bool:
        return self._not_before is None or now >= self._not_before

    def _fetch(self, now: datetime) -> None:
        """Looks again. What cannot be had or read leaves what we have."""
        try:
            with urllib.request.urlopen(self._url, timeout=_TIMEOUT_SECONDS) as answer:  # noqa: S310  # a setting
                keys = json.loads(answer.read(_MOST_BYTES))["keys"]
            self._keys = {jwk["kid"]: key for jwk in keys if (key := _signing_key(jwk)) is not None}
        except (OSError, HTTPException, ValueError, KeyError, TypeError):
            self._not_before = now + _BETWEEN_FAILURES
        else:
            self._fetched_at = now
            self._not_before = now + _BETWEEN_FETCHES


def _signing_key(jwk: dict[str, Any]) -> jwt.PyJWK | None:
    """A key for signatures; None for others, and for kinds that we do not take."""
    if jwk.get("use", "sig") != "sig" or jwk.get("kty") not in ("RSA", "EC"):
        return None
    try:
        return jwt.PyJWK(jwk)
    except jwt.PyJWTError:
        return None
