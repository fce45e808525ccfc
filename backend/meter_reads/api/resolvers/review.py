"""How long a held reading has waited."""

from datetime import datetime

from ariadne import ObjectType, SchemaBindable

from meter_reads.api.context import Info
from meter_reads.api.resolvers.reading import ReadingView
from meter_reads.domain.reviews import escalated_at, review_due_at

reading = ObjectType("Reading")


@reading.field("reviewDueAt")
def resolve_review_due_at(view: ReadingView, _: Info) -> datetime | None:
    return review_due_at(view.reading.submitted_at) if view.reading.held else None


@reading.field("escalatedAt")
def resolve_escalated_at(view: ReadingView, info: Info) -> datetime | None:
    return escalated_at(view.reading, info.context.now)


BINDABLES: list[SchemaBindable] = [reading]
