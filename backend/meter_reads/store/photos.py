"""Photos of meters in S3: forms to upload them, links to look at them, and the bytes themselves.

A browser uploads to `incoming/`; what is stripped of its metadata stands under `photos/`. Both go by meter
and photo: `photos/7k3q9x0m2r5t8w1b/3j5k…`.
"""

import hashlib
import json
from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import botocore.session
from botocore.auth import S3SigV4PostAuth, S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import ReadOnlyCredentials

from meter_reads.signed_http import NoAnswer, SignedHttp
from meter_reads.store.failures import StoreUnavailable

INCOMING, SHOWN = "incoming", "photos"
_OK, _NO_CONTENT, _NOT_FOUND = 200, 204, 404


def photo_key(folder: str, meter_id: str, photo_id: str) -> str:
    return f"{folder}/{meter_id}/{photo_id}"


class PhotoLinks:
    """Signs what a browser then does by itself. Asks nothing of S3."""

    def __init__(self, bucket: str, region: str, endpoint: str | None) -> None:
        self._url = f"{endpoint}/{bucket}" if endpoint else f"https://{bucket}.s3.{region}.amazonaws.com"
        self._bucket = bucket
        self._region = region
        self._session = botocore.session.get_session()

    def upload_form(
        self, key: str, content_type: str, largest: int, expires_at: datetime
    ) -> tuple[str, Mapping[str, str]]:
        """The address and the fields of a form that uploads one object of one type, up to a size.

        https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html
        """
        fields = {"key": key, "Content-Type": content_type}
        policy = {
            "expiration": expires_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "conditions": [
                {"bucket": self._bucket},
                {"key": key},
                {"Content-Type": content_type},
                ["content-length-range", 1, largest],
            ],
        }
        request = AWSRequest("POST", self._url)
        request.context["s3-presign-post-fields"] = fields
        request.context["s3-presign-post-policy"] = policy
        S3SigV4PostAuth(self._credentials(), "s3", self._region).add_auth(request)
        return f"{self._url}/", fields

    def link(self, key: str, lasts: timedelta) -> str:
        """An address at which the object can be looked at for a while."""
        request = AWSRequest("GET", f"{self._url}/{key}")
        seconds = int(lasts.total_seconds())
        S3SigV4QueryAuth(self._credentials(), "s3", self._region, expires=seconds).add_auth(request)
        return str(request.url)

    def _credentials(self) -> ReadOnlyCredentials:
        credentials = self._session.get_credentials()
        if credentials is None:
            raise StoreUnavailable("there are no credentials to sign with")
        return credentials.get_frozen_credentials()


class PhotoObjects:
    """The objects of the bucket, by signed requests."""

    def __init__(self, http: SignedHttp) -> None:
        self._http = http

    def get(self, key: str) -> bytes | None:
        """None where there is no such object. Raises StoreUnavailable."""
        status, content = self._send("GET", key)
        return content if status == _OK else None

    def exists(self, key: str) -> bool:
        return self._send("HEAD", key)[0] == _OK

    def put(self, key: str, content: bytes, content_type: str) -> None:
        # A browser that opens the link looks at it, and at nothing else.
        headers = {"content-type": content_type, "content-disposition": "inline", "cache-control": "private"}
        digest = hashlib.md5(content, usedforsecurity=False).digest()
        self._send("PUT", key, content, {**headers, "content-md5": b64encode(digest).decode()})

    def delete(self, key: str) -> None:
        self._send("DELETE", key)

    def _send(
        self, method: str, key: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        hashed = {"x-amz-content-sha256": hashlib.sha256(body).hexdigest()}
        try:
            status, content = self._http.send(method, f"/{key}", body, {**hashed, **(headers or {})})
        except NoAnswer as error:
            raise StoreUnavailable(str(error)) from error
        if status not in (_OK, _NO_CONTENT, _NOT_FOUND):
            raise StoreUnavailable(
                f"{method}: status {status}: {json.dumps(content[:200].decode(errors='replace'))}"
            )
        return status, content
