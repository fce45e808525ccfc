"""Accounts: a customer's own, and those that an agent looks up."""

from dataclasses import dataclass
from typing import Any

from ariadne import ObjectType, QueryType, SchemaBindable

from meter_reads.api.context import Info
from meter_reads.api.resolvers.meter import MeterView
from meter_reads.api.resolvers.page import PageInfoView, checked_first, page_info
from meter_reads.domain.identifiers import InvalidIdentifier, normalise_account_number
from meter_reads.journey.access import may_see_account
from meter_reads.journey.account_pages import cursor_of, search_accounts
from meter_reads.journey.audit import AuditAction
from meter_reads.store.accounts import Account

query = QueryType()
account = ObjectType("Account")


@dataclass(frozen=True, slots=True)
class AccountEdgeView:
    cursor: str
    node: Account


@dataclass(frozen=True, slots=True)
class AccountConnectionView:
    edges: tuple[AccountEdgeView, ...]
    page_info: PageInfoView


@query.field("account")
def resolve_account(_: Any, info: Info, *, number: str) -> Account | None:
    """Null for what is not the caller's, and for what is not there."""
    context = info.context
    try:
        normalised = normalise_account_number(number)
    except InvalidIdentifier:
        return None
    if not may_see_account(context.caller, normalised):
        return None
    found = context.service.stores.accounts.account(normalised)
    if found is not None:
        context.audit.note(AuditAction.ACCOUNT_VIEWED, account=found.number)
    return found


@query.field("searchAccounts")
def resolve_search_accounts(
    _: Any, info: Info, *, text: str, first: int, after: str | None = None
) -> AccountConnectionView:
    context = info.context
    checked_first(first)
    accounts = context.service.stores.accounts
    page = search_accounts(accounts, context.audit, text, first=first, after=after)
    edges = tuple(AccountEdgeView(cursor_of(each), each) for each in page.accounts)
    return AccountConnectionView(
        edges,
        page_info([edge.cursor for edge in edges], has_next=page.has_next, has_previous=page.has_previous),
    )


@account.field("meters")
def resolve_meters(source: Account, info: Info) -> list[MeterView]:
    # An account that a search found shows its number, name and address; its meters are a look of their own.
    info.context.audit.note(AuditAction.ACCOUNT_VIEWED, account=source.number)
    meter_log = info.context.service.stores.meter_log
    newest = (meter_log.newest(meter_id) for meter_id in source.meter_ids)
    return [MeterView(entry.meter, entry.sequence) for entry in newest if entry is not None]


BINDABLES: list[SchemaBindable] = [query, account]
