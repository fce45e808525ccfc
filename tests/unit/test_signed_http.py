"""Requests are signed as AWS asks, to the letter: the same as botocore signs them."""

from datetime import UTC, datetime
from unittest.mock import patch
from urllib.parse import quote

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotocoreCredentials
from hypothesis import given
from hypothesis import strategies as st

from meter_reads.signed_http import Credentials, signed_headers

NOW = datetime(2026, 11, 23, 6, 30, 5, tzinfo=UTC)
PRINTABLE = st.text(
    st.characters(codec="ascii", min_codepoint=33, max_codepoint=126), min_size=1, max_size=40
)


def signed_by_botocore(  # a request's parts
    method: str, path: str, body: bytes, headers: dict[str, str], service: str, token: str | None
) -> str:
    request = AWSRequest(method, f"https://host.example{path}", data=body, headers=headers)
    credentials = BotocoreCredentials("AKIDEXAMPLE", "secret", token)
    signer = botocore.auth.SigV4Auth(credentials, service, "eu-west-2")
    with patch("botocore.auth.get_current_datetime", return_value=NOW.replace(tzinfo=None)):
        signer.add_auth(request)
    return str(request.headers["Authorization"])


@given(
    method=st.sampled_from(["POST", "DELETE"]),
    segments=st.lists(st.text(min_size=1, max_size=12), max_size=3),
    body=st.binary(max_size=200),
    target=PRINTABLE,
    token=st.none() | PRINTABLE,
    service=st.sampled_from(["dynamodb", "execute-api"]),
)
def test_a_request_is_signed_as_botocore_signs_it(  # a request's parts
    method, segments, body, target, token, service
):
    path = "/" + "/".join(quote(segment, safe="").replace(".", "%2E") for segment in segments)
    headers = {"x-amz-target": target, "host": "host.example"}

    ours = signed_headers(
        Credentials("AKIDEXAMPLE", "secret", token),
        ("eu-west-2", service),
        (method, path, body),
        headers,
        NOW,
    )

    assert ours["authorization"] == signed_by_botocore(method, path, body, headers, service, token)


def test_a_secret_is_not_shown_with_its_credentials():
    shown = repr(Credentials("AKIDEXAMPLE", "a secret", "a token"))

    assert "a secret" not in shown
    assert "a token" not in shown
