"""The audit in pages, newest first; for operators."""

import binascii
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime

from meter_reads.domain.identifiers import InvalidIdentifier, normalise_account_number
from meter_reads.journey.refusals import BadInput
from meter_reads.store.audit_log import AuditEntry, AuditLog

# As journey/audit.py makes them: the instant, and what makes it unique.
_PLACE = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:.]{12}Z#[0-9a-f]{12}")
_LONGEST_CURSOR = 100


@dataclass(frozen=True, slots=True)
class AuditPage:
    """`has_next` says whether there are older ones; `has_previous` whether the page began after others."""

    entries: tuple[AuditEntry, ...]
    has_next: bool
    has_previous: bool


def cursor_of(entry: AuditEntry) -> str:
    """Where a page goes on after this entry."""
    return urlsafe_b64encode(entry.place.encode()).decode()


def audit_page(
    log: AuditLog, now: datetime, *, account: str | None, first: int, after: str | None
) -> AuditPage:
    """At most `first` entries of all, or of an account, from before a cursor.

    Raises BadInput for an account number or a cursor that can be none, StoreUnavailable.
    """
    number = None if account is None else _account_number(account)
    place = None if after is None else _place_at(after)
    found = log.newest(now, first=first + 1, after=place, account=number)
    return AuditPage(tuple(found[:first]), len(found) > first, after is not None)


def _account_number(text: str) -> str:
    try:
        return normalise_account_number(text)
    except InvalidIdentifier as error:
        raise BadInput("account", error.message) from error


def _place_at(cursor: str) -> str:
    try:
        place = urlsafe_b64decode(cursor[:_LONGEST_CURSOR].encode()).decode()
        if _PLACE.fullmatch(place):
            return place
    except (binascii.Error, ValueError):
        pass
    raise BadInput("after", "This cursor is not one of ours. Use the cursor of an edge, or leave it out.")
