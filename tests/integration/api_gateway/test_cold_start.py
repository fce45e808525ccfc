"""What a function loads before it can answer: the frames that keep a socket alive need nothing heavy."""

import json
import subprocess
import sys

import pytest

from meter_reads.local.options import REPOSITORY

from ..live.changes import Followed
from .connections_api import ConnectionsApi
from .events import event, stream_batch

HEAVY = ("graphql", "ariadne", "botocore", "boto3", "pynamodb", "starlette", "mangum")

PROGRAM = """
import json, sys
given = json.load(sys.stdin)
from meter_reads.lambdas.{function} import handler
answers = [handler(each, None) for each in given]
loaded = {{name.partition(".")[0] for name in sys.modules}}
print(json.dumps([answers, sorted(loaded & set({heavy!r}))]))
"""


@pytest.fixture
def run(environment: dict[str, str]):
    """Runs a function in an interpreter of its own; its answers, and what it loaded of what is heavy."""

    def run(function: str, *events: dict) -> tuple[list[dict], list[str]]:
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM.format(function=function, heavy=HEAVY)],
            env={**environment, "PYTHONPATH": str(REPOSITORY / "backend")},
            input=json.dumps(events),
            capture_output=True,
            text=True,
            check=True,
        )
        answers, loaded = json.loads(done.stdout.splitlines()[-1])
        return answers, loaded

    return run


def test_connecting_pinging_and_completing_load_neither_graphql_nor_botocore(run, api: ConnectionsApi):
    socket = "a-socket-of-its-own="
    headers = {"Host": "live.test", "Sec-WebSocket-Protocol": "graphql-transport-ws"}
    frames = (
        {"type": "connection_init", "payload": {"authorization": "Bearer nobody"}},
        {"type": "ping"},
        {"type": "complete", "id": "1"},
    )

    answers, loaded = run(
        "websocket",
        event("CONNECT", socket, headers=headers),
        *(event("MESSAGE", socket, body=json.dumps(frame)) for frame in frames),
        event("DISCONNECT", socket),
    )

    assert [answer["statusCode"] for answer in answers] == [200] * 5
    assert api.posts[socket] == [{"type": "connection_ack"}, {"type": "pong"}]
    assert loaded == []


def test_a_change_that_nobody_follows_loads_neither_graphql_nor_botocore(run, followed: Followed):
    answers, loaded = run("stream", stream_batch(*followed.append()))

    assert answers == [{"batchItemFailures": [], "state": {}}]
    assert loaded == []
