"""A WebSocket API in this process: real sockets in front, the functions behind, a frame an invocation.

Stricter than the emulator's where it matters to us: it echoes the subprotocol that $connect answers with,
as API Gateway does, and runs the frames of a socket at the same time, in any order.
"""

import base64
import json
import uuid
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event, Lock, Thread
from typing import Any, Self

import boto3
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import ServerConnection, serve

from meter_reads.lambdas.live_wiring import LiveWiring
from meter_reads.lambdas.operations_events import OperationsEvents
from meter_reads.lambdas.socket_events import SocketEvents
from meter_reads.lambdas.stream_events import StreamEvents
from meter_reads.settings import Settings

from .connections_api import ConnectionsApi
from .events import event

_LOOK_AGAIN_SECONDS = 0.05


def function_environment(settings: Settings, endpoint: str, emulator: str) -> dict[str, str]:
    """What template.yaml and Lambda give the functions."""
    return {
        "AWS_REGION": settings.region,
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_ENDPOINT_URL": emulator,
        "METER_LOG_TABLE": settings.meter_log_table,
        "ACCOUNTS_TABLE": settings.accounts_table,
        "ATTEMPTS_TABLE": settings.attempts_table,
        "CONNECTIONS_TABLE": settings.connections_table,
        "PROJECTIONS_TABLE": settings.projections_table,
        "AUDIT_TABLE": settings.audit_table,
        "CONNECTIONS_ENDPOINT": endpoint,
        "OPERATIONS_QUEUE_URL": _new_queue(settings, emulator),
        "SIGNING_KEYS": ",".join(settings.signing_keys),
        **_issuer_variables(settings),
    }


def _issuer_variables(settings: Settings) -> dict[str, str]:
    return {
        name: value
        for staff in settings.issuers
        for name, value in {
            "STAFF_ISSUER": staff.url,
            "STAFF_CLIENT_ID": staff.client_id,
            "STAFF_JWKS_URL": staff.jwks_url,
            "STAFF_SIGN_IN_URL": "https://sign-in.example",
        }.items()
    }


