"""What the edge in front of the service says of a client, and whether it is believed.

Headers such as X-Forwarded-For are whatever a client likes to write. The two that the function at the
edge writes (template.yaml, ViewerFunction) count only where the request carries the secret that
CloudFront adds on its way to us.

The secret may be several, with commas between them, and CloudFront adds all that it knows. So while a new one
is put in front and a deployment goes on, whoever has both and whoever has one of them agree.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

Headers = Mapping[str, str]  # by lower-case names

_NO_ADDRESS = "0.0.0.0"  # noqa: S104  # a name for clients without an address, not one to bind


@dataclass(frozen=True, slots=True)
class Edge:
    """Reads the client's address and the host it asked for off a request."""

    secret: str | None

    def client_address(self, scope: Mapping[str, Any], headers: Headers) -> str:
        """An IP address, for throttling; clients on a Unix socket and the like share one."""
        viewer = headers.get("x-viewer-address", "")
        client = scope.get("client")
        address = client[0] if client else ""
        if viewer and self._trusted(headers):
            address = viewer
        try:
            return str(ip_address(address))
        except ValueError:
            return _NO_ADDRESS

    def same_origin(self, headers: Headers) -> bool:
        """Whether a browser says that the request comes from our own pages; other clients say nothing.

        Fetch metadata first, then the Origin header of browsers that do not send it.
        """
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site in ("same-origin", "none")
        origin = headers.get("origin")
        return origin is None or _host_of(origin) == self._host(headers)

    def _host(self, headers: Headers) -> str:
        if self._trusted(headers) and "x-forwarded-host" in headers:
            return headers["x-forwarded-host"]
        return headers.get("host", "")

    def _trusted(self, headers: Headers) -> bool:
        given, known = _secrets(headers.get("x-edge-secret")), _secrets(self.secret)
        return any(hmac.compare_digest(one, other) for one in given for other in known)


def _secrets(text: str | None) -> list[bytes]:
    return [each.strip().encode() for each in (text or "").split(",") if each.strip()]


def _host_of(origin: str) -> str | None:
    """The host of an Origin header; None for what names none: `null`, and texts that are no URL."""
    try:
        return urlsplit(origin).netloc or None
    except ValueError:
        return None
