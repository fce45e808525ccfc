"""Whatever is sent, the answer is JSON with coded errors, and nothing breaks inside."""

import json
import string
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from starlette.applications import Starlette

from meter_reads.api.errors import ErrorCode

from .changes import EXCHANGE, an_exchange
from .client import RECEIPT, START, SUBMIT, Answer, Api, bare
from .houses import House
from .issuer import SignIns

_FUZZ = settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

_SPECIAL = [
    "",
    "\u0000",
    "\ufeff",
    "\u202e",
    "' OR 1=1 --",
    "{{7*7}}",
    "../..",
    "#",
    "%",
    "$",
    "__proto__",
    "\u0663",
    "\uff19",
    "\u0131",
    "ß",
]
_TEXTS = some.text(max_size=30) | some.sampled_from(_SPECIAL) | some.text(string.digits, max_size=400)
_SCALARS = (
    some.none()
    | some.booleans()
    | some.integers()
    | some.integers(-(10**400), 10**400)
    | some.floats(allow_nan=False, allow_infinity=False)
    | _TEXTS
)
_JSON = some.recursive(
    _SCALARS,
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(_TEXTS, inner, max_size=4),
    max_leaves=12,
)
_WORDS = [
    *("query", "mutation", "fragment", "on", "viewer", "meter", "id", "role", "Query", "__typename", "if"),
    *("null", "true", '"""', '"\\u{110000}"', '"\\ud800"', "1e999", "-0", "#\n", "@skip", "@include", "..."),
    *"{}()[]:!$@&|=",
]
_QUERIES = some.text(max_size=60) | some.lists(some.sampled_from(_WORDS), max_size=40).map(" ".join)


def assert_well_answered(answer: Answer) -> None:
    assert answer.status < 500, answer
    assert answer.headers["content-type"].startswith("application/")
    body = answer.json
    assert isinstance(body, dict)
    assert "data" in body or body["errors"]
    for error in body.get("errors", ()):
        assert error["message"]
        assert ErrorCode(error["extensions"]["code"]) is not ErrorCode.INTERNAL_SERVER_ERROR, error
    answer.content.decode()


@given(body=some.binary(max_size=200) | _JSON.map(lambda value: json.dumps(value).encode()))
@_FUZZ
def test_any_body(body: bytes, app: Starlette):
    assert_well_answered(bare(app, body=[body]))


@given(
    query=_QUERIES | _JSON,
    variables=_JSON,
    operation_name=_JSON,
    extensions=_JSON,
    ascii_only=some.booleans(),
)
@_FUZZ
def test_any_members_of_a_request(
    *,
    query: Any,
    variables: Any,
    operation_name: Any,
    extensions: Any,
    ascii_only: bool,
    app: Starlette,
):
    request = {
        "query": query,
        "variables": variables,
        "operationName": operation_name,
        "extensions": extensions,
    }
    text = json.dumps(request, ensure_ascii=ascii_only)

    assert_well_answered(bare(app, body=[text.encode("utf-8", "surrogatepass")]))


_HEADERS = some.sampled_from(
    [
        b"accept",
        b"authorization",
        b"content-type",
        b"content-length",
        b"origin",
        b"host",
        b"sec-fetch-site",
        b"x-viewer-address",
        b"x-edge-secret",
        b"x-forwarded-host",
        b"cookie",
    ]
)
_VALUES = some.binary(max_size=40) | some.sampled_from(
    [
        b"application/json",
        b"*/*;q=",
        b"Bearer ",
        b"Bearer a.b",
        b"http://[",
        b"//x:99999999",
        b"null",
        b"[::1",
        b"9" * 5000,
        b";;,,=",
    ]
)


@given(
    headers=some.lists(some.tuples(_HEADERS, _VALUES), max_size=8),
    method=some.sampled_from(["GET", "POST", "HEAD", "PUT", "get", "\u00e9"]),
    query_string=some.binary(max_size=60) | some.just(b"query=%7Bviewer%7Brole%7D%7D"),
)
@_FUZZ
def test_any_headers(headers: list[tuple[bytes, bytes]], method: str, query_string: bytes, app: Starlette):
    body = [b'{"query":"{ viewer { role } }"}']

    assert_well_answered(bare(app, method=method, query_string=query_string, headers=headers, body=body))


@pytest.fixture
def guest(house: House, api: Api) -> Api:
    api.start(**house.proof)
    return api


def an_input(**fields: some.SearchStrategy[Any]) -> some.SearchStrategy[dict[str, Any]]:
    """Some of the fields, each as it should be or as anything at all."""
    return some.fixed_dictionaries({}, optional={name: right | _JSON for name, right in fields.items()})


_PROOFS = an_input(
    accountNumber=some.just("8500417731"),
    supplyPoint=some.just("1447011684502"),
    meterSerial=some.just("S19DM104512"),
    postcode=some.just("B33 9QX"),
)


