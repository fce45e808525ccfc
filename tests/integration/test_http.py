"""What the endpoint makes of requests that are not quite GraphQL over HTTP."""

import gzip
import json
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from meter_reads.api.errors import ErrorCode
from meter_reads.api.requests import MAX_BODY_BYTES

from .client import START, Answer, Api, bare
from .houses import House

_QUERY = json.dumps({"query": "{ viewer { role } }"})
_RESPONSE = "application/graphql-response+json"


def assert_refused(answer: Answer, status: int, code: str = "BAD_REQUEST") -> None:
    assert answer.status == status
    assert [error["extensions"]["code"] for error in answer.json["errors"]] == [code]
    assert "data" not in answer.json


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PURGE"])
def test_other_methods_are_refused_with_those_that_are_allowed(method: str, api: Api):
    answer = api.request(method, content=_QUERY, headers={"content-type": "application/json"})

    assert_refused(answer, 405)
    assert answer.headers["allow"] == "GET, POST"


@pytest.mark.parametrize(
    "accept", ["text/html", "image/*", "application/json;q=0", "application/xml", ";", "q"]
)
def test_nothing_is_sent_that_the_client_cannot_take(accept: str, api: Api):
    assert_refused(api.post(_QUERY, {"accept": accept}), 406)


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, "application/json"),
        (" ", "application/json"),
        ("*/*", "application/json"),
        ("application/*", "application/json"),
        ("application/json", "application/json"),
        (_RESPONSE, _RESPONSE),
        (f"{_RESPONSE}; charset=utf-8, application/json;q=0.9", _RESPONSE),
        (f"{_RESPONSE};q=0.5, application/json", "application/json"),
        (f"text/html, {_RESPONSE}, */*;q=0.1", _RESPONSE),
        ("APPLICATION/JSON", "application/json"),
        ("application/json;q=nonsense, */*;q=0.1", "application/json"),
        ("*/*;q=1e999", "application/json"),
    ],
)
def test_the_answer_has_the_type_that_was_asked_for(accept: str | None, media_type: str, api: Api):
    if accept is None:
        del api.http.headers["accept"]

    answer = api.post(_QUERY, {} if accept is None else {"accept": accept})

    assert answer.status == 200
    assert answer.headers["content-type"] == f"{media_type}; charset=utf-8"


def test_accept_headers_that_come_apart_count_together(api: Api):
    headers = [("content-type", "application/json"), ("accept", "text/html"), ("accept", _RESPONSE)]

    answer = api.request("POST", content=_QUERY, headers=headers)

    assert answer.headers["content-type"].startswith(_RESPONSE)


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/graphql",
        "",
        "application/jsonp",
        "text/json",
        "application/json; charset=utf-16",
        "application/json, text/plain",
    ],
)
def test_what_a_form_of_a_foreign_site_could_send_is_refused(content_type: str, api: Api):
    assert_refused(api.post(_QUERY, {"content-type": content_type}), 415)


def test_a_compressed_body_is_refused_for_what_it_is(api: Api):
    refused = api.post(gzip.compress(_QUERY.encode()), {"content-encoding": "gzip"})

    assert_refused(refused, 415)
    assert "content-encoding" in refused.error["message"]
    assert api.post(_QUERY, {"content-encoding": "identity"}).status == 200


def test_a_body_that_says_it_is_too_large_is_refused(api: Api):
    assert_refused(api.post(json.dumps({"query": "{ viewer { role } }" + " " * MAX_BODY_BYTES})), 413)


def test_a_body_that_turns_out_too_large_is_refused_without_reading_it_all(api: Api):
    read = []

    def endless() -> Iterator[bytes]:
        while True:
            read.append(1)
            assert len(read) < 20
            yield b" " * 20_000

    assert_refused(bare(api.app, body=endless()), 413)


def test_a_body_of_just_the_allowed_size_is_taken(api: Api):
    body = _QUERY.ljust(MAX_BODY_BYTES)

    assert api.post(body).status == 200
    assert_refused(api.post(body + " "), 413)


@pytest.mark.parametrize("length", ["9" * 5_000, "-1", "1e3", "\u00b2", ""])
def test_a_content_length_that_is_no_number_does_no_harm(length: str, api: Api):
    headers = [(b"content-type", b"application/json"), (b"content-length", length.encode("latin-1"))]

    answer = bare(api.app, headers=headers, body=[_QUERY.encode()])

    assert answer.status == (413 if len(length) > 1000 else 200)


