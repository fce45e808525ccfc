"""A caller as plain values, to be kept with a socket between its frames, and read back."""

from datetime import UTC, datetime
from typing import Any

from meter_reads.journey.callers import Caller, Guest, Nobody, caller_of
from meter_reads.journey.tokens import Tokens


def caller_of_init(payload: dict[str, Any] | None, tokens: Tokens, now: datetime) -> Caller:
    """The caller behind `authorization` in connection_init, where a browser cannot set a header."""
    authorization = (payload or {}).get("authorization")
    text = authorization if isinstance(authorization, str) or authorization is None else ""
    return caller_of(text, tokens, now)


def claims_of(caller: Caller) -> dict[str, Any]:
    match caller:
        case Guest():
            return {
                "guest": caller.account,
                "meters": list(caller.meter_ids),
                "exp": int(caller.expires_at.timestamp()),
            }
        case Nobody():
            return {"nobody": caller.reason}


def caller_with(claims: dict[str, Any]) -> Caller:
    if "nobody" in claims:
        return Nobody(claims["nobody"])
    return Guest(claims["guest"], tuple(claims["meters"]), datetime.fromtimestamp(claims["exp"], UTC))
