"""Signed requests to AWS over kept-alive connections, with the standard library alone.

botocore's client for posting to a socket costs five times the CPU of the request itself, and importing
botocore at all is a third of a cold start; the functions of the live channel do without it.
"""

import hashlib
import hmac
import select
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import quote, urlsplit

_ALGORITHM = "AWS4-HMAC-SHA256"
_TIMEOUT_SECONDS = 3


class NoAnswer(Exception):
    """The other side could not be reached, or said nothing; what was asked may have been done."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What Lambda gives a function for as long as its process lives."""

    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str | None = field(default=None, repr=False)


def signed_headers(
    credentials: Credentials,
    scope: tuple[str, str],
    request: tuple[str, str, bytes],
    headers: Mapping[str, str],
    now: datetime,
) -> dict[str, str]:
    """The headers that go with a request, by AWS Signature Version 4.

    `scope` is (region, service), `request` (method, encoded path, body); `headers` have lower-case names,
    host among them, and are all signed.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
    """
    region, service = scope
    method, path, body = request
    instant = now.strftime("%Y%m%dT%H%M%SZ")
    signed = {**headers, "x-amz-date": instant}
    if credentials.session_token:
        signed["x-amz-security-token"] = credentials.session_token
    names = sorted(signed)
    canonical = "\n".join(
        (
            method,
            # Encoded once more than it is sent, as all services but S3 want it; there is no query string.
            quote(path, safe="/~"),
            "",
            *(f"{name}:{signed[name]}" for name in names),
            "",
            ";".join(names),
            hashlib.sha256(body).hexdigest(),
        )
    )
    steps = (instant[:8], region, service, "aws4_request")
    credential_scope = "/".join(steps)
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    key = _signing_key(credentials.secret_access_key, steps)
    text = f"{_ALGORITHM}\n{instant}\n{credential_scope}\n{digest}"
    signature = hmac.digest(key, text.encode(), "sha256").hex()
    signed["authorization"] = (
        f"{_ALGORITHM} Credential={credentials.access_key_id}/{credential_scope}, "
        f"SignedHeaders={';'.join(names)}, Signature={signature}"
    )
    return signed


@lru_cache(maxsize=4)
def _signing_key(secret_access_key: str, steps: tuple[str, ...]) -> bytes:
    """The key of a day, a region and a service; a process signs with two of them for hours."""
    key = f"AWS4{secret_access_key}".encode()
    for step in steps:
        key = hmac.digest(key, step.encode(), "sha256")
    return key


class SignedHttp:
    """One endpoint of one service. Safe to use from several threads; each call has a connection to itself."""

    def __init__(self, endpoint: str, service: str, region: str, credentials: Credentials) -> None:
        parts = urlsplit(endpoint)
        self._secure = parts.scheme == "https"
        self._host = parts.netloc
        self._base = parts.path.rstrip("/")
        self._scope = (region, service)
        self._credentials = credentials
        self._idle: list[HTTPConnection] = []

    def send(
        self, method: str, path: str, body: bytes, headers: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        """The status and the body of the answer. Raises NoAnswer. `path` is encoded already."""
        request = (method, self._base + path, body)
        signed = signed_headers(
            self._credentials,
            self._scope,
            request,
            {**(headers or {}), "host": self._host},
            datetime.now(UTC),
        )
        connection = self._connection()
        try:
            connection.request(method, request[1], body, signed)
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, HTTPException) as error:
            connection.close()
            raise NoAnswer(f"{type(error).__name__} from {self._host}") from error
        self._idle.append(connection)
        return answer.status, content

    def close(self) -> None:
        """Ends the connections that are idle."""
        while self._idle:
            self._idle.pop().close()

    def _connection(self) -> HTTPConnection:
        while True:
            try:
                connection = self._idle.pop()
            except IndexError:
                kind = HTTPSConnection if self._secure else HTTPConnection
                return kind(self._host, timeout=_TIMEOUT_SECONDS)
            if connection.sock is not None and not _readable(connection.sock.fileno()):
                return connection
            # The other side ended it while it lay idle, or while Lambda had stopped the whole process.
            connection.close()


def _readable(descriptor: int) -> bool:
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(0))
