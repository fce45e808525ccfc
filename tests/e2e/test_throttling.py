"""Who asks too much has to wait, also at the edge of the deployed service: by the address that it saw."""

import secrets
from datetime import UTC, datetime

from .accounts import demo_account
from .service import START, Service

UPLOAD = "mutation ($input: RequestPhotoUploadInput!) { requestPhotoUpload(input: $input) { photoId } }"
PHOTOS_A_DAY = 10


def an_account_that_nobody_has() -> str:
    """Ten digits, the last by Luhn."""
    digits = [9, *(secrets.randbelow(10) for _ in range(8))]
    doubled = [d if i % 2 else sum(divmod(2 * d, 10)) for i, d in enumerate(reversed(digits))]
    return "".join(map(str, [*digits, -sum(doubled) % 10]))


def test_after_five_wrong_guesses_at_an_account_even_the_sixth_is_told_to_wait(someone_elsewhere: Service):
    guess = {"input": {"accountNumber": an_account_that_nobody_has(), "postcode": "LS1 9ZY"}}

    answers = [someone_elsewhere.ask(START, guess)["startGuestJourney"] for _ in range(6)]

    assert {each["__typename"] for each in answers} == {"GuestJourneyRefused"}
    assert [each["retryAt"] is not None for each in answers] == [False] * 5 + [True]


def test_an_address_that_a_client_claims_is_not_believed(base_url: str, someone_elsewhere: Service):
    """To say that one is somebody else neither helps the one nor hurts the other."""
    claims = {"x-forwarded-for": "198.51.100.9", "x-viewer-address": "198.51.100.9"}
    guess = {"accountNumber": an_account_that_nobody_has(), "postcode": "LS1 9ZY"}
    body = {"query": START, "variables": {"input": guess}}

    answers = [
        someone_elsewhere.send("POST", "/graphql", json=body, headers=claims).json()["data"][
            "startGuestJourney"
        ]
        for _ in range(6)
    ]

    assert answers[-1]["retryAt"] is not None
    assert Service(base_url).as_guest("8500529840", "M1 7ZQ")


def test_a_meter_takes_ten_photos_a_day_and_whoever_sends_more_is_told_until_when_to_wait(service: Service):
    """Anywhere, and any number of times a day: it keeps nobody out, and no other test sends a photo of it."""
    account = demo_account("8500631950")
    meter = service.as_guest(account.number, account.postcode)[0]
    asked = {"input": {"meterId": meter["id"], "contentType": "image/jpeg", "bytes": 1000}}

    answers = [service.answer(UPLOAD, asked) for _ in range(PHOTOS_A_DAY + 1)]

    (error,) = answers[-1]["errors"]
    assert error["extensions"]["code"] == "THROTTLED"
    assert datetime.fromisoformat(error["extensions"]["retryAt"]) > datetime.now(UTC)
