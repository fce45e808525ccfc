"""Tokens: good for half an hour, for these meters, for this, and only as they were made."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from starlette.applications import Starlette

from meter_reads.api.app import create_app
from meter_reads.journey.tokens import TokenKind, Tokens
from meter_reads.settings import Settings

from .client import SUBMIT, Api
from .houses import House, Street

_VIEWER = "{ viewer { role meters { id } } }"


def tampered(token: str) -> str:
    """The same token with another meter's name in the place of its first."""
    middle = len(token) // 4
    return token[:middle] + ("A" if token[middle] != "A" else "B") + token[middle + 1 :]


def bad_tokens(settings: Settings, house: House, good: str) -> dict[str, str]:
    tokens, now = Tokens(settings.signing_keys), datetime.now(UTC)
    later, claims = now + timedelta(minutes=5), {"account": house.account.number, "meters": [house.meter.id]}
    return {
        "expired": tokens.issue(TokenKind.GUEST_JOURNEY, claims, now - timedelta(seconds=1)),
        "tampered with": tampered(good),
        "cut off": good[:-1],
        "unsigned": good.rpartition(".")[0],
        "a confirmation token": tokens.issue(TokenKind.CONFIRMATION, claims, later),
        "signed with another key": Tokens(("k" * 40,)).issue(TokenKind.GUEST_JOURNEY, claims, later),
        "very long": good + "A" * 100_000,
        "not ASCII": "\u00fc" * 20,
        "empty": " ",
    }


BAD = [
    "expired",
    "tampered with",
    "cut off",
    "unsigned",
    "a confirmation token",
    "signed with another key",
    "very long",
    "not ASCII",
    "empty",
]


@pytest.mark.parametrize("kind", BAD)
def test_a_token_that_is_not_good_authenticates_nobody(
    kind: str, house: House, api: Api, service_settings: Settings
):
    api.start(**house.proof)
    token = bad_tokens(service_settings, house, api.token or "")[kind]
    bearer = {"authorization": f"Bearer {token}".encode("latin-1")}
    stranger = Api(api.app, api.address)

    for query, variables in (
        (_VIEWER, None),
        (f'{{ meter(id: "{house.meter.id}") {{ id }} }}', None),
        (SUBMIT, {"input": house.reading(House.ORDINARY)}),
    ):
        answer = stranger.send(query, variables, headers=bearer)
        assert answer.code == "UNAUTHENTICATED"
        assert not any((answer.json["data"] or {}).values())


def test_without_a_token_there_is_no_viewer_no_meter_and_no_submission(house: House, api: Api):
    assert api.send(_VIEWER).data == {"viewer": None}
    assert api.send(f'{{ meter(id: "{house.meter.id}") {{ id }} }}').data == {"meter": None}
    assert api.send(SUBMIT, {"input": house.reading(House.ORDINARY)}).code == "UNAUTHENTICATED"


def test_a_good_token_is_good_for_half_an_hour(house: House, api: Api):
    journey = api.start(**house.proof)

    life = datetime.fromisoformat(journey["expiresAt"]) - datetime.now(UTC)

    assert timedelta(minutes=29, seconds=50) < life <= timedelta(minutes=30)
    assert api.send(_VIEWER).data == {"viewer": {"role": "GUEST", "meters": [{"id": house.meter.id}]}}


def test_a_rotated_key_still_opens_what_it_signed_and_a_dropped_key_does_not(
    house: House, api: Api, service_settings: Settings
):
    api.start(**house.proof)
    old = service_settings.signing_keys[0]
    rotated = create_app(replace(service_settings, signing_keys=("n" * 40, old)))
    dropped = create_app(replace(service_settings, signing_keys=("n" * 40,)))

    assert Api(rotated, token=api.token).send(_VIEWER).data["viewer"]["role"] == "GUEST"
    assert Api(dropped, token=api.token).send(_VIEWER).code == "UNAUTHENTICATED"


def test_a_new_token_is_signed_with_the_first_key(house: House, service_settings: Settings, api: Api):
    old = service_settings.signing_keys[0]
    rotated = Api(create_app(replace(service_settings, signing_keys=("n" * 40, old))), api.address)
    rotated.start(**house.proof)

    assert Api(api.app, token=rotated.token).send(_VIEWER).code == "UNAUTHENTICATED"


def test_other_peoples_meters_and_meters_that_do_not_exist_look_the_same(
    house: House, street: Street, api: Api, app: Starlette
):
    neighbour = street.house()
    api.start(**house.proof)

    looked, sent = set(), set()
    for meter_id in (neighbour.meter.id, "0123456789abcdef", "", "x" * 5_000, "\u0000"):
        looked.add(api.send("query($id: ID!) { meter(id: $id) { id } }", {"id": meter_id}).content)
        sent.add(api.send(SUBMIT, {"input": house.reading("1") | {"meterId": meter_id}}).content)

    assert looked == {b'{"data":{"meter":null}}'}
    assert len(sent) == 1
    assert b'"METER_MISMATCH"' in sent.pop()
