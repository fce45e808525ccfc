"""A caller as plain values, to be kept with a socket between its frames, and read back."""

from datetime import UTC, datetime
from typing import Any

from meter_reads.journey.callers import Caller, Customer, Guest, Nobody, Staff


def claims_of(caller: Caller) -> dict[str, Any]:
    match caller:
        case Guest():
            return {
                "guest": caller.account,
                "meters": list(caller.meter_ids),
                "exp": int(caller.expires_at.timestamp()),
            }
        case Customer():
            return {
                "customer": caller.subject,
                "name": caller.name,
                "accounts": list(caller.account_numbers),
                "meters": list(caller.meter_ids),
                "exp": int(caller.expires_at.timestamp()),
            }
        case Staff():
            return {
                "staff": caller.subject,
                "name": caller.name,
                "groups": sorted(caller.groups),
                "exp": int(caller.expires_at.timestamp()),
            }
        case Nobody():
            return {"nobody": caller.reason, "unavailable": caller.unavailable}


def caller_with(claims: dict[str, Any]) -> Caller:
    if "nobody" in claims:
        return Nobody(claims["nobody"], claims["unavailable"])
    expires_at = datetime.fromtimestamp(claims["exp"], UTC)
    if "customer" in claims:
        accounts, meters = tuple(claims["accounts"]), tuple(claims["meters"])
        return Customer(claims["customer"], claims["name"], accounts, meters, expires_at)
    if "staff" in claims:
        return Staff(claims["staff"], claims["name"], frozenset(claims["groups"]), expires_at)
    return Guest(claims["guest"], tuple(claims["meters"]), expires_at)
