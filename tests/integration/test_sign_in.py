"""Sign-in: which tokens count, whose they are, and what happens while an issuer does not answer."""

import hashlib
import hmac
import json
import logging
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from meter_reads.api.app import create_app
from meter_reads.journey.callers import Customer, Nobody, Staff
from meter_reads.journey.sign_in import SignIn
from meter_reads.settings import InvalidSettings, Settings
from meter_reads.store.stores import Stores

from .calls import Calls
from .client import Api
from .houses import House, Street
from .issuer import CLIENT, SignIns, TokenIssuer, a_key

WHO = "{ viewer { role name meters { id } } }"


@pytest.fixture(scope="module")
def suppliers_own() -> Iterator[TokenIssuer]:
    """The OIDC provider that a supplier brings for its customers."""
    with TokenIssuer("https://customers.example", staff=False) as issuer:
        yield issuer


@pytest.fixture
def fresh_issuer() -> Iterator[TokenIssuer]:
    with TokenIssuer("https://fresh.example/pool") as issuer:
        yield issuer


@pytest.fixture
def both(service_settings: Settings, issuer: TokenIssuer, suppliers_own: TokenIssuer) -> Api:
    settings = replace(service_settings, issuers=(issuer.setting, suppliers_own.setting))
    return Api(create_app(settings))


def unsigned(claims: dict[str, Any], algorithm: str, key: bytes | None = None) -> str:
    """A token as an attacker makes it, whom no library stops."""
    parts = [
        urlsafe_b64encode(json.dumps(each).encode()).rstrip(b"=")
        for each in ({"alg": algorithm, "typ": "JWT", "kid": "key 1"}, claims)
    ]
    signature = hmac.digest(key, b".".join(parts), hashlib.sha256) if key else b""
    return b".".join([*parts, urlsafe_b64encode(signature).rstrip(b"=")]).decode()


def public_pem(issuer: TokenIssuer) -> bytes:
    public = issuer.keys["key 1"].public_key()
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


BAD_TOKENS: dict[str, Callable[[TokenIssuer], str]] = {
    "alg none": lambda issuer: unsigned(issuer.claims(groups=["agents"]), "none"),
    "alg None": lambda issuer: unsigned(issuer.claims(groups=["agents"]), "NoNe"),
    "HS256 with the public key": lambda issuer: unsigned(
        issuer.claims(groups=["agents"]), "HS256", public_pem(issuer)
    ),
    "a foreign key under our kid": lambda issuer: jwt.encode(
        issuer.claims(), a_key(), "RS256", {"kid": "key 1"}
    ),
    "ES256 under the kid of an RSA key": lambda issuer: jwt.encode(
        issuer.claims(), ec.generate_private_key(ec.SECP256R1()), "ES256", {"kid": "key 1"}
    ),
    "no kid": lambda issuer: jwt.encode(issuer.claims(), issuer.keys["key 1"], "RS256"),
    "a foreign issuer": lambda issuer: issuer.token(iss="https://evil.example"),
    "an issuer that is no text": lambda issuer: unsigned(issuer.claims(iss=["x"]), "RS256"),
    "a foreign client": lambda issuer: issuer.token(client_id="another"),
    "no client": lambda issuer: issuer.token(client_id=None),
    "our client as audience only": lambda issuer: issuer.token(client_id=None, aud=CLIENT),
    "an id token": lambda issuer: issuer.token(token_use="id", client_id=None, aud=CLIENT),
    "an id token with a client": lambda issuer: issuer.token(token_use="id"),
    "no use": lambda issuer: issuer.token(token_use=None),
    "not yet valid": lambda issuer: issuer.token(nbf=int(time.time()) + 600),
    "issued in the future": lambda issuer: issuer.token(iat=int(time.time()) + 600),
    "no end": lambda issuer: issuer.token(exp=None),
    "no subject": lambda issuer: issuer.token(sub=None),
    "a huge subject": lambda issuer: issuer.token("x" * 300),
    "huge": lambda issuer: issuer.token(padding="x" * 10_000),
    "claims exchanged": lambda issuer: ".".join(
        [
            *issuer.token().split(".")[:1],
            issuer.token(groups=["agents"]).split(".")[1],
            issuer.token().split(".")[2],
        ]
    ),
    "dots": lambda _: "..",
    "garbage": lambda _: "a.b.c",
    "deep": lambda _: f"{urlsafe_b64encode(b'[' * 5000).decode()}.e30.x",
    "claims that are a list": lambda _: f"{urlsafe_b64encode(b'{}').decode()}.W10.x",
}