def test_several_requests_at_once_are_refused(api: Api):
    assert_refused(api.post(f"[{_QUERY},{_QUERY}]"), 400)
    assert_refused(api.post("[]"), 400)


def test_a_query_string_that_is_too_large_is_refused(api: Api):
    assert_refused(bare(api.app, method="GET", query_string=b"query=" + b"+" * MAX_BODY_BYTES), 413)


def test_get_asks_and_never_changes_anything(house: House, api: Api):
    asked = api.get({"query": "{ viewer { role } }"})
    variables = json.dumps({"input": house.proof})
    both = f"query Q {{ viewer {{ role }} }} {START}"

    assert asked.data == {"viewer": None}
    for accept in ("application/json", _RESPONSE):
        changed = api.get({"query": START, "variables": variables}, {"accept": accept})
        assert_refused(changed, 405)
        assert "POST" in changed.headers["allow"]
        assert_refused(
            api.get({"query": both, "operationName": "Start", "variables": variables}, {"accept": accept}),
            405,
        )
    assert api.get({"query": both, "operationName": "Q"}).data == {"viewer": None}


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": ""},
        {"sec-fetch-site": "cross-site", "origin": "http://reads.test"},
        {"origin": "https://evil.example"},
        {"origin": "http://reads.test.evil.example"},
        {"origin": "http://reads.test:8080"},
        {"origin": "http://reads.test@evil.example"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "http://["},
        {"origin": "http://evil.example", "x-forwarded-host": "evil.example"},
        {"origin": "null", "host": ""},
    ],
    ids=str,
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_requests_from_pages_of_another_site_are_refused(method: str, headers: dict[str, str], api: Api):
    if method == "GET":
        answer = api.get({"query": "{ viewer { role } }"}, headers)
    else:
        answer = api.post(_QUERY, headers)

    assert_refused(answer, 403, "FORBIDDEN")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
        {"origin": "http://reads.test"},
        {"origin": "http://reads.test", "sec-fetch-site": "same-origin"},
    ],
    ids=str,
)
def test_requests_from_our_own_pages_and_from_other_clients_are_taken(headers: dict[str, str], api: Api):
    assert api.post(_QUERY, headers).status == 200


_DEEP = "[" * 99_900
BODIES = {
    "empty": b"",
    "not JSON": b"{",
    "a text": b'"query"',
    "null": b"null",
    "NaN": b'{"query":"{viewer{role}}","variables":{"a":NaN}}',
    "Infinity": b'{"query":"{viewer{role}}","variables":{"a":-Infinity}}',
    "deep": _DEEP.encode(),
    "deep variables": b'{"query":"{viewer{role}}","variables":{"a":' + b"[" * 40_000 + b"]" * 40_000 + b"}}",
    "deep objects": b'{"a":' * 16_000 + b"1" + b"}" * 16_000,
    "invalid UTF-8": b'{"query":"{ viewer { role } } # \xff"}',
    "UTF-16": '{"query":"{ viewer { role } }"}'.encode("utf-16"),
    "BOM": b'\xef\xbb\xbf{"query":"{ viewer { role } }"}',
    "huge integer": b'{"query":"{viewer{role}}","variables":{"a":' + b"9" * 5_000 + b"}}",
    "surrogate in query": b'{"query":"{ viewer { role } } # \\ud800"}',
    "surrogate in variables": b'{"query":"{viewer{role}}","variables":{"a":"\\udfff"}}',
    "surrogate in a key": b'{"query":"{viewer{role}}","variables":{"\\ud800":1}}',
    "surrogate in operationName": b'{"query":"{viewer{role}}","operationName":"\\ud800"}',
    "raw surrogate": b'{"query":"{ viewer { role } } # \xed\xa0\x80"}',
    "no query": b"{}",
    "empty query": b'{"query":""}',
    "null query": b'{"query":null}',
    "number as query": b'{"query":1}',
    "operationName a list": b'{"query":"{viewer{role}}","operationName":[]}',
    "variables a list": b'{"query":"{viewer{role}}","variables":[]}',
    "variables a text": b'{"query":"{viewer{role}}","variables":"{}"}',
    "extensions a list": b'{"query":"{viewer{role}}","extensions":[]}',
    "extensions a text": b'{"query":"{viewer{role}}","extensions":"x"}',
    "extensions false": b'{"query":"{viewer{role}}","extensions":false}',
    "variables zero": b'{"query":"{viewer{role}}","variables":0}',
}


