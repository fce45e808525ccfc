"""Accounts that a text finds, in pages, by account number.

A cursor names the account before the page, and no count: an account that is added between two pages neither
repeats nor hides another.
"""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

from meter_reads.domain.account_search import terms_of
from meter_reads.domain.identifiers import InvalidIdentifier, normalise_account_number
from meter_reads.journey.audit import Audit, AuditAction, Noted
from meter_reads.journey.refusals import BadInput
from meter_reads.store.accounts import Account, Accounts

_LONGEST_CURSOR = 100


@dataclass(frozen=True, slots=True)
class AccountPage:
    """`has_next` and `has_previous` say whether there are others after and before these."""

    accounts: tuple[Account, ...]
    has_next: bool
    has_previous: bool


def cursor_of(account: Account) -> str:
    """Where a page goes on after this account."""
    return urlsafe_b64encode(f"account/{account.number}".encode()).decode()


def search_accounts(
    accounts: Accounts, audit: Audit, text: str, *, first: int, after: str | None
) -> AccountPage:
    """At most `first` of the accounts that a text finds; none for a text that can find nothing.

    The search is noted, for each account that is shown as well. Raises BadInput for a cursor that is not
    ours, StoreUnavailable.
    """
    position = "" if after is None else _position_at(after)
    numbers = sorted(accounts.found_by(terms_of(text)))
    left = [number for number in numbers if number > position]
    shown = accounts.accounts(left[:first])
    noted = [None, *(account.number for account in shown)]
    audit.note_all(Noted(AuditAction.ACCOUNT_SEARCHED, account=number, reason=text) for number in noted)
    return AccountPage(tuple(shown), len(left) > first, len(left) < len(numbers))


def _position_at(cursor: str) -> str:
    try:
        kind, _, number = urlsafe_b64decode(cursor[:_LONGEST_CURSOR].encode()).decode().partition("/")
        if kind == "account" and normalise_account_number(number) == number:
            return number
    except (binascii.Error, ValueError, InvalidIdentifier):
        pass
    raise BadInput("after", "This cursor is not one of ours. Use the cursor of an edge, or leave it out.")