def _new_queue(settings: Settings, emulator: str) -> str:
    keys = {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
    client = boto3.client("sqs", region_name=settings.region, endpoint_url=emulator, **keys)
    url: str = client.create_queue(QueueName=uuid.uuid4().hex)["QueueUrl"]
    client.close()
    return url


class Gateway:
    def __init__(self, settings: Settings, emulator: str) -> None:
        self.settings = settings
        self.api = ConnectionsApi()
        self._emulator = emulator
        self._sockets: dict[str, ServerConnection] = {}
        self._invocations = ThreadPoolExecutor(32)
        self._ending = Event()
        self._lock = Lock()
        self.failures: list[BaseException] = []

    def __enter__(self) -> Self:
        self.api.__enter__()
        self.api.deliver, self.api.end = self._deliver, self._end
        self._environment = function_environment(self.settings, self.api.endpoint, self._emulator)
        self.wiring = LiveWiring(self._environment)
        self.websocket = SocketEvents(self.wiring)
        self.stream = StreamEvents(self.wiring)
        self.operations = OperationsEvents(self.wiring)
        self._server = serve(
            self._serve,
            "127.0.0.1",
            0,
            process_request=self._handshake,
            select_subprotocol=lambda connection, offered: connection.chosen,
            ping_interval=None,
            close_timeout=1,
            max_size=None,
        )
        self.url = f"ws://127.0.0.1:{self._server.socket.getsockname()[1]}/live"
        work = (self._server.serve_forever, self._read_stream, self._read_queue)
        self._threads = [Thread(target=each) for each in work]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        for socket in list(self._sockets.values()):
            socket.close_socket()
        self._server.shutdown()
        for thread in self._threads:
            thread.join()
        self._invocations.shutdown()
        self.wiring.close()
        self.api.__exit__()

    def _handshake(self, connection: ServerConnection, request: Request) -> Response | None:
        connection.gateway_id = f"{uuid.uuid4().hex[:15]}="
        headers = dict(request.headers.raw_items())
        address = connection.remote_address[0]
        answer = self.websocket.handle(
            event("CONNECT", connection.gateway_id, source_ip=address, headers=headers), None
        )
        if answer["statusCode"] >= 300:
            return connection.respond(answer["statusCode"], "")
        connection.chosen = answer["headers"]["Sec-WebSocket-Protocol"]
        return None

    def _serve(self, connection: ServerConnection) -> None:
        connection_id = connection.gateway_id
        self._sockets[connection_id] = connection
        running: list[Future[Any]] = []
        try:
            for frame in connection:
                binary = isinstance(frame, bytes)
                body = base64.b64encode(frame).decode() if binary else frame
                message = event("MESSAGE", connection_id, body=body) | {"isBase64Encoded": binary}
                running.append(self._invocations.submit(self._invoke, connection, message))
        except ConnectionClosed:
            pass
        finally:
            del self._sockets[connection_id]
            for each in running:
                each.result()
            self.websocket.handle(event("DISCONNECT", connection_id), None)

    def _invoke(self, connection: ServerConnection, message: dict[str, Any]) -> None:
        try:
            self.websocket.handle(message, None)
        except Exception as failure:  # noqa: BLE001  # told to the client, as API Gateway does
            self.failures.append(failure)
            context = message["requestContext"]
            said = {"message": "Internal server error", "connectionId": context["connectionId"]}
            self._deliver(connection.gateway_id, json.dumps(said | {"requestId": context["requestId"]}))

    def _deliver(self, connection_id: str, text: str) -> int:
        try:
            self._sockets[connection_id].send(text)
        except (KeyError, ConnectionClosed):
            return 410
        return 200

    def _end(self, connection_id: str) -> None:
        if socket := self._sockets.get(connection_id):
            # Closing waits for the client, and whoever asks for it does not.
            Thread(target=socket.close).start()

    def _read_queue(self) -> None:
        """As Lambda does: messages are handed on when their delay is over, and deleted when handled."""
        keys = {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
        client = boto3.client("sqs", region_name=self.settings.region, endpoint_url=self._emulator, **keys)
        queue = {"QueueUrl": self._environment["OPERATIONS_QUEUE_URL"]}
        while not self._ending.wait(_LOOK_AGAIN_SECONDS):
            messages = client.receive_message(**queue, MaxNumberOfMessages=10).get("Messages", [])
            if messages:
                self.operations.handle({"Records": messages}, None)
            for each in messages:
                client.delete_message(**queue, ReceiptHandle=each["ReceiptHandle"])
        client.close()

    def _read_stream(self) -> None:
        """As Lambda does: in the order of each shard, one batch after the other, failed records again."""
        region, url = self.settings.region, self._emulator
        keys = {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
        tables = boto3.client("dynamodb", region_name=region, endpoint_url=url, **keys)
        streams = boto3.client("dynamodbstreams", region_name=region, endpoint_url=url, **keys)
        arn = tables.describe_table(TableName=self.settings.meter_log_table)["Table"]["LatestStreamArn"]
        shards = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
        iterators = [
            streams.get_shard_iterator(StreamArn=arn, ShardId=each["ShardId"], ShardIteratorType="LATEST")[
                "ShardIterator"
            ]
            for each in shards
        ]
        while not self._ending.wait(_LOOK_AGAIN_SECONDS):
            for place, iterator in enumerate(iterators):
                answer = streams.get_records(ShardIterator=iterator)
                iterators[place] = answer["NextShardIterator"]
                changes = [each for each in answer["Records"] if "kind" in each["dynamodb"]["NewImage"]]
                if changes:
                    # As Lambda says it to a mapping with a window.
                    event = {"Records": changes, "shardId": shards[place]["ShardId"], "state": {}}
                    self.stream.handle(event, None)
        for client in (tables, streams):
            client.close()