@pytest.mark.parametrize("kind", BODIES)
@pytest.mark.parametrize("accept", ["application/json", _RESPONSE])
def test_a_body_that_is_no_graphql_request_is_a_bad_request(kind: str, accept: str, api: Api):
    assert_refused(api.post(BODIES[kind], {"accept": accept}), 400)


def test_a_client_of_persisted_queries_is_told_to_send_the_query_itself(api: Api):
    """Apollo's and urql's links go by this code or message, and send the query from then on."""
    extensions = {"persistedQuery": {"version": 1, "sha256Hash": "ab" * 32}}

    by_post = api.post(json.dumps({"operationName": "A", "extensions": extensions}))
    by_get = api.get({"extensions": json.dumps(extensions)}, {"accept": _RESPONSE})
    with_query = api.post(json.dumps({"query": "{ viewer { role } }", "extensions": extensions}))

    for refused, status in ((by_post, 200), (by_get, 400)):
        assert refused.error["message"] == "PersistedQueryNotSupported"
        assert_refused(refused, status, "PERSISTED_QUERY_NOT_SUPPORTED")
    assert with_query.data == {"viewer": None}


def test_a_pair_of_surrogates_is_a_character(api: Api):
    assert api.post(b'{"query":"{ viewer { role } } # \\ud83d\\ude00"}').data == {"viewer": None}


def test_the_last_of_equal_keys_counts_as_json_libraries_have_it(api: Api):
    assert api.post(b'{"query":"{ nonsense }","query":"{ viewer { role } }"}').data == {"viewer": None}


@pytest.mark.parametrize(
    "query_string",
    [
        "",
        "query=",
        "query=%7Bviewer%7Brole%7D%7D&variables=[]",
        "query=%7Bviewer%7Brole%7D%7D&variables=%7B",
        "query=%7Bviewer%7Brole%7D%7D&variables=NaN",
        "query=%7Bviewer%7Brole%7D%7D&extensions=1",
        "query=%7Bviewer%7Brole%7D%7D&variables=" + quote('{"a":"\\ud800"}'),
        "query=%7Bviewer%7Brole%7D%7D&variables=" + "[" * 90_000,
    ],
)
def test_a_query_string_that_is_no_graphql_request_is_a_bad_request(query_string: str, api: Api):
    assert_refused(bare(api.app, method="GET", query_string=query_string.encode()), 400)


@pytest.mark.parametrize("operation_name", ["%ED%A0%80", "%FF", "%00", "%F0%9F%98%80"])
def test_strange_characters_in_a_query_string_find_no_operation(operation_name: str, api: Api):
    response = api.http.get(f"/graphql?query=query%20A%7Bviewer%7Brole%7D%7D&operationName={operation_name}")

    assert response.json()["errors"][0]["extensions"]["code"] == "OPERATION_RESOLUTION_FAILURE"


def test_every_answer_has_a_request_id_and_is_kept_nowhere(api: Api):
    answers = [
        api.post(_QUERY),
        api.post("nonsense"),
        api.request("PUT"),
        api.post(_QUERY, {"accept": "x/y"}),
    ]

    assert len({answer.headers["x-request-id"] for answer in answers}) == len(answers)
    assert {answer.headers["cache-control"] for answer in answers} == {"no-store"}


def test_a_document_that_is_refused_is_200_for_plain_json_and_400_for_those_who_know_better(api: Api):
    for query, code in (("{", "GRAPHQL_PARSE_FAILED"), ("{ nonsense }", "GRAPHQL_VALIDATION_FAILED")):
        body = json.dumps({"query": query})
        plain = api.post(body, {"accept": "application/json"})
        modern = api.post(body, {"accept": _RESPONSE})

        assert (plain.status, plain.code) == (200, code)
        assert (modern.status, modern.code) == (400, code)
        assert "data" not in plain.json


def test_all_codes_are_on_the_one_list():
    assert {code.value for code in ErrorCode} >= {
        "BAD_USER_INPUT",
        "GRAPHQL_VALIDATION_FAILED",
        "UNAUTHENTICATED",
        "FORBIDDEN",
        "THROTTLED",
        "UNAVAILABLE",
    }
