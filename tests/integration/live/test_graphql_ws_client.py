"""The reference client, npm's graphql-ws, unchanged, by the code that docs/live-channel.md shows."""

import json
import queue
import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from ..node import node_with
from .changes import CHANGES, Followed
from .transport import PATIENCE_SECONDS, Ability, Transport

REPOSITORY = Path(__file__).parents[3]
FOLDER = Path(__file__).with_name("graphql_ws")


@pytest.fixture(scope="module")
def node() -> str:
    return node_with(FOLDER)


class Client:
    """The client as a child process; what it says, line by line."""

    def __init__(self, node: str, **arguments: Any) -> None:
        self._process = subprocess.Popen(
            [node, "client.mjs", json.dumps(arguments)],
            cwd=FOLDER,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._lines: queue.Queue[str] = queue.Queue()
        self._reader = Thread(target=self._read)
        self._reader.start()

    def said(self) -> dict[str, Any]:
        return json.loads(self._lines.get(timeout=PATIENCE_SECONDS))

    def sequences(self, number: int) -> list[int]:
        return [self.said()["change"]["sequence"] for _ in range(number)]

    def tell(self, command: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{command}\n")
        self._process.stdin.flush()

    def stop(self) -> list[dict[str, Any]]:
        """Ends it; what it still said."""
        if self._process.poll() is None:
            self.tell("stop")
        self._process.wait(PATIENCE_SECONDS)
        self._reader.join()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()
        return [json.loads(self._lines.get()) for _ in range(self._lines.qsize())]

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line)


@pytest.fixture
def start(node: str, transport: Transport) -> Iterator[Callable[..., Client]]:
    clients: list[Client] = []

    def start(token: str, query: str, variables: dict[str, Any]) -> Client:
        clients.append(Client(node, url=transport.url, token=token, query=query, variables=variables))
        return clients[-1]

    yield start
    for client in clients:
        if client._reader.is_alive():
            client.stop()


def test_it_gets_what_was_stored_and_then_what_happens(start, followed: Followed):
    followed.append(3)
    client = start(followed.token(), CHANGES, followed.variables(0))

    assert client.said() == {"connected": True}
    assert client.sequences(3) == [2, 3, 4]
    followed.append(2)
    assert client.sequences(2) == [5, 6]


def test_cut_off_twice_it_comes_back_and_has_each_change_once(start, followed: Followed):
    client = start(followed.token(), CHANGES, followed.variables(1))
    assert client.said() == {"connected": True}
    followed.append(2)
    assert client.sequences(2) == [2, 3]

    for last in (3, 5):
        client.tell("cut")
        assert client.said() == {"closed": 1006}
        followed.append()
        assert client.said() == {"connected": True}
        followed.append()
        assert client.sequences(2) == [last + 1, last + 2]

    assert [said for said in client.stop() if "change" in said] == []


def test_an_error_reaches_it_as_an_error(start, followed: Followed):
    client = start(followed.token(), "subscription { nothing }", {})

    assert client.said() == {"connected": True}
    assert client.said()["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"


def test_a_bad_token_reaches_it_as_an_error_and_not_as_a_reason_to_come_back(start, followed: Followed):
    client = start("no token of ours", CHANGES, followed.variables(0))

    assert client.said() == {"connected": True}
    assert client.said()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert client.stop() in ([], [{"closed": 1000}])


@pytest.mark.needs(Ability.TIMERS)
def test_the_end_of_its_token_reaches_it_as_an_error(start, followed: Followed):
    client = start(followed.token(lasts=timedelta(seconds=2)), CHANGES, followed.variables(1))
    assert client.said() == {"connected": True}

    assert client.said()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


def test_the_documentation_shows_the_code_that_is_tested_here():
    documentation = (REPOSITORY / "docs" / "live-channel.md").read_text("utf-8")

    assert (FOLDER / "follow.mjs").read_text("utf-8") in documentation
