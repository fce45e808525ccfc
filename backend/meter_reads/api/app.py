"""The ASGI application over HTTP: its routes, and what they are made of."""

from functools import cache, partial
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from meter_reads.api.context import Service
from meter_reads.api.documents import Documents
from meter_reads.api.edge import Edge
from meter_reads.api.execution import Executor
from meter_reads.api.graphql_http import GraphQLEndpoint, Run, at_once
from meter_reads.api.schema import schema
from meter_reads.api.sign_in_page import sign_in_page
from meter_reads.journey.identification import Identification
from meter_reads.journey.repeats import RepeatLimit
from meter_reads.journey.service_switch import ServiceSwitch
from meter_reads.journey.sign_in import SignIn
from meter_reads.journey.submit import Desk
from meter_reads.journey.tokens import Tokens
from meter_reads.metrics import Note, unnoted
from meter_reads.settings import Settings
from meter_reads.store.stores import Stores, open_stores

if TYPE_CHECKING:
    from meter_reads.journey.operations import LiveConnections
    from meter_reads.journey.photos import PhotoDesk


def create_app(settings: Settings, *, run: Run = at_once, note: Note = unnoted) -> Starlette:
    """The application for these settings; `run` says how an execution is run, `note` takes metrics."""
    service = create_service(settings, note=note)
    return Starlette(routes=http_routes(settings, service, create_executor(settings), run))


def create_service(
    settings: Settings, live_connections: "LiveConnections | None" = None, *, note: Note = unnoted
) -> Service:
    """`live_connections` counts the sockets of a process that keeps its own; else API Gateway's count."""
    stores, tokens = open_stores(settings, note), Tokens(settings.signing_keys)
    sign_in = SignIn(settings.issuers, stores.accounts) if settings.issuers else None
    desk = Desk(stores, tokens, RepeatLimit(), note)
    return Service(
        stores=stores,
        tokens=tokens,
        desk=desk,
        signing_keys=settings.signing_keys,
        identification=Identification(tokens, sign_in),
        live_connections=live_connections or _sockets_in(stores),
        photos=cache(partial(_photo_desk, settings, stores)),
        switch=ServiceSwitch(stores.service_statuses),
        note=note,
    )


def _sockets_in(stores: Stores) -> "LiveConnections":
    """API Gateway's count; its table is opened with the first."""

    def count(now: float) -> int:
        return stores.open_sockets.count(now)

    return count


def _photo_desk(settings: Settings, stores: Stores) -> "PhotoDesk":
    """Loaded with the first photo: few readings come with one."""
    from meter_reads.journey.photos import PhotoDesk
    from meter_reads.store.photos import PhotoLinks

    bucket = settings.photo_bucket
    links = PhotoLinks(bucket, settings.region, settings.aws_endpoint) if bucket else None
    return PhotoDesk(links, stores.attempts, stores.meter_log, settings.signing_keys)


def create_executor(settings: Settings) -> Executor:
    documents = Documents(schema(), development=settings.development)
    return Executor(schema(), documents, settings.development)


def http_routes(settings: Settings, service: Service, executor: Executor, run: Run) -> list[BaseRoute]:
    endpoint = GraphQLEndpoint(executor, service, Edge(settings.edge_secret), run=run)
    return [
        Route("/graphql", endpoint),
        Route("/health", health),
        Route("/sign-in.json", sign_in_page(settings.issuers)),
    ]


async def health(_: Request) -> Response:
    """Says that the process answers; it asks nothing of the store."""
    return JSONResponse({"status": "ok"}, headers={"cache-control": "no-store"})
