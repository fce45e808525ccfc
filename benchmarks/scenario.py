"""What is asked and what the store holds: a dual-fuel guest, two years of monthly readings, one more today.

The items are written by the product's own rules. They end a month ago, whenever this runs, so that the
next reading is an ordinary one.
"""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from meter_reads.domain.expected import expected_kwh
from meter_reads.domain.london_time import london_date
from meter_reads.domain.meter_log import Change, ChangeKind, LogEntry, next_entry, opening_entry
from meter_reads.domain.readings import Meter, Reading, ReadingSource, ReadingStatus
from meter_reads.domain.registers import Fuel, MeterUnit, Register, RegisterRole
from meter_reads.domain.submission_rules import TypedReading
from meter_reads.journey.callers import Guest
from meter_reads.journey.submission import Submission
from meter_reads.journey.tokens import GUEST_JOURNEY_LIFE, TokenKind, Tokens
from meter_reads.local.tables import table_variables
from meter_reads.local.template import TEMPLATE, resources
from meter_reads.store.log_items import to_item

OPERATIONS = Path(__file__).parent / "operations"
ACCOUNT, POSTCODE = "8500417731", "B33 9QX"
FRESH, GAS = "7k3q9x0m2r5t8w1b", "2c4e6g8j1l3n5q7s"
# A meter takes 120 repeats in a quarter of an hour, so they are spread over many.
# Each table of the template under its own logical id, with the attributes of its key.
TABLES = {
    name: [part["AttributeName"] for part in properties["KeySchema"]]
    for name, properties in resources("AWS::DynamoDB::Table", TEMPLATE).items()
}
REPEATED = tuple(f"4d6f8h1k3m5p{number:04}" for number in range(100))
ANNUAL_KWH = Decimal(2700)
KEY = "0d1f3b5a-7c9e-4b2d-8f60-a1c3e5d7f9b1"

ENVIRONMENT = {
    "AWS_REGION": "eu-west-2",
    "AWS_DEFAULT_REGION": "eu-west-2",
    # Lambda's own credentials have a session token, which is signed along.
    "AWS_ACCESS_KEY_ID": "ASIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "AWS_SESSION_TOKEN": "invented" * 100,
    "AWS_CONFIG_FILE": "/dev/null",
    "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
    **table_variables({name: name for name in TABLES}),
    # Where a benchmark has no such thing.
    "CONNECTIONS_ENDPOINT": "http://127.0.0.1:9/live",
    "OPERATIONS_QUEUE_URL": "http://127.0.0.1:9/queue",
    "SIGNING_KEYS": "a-key-for-benchmarks-that-signs-nothing-real",
    "EDGE_SECRET": "an-edge-secret-for-benchmarks",
}
TOKENS = Tokens((ENVIRONMENT["SIGNING_KEYS"],))


@dataclass(frozen=True)
class Scenario:
    """`events` by subject, to be sent in turn; the `item` that the bare handler puts; the store's answers."""

    events: dict[str, list[dict[str, Any]]]
    item: dict[str, Any]
    canned: dict[str, dict[str, Any]]


def scenario(now: datetime) -> Scenario:
    today = london_date(now)
    fresh, gas = (_log(_meter(meter_id), today) for meter_id in (FRESH, GAS))
    stored = _with_reading(fresh, today, "a-new-digest")
    repeated = [
        _with_reading(_log(_meter(each), today), today, _digest(_guest(now, each))) for each in REPEATED
    ]
    token = guest_token(now)
    proof = {"input": {"accountNumber": ACCOUNT, "postcode": POSTCODE}}
    events = {
        "submitReading": [http_event(operation("submit-reading"), _reading(stored), token)],
        "a repeat of it": [
            http_event(operation("submit-reading"), _reading(entry), _token(_guest(now, entry.meter.id)))
            for entry in repeated
        ],
        "startGuestJourney": [http_event(operation("start-guest-journey"), proof, None)],
        "{ __typename }": [http_event("{ __typename }", {}, token)],
    }
    proven = {
        "key": {"S": f"proof#{ACCOUNT}#{POSTCODE}"},
        "account_number": {"S": ACCOUNT},
        "meter_ids": {"S": json.dumps([FRESH, GAS])},
    }
    canned = {
        "Query": {
            entry.meter.id: {"Count": 1, "Items": [to_item(entry).serialize()], "ScannedCount": 1}
            for entry in (fresh, gas, *repeated)
        },
        "PutItem": {FRESH: {}, "target#": {}},
        "GetItem": {"proof#": {"Item": proven}, "service#status": {}},
        "BatchGetItem": {"": {"Responses": {"AttemptsTable": []}, "UnprocessedKeys": {}}},
    }
    return Scenario(events, to_item(stored).serialize(), canned)


def newest_entry(now: datetime) -> LogEntry:
    """The newest entry of the meter whose next reading is an ordinary one."""
    return _log(_meter(FRESH), london_date(now))


def guest_token(now: datetime) -> str:
    """A token for the scenario's two meters."""
    return _token(_guest(now, FRESH, GAS))