@given(proof=_PROOFS | _JSON)
@_FUZZ
def test_any_proof(proof: Any, app: Starlette):
    query = "mutation($input: StartGuestJourneyInput!) { startGuestJourney(input: $input) { __typename } }"
    body = json.dumps({"query": query, "variables": {"input": proof}}).encode()

    assert_well_answered(bare(app, body=[body]))


@given(data=some.data())
@_FUZZ
def test_any_reading(data: some.DataObject, house: House, guest: Api):
    dials = an_input(register=some.sampled_from(["1", "2", "1 "]), value=_TEXTS)
    submission = data.draw(
        some.fixed_dictionaries(
            {
                "meterId": some.just(house.meter.id) | _SCALARS,
                "readDate": some.dates().map(str) | some.just(house.reading("1")["readDate"]) | _SCALARS,
                "registers": some.lists(
                    some.fixed_dictionaries({"register": some.just("1"), "value": _TEXTS}), max_size=3
                )
                | some.lists(dials, max_size=3)
                | _JSON,
                "idempotencyKey": _TEXTS | _JSON,
            },
            optional={"confirmationToken": _TEXTS | _JSON, "photoId": _JSON, "reason": _JSON, "other": _JSON},
        )
    )

    assert_well_answered(guest.send(SUBMIT, {"input": submission}))


@given(
    reference=_TEXTS | some.from_regex(r"[0-9a-z]{1,32}-[0-9]{1,9}", fullmatch=True) | _JSON,
    signature=_TEXTS | _JSON,
)
@_FUZZ
def test_any_receipt(reference: Any, signature: Any, api: Api):
    assert_well_answered(api.send(RECEIPT, {"reference": reference, "signature": signature}))


@given(meter_id=_TEXTS | _JSON, after=_JSON, first=_JSON)
@_FUZZ
def test_any_question_about_a_meter(meter_id: Any, after: Any, first: Any, house: House, guest: Api):
    query = (
        "query($id: ID!, $after: Int! = 0, $first: Int! = 1, $date: Date!) { meter(id: $id) { "
        "expected(readDate: $date) { readDate } changes(after: $after, first: $first) { lastSequence } } }"
    )
    for variables in (
        {"id": meter_id, "after": after, "first": first, "date": meter_id},
        {"id": house.meter.id, "after": after, "first": first, "date": "2026-01-01"},
    ):
        assert_well_answered(guest.send(query, variables))


def test_start_is_what_clients_send(api: Api, house: House):
    assert_well_answered(api.send(START, {"input": house.proof}))


_CHANGES = (
    "mutation($id: ID!, $reason: String) { withdrawReading(readingId: $id, reason: $reason) { __typename } }",
    """mutation($id: ID!, $reason: String!) {
      decideReview(input: {readingId: $id, decision: REJECT, reason: $reason}) { __typename } }""",
)
_DATES = some.dates().map(str) | some.sampled_from(["0001-01-01", "9999-12-31", "9999-12-01"])


@given(data=some.data())
@_FUZZ
def test_any_change_of_a_reading(data: some.DataObject, house: House, sign_ins: SignIns):
    name = some.just(f"{house.meter.id}-1") | some.just(f"{house.meter.id}-999999999") | _TEXTS
    variables = {"id": data.draw(name | _JSON), "reason": data.draw(_TEXTS | _JSON)}

    assert_well_answered(sign_ins.agent().send(data.draw(some.sampled_from(_CHANGES)), variables))


@given(data=some.data())
@_FUZZ
def test_any_question_about_a_meters_past(data: some.DataObject, house: House, sign_ins: SignIns):
    query = """query($id: ID!, $first: Int!, $after: String, $from: Date!, $to: Date!) { meter(id: $id) {
      readings(first: $first, after: $after) { edges { cursor } }
      expected(readDate: $from) { explanation }
      monthlyUse(from: $from, to: $to) { kwh cost } } }"""
    variables = {
        "id": house.meter.id,
        "first": data.draw(some.integers(-2, 102)),
        "after": data.draw(some.none() | _TEXTS),
        "from": data.draw(_DATES),
        "to": data.draw(_DATES),
    }

    assert_well_answered(sign_ins.agent().send(query, variables))


@given(data=some.data())
@_FUZZ
def test_any_exchange(data: some.DataObject, house: House, sign_ins: SignIns):
    register = an_input(
        id=_TEXTS | some.just("1"),
        role=some.sampled_from(["ANYTIME", "DAY", "NIGHT", "EXPORT"]),
        digits=some.integers(-(2**31), 2**31 - 1) | some.just(5),
        unit=some.sampled_from(["KWH", "CUBIC_METRE", "HUNDRED_CUBIC_FEET"]),
        openingValue=_TEXTS | some.just("0"),
    )
    changes = data.draw(
        an_input(
            meterId=_TEXTS,
            exchangeDate=_DATES,
            newSerial=_TEXTS,
            newRegisters=some.lists(register, max_size=3),
            reason=_TEXTS,
            idempotencyKey=_TEXTS,
        )
    )

    assert_well_answered(sign_ins.agent().send(EXCHANGE, {"input": an_exchange(house, "46180", **changes)}))
