"""What the service says of itself."""

from typing import Any

from ariadne import QueryType, SchemaBindable

from meter_reads.api.context import Info
from meter_reads.store.service_status import ServiceStatus

query = QueryType()


@query.field("service")
def resolve_service(_: Any, info: Info) -> ServiceStatus:
    return info.context.service.switch.status(info.context.now)


BINDABLES: list[SchemaBindable] = [query]
