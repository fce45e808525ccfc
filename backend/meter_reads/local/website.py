"""Site, API and GraphiQL on one port, as CloudFront puts them behind one name."""

from pathlib import Path

from starlette.applications import Starlette
from starlette.datastructures import Headers, QueryParams
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from meter_reads.local.cannot_serve import CannotServe
from meter_reads.local.live_updates import Lifespan
from meter_reads.local.options import REPOSITORY
from meter_reads.local.security_headers import SecurityHeaders, headers_policy
from meter_reads.local.site_files import cache_control

SITE = REPOSITORY / "frontend-static" / "dist"
GRAPHIQL = REPOSITORY / "frontend-static" / "dist-graphiql"


def check_built(*folders: Path) -> None:
    """Raises CannotServe where one of the parts of the site is not built."""
    for folder in folders:
        if not (folder / "index.html").is_file():
            raise CannotServe(f"The site is not built ({folder} is missing): run make site.")


def website(api: Starlette, lifespan: Lifespan, emulator: str) -> Starlette:
    """The API's routes, and everything else from the built site; `lifespan` is what runs beside them.

    The site fetches tokens from the emulator, and sends photos to it. Files are compressed, as by CloudFront,
    so that what is measured here is what people get.
    """
    policy = headers_policy(emulator)
    # Applications of their own, so that their errors too pass through the headers.
    graphiql = Starlette(routes=[Mount("/", _Files(GRAPHIQL))])
    site = Starlette(routes=[*api.routes, Mount("/", GZipMiddleware(_Files(SITE)))])
    return Starlette(
        routes=[
            Route("/graphiql", RedirectResponse("/graphiql/")),
            Mount("/graphiql", SecurityHeaders(graphiql, policy.for_graphiql())),
            Mount("/", SecurityHeaders(BrowsersToGraphiQL(site), policy)),
        ],
        lifespan=lifespan,
    )


class _Files(StaticFiles):
    """A built folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder, html=True)

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        found = response.status_code != 404  # noqa: PLR2004
        response.headers["cache-control"] = cache_control(path) if found else "no-cache"
        return response


class BrowsersToGraphiQL:
    """Sends a person who opens /graphql in a browser to a page where they can ask something."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._app
        if scope["type"] == "http" and scope["path"] == "/graphql" and _is_a_visit(scope):
            app = RedirectResponse("/graphiql/", 303, headers={"cache-control": "no-store"})
        await app(scope, receive, send)


def _is_a_visit(scope: Scope) -> bool:
    return (
        scope["method"] == "GET"
        and "text/html" in Headers(scope=scope).get("accept", "")
        and "query" not in QueryParams(scope["query_string"])
    )
