"""What the functions of the live channel tell CloudWatch: a line an invocation at most."""

import io
from collections.abc import Iterator
from uuid import uuid4

import pytest

from meter_reads.lambdas.live_wiring import LiveWiring
from meter_reads.lambdas.socket_events import SocketEvents
from meter_reads.lambdas.stream_events import StreamEvents
from meter_reads.metrics import Metrics

from ..live.changes import CHANGES, Followed
from ..metric_lines import NAMESPACE, metric_lines
from ..store_proxy import StoreProxy, deny
from .connections_api import ConnectionsApi
from .events import EventSocket, stream_batch


class Functions:
    """The functions as Lambda has them, and what they wrote since the last look."""

    def __init__(self, environment: dict[str, str], out: io.StringIO) -> None:
        self.wiring = LiveWiring(environment, Metrics(NAMESPACE, out))
        self._out = out
        self.websocket = self.wiring.metrics.around(SocketEvents(self.wiring).handle)
        self.stream = self.wiring.metrics.around(StreamEvents(self.wiring).handle)

    def lines(self) -> list[dict]:
        written = metric_lines(self._out.getvalue())
        self._out.seek(0)
        self._out.truncate()
        return written


@pytest.fixture
def functions(environment: dict[str, str]) -> Iterator[Functions]:
    functions = Functions(environment, io.StringIO())
    yield functions
    functions.wiring.close()


def a_follower(functions: Functions, api: ConnectionsApi, followed: Followed) -> EventSocket:
    class Handled:
        handle = staticmethod(functions.websocket)

    socket = EventSocket(Handled(), api).acknowledged(followed.token())  # type: ignore[arg-type]
    socket.subscribe(CHANGES, followed.variables(None))
    return socket


def test_a_batch_is_one_line_with_how_many_it_reached_and_how_late(
    functions: Functions, api: ConnectionsApi, followed: Followed
):
    for _ in range(3):
        a_follower(functions, api, followed)
    functions.lines()

    functions.stream(stream_batch(*followed.append()), None)

    [line] = functions.lines()
    assert (line["FanOutSize"], line["MessagesSent"]) == (3, 3)
    [milliseconds] = line["FanOutTime"]
    assert milliseconds > 0
    assert line["WriteUnits"] > 0
    assert not {"MessagesFailed", "SocketsGone", "BatchesFailed"} & set(line)


def test_a_socket_that_is_gone_is_told_from_one_that_could_not_be_reached(
    functions: Functions, api: ConnectionsApi, followed: Followed
):
    gone, unreachable = (a_follower(functions, api, followed) for _ in range(2))
    api.answer = lambda connection_id, text: {gone.id: 410, unreachable.id: 403}.get(connection_id, 200)
    functions.lines()

    functions.stream(stream_batch(*followed.append()), None)

    [line] = functions.lines()
    assert (line["SocketsGone"], line["MessagesFailed"]) == (1, 1)
    assert "MessagesSent" not in line


def test_a_batch_of_which_something_has_to_come_again_is_counted(functions: Functions, followed: Followed):
    batch = stream_batch(*followed.append())
    batch["Records"][0]["dynamodb"]["NewImage"]["state"] = {"S": "nobody can read this"}

    answer = functions.stream(batch, None)

    assert answer["batchItemFailures"]
    [line] = functions.lines()
    assert line["BatchesFailed"] == 1


def test_a_batch_that_nobody_follows_says_only_what_it_used(functions: Functions, followed: Followed):
    functions.stream(stream_batch(*followed.append()) | {"shardId": uuid4().hex}, None)

    [line] = functions.lines()
    assert set(line) == {"ReadUnits", "WriteUnits"}


def test_an_operation_that_fails_by_our_fault_is_counted(
    environment: dict[str, str], api: ConnectionsApi, followed: Followed, proxy: StoreProxy
):
    functions = Functions({**environment, "AWS_ENDPOINT_URL": proxy.url}, io.StringIO())
    socket = a_follower(functions, api, followed)
    functions.lines()
    proxy.fail("Query", deny)

    socket.subscribe("query($id: ID!) { meter(id: $id) { id } }", {"id": followed.house.meter.id}, id="2")

    [line] = functions.lines()
    assert line["OperationsFailed"] == 1
    functions.wiring.close()
