"""submitReading."""

from typing import Any

from ariadne import MutationType, ObjectType, SchemaBindable, UnionType

from meter_reads.api.context import Info
from meter_reads.api.resolvers.finding import FindingView
from meter_reads.api.resolvers.reading import ReadingView, ReceiptView
from meter_reads.domain.submission_rules import TypedReading
from meter_reads.journey.callers import signed_in
from meter_reads.journey.receipts import signed_receipt
from meter_reads.journey.submission import ConfirmationNeeded, Rejected, Stored, Submission, SubmitResult

mutation = MutationType()
accepted = ObjectType("ReadingAccepted")
held = ObjectType("ReadingUnderReview")
confirmation = ObjectType("ConfirmationNeeded")
rejected = ObjectType("ReadingRejected")


@mutation.field("submitReading")
def resolve_submit_reading(
    _: Any,
    info: Info,
    *,
    input: dict[str, Any],  # noqa: A002  # the contract's name
) -> SubmitResult:
    context = info.context
    caller = signed_in(context.caller)
    photo_id = input.get("photo_id")
    if photo_id is not None:
        context.service.photos().check_of_meter(input["meter_id"], photo_id)
    submission = Submission(
        meter_id=input["meter_id"],
        typed=TypedReading(
            input["read_date"], tuple((each["register"], each["value"]) for each in input["registers"])
        ),
        idempotency_key=input["idempotency_key"],
        confirmation_token=input.get("confirmation_token"),
        reason=input.get("reason"),
        photo_id=photo_id,
    )
    return context.service.desk.submit(caller, submission, context.now, context.audit)


@accepted.field("reading")
@held.field("reading")
def resolve_reading(stored: Stored, _: Info) -> ReadingView:
    return ReadingView(stored.meter, stored.reading, stored.sequence, stored.uses)


@accepted.field("receipt")
@held.field("receipt")
def resolve_receipt(stored: Stored, info: Info) -> ReceiptView:
    keys = info.context.service.signing_keys
    receipt, signature = signed_receipt(stored.meter, stored.reading, keys)
    return ReceiptView(receipt, signature, receipt.status)


@accepted.field("findings")
@held.field("findings")
def resolve_stored_findings(stored: Stored, _: Info) -> list[FindingView]:
    return [FindingView(finding, stored.meter) for finding in stored.reading.findings]


@confirmation.field("findings")
@rejected.field("findings")
def resolve_findings(result: ConfirmationNeeded | Rejected, _: Info) -> list[FindingView]:
    return [FindingView(finding, result.meter) for finding in result.findings]


@confirmation.field("confirmationToken")
def resolve_confirmation_token(result: ConfirmationNeeded, _: Info) -> str:
    return result.token


def _result_type(result: SubmitResult, *_: Any) -> str:
    match result:
        case Stored():
            return "ReadingUnderReview" if result.reading.held else "ReadingAccepted"
        case ConfirmationNeeded():
            return "ConfirmationNeeded"
        case Rejected():
            return "ReadingRejected"


BINDABLES: list[SchemaBindable] = [
    mutation,
    accepted,
    held,
    confirmation,
    rejected,
    UnionType("SubmitReadingResult", _result_type),
]
