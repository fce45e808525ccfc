"""What is missing or unusable in the environment is said at start, by name."""

import pytest

from meter_reads.settings import InvalidSettings, LiveSettings, Settings

SERVICE = {
    "AWS_REGION": "eu-west-2",
    "METER_LOG_TABLE": "log",
    "ACCOUNTS_TABLE": "accounts",
    "ATTEMPTS_TABLE": "attempts",
    "CONNECTIONS_TABLE": "connections",
    "PROJECTIONS_TABLE": "projections",
    "AUDIT_TABLE": "audit",
    "SIGNING_KEYS": "the newest of the keys which signs all tokens",
}
LIVE = {
    "AWS_REGION": "eu-west-2",
    "AWS_ACCESS_KEY_ID": "id",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "CONNECTIONS_TABLE": "connections",
    "PROJECTIONS_TABLE": "projections",
    "CONNECTIONS_ENDPOINT": "https://sockets.example/live",
    "OPERATIONS_QUEUE_URL": "https://sqs.example/operations",
    "SIGNING_KEYS": "a key of these tests and of no other use",
}


@pytest.mark.parametrize("name", SERVICE)
def test_a_service_without_a_setting_says_which_one(name: str):
    with pytest.raises(InvalidSettings, match=name):
        Settings.from_environment({**LIVE, **SERVICE, name: ""})


@pytest.mark.parametrize("name", LIVE)
def test_a_live_function_without_a_setting_says_which_one(name: str):
    with pytest.raises(InvalidSettings, match=name):
        LiveSettings.from_environment({**SERVICE, **LIVE, name: ""})


@pytest.mark.parametrize("kind", [Settings, LiveSettings])
def test_one_key_that_is_too_short_to_be_secret_is_refused_beside_a_good_one(
    kind: type[Settings] | type[LiveSettings],
):
    with pytest.raises(InvalidSettings, match="SIGNING_KEYS"):
        kind.from_environment({**SERVICE, **LIVE, "SIGNING_KEYS": f"{LIVE['SIGNING_KEYS']},short"})


def test_an_environment_that_is_neither_production_nor_development_is_refused():
    with pytest.raises(InvalidSettings, match="ENVIRONMENT"):
        Settings.from_environment({**SERVICE, **LIVE, "ENVIRONMENT": "prod"})


def test_without_a_word_it_is_production():
    assert not Settings.from_environment({**SERVICE, **LIVE}).development
