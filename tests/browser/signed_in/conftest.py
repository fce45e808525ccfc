"""People who sign in change readings that guests' tests stand on, so they have a service of their own."""

from collections.abc import Callable

import pytest
from tests.conftest import Server


@pytest.fixture(scope="session")
def site_url(start_lasting_server: Callable[..., Server], tmp_path_factory: pytest.TempPathFactory) -> str:
    """The base address of a service that only these tests use."""
    return start_lasting_server(tmp_path_factory.mktemp("signed-in") / "data").url
