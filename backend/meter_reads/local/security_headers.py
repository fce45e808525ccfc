"""The security headers of production, from template.yaml, on every answer of a laptop's server."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from meter_reads.local.template import TEMPLATE, resources

_USER_POOL = "https://${UserPoolDomain}.auth.${AWS::Region}.amazoncognito.com"
_OWN_PROVIDER = " ${CustomerTokenUrl}"
_PHOTOS = "https://${PhotoBucket.RegionalDomainName}"

# GraphiQL's editor writes style elements, and makes workers and fonts of data that it carries with it.
_GRAPHIQL_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True)
class HeadersPolicy:
    """Headers that always replace the application's own, and headers where it sets none."""

    always: Mapping[str, str]
    otherwise: Mapping[str, str]

    def for_graphiql(self) -> "HeadersPolicy":
        """The same, with a content policy under which GraphiQL can work; it is in development only."""
        return replace(self, always={**self.always, "content-security-policy": _GRAPHIQL_POLICY})


def headers_policy(emulator: str, template: Path = TEMPLATE) -> HeadersPolicy:
    """What CloudFront is told to add; tokens are fetched from the emulator, and photos are sent to it.

    HSTS is left out: a laptop speaks plain HTTP.
    """
    (policy,) = resources("AWS::CloudFront::ResponseHeadersPolicy", template).values()
    config = policy["ResponseHeadersPolicyConfig"]
    always: dict[str, str] = {}
    otherwise: dict[str, str] = {}

    def add(name: str, value: str, settings: Mapping[str, Any]) -> None:
        (always if settings["Override"] else otherwise)[name.lower()] = value

    for kind, settings in config["SecurityHeadersConfig"].items():
        match kind:
            case "ContentSecurityPolicy":
                policy_text = settings["ContentSecurityPolicy"].argument
                add("content-security-policy", _on_a_laptop(policy_text, emulator), settings)
            case "ContentTypeOptions":
                add("x-content-type-options", "nosniff", settings)
            case "FrameOptions":
                add("x-frame-options", settings["FrameOption"], settings)
            case "ReferrerPolicy":
                add("referrer-policy", settings["ReferrerPolicy"], settings)
            case "StrictTransportSecurity":
                pass
            case _:
                raise ValueError(f"template.yaml sets {kind}, which {__file__} does not know")
    for item in config.get("CustomHeadersConfig", {}).get("Items", ()):
        add(item["Header"], item["Value"], item)
    return HeadersPolicy(always, otherwise)


def _on_a_laptop(policy: str, emulator: str) -> str:
    """The content policy, its one `!Sub` worked out for the emulator's sign-in pages and buckets."""
    origins = {_USER_POOL: emulator, _OWN_PROVIDER: "", _PHOTOS: emulator}
    for written, origin in origins.items():
        if written not in policy:
            raise ValueError(f"template.yaml's content policy no longer has {written}: {__file__} is to know")
        policy = policy.replace(written, origin)
    if "${" in policy:
        raise ValueError(f"template.yaml's content policy has a reference that {__file__} does not know")
    return policy


class SecurityHeaders:
    """ASGI middleware that does what the policy says."""

    def __init__(self, app: ASGIApp, policy: HeadersPolicy) -> None:
        self._app = app
        self._policy = policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._policy.always.items():
                    headers[name] = value
                for name, value in self._policy.otherwise.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)
