"""Addresses of AWS, and where this emulator has what stands there."""

import os
import re
from collections.abc import Mapping

_API_HOST = re.compile(r"^(?P<api>[a-z0-9]+)\.execute-api\.[a-z0-9-]+\.amazonaws\.com$")
_API_ADDRESS = re.compile(r"https://(?P<api>[a-z0-9]+)\.execute-api\.[a-z0-9-]+\.amazonaws\.com")
# The pages of a user pool, and a bucket.
_PAGES_TALK_TO = re.compile(
    r"https://[a-z0-9-]+(\.auth\.[a-z0-9-]+\.amazoncognito\.com|\.s3\.[a-z0-9-]+\.amazonaws\.com)"
)


def api_of(host: str) -> str | None:
    """The id of the API that a host name of API Gateway belongs to."""
    match = _API_HOST.match(host)
    return match["api"] if match else None


def local_addresses(variables: Mapping[str, str], port: str) -> dict[str, str]:
    here = f"http://127.0.0.1:{port}/_aws/execute-api"
    return {
        name: _API_ADDRESS.sub(lambda match: f"{here}/{match['api']}", value)
        for name, value in variables.items()
    }


def with_local_addresses(policy: str) -> str:
    """A content policy whose sign-in pages and buckets are where this emulator has them."""
    return _PAGES_TALK_TO.sub(f"http://127.0.0.1:{os.environ['GATEWAY_PORT']}", policy)