@pytest.mark.parametrize("token", BAD_TOKENS.values(), ids=BAD_TOKENS)
def test_a_token_that_does_not_count_is_refused_in_plain_words(
    token: Callable[[TokenIssuer], str], issuer: TokenIssuer, api: Api
):
    answer = api.send(WHO, token=token(issuer))

    assert answer.status == 200
    assert answer.code == "UNAUTHENTICATED"
    assert "Sign in again" in answer.error["message"]


def test_an_ended_token_says_so_after_a_minute_for_clocks_that_differ(issuer: TokenIssuer, api: Api):
    now = int(time.time())

    assert (
        api.send(WHO, token=issuer.token(groups=["agents"], exp=now - 30)).data["viewer"]["role"] == "AGENT"
    )
    ended = api.send(WHO, token=issuer.token(groups=["agents"], exp=now - 90))

    assert ended.code == "UNAUTHENTICATED"
    assert "has ended" in ended.error["message"]


@pytest.mark.parametrize(
    ("groups", "role"),
    [
        (["agents"], "AGENT"),
        (["operators"], "OPERATOR"),
        (["agents", "operators"], "AGENT"),
        ([], "CUSTOMER"),
    ],
)
def test_groups_make_staff_and_without_one_it_is_a_customer(
    groups: list[str], role: str, issuer: TokenIssuer, api: Api
):
    viewer = api.send(WHO, token=issuer.token("someone", groups)).data["viewer"]

    assert (viewer["role"], viewer["name"]) == (role, "someone@example")


def test_a_customer_has_the_meters_of_the_linked_accounts_and_of_no_other(street: Street, sign_ins: SignIns):
    first, second, another = street.house(), street.house(), street.house()
    customer = sign_ins.customer(first.account.number, second.account.number)

    meters = customer.send(WHO).data["viewer"]["meters"]

    assert [meter["id"] for meter in meters] == [first.meter.id, second.meter.id]
    asked = customer.send("query($id: ID!) { meter(id: $id) { serial } }", {"id": first.meter.id})
    assert asked.data["meter"]["serial"] == first.meter.serial
    asked = customer.send("query($id: ID!) { meter(id: $id) { serial } }", {"id": another.meter.id})
    assert asked.data["meter"] is None


def test_a_signed_in_customer_sends_readings_in_two_calls_and_in_their_own_name(
    house: House, sign_ins: SignIns, calls: Calls
):
    customer = sign_ins.customer(house.account.number)
    customer.send(WHO)
    calls.clear()

    result = customer.submit(**house.reading(House.ORDINARY))

    assert result["__typename"] == "ReadingAccepted"
    assert calls.operations == ["Query", "PutItem"]
    changes = customer.send(
        "query($id: ID!) { meter(id: $id) { changes { changes { reading { source } } } } }",
        {"id": house.meter.id},
    ).data["meter"]["changes"]["changes"]
    assert [change["reading"]["source"] for change in changes] == ["CUSTOMER", "CUSTOMER"]


def test_a_customer_who_proves_another_account_as_a_guest_sees_no_more_of_it_than_guests(
    street: Street, sign_ins: SignIns
):
    mine, another = street.house(), street.house()
    customer = sign_ins.customer(mine.account.number)

    shown = customer.start(**another.proof)["meters"][0]

    assert shown["serial"] == another.meter.serial[-4:]
    assert shown["supplyPoint"] == another.meter.supply_point[-4:]


