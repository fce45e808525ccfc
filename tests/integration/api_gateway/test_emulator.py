"""The two functions as Lambda functions of the emulator, behind its own WebSocket API and its own stream.

Their code is this repository's as it lies there: the package has tests of its own. The emulator passes no
subprotocol on to the client, and handles the frames of a socket one after the other.
"""

import io
import sysconfig
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

import boto3
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from meter_reads.local.options import REPOSITORY
from meter_reads.settings import Settings

from ..client import SUBMIT
from ..houses import House
from ..live.changes import CHANGES, Followed, sequence_of
from ..live.transport import Ability, Ended, Transport
from .gateway import function_environment

ROLE = "arn:aws:iam::000000000000:role/of-the-tests"
NOT_HERE = frozenset({Ability.CLOSE_CODES, Ability.INIT_TIMEOUT, Ability.ORDER})


@dataclass
class Deployment:
    """What is created is deleted in the end, since the emulator belongs to the whole session."""

    settings: Settings
    emulator: str

    def __post_init__(self) -> None:
        self.clients = {
            name: boto3.client(name, region_name=self.settings.region)
            for name in ("lambda", "apigatewayv2", "dynamodb")
        }

    def function(self, name: str, environment: dict[str, str]) -> str:
        paths = [str(REPOSITORY / "backend"), sysconfig.get_path("purelib")]
        code = io.BytesIO()
        with zipfile.ZipFile(code, "w") as package:
            package.writestr(
                "shim.py",
                f"import sys\nsys.path[:0] = {paths!r}\nfrom meter_reads.lambdas.{name} import handler\n",
            )
        # Those that Lambda itself sets, the emulator sets too.
        variables = {key: value for key, value in environment.items() if not key.startswith("AWS_")}
        made = self.clients["lambda"].create_function(
            FunctionName=f"{name}-of-the-tests",
            Runtime="python3.11",
            Handler="shim.handler",
            Role=ROLE,
            Timeout=60,
            Code={"ZipFile": code.getvalue()},
            Environment={"Variables": variables},
        )
        return made["FunctionArn"]

    def api(self) -> str:
        return self.clients["apigatewayv2"].create_api(
            Name="live-of-the-tests", ProtocolType="WEBSOCKET", RouteSelectionExpression="$request.body.type"
        )["ApiId"]

    def routes(self, api: str, function: str) -> None:
        gateway = self.clients["apigatewayv2"]
        lambda_path = f"path/2015-03-31/functions/{function}/invocations"
        uri = f"arn:aws:apigateway:{self.settings.region}:lambda:{lambda_path}"
        integration = gateway.create_integration(ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=uri)[
            "IntegrationId"
        ]
        for key in ("$connect", "$default", "$disconnect"):
            gateway.create_route(ApiId=api, RouteKey=key, Target=f"integrations/{integration}")
        gateway.create_stage(ApiId=api, StageName="live", AutoDeploy=True)

    def stream_to(self, function: str) -> None:
        table = self.clients["dynamodb"].describe_table(TableName=self.settings.meter_log_table)["Table"]
        pattern = '{"eventName": ["INSERT"], "dynamodb": {"NewImage": {"kind": {"S": [{"exists": true}]}}}}'
        self.clients["lambda"].create_event_source_mapping(
            EventSourceArn=table["LatestStreamArn"],
            FunctionName=function,
            StartingPosition="TRIM_HORIZON",
            BatchSize=100,
            FilterCriteria={"Filters": [{"Pattern": pattern}]},
            FunctionResponseTypes=["ReportBatchItemFailures"],
        )

    def undo(self, api: str) -> None:
        functions = self.clients["lambda"]
        for mapping in functions.list_event_source_mappings()["EventSourceMappings"]:
            functions.delete_event_source_mapping(UUID=mapping["UUID"])
        self.clients["apigatewayv2"].delete_api(ApiId=api)
        for name in ("websocket", "stream"):
            functions.delete_function(FunctionName=f"{name}-of-the-tests")
        for client in self.clients.values():
            client.close()


@pytest.fixture(scope="module")
def deployed(gateway_settings: Settings, emulator: str) -> Iterator[Transport]:
    deployment = Deployment(gateway_settings, emulator)
    api = deployment.api()
    path = f"/_aws/execute-api/{api}/live"
    environment = function_environment(gateway_settings, f"{emulator}{path}", emulator)
    deployment.routes(api, deployment.function("websocket", environment))
    deployment.stream_to(deployment.function("stream", environment))
    yield Transport(f"{emulator.replace('http', 'ws', 1)}{path}", gateway_settings, NOT_HERE)
    deployment.undo(api)


def test_a_reading_that_is_sent_reaches_another_socket_by_the_stream(deployed: Transport, followed: Followed):
    with deployed.open() as window, deployed.open() as other:
        window.acknowledged(followed.token()).subscribe(CHANGES, followed.variables())
        assert window.received_until_probe() == []
        other.acknowledged(followed.token())
        other.subscribe(SUBMIT, {"input": followed.house.reading(House.ORDINARY)})

        assert [message["type"] for message in other.messages(2)] == ["next", "complete"]
        assert sequence_of(window.receive()) == 2


def test_who_comes_back_with_the_last_sequence_has_each_change_once(deployed: Transport, followed: Followed):
    with deployed.open() as first:
        first.acknowledged(followed.token()).subscribe(CHANGES, followed.variables())
        assert first.received_until_probe() == []
        followed.append(2)
        before = [sequence_of(first.receive()) for _ in range(2)]
        first.cut()
    followed.append(3)
    with deployed.open() as second:
        second.acknowledged(followed.token()).subscribe(CHANGES, followed.variables(before[-1]))
        after = [sequence_of(second.receive()) for _ in range(3)]
        followed.append()
        after.append(sequence_of(second.receive()))

        assert before + after == [2, 3, 4, 5, 6, 7]
        assert second.received_until_probe() == []


def test_a_completed_subscription_gets_nothing_more(deployed: Transport, followed: Followed):
    with deployed.open() as socket:
        socket.acknowledged(followed.token()).subscribe(CHANGES, followed.variables(), id="a")
        socket.subscribe(CHANGES, followed.variables(), id="b")
        socket.complete("a")
        assert socket.received_until_probe() == []
        followed.append()

        assert socket.receive()["id"] == "b"
        assert socket.received_until_probe() == []


def test_a_broken_frame_ends_the_socket(deployed: Transport):
    with deployed.open() as socket:
        socket.send_frame("nonsense")

        assert socket.end() == Ended(None)


def test_another_subprotocol_is_refused_in_the_handshake(deployed: Transport):
    with pytest.raises(InvalidStatus):
        connect(deployed.url, subprotocols=["graphql-ws"], proxy=None).__enter__()


def test_a_socket_speaks_the_subprotocol_that_connect_chose__is_still_needed(deployed: Transport):
    """The gap of local/emulator/gaps.py: when this fails, the function of that name can go."""
    with deployed.open() as socket:
        assert socket.subprotocol is None
