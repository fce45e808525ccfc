"""`make cloud` and `make cloud-logs`, as a person at a terminal meets them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2

CLOUD, LOGS = "meter_reads.local.cloud", "meter_reads.local.cloud.logs"
WRONG = {"query": "{ nothing }"}


def test_what_was_deployed_and_loaded_is_there_after_a_stop(start_server: Callable[..., Any], tmp_path: Path):
    first = start_server(tmp_path, CLOUD)
    first.line("Ready: ")
    first.line("Ctrl-C stops everything")
    assert first.stop() == 0

    second = start_server(tmp_path, CLOUD)
    url = second.url

    assert "  0 loaded, 7 were there already." in second.said
    assert httpx2.get(f"{url}/").status_code == 200
    assert httpx2.post(f"{url}/graphql", json={"query": "{ __typename }"}, timeout=30).status_code == 200
    assert second.stop() == 0


def test_the_functions_logs_can_be_watched(cloud: Any, start_server: Callable[..., Any]):
    httpx2.post(f"{cloud.url}/graphql", json=WRONG, timeout=30)

    watching = start_server(cloud.server.data, LOGS)
    while "HttpFunction" not in (line := watching.line("")):
        pass

    assert line[:8].count(":") == 2
    watching.stop()


def test_logs_of_nothing_say_what_to_do(start_server: Callable[..., Any], tmp_path: Path):
    watching = start_server(tmp_path, LOGS)

    assert watching.exit_code() == 2
    assert watching.said.startswith(f"No make cloud has run with {tmp_path}: ")
