"""startGuestJourney."""

from typing import Any

from ariadne import MutationType, ObjectType, SchemaBindable, UnionType

from meter_reads.api.context import Info
from meter_reads.api.resolvers.meter import MeterView
from meter_reads.journey.guest import JourneyRefused, JourneyStarted, Proof, start_guest_journey

mutation = MutationType()
journey = ObjectType("GuestJourney")


@mutation.field("startGuestJourney")
def resolve_start_guest_journey(
    _: Any,
    info: Info,
    *,
    input: dict[str, Any],  # noqa: A002  # the contract's name
) -> JourneyStarted | JourneyRefused:
    context = info.context
    service = context.service
    return start_guest_journey(
        service.stores,
        service.tokens,
        Proof(**input),
        address=context.address,
        now=context.now,
        note=service.note,
    )


@journey.field("meters")
def resolve_meters(started: JourneyStarted, info: Info) -> list[MeterView]:
    for entry in started.meters:
        # Also staff may prove an account as guests do, and are shown its meters as staff.
        info.context.audit.note_account_viewed(entry.meter.account_number, meter_id=entry.meter.id)
    return [MeterView(entry.meter, entry.sequence) for entry in started.meters]


def _result_type(result: JourneyStarted | JourneyRefused, *_: Any) -> str:
    return "GuestJourney" if isinstance(result, JourneyStarted) else "GuestJourneyRefused"


BINDABLES: list[SchemaBindable] = [mutation, journey, UnionType("StartGuestJourneyResult", _result_type)]
