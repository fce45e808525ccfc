"""Saying yes: to these very values, before it expires, with a token of ours."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from meter_reads.journey.tokens import TokenKind, Tokens
from meter_reads.settings import Settings

from .client import SUBMIT, Api
from .houses import ECONOMY_SEVEN, House, Street, a_log, a_meter, a_reading, days_ago


def asked(house: House, api: Api) -> tuple[dict, str]:
    api.start(**house.proof)
    reading = house.reading(House.HIGHER)
    result = api.submit(**reading)
    assert result["__typename"] == "ConfirmationNeeded"
    assert [finding["code"] for finding in result["findings"]] == ["HIGHER_THAN_EXPECTED"]
    return reading, result["confirmationToken"]


def test_a_yes_to_the_same_values_holds_the_reading_for_a_person(house: House, api: Api):
    reading, token = asked(house, api)

    result = api.submit(**reading, confirmationToken=token)

    assert result["__typename"] == "ReadingUnderReview"
    assert result["reading"]["status"] == "UNDER_REVIEW"


def test_a_yes_counts_with_a_new_key_too_since_it_is_about_the_values(house: House, api: Api):
    reading, token = asked(house, api)

    result = api.submit(**(reading | {"idempotencyKey": uuid.uuid4().hex}), confirmationToken=token)

    assert result["__typename"] == "ReadingUnderReview"


@pytest.mark.parametrize("change", ["value", "date", "meter"])
def test_a_yes_to_other_values_is_no_yes(change: str, street: Street, api: Api):
    house = street.house(*(a_log(a_meter(), a_reading(days_ago(30), 45_980)) for _ in range(2)))
    reading, token = asked(house, api)
    other = {
        "value": house.reading("46710"),
        "date": house.reading(House.HIGHER, on=days_ago(1)),
        "meter": reading | {"meterId": house.meters[1].id},
    }[change]

    assert api.submit(**other, confirmationToken=token)["__typename"] == "ConfirmationNeeded"


def test_a_yes_to_swapped_registers_is_no_yes(street: Street, api: Api):
    house = street.house(a_log(a_meter(registers=ECONOMY_SEVEN), a_reading(days_ago(30), 30_000, 40_000)))
    api.start(**house.proof)
    token = api.submit(**house.reading("30400", "40600"))["confirmationToken"]

    assert api.submit(**house.reading("30600", "40400"), confirmationToken=token)["__typename"] == (
        "ConfirmationNeeded"
    )


def test_the_order_of_the_registers_does_not_matter(street: Street, api: Api):
    house = street.house(a_log(a_meter(registers=ECONOMY_SEVEN), a_reading(days_ago(30), 30_000, 40_000)))
    api.start(**house.proof)
    reading = house.reading("30400", "40600")
    token = api.submit(**reading)["confirmationToken"]
    reading["registers"].reverse()

    assert api.submit(**reading, confirmationToken=token)["__typename"] == "ReadingUnderReview"


def test_a_yes_that_ran_out_is_asked_for_again(house: House, api: Api, service_settings: Settings):
    reading, token = asked(house, api)
    tokens = Tokens(service_settings.signing_keys)
    claims = tokens.read(TokenKind.CONFIRMATION, token, datetime.now(UTC))
    expired = tokens.issue(TokenKind.CONFIRMATION, claims, datetime.now(UTC) - timedelta(seconds=1))

    assert api.submit(**reading, confirmationToken=expired)["__typename"] == "ConfirmationNeeded"


@pytest.mark.parametrize("forged", ["", "nonsense", "a.b", "\u0000", "x" * 50_000, "guest's own token"])
def test_a_token_that_is_not_ours_names_the_field(forged: str, house: House, api: Api):
    reading, _ = asked(house, api)
    token = api.token if forged.startswith("guest") else forged

    error = api.send(SUBMIT, {"input": reading | {"confirmationToken": token}}).error

    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert error["extensions"]["field"] == "input.confirmationToken"


def test_a_token_is_not_needed_for_an_ordinary_reading_and_an_old_one_does_no_harm(house: House, api: Api):
    _, token = asked(house, api)

    assert (
        api.submit(**house.reading(House.ORDINARY), confirmationToken=token)["__typename"]
        == "ReadingAccepted"
    )


def test_the_question_says_when_it_ends(house: House, api: Api):
    api.start(**house.proof)

    ends = datetime.fromisoformat(api.submit(**house.reading(House.HIGHER))["expiresAt"])

    assert timedelta(minutes=14) < ends - datetime.now(UTC) <= timedelta(minutes=15)
