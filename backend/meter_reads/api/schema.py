"""The executable schema: schema.graphql with its resolvers, wired in one visible list."""

from functools import cache
from pathlib import Path

from ariadne import SchemaBindable, make_executable_schema
from graphql import GraphQLSchema

from meter_reads.api.authorisation import authorise
from meter_reads.api.resolvers import (
    account,
    audit,
    consumption,
    expected,
    finding,
    guest_journey,
    meter,
    operations,
    photo,
    query,
    reading,
    reading_change,
    review,
    review_queue,
    scalars,
    service,
    submission,
    subscription,
)

BINDABLES: list[SchemaBindable] = [
    *scalars.BINDABLES,
    *query.BINDABLES,
    *guest_journey.BINDABLES,
    *submission.BINDABLES,
    *meter.BINDABLES,
    *account.BINDABLES,
    *audit.BINDABLES,
    *reading.BINDABLES,
    *reading_change.BINDABLES,
    *finding.BINDABLES,
    *expected.BINDABLES,
    *consumption.BINDABLES,
    *review_queue.BINDABLES,
    *operations.BINDABLES,
    *photo.BINDABLES,
    *review.BINDABLES,
    *subscription.BINDABLES,
    *service.BINDABLES,
]


@cache
def schema() -> GraphQLSchema:
    type_definitions = Path(__file__).with_name("schema.graphql").read_text("utf-8")
    return authorise(
        make_executable_schema(
            type_definitions,
            *BINDABLES,
            convert_names_case=True,
        )
    )
