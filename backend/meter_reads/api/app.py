"""The ASGI application: its routes, and what they are made of."""

from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from meter_reads.api.context import Service
from meter_reads.api.documents import Documents
from meter_reads.api.edge import Edge
from meter_reads.api.execution import Executor
from meter_reads.api.graphql_http import GraphQLEndpoint, Run, at_once
from meter_reads.api.schema import schema
from meter_reads.channel.feed import Feed
from meter_reads.channel.limits import Limits
from meter_reads.channel.operations import Operations
from meter_reads.journey.repeats import RepeatLimit
from meter_reads.journey.submit import Desk
from meter_reads.journey.tokens import Tokens
from meter_reads.settings import Settings
from meter_reads.store.stores import open_stores

# Clients expect sockets where the API is; behind CloudFront, which tells its origins apart by path, they
# are at /live, and so our own site uses that everywhere.
_SOCKET_PATHS = ("/graphql", "/live")


def create_app(settings: Settings, *, run: Run = at_once) -> Starlette:
    """The application over HTTP alone; `run` says how an execution is run."""
    service, executor = _service(settings), _executor(settings)
    return Starlette(routes=_http_routes(settings, service, executor, run))


@dataclass(frozen=True, slots=True)
class LiveApp:
    """An application with live sockets; entries go to `feed` by way of `channel.fan_out`."""

    app: Starlette
    feed: Feed
    operations: Operations


def create_live_app(settings: Settings, *, run: Run, limits: Limits | None = None) -> LiveApp:
    """The application over HTTP and WebSocket, for a process that keeps its sockets open."""
    # The sockets of API Gateway do not live in the process, so its functions never load this.
    from meter_reads.api.live import LiveOperations
    from meter_reads.api.live_endpoint import LiveEndpoint

    service, executor, feed = _service(settings), _executor(settings), Feed()
    operations = LiveOperations(executor, service)
    endpoint = LiveEndpoint(operations, feed, Edge(settings.edge_secret), limits or Limits())
    sockets = [WebSocketRoute(path, endpoint) for path in _SOCKET_PATHS]
    routes = [*_http_routes(settings, service, executor, run), *sockets]
    return LiveApp(Starlette(routes=routes), feed, operations)


def live_operations(settings: Settings) -> Operations:
    """The GraphQL side of the live channel, for functions whose sockets live in API Gateway."""
    from meter_reads.api.live import LiveOperations

    return LiveOperations(_executor(settings), _service(settings))


def _service(settings: Settings) -> Service:
    stores, tokens = open_stores(settings), Tokens(settings.signing_keys)
    return Service(stores, tokens, Desk(stores, tokens, RepeatLimit()), settings.signing_keys)


def _executor(settings: Settings) -> Executor:
    documents = Documents(schema(), development=settings.development)
    return Executor(schema(), documents, settings.development)


def _http_routes(settings: Settings, service: Service, executor: Executor, run: Run) -> list[BaseRoute]:
    endpoint = GraphQLEndpoint(executor, service, Edge(settings.edge_secret), run=run)
    return [Route("/graphql", endpoint), Route("/health", health)]


async def health(_: Request) -> Response:
    """Says that the process answers; it asks nothing of the store."""
    return JSONResponse({"status": "ok"}, headers={"cache-control": "no-store"})