def _meter(meter_id: str) -> Meter:
    return Meter(
        id=meter_id,
        account_number=ACCOUNT,
        fuel=Fuel.GAS if meter_id == GAS else Fuel.ELECTRICITY,
        supply_point="1447011684502",
        serial="S19DM104512",
        registers=(Register("1", RegisterRole.ANYTIME, 5, MeterUnit.KWH),),
        installed=date(2019, 5, 14),
        removed=None,
        supply_start=date(2020, 4, 1),
        registry_annual_kwh=ANNUAL_KWH,
    )


def _log(meter: Meter, today: date) -> LogEntry:
    """The newest of 24 entries, as of a month ago."""
    entry = opening_entry(meter)
    for months_ago in range(24, 0, -1):
        entry = _with_reading(entry, today - timedelta(days=30 * months_ago), f"digest{months_ago:05}=")
    return entry


def _with_reading(newest: LogEntry, on: date, key_digest: str) -> LogEntry:
    """The entry after one more ordinary reading by the guest."""
    last = newest.state.last_actual
    value = 12_345
    if last is not None:
        value = last.values["1"] + int(expected_kwh(newest.meter.fuel, ANNUAL_KWH, last.read_date, on))
    at = datetime(on.year, on.month, on.day, 0, 1, tzinfo=UTC)
    reading = Reading(newest.sequence + 1, on, {"1": value}, ReadingSource.GUEST, ReadingStatus.ACCEPTED, at)
    change = Change(ChangeKind.READING_ACCEPTED, at, reading)
    return next_entry(newest, change, london_date=on, key_digest=key_digest)


def _guest(now: datetime, *meter_ids: str) -> Guest:
    return Guest(TOKENS.name_for(ACCOUNT), meter_ids, now + GUEST_JOURNEY_LIFE)


def _digest(guest: Guest) -> str:
    return Submission(guest.meter_ids[0], TypedReading(date.min, ()), KEY).key_digest(guest)


def _token(guest: Guest) -> str:
    claims = {"account": guest.account, "meters": guest.meter_ids}
    return TOKENS.issue(TokenKind.GUEST_JOURNEY, claims, guest.expires_at)


def _reading(stored: LogEntry) -> dict[str, Any]:
    """The variables of the mutation that stores, or stored, this entry."""
    assert stored.change is not None
    reading = stored.change.reading
    return {
        "input": {
            "meterId": stored.meter.id,
            "readDate": reading.read_date.isoformat(),
            "registers": [{"register": "1", "value": f"{reading.values['1']:05}"}],
            "idempotencyKey": KEY,
        }
    }


def operation(name: str) -> str:
    return (OPERATIONS / f"{name}.graphql").read_text()


def http_event(query: str, variables: dict[str, Any], token: str | None) -> dict[str, Any]:
    """API Gateway's payload format 2.0, as CloudFront passes a browser's request on to it.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
    """
    host = "d-0123456789.execute-api.eu-west-2.amazonaws.com"
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0"
    headers = {
        "accept": "application/graphql-response+json, application/json;q=0.9",
        "accept-encoding": "br, gzip",
        "accept-language": "en-GB,en;q=0.5",
        "cloudfront-viewer-address": "203.0.113.7:50123",
        "content-type": "application/json",
        "host": host,
        "origin": "https://readings.example",
        "sec-fetch-dest": "empty",
        "sec-fetch-mode": "cors",
        "sec-fetch-site": "same-origin",
        "user-agent": agent,
        "via": "2.0 0123456789abcdef.cloudfront.net (CloudFront)",
        "x-amz-cf-id": "kEJMgQyHUT7mMF4Mu0_i1xOCU7MtKxA4wV3mGLJqvvTgHkXHYv3dYg==",
        "x-amzn-trace-id": "Root=1-65f0a1b2-0123456789abcdef01234567",
        "x-edge-secret": ENVIRONMENT["EDGE_SECRET"],
        "x-forwarded-for": "203.0.113.7, 198.51.100.9",
        "x-forwarded-host": "readings.example",
        "x-forwarded-port": "443",
        "x-forwarded-proto": "https",
    }
    if token is not None:
        headers["authorization"] = f"Bearer {token}"
    return {
        "version": "2.0",
        "routeKey": "POST /graphql",
        "rawPath": "/graphql",
        "rawQueryString": "",
        "headers": headers,
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "d-0123456789",
            "domainName": host,
            "domainPrefix": "d-0123456789",
            "http": {
                "method": "POST",
                "path": "/graphql",
                "protocol": "HTTP/1.1",
                "sourceIp": "198.51.100.9",
                "userAgent": agent,
            },
            "requestId": "JKJaXmPLvHcESHA=",
            "routeKey": "POST /graphql",
            "stage": "$default",
            "time": "10/Mar/2026:13:40:00 +0000",
            "timeEpoch": 1583348638390,
        },
        "body": json.dumps({"query": query, "variables": variables}),
        "isBase64Encoded": False,
    }
