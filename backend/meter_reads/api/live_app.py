"""The application with live sockets, and the GraphQL side of sockets that live elsewhere."""

from collections import Counter
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.routing import WebSocketRoute

from meter_reads.api.app import create_executor, create_service, http_routes
from meter_reads.api.edge import Edge
from meter_reads.api.graphql_http import Run
from meter_reads.api.live import LiveOperations
from meter_reads.api.live_endpoint import LiveEndpoint
from meter_reads.channel.feed import Feed
from meter_reads.channel.limits import Limits
from meter_reads.channel.operations import Operations
from meter_reads.metrics import Note, unnoted
from meter_reads.settings import Settings
from meter_reads.store.stores import Stores

# Clients expect sockets where the API is; behind CloudFront, which tells its origins apart by path, they
# are at /live, and so our own site uses that everywhere.
_SOCKET_PATHS = ("/graphql", "/live")


@dataclass(frozen=True, slots=True)
class LiveApp:
    """An application with live sockets; entries go to `feed` by way of `channel.fan_out`."""

    app: Starlette
    feed: Feed
    operations: Operations
    stores: Stores


def create_live_app(settings: Settings, *, run: Run, limits: Limits | None = None) -> LiveApp:
    """The application over HTTP and WebSocket, for a process that keeps its sockets open."""
    open_sockets: Counter[str] = Counter()
    service = create_service(settings, live_connections=lambda _: sum(list(open_sockets.values())))
    executor, feed = create_executor(settings), Feed()
    operations = LiveOperations(executor, service)
    endpoint = LiveEndpoint(operations, feed, Edge(settings.edge_secret), limits or Limits(), open_sockets)
    sockets = [WebSocketRoute(path, endpoint) for path in _SOCKET_PATHS]
    routes = [*http_routes(settings, service, executor, run), *sockets]
    return LiveApp(Starlette(routes=routes), feed, operations, service.stores)


def live_operations(settings: Settings, note: Note = unnoted) -> Operations:
    """The GraphQL side of the live channel, for functions whose sockets live in API Gateway."""
    return LiveOperations(create_executor(settings), create_service(settings, note=note))
