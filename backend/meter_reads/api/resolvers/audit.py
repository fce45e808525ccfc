"""auditTrail."""

from dataclasses import dataclass
from typing import Any

from ariadne import QueryType, SchemaBindable

from meter_reads.api.context import Info
from meter_reads.api.resolvers.page import PageInfoView, checked_first, page_info
from meter_reads.journey.audit_pages import audit_page, cursor_of
from meter_reads.store.audit_log import AuditEntry

query = QueryType()


@dataclass(frozen=True, slots=True)
class AuditEdgeView:
    cursor: str
    node: AuditEntry


@dataclass(frozen=True, slots=True)
class AuditConnectionView:
    edges: tuple[AuditEdgeView, ...]
    page_info: PageInfoView


@query.field("auditTrail")
def resolve_audit_trail(
    _: Any, info: Info, *, first: int, account: str | None = None, after: str | None = None
) -> AuditConnectionView:
    checked_first(first)
    log = info.context.service.stores.audit_log
    page = audit_page(log, info.context.now, account=account, first=first, after=after)
    edges = tuple(AuditEdgeView(cursor_of(entry), entry) for entry in page.entries)
    cursors = [edge.cursor for edge in edges]
    return AuditConnectionView(
        edges, page_info(cursors, has_next=page.has_next, has_previous=page.has_previous)
    )


BINDABLES: list[SchemaBindable] = [query]
