"""The executable schema: schema.graphql with its resolvers, wired in one visible list."""

from functools import cache

from ariadne import SchemaBindable, convert_schema_names
from graphql import GraphQLSchema, build_ast_schema

from meter_reads.api.authorisation import authorise
from meter_reads.api.resolvers import (
    finding,
    guest_journey,
    meter,
    query,
    reading,
    scalars,
    service,
    submission,
    subscription,
)
from meter_reads.api.resolvers.later import Later
from meter_reads.api.schema_document import schema_document

# What a guest's journey asks for is there from the start. All else comes with the first request that asks for
# it: its modules are a tenth of a cold start, and most processes serve guests only.
BINDABLES: list[SchemaBindable] = [
    *scalars.BINDABLES,
    *query.BINDABLES,
    *guest_journey.BINDABLES,
    *submission.BINDABLES,
    *meter.BINDABLES,
    *reading.BINDABLES,
    *finding.BINDABLES,
    *subscription.BINDABLES,
    *service.BINDABLES,
    Later("account", "Query.account", "Query.searchAccounts", "Account.meters"),
    Later("audit", "Query.auditTrail"),
    Later(
        "meter_history",
        "Meter.expected",
        "Meter.readings",
        "Meter.monthlyUse",
        "Meter.changes",
        "MeterChange.meterId",
        "MeterChange.occurredAt",
        "MeterChange.kind",
        "MeterChange.reading",
        "MeterChangePage.changes",
    ),
    Later(
        "reading_change",
        "Mutation.withdrawReading",
        "Mutation.decideReview",
        "Mutation.exchangeMeter",
        "ReadingChanged.reading",
        "MeterExchanged.closing",
        "MeterExchanged.opening",
        "MeterExchanged.newMeter",
        "ReadingChangeResult",
        "ExchangeMeterResult",
    ),
    Later(
        "expected",
        "ExpectedReading.registers",
        "ExpectedReading.explanation",
        "ExpectedReading.basis",
        "ExpectedReading.annualKwh",
        "ExpectedRegister.register",
        "ExpectedRegister.previousValue",
        "ExpectedRegister.previousDate",
        "ExpectedRegister.expectedValue",
        "ExpectedRegister.lowValue",
        "ExpectedRegister.highValue",
        "ExpectedRegister.expectedKwh",
        "ExpectedRegister.explanation",
    ),
    Later(
        "consumption",
        "Reading.consumption",
        "Consumption.from",
        "Consumption.to",
        "Consumption.cost",
        "Consumption.lines",
        "MonthOfUse.from",
        "MonthOfUse.to",
        "MonthOfUse.expectedKwh",
        "MonthOfUse.lowKwh",
        "MonthOfUse.highKwh",
    ),
    Later("review_queue", "Query.reviewQueue", "ReviewQueueChange.added", "ReviewQueueChange.removedId"),
    Later(
        "operations",
        "Query.operations",
        "OperationsSnapshot.readingsToday",
        "OperationsSnapshot.readingsLastMinute",
        "OperationsSnapshot.readingsByMinute",
        "OperationsSnapshot.byOutcome",
        "OperationsSnapshot.bySource",
        "OperationsSnapshot.byFuel",
        "OperationsSnapshot.deliveriesToday",
        "OperationsSnapshot.fanOutDelayMilliseconds",
        "OperationsSnapshot.costTodayDollars",
        "OperationsSnapshot.oldestReviewAt",
    ),
    Later("photo", "Mutation.requestPhotoUpload", "PhotoUpload.fields", "Reading.photo"),
    Later("review", "Reading.reviewDueAt", "Reading.escalatedAt"),
]


@cache
def schema() -> GraphQLSchema:
    """As Ariadne's `make_executable_schema`, which takes a text only and checks it each time."""
    executable = build_ast_schema(schema_document(), assume_valid=True, assume_valid_sdl=True)
    for bindable in BINDABLES:
        bindable.bind_to_schema(executable)
    convert_schema_names(executable, None)
    return authorise(executable)