def test_findings_of_customers_carry_the_numbers(house: House, sign_ins: SignIns):
    customer = sign_ins.customer(house.account.number)

    (finding,) = customer.submit(**house.reading(House.HIGHER))["findings"]

    assert "kWh" in finding["message"]


def test_a_suppliers_own_provider_serves_its_customers(
    both: Api, house: House, suppliers_own: TokenIssuer, stores: Stores
):
    stores.accounts.put_customer(suppliers_own.name, "a customer of theirs", [house.account.number])

    viewer = both.send(WHO, token=suppliers_own.token("a customer of theirs")).data["viewer"]

    assert viewer["role"] == "CUSTOMER"
    assert [meter["id"] for meter in viewer["meters"]] == [house.meter.id]


def test_a_suppliers_own_provider_makes_nobody_an_agent(both: Api, suppliers_own: TokenIssuer):
    token = suppliers_own.token("an attacker", ["agents", "operators"])

    assert both.send(WHO, token=token).data["viewer"]["role"] == "CUSTOMER"


def test_one_issuers_key_signs_no_tokens_of_another(
    both: Api, issuer: TokenIssuer, suppliers_own: TokenIssuer
):
    claims = issuer.claims(groups=["agents"])
    forged = jwt.encode(claims, suppliers_own.keys["key 1"], "RS256", {"kid": "key 1"})

    assert both.send(WHO, token=forged).code == "UNAUTHENTICATED"


def test_the_id_token_of_a_suppliers_provider_opens_nothing(both: Api, suppliers_own: TokenIssuer):
    token = jwt.encode(suppliers_own.claims(), suppliers_own.keys["key 1"], "RS256", {"kid": "key 1"})

    assert both.send(WHO, token=token).code == "UNAUTHENTICATED"


def test_a_guest_journey_starts_with_a_bad_sign_in_still_in_the_header(house: House, api: Api):
    api.token = "a.b.c"

    assert api.start(**house.proof)["__typename"] == "GuestJourney"


def signing_in(issuer: TokenIssuer, stores: Stores) -> SignIn:
    return SignIn([issuer.setting], stores.accounts)


NOW = datetime.now(UTC)
A_FORGERS_KEY = a_key()


def test_rotated_keys_are_fetched_when_a_token_is_signed_with_one(fresh_issuer: TokenIssuer, stores: Stores):
    sign_in = signing_in(fresh_issuer, stores)
    assert isinstance(sign_in.caller_of(fresh_issuer.token(groups=["agents"]), NOW), Staff)
    old = fresh_issuer.token(groups=["agents"])
    fresh_issuer.keys = {"key 2": a_key()}

    later = NOW + timedelta(minutes=1)
    caller = sign_in.caller_of(fresh_issuer.token(groups=["agents"]), later)

    assert isinstance(caller, Staff)
    assert isinstance(sign_in.caller_of(old, later), Nobody)
    assert fresh_issuer.asked == 2


def test_a_key_that_an_issuer_took_back_ends_within_the_hour(fresh_issuer: TokenIssuer, stores: Stores):
    sign_in = signing_in(fresh_issuer, stores)
    token = fresh_issuer.token(groups=["agents"], exp=int(time.time()) + 86_400)
    assert isinstance(sign_in.caller_of(token, NOW), Staff)
    fresh_issuer.keys = {"key 2": a_key()}

    assert isinstance(sign_in.caller_of(token, NOW + timedelta(hours=1, seconds=1)), Nobody)


def test_made_up_kids_make_nobody_hammer_the_issuer(fresh_issuer: TokenIssuer, stores: Stores):
    sign_in = signing_in(fresh_issuer, stores)
    sign_in.caller_of(fresh_issuer.token(), NOW)

    for number in range(50):
        forged = jwt.encode(fresh_issuer.claims(), A_FORGERS_KEY, "RS256", {"kid": f"made up {number}"})
        assert isinstance(sign_in.caller_of(forged, NOW + timedelta(seconds=number)), Nobody)

    assert fresh_issuer.asked <= 3


