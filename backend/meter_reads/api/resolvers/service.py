"""What the service says of itself."""

from datetime import datetime
from typing import Any

from ariadne import ObjectType, QueryType, SchemaBindable

from meter_reads.api.context import Info
from meter_reads.store.service_status import ServiceStatus

query = QueryType()
status = ObjectType("ServiceStatus")


@query.field("service")
def resolve_service(_: Any, info: Info) -> ServiceStatus:
    return info.context.service.switch.status(info.context.now)


@status.field("retryAt")
def resolve_retry_at(_: Any, info: Info) -> datetime | None:
    return info.context.service.switch.expected_at(info.context.now)


BINDABLES: list[SchemaBindable] = [query, status]
