"""Someone signed in elsewhere and brings a JWT: whether it counts, and who that is.

Loaded with the service, but PyJWT and its cryptography only with the first such token: guests bring none.
"""

import logging
from collections import OrderedDict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING, Any

from meter_reads.journey.callers import AGENTS, OPERATORS, SIGN_IN_ENDED, Customer, Nobody, Staff
from meter_reads.journey.refusals import Unavailable
from meter_reads.settings import Issuer
from meter_reads.store.failures import StoreUnavailable

if TYPE_CHECKING:
    from meter_reads.journey.issued_tokens import IssuedTokens
    from meter_reads.store.accounts import Accounts

logger = logging.getLogger(__name__)

INVALID_SIGN_IN = "This sign-in is not valid here. Sign in again, and use the access token that you get."
_LONGEST_TOKEN = 8192
# As long as a new or ended link between a person and an account may take to be noticed.
_LINKS_LAST = timedelta(minutes=1)
_MOST_LINKS = 1000

_Accounts = tuple[tuple[str, ...], tuple[str, ...]]


class SignIn:
    """Tells who a JWT stands for. Only the staff's issuer makes staff, whatever another says of groups."""

    def __init__(self, issuers: Iterable[Issuer], accounts: "Accounts") -> None:
        self._issuers = tuple(issuers)
        self._accounts = accounts
        self._issued: IssuedTokens | None = None
        self._links: OrderedDict[tuple[str, str], tuple[datetime, _Accounts]] = OrderedDict()
        self._lock = Lock()

    def caller_of(self, token: str, now: datetime) -> Customer | Staff | Nobody:
        if len(token) > _LONGEST_TOKEN:
            return Nobody(INVALID_SIGN_IN)
        from meter_reads.journey.issued_tokens import EndedToken, RefusedToken

        try:
            issuer, claims = self._tokens().read(token, now)
            return self._someone(issuer, claims, now)
        except EndedToken:
            return Nobody(SIGN_IN_ENDED)
        except RefusedToken as refusal:
            logger.info("token refused", extra={"cause": str(refusal)})
            return Nobody(INVALID_SIGN_IN)
        except (Unavailable, StoreUnavailable) as cause:
            logger.warning("sign-in cannot be checked", extra={"cause": str(cause)})
            return Nobody(unavailable=True)

    def _tokens(self) -> "IssuedTokens":
        from meter_reads.journey.issued_tokens import IssuedTokens

        with self._lock:
            if self._issued is None:
                self._issued = IssuedTokens(self._issuers)
            return self._issued

    def _someone(self, issuer: Issuer, claims: dict[str, Any], now: datetime) -> Customer | Staff:
        subject = str(claims["sub"])
        expires_at = datetime.fromtimestamp(int(claims["exp"]), UTC)
        name = next((str(claims[key]) for key in ("name", "username", "email") if claims.get(key)), None)
        groups = claims.get("cognito:groups", ()) if issuer.staff else ()
        ours = frozenset({AGENTS, OPERATORS}.intersection(groups))
        if ours:
            return Staff(subject, name, ours, expires_at)
        account_numbers, meter_ids = self._linked(issuer.url, subject, now)
        return Customer(subject, name, account_numbers, meter_ids, expires_at)

    def _linked(self, issuer: str, subject: str, now: datetime) -> _Accounts:
        """The accounts of someone, and their meters; asked of the store once in a while only."""
        with self._lock:
            known = self._links.get((issuer, subject))
        if known is not None and now - known[0] < _LINKS_LAST:
            return known[1]
        numbers = self._accounts.accounts_of(issuer, subject)
        found = [account for account in map(self._accounts.account, numbers) if account is not None]
        accounts = (
            tuple(account.number for account in found),
            tuple(meter_id for account in found for meter_id in account.meter_ids),
        )
        with self._lock:
            self._links[issuer, subject] = (now, accounts)
            if len(self._links) > _MOST_LINKS:
                self._links.popitem(last=False)
        return accounts
