"""GET /sign-in.json: where people sign in, for the built site, which is the same everywhere.

OpenID Connect endpoints and a public client's id; nothing here is a secret.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from meter_reads.settings import Issuer

_SCOPES = ["openid"]


def sign_in_page(issuers: Sequence[Issuer]) -> Callable[[Request], Awaitable[Response]]:
    """The page for these issuers: those that customers use come first, staff's own too where they differ."""
    # The user pool serves customers too, unless a supplier brings a provider for them.
    by_kind = {issuer.staff: _endpoints(issuer) for issuer in issuers}
    body = by_kind.get(False) or by_kind.get(True)
    if body is not None and len(by_kind) > 1:
        body = {**body, "staff": by_kind[True]}

    async def page(_: Request) -> Response:
        if body is None:
            nobody = {"message": "Nobody can sign in here: no issuer is set up."}
            return JSONResponse(nobody, 503, headers={"cache-control": "no-store"})
        return JSONResponse(body, headers={"cache-control": "public, max-age=60"})

    return page


def _endpoints(issuer: Issuer) -> dict[str, Any]:
    return {
        "authorizeUrl": issuer.authorize_url,
        "tokenUrl": issuer.token_url,
        "logoutUrl": issuer.logout_url,
        "clientId": issuer.client_id,
        "scopes": _SCOPES,
    }