def test_a_token_that_could_not_count_anyway_asks_the_issuer_nothing(
    fresh_issuer: TokenIssuer, stores: Stores
):
    sign_in = signing_in(fresh_issuer, stores)

    for token in (fresh_issuer.token(client_id="another"), fresh_issuer.token(token_use="id"), "a.b.c"):
        sign_in.caller_of(token, NOW)

    assert fresh_issuer.asked == 0


def test_while_the_keys_cannot_be_had_the_service_is_unavailable_to_sign_ins_only(
    fresh_issuer: TokenIssuer, service_settings: Settings, house: House
):
    fresh_issuer.answers = False
    api = Api(create_app(replace(service_settings, issuers=(fresh_issuer.setting,))))

    for query in (WHO, '{ meter(id: "x") { id } }'):
        answer = api.send(query, token=fresh_issuer.token(groups=["agents"]))
        assert answer.status == 200
        assert answer.code == "UNAVAILABLE"
        assert answer.error["extensions"]["retryAt"]
    assert fresh_issuer.asked == 1
    assert api.start(**house.proof)["__typename"] == "GuestJourney"


def test_keys_that_we_have_go_on_for_a_day_while_the_issuer_is_away(
    fresh_issuer: TokenIssuer, stores: Stores
):
    sign_in = signing_in(fresh_issuer, stores)
    token = fresh_issuer.token(groups=["agents"], exp=int(time.time()) + 200_000)
    assert isinstance(sign_in.caller_of(token, NOW), Staff)
    fresh_issuer.answers = False

    assert isinstance(sign_in.caller_of(token, NOW + timedelta(hours=23)), Staff)
    assert sign_in.caller_of(token, NOW + timedelta(hours=25)) == Nobody(unavailable=True)


def test_links_to_accounts_are_read_again_after_a_minute(
    fresh_issuer: TokenIssuer, stores: Stores, house: House
):
    sign_in = signing_in(fresh_issuer, stores)
    token = fresh_issuer.token("moved in")
    before = sign_in.caller_of(token, NOW)
    stores.accounts.put_customer(fresh_issuer.name, "moved in", [house.account.number])

    after = sign_in.caller_of(token, NOW + timedelta(minutes=1))

    assert isinstance(before, Customer)
    assert before.account_numbers == ()
    assert isinstance(after, Customer)
    assert after.account_numbers == (house.account.number,)


def test_no_token_stands_in_the_log(issuer: TokenIssuer, api: Api, caplog: pytest.LogCaptureFixture):
    token = issuer.token(client_id="another")
    with caplog.at_level(logging.DEBUG):
        api.send(WHO, token=token)

    assert token not in "".join(str(record.__dict__) for record in caplog.records)


def test_an_issuer_of_customers_cannot_be_the_one_of_staff():
    environment = {
        "AWS_REGION": "eu-west-2",
        "METER_LOG_TABLE": "a",
        "ACCOUNTS_TABLE": "b",
        "ATTEMPTS_TABLE": "c",
        "CONNECTIONS_TABLE": "d",
        "PROJECTIONS_TABLE": "e",
        "AUDIT_TABLE": "f",
        "SIGNING_KEYS": "x" * 32,
        "STAFF_ISSUER": "https://one.example",
        "STAFF_CLIENT_ID": "c",
        "STAFF_SIGN_IN_URL": "https://sign-in.example",
        "CUSTOMER_ISSUER": "https://one.example",
        **{
            f"CUSTOMER_{name}": "x"
            for name in ("CLIENT_ID", "JWKS_URL", "AUTHORIZE_URL", "TOKEN_URL", "LOGOUT_URL")
        },
    }

    with pytest.raises(InvalidSettings, match="CUSTOMER_ISSUER"):
        Settings.from_environment(environment)
