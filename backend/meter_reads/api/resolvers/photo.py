"""requestPhotoUpload, and what agents see of a photo."""

from typing import Any

from ariadne import MutationType, ObjectType, SchemaBindable

from meter_reads.api.context import Info
from meter_reads.api.resolvers.reading import ReadingView
from meter_reads.domain.readings import reading_id
from meter_reads.journey.audit import AuditAction
from meter_reads.journey.callers import signed_in
from meter_reads.journey.photos import PhotoLink, PhotoUpload

mutation = MutationType()
upload = ObjectType("PhotoUpload")
reading = ObjectType("Reading")


@mutation.field("requestPhotoUpload")
def resolve_request_photo_upload(
    _: Any,
    info: Info,
    *,
    input: dict[str, Any],  # noqa: A002  # the contract's name
) -> PhotoUpload:
    context = info.context
    caller = signed_in(context.caller)
    return context.service.photos().request_upload(
        caller, input["meter_id"], input["content_type"], input["bytes"], context.now
    )


@upload.field("fields")
def resolve_fields(view: PhotoUpload, _: Info) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in view.fields.items()]


@reading.field("photo")
def resolve_photo(view: ReadingView, info: Info) -> PhotoLink | None:
    context, photo_id = info.context, view.reading.photo_id
    if photo_id is None:
        return None
    context.audit.note(
        AuditAction.PHOTO_VIEWED,
        account=view.meter.account_number,
        meter_id=view.meter.id,
        reading_id=reading_id(view.meter.id, view.reading.sequence),
    )
    return context.service.photos().link(view.meter.id, photo_id, context.now)


BINDABLES: list[SchemaBindable] = [mutation, upload, reading]
