"""A rehearsal over the real handlers, each a published version of a function in the emulator."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from meter_reads.lambdas.rehearsals import Rehearsals
from meter_reads.settings import RehearsalSettings, Settings
from meter_reads.store.stores import Stores, open_stores

from ..api_gateway.connections_api import ConnectionsApi
from ..api_gateway.gateway import function_environment
from .code_deploy import CodeDeploy
from .versions import published


@pytest.fixture(scope="module")
def own_settings(fresh_settings: Callable[[], Settings]) -> Settings:
    """Tables of the module's own: the kill switch is thrown here."""
    return fresh_settings()


@pytest.fixture(scope="module")
def own_stores(own_settings: Settings) -> Stores:
    return open_stores(own_settings)


@pytest.fixture(scope="module")
def good(
    own_settings: Settings, emulator: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RehearsalSettings]:
    """Versions that are as they should be; a socket that nobody has is gone."""
    logs = tmp_path_factory.mktemp("logs")
    with ConnectionsApi() as api:
        api.answer = lambda connection_id, text: 410
        variables = function_environment(own_settings, api.endpoint, emulator)
        reviews = {"REVIEWS_TABLE": "none", "REVIEW_STATE_MACHINE": "none"}
        yield RehearsalSettings(
            region=own_settings.region,
            meter_log_table=own_settings.meter_log_table,
            accounts_table=own_settings.accounts_table,
            http_version=published("HttpFunction", variables, logs),
            websocket_version=published("WebsocketFunction", variables, logs),
            stream_version=published("StreamFunction", {**variables, **reviews}, logs),
            log_level="INFO",
        )


@pytest.fixture
def code_deploy(monkeypatch: pytest.MonkeyPatch) -> Iterator[CodeDeploy]:
    with CodeDeploy() as service:
        monkeypatch.setenv("AWS_ENDPOINT_URL_CODEDEPLOY", service.url)
        yield service


@pytest.fixture
def rehearsals(good: RehearsalSettings, code_deploy: CodeDeploy) -> Callable[..., Rehearsals]:
    """The hook's handler for the good versions, or for others in the place of some."""
    del code_deploy  # there before its client is
    return lambda **others: Rehearsals(replace(good, **others))
