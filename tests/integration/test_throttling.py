"""Whoever guesses has to wait: by address, by network, and by what is guessed at (domain.md section 8)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from starlette.applications import Starlette

from meter_reads.api.app import create_app
from meter_reads.journey.guest import JourneyRefused, JourneyStarted, Proof, start_guest_journey
from meter_reads.journey.tokens import Tokens
from meter_reads.settings import Settings
from meter_reads.store.stores import Stores

from .calls import Calls
from .client import START, Api
from .crowds import at_once
from .houses import House, Street, an_account_number

_ELSEWHERE = "LS1 9ZY"
_EDGE_SECRET = "what CloudFront sends along"


def wrong() -> dict[str, str]:
    return {"accountNumber": an_account_number(), "postcode": _ELSEWHERE}


def assert_told_to_wait(result: dict[str, str], minutes: int) -> None:
    assert result["__typename"] == "GuestJourneyRefused"
    assert result["retryAt"], result
    wait = datetime.fromisoformat(result["retryAt"]) - datetime.now(UTC)
    assert timedelta(minutes=minutes - 1) < wait <= timedelta(minutes=minutes)


def test_an_address_waits_after_five_failures_even_with_the_right_details(house: House, api: Api):
    for _ in range(5):
        assert api.start(**wrong())["retryAt"] is None

    assert_told_to_wait(api.start(**house.proof), 15)
    assert_told_to_wait(api.start(**wrong()), 15)


def test_while_blocked_nothing_is_matched_or_counted_whatever_the_details(
    house: House, api: Api, calls: Calls
):
    for _ in range(5):
        api.start(**wrong())
    for details in (house.proof, wrong(), house.meter_proof):
        calls.clear()
        api.send(START, {"input": details})

        assert calls.operations == ["BatchGetItem"]


def test_an_account_is_guarded_against_guesses_from_everywhere(
    house: House, app: Starlette, an_address: Callable[[], str]
):
    for _ in range(5):
        Api(app, an_address()).start(**(house.proof | {"postcode": _ELSEWHERE}))

    assert_told_to_wait(Api(app, an_address()).start(**house.proof), 15)


def test_an_account_that_does_not_exist_is_guarded_all_the_same(
    app: Starlette, an_address: Callable[[], str]
):
    nobody = wrong()
    for _ in range(5):
        assert Api(app, an_address()).start(**nobody)["retryAt"] is None

    assert_told_to_wait(Api(app, an_address()).start(**nobody), 15)


def test_a_meter_is_guarded_against_guesses_at_its_serial_number(
    house: House, app: Starlette, an_address: Callable[[], str]
):
    for number in range(5):
        Api(app, an_address()).start(**(house.meter_proof | {"meterSerial": f"S00AA{number:06d}"}))

    assert_told_to_wait(Api(app, an_address()).start(**house.meter_proof), 15)
    assert "token" in Api(app, an_address()).start(**house.proof)


def test_a_network_waits_after_twenty_failures_of_its_addresses(house: House, app: Starlette):
    for number in range(20):
        assert Api(app, f"203.0.113.{number}").start(**wrong())["retryAt"] is None

    assert_told_to_wait(Api(app, "203.0.113.200").start(**house.proof), 15)
    assert "token" in Api(app, "203.0.112.200").start(**house.proof)


@pytest.mark.parametrize(
    ("guessing", "asking"),
    [
        ("2001:db8:1:1::1", "2001:db8:1:1:ffff::9"),
        ("::ffff:192.0.2.77", "192.0.2.77"),
        ("fe80::1%eth0", "fe80::1%eth0"),
    ],
    ids=["one /64", "IPv4 in IPv6", "link-local"],
)
def test_another_way_to_write_an_address_is_the_same_address(
    guessing: str, asking: str, house: House, app: Starlette
):
    for _ in range(5):
        assert Api(app, guessing).start(**wrong())["retryAt"] is None

    assert_told_to_wait(Api(app, asking).start(**house.proof), 15)


def test_a_success_neither_counts_nor_wipes_out_what_counts(house: House, api: Api):
    for _ in range(4):
        api.start(**wrong())
        assert "token" in api.start(**house.proof)
    api.start(**wrong())

    assert_told_to_wait(api.start(**house.proof), 15)


def test_waits_double_and_end(
    house: House, stores: Stores, service_settings: Settings, an_address: Callable[[], str]
):
    # Not in the past: what is past its time to live, the table forgets by itself.
    now = datetime.now(UTC).replace(microsecond=0)
    tokens = Tokens(service_settings.signing_keys)
    address = an_address()

    def start(postcode: str) -> JourneyStarted | JourneyRefused:
        proof = Proof(postcode=postcode, account_number=house.account.number)
        return start_guest_journey(stores, tokens, proof, address=address, now=now)

    for minutes in (15, 30, 60):
        for _ in range(5):
            assert start(_ELSEWHERE).retry_at is None
        assert start(house.account.postcode).retry_at == now + timedelta(minutes=minutes)
        now += timedelta(minutes=minutes)
        assert isinstance(start(house.account.postcode), JourneyStarted)


@pytest.mark.parametrize("crowd", [10, 40])
def test_failures_at_the_same_moment_count_enough_to_block(
    crowd: int, street: Street, app: Starlette, an_address: Callable[[], str]
):
    house, address = street.house(), an_address()

    at_once(crowd, lambda _: Api(app, address).start(**(house.proof | {"postcode": _ELSEWHERE})))

    assert Api(app, address).start(**wrong())["retryAt"]
    assert Api(app, an_address()).start(**house.proof)["retryAt"]


def test_failures_of_a_whole_network_at_the_same_moment_block_it(house: House, app: Starlette):
    at_once(40, lambda number: Api(app, f"198.18.7.{number}").start(**wrong()))

    assert Api(app, "198.18.7.200").start(**house.proof)["retryAt"]


@pytest.mark.parametrize(
    "header", ["x-forwarded-for", "x-viewer-address", "cloudfront-viewer-address", "forwarded", "x-real-ip"]
)
def test_an_address_that_the_client_wrote_itself_is_not_believed(header: str, house: House, api: Api):
    for number in range(5):
        api.send(START, {"input": wrong()}, headers={header: f"192.0.2.{number}"})

    blocked = api.send(START, {"input": house.proof}, headers={header: "192.0.2.99"})

    assert_told_to_wait(blocked.data["startGuestJourney"], 15)


@pytest.mark.parametrize(
    ("secret", "believed"),
    [(_EDGE_SECRET, True), ("a guess", False), ("", False), (",", False), (None, False)],
)
def test_the_edge_is_believed_only_with_its_secret(
    secret: str | None,
    believed: bool,  # parametrised
    house: House,
    service_settings: Settings,
    an_address: Callable[[], str],
):
    api = Api(create_app(replace(service_settings, edge_secret=_EDGE_SECRET)), an_address())
    proof = {} if secret is None else {"x-edge-secret": secret}
    viewer = an_address()
    for _ in range(5):
        api.send(START, {"input": wrong()}, headers={"x-viewer-address": viewer, **proof})

    other = api.send(START, {"input": house.proof}, headers={"x-viewer-address": an_address(), **proof})

    assert ("token" in other.data["startGuestJourney"]) is believed


# As a rotation goes: a new one is put in front, and the old one is dropped later. Each deployment reaches the
# service and the edge at different times, minutes apart.
_OLD, _BOTH, _NEW = "the old one", "the new one, the old one", "the new one"


@pytest.mark.parametrize(
    ("known", "sent"), [(_OLD, _BOTH), (_BOTH, _OLD), (_BOTH, _BOTH), (_NEW, _BOTH), (_BOTH, _NEW)]
)
def test_while_the_edge_secret_is_rotated_the_edge_is_believed_at_every_moment(
    known: str, sent: str, house: House, service_settings: Settings, an_address: Callable[[], str]
):
    api = Api(create_app(replace(service_settings, edge_secret=known)), an_address())
    viewer, other = an_address(), an_address()
    for _ in range(5):
        api.send(START, {"input": wrong()}, headers={"x-viewer-address": viewer, "x-edge-secret": sent})

    blocked, served = (
        api.send(START, {"input": house.proof}, headers={"x-viewer-address": each, "x-edge-secret": sent})
        for each in (viewer, other)
    )

    assert_told_to_wait(blocked.data["startGuestJourney"], 15)
    assert "token" in served.data["startGuestJourney"]


def test_a_secret_that_was_dropped_is_believed_no_more(
    house: House, service_settings: Settings, an_address: Callable[[], str]
):
    api = Api(create_app(replace(service_settings, edge_secret=_NEW)), an_address())
    for _ in range(5):
        headers = {"x-viewer-address": an_address(), "x-edge-secret": _OLD}
        api.send(START, {"input": wrong()}, headers=headers)

    assert api.start(**house.proof)["retryAt"]


def test_without_a_secret_in_the_settings_nobody_is_the_edge(house: House, api: Api):
    for number in range(5):
        headers = {"x-viewer-address": f"192.0.2.{number}", "x-edge-secret": ""}
        api.send(START, {"input": wrong()}, headers=headers)

    assert api.start(**house.proof)["retryAt"]


def test_a_service_without_client_addresses_still_answers(house: House, service_settings: Settings):
    """Behind a Unix socket there is no address; an edge that is trusted may write nonsense."""
    app = create_app(replace(service_settings, edge_secret=_EDGE_SECRET))
    headers = {"x-viewer-address": "nonsense", "x-edge-secret": _EDGE_SECRET}

    answer = Api(app, "testclient").send(START, {"input": house.proof}, headers=headers)

    assert answer.data["startGuestJourney"]["__typename"] == "GuestJourney"


def test_of_forty_guesses_at_one_moment_no_more_than_five_are_matched(
    street: Street, app: Starlette, an_address: Callable[[], str], calls: Calls
):
    house = street.house()
    guess = house.proof | {"postcode": _ELSEWHERE}
    addresses = [an_address() for _ in range(40)]
    calls.clear()

    at_once(40, lambda number: Api(app, addresses[number]).start(**guess))

    matched = [p for operation, p in calls.sent if operation == "GetItem" and "proof#" in str(p)]
    assert len(matched) == 5
