"""Photos of meters: uploaded straight to S3 by a signed form, stripped as they arrive, seen by agents."""

import struct
import time
import uuid
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import httpx2
import pytest
from starlette.applications import Starlette

from meter_reads.api.app import create_app
from meter_reads.api.errors import instant_text
from meter_reads.domain.readings import ReadingStatus
from meter_reads.domain.reviews import review_due_at
from meter_reads.journey.audit import AuditAction
from meter_reads.local.photo_bucket import deploy_photo_bucket
from meter_reads.settings import Settings
from meter_reads.store.stores import Stores

from .client import SUBMIT, Api
from .houses import House, a_log, a_meter, a_reading, days_ago
from .issuer import SignIns, TokenIssuer

PATIENCE_SECONDS = 30
SITE = "http://127.0.0.1:8000"
REQUEST = """mutation Photo($input: RequestPhotoUploadInput!) {
  requestPhotoUpload(input: $input) { photoId url fields { name value } expiresAt } }"""
LOOK = """query Look($id: ID!) { meter(id: $id) { readings(first: 1) { edges { node {
  photo { url expiresAt contentType } reviewDueAt escalatedAt } } } } }"""


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


PICTURE = (
    chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
    chunk(b"IDAT", zlib.compress(b"\0\0")),
)
START, END = b"\x89PNG\r\n\x1a\n", chunk(b"IEND", b"")
PHOTO = START + PICTURE[0] + chunk(b"tEXt", b"Comment\0at 7 Nowhere Lane") + PICTURE[1] + END
STRIPPED = START + b"".join(PICTURE) + END


@pytest.fixture(scope="module")
def bucket(emulator: str, tmp_path_factory: pytest.TempPathFactory, service_settings: Settings) -> str:
    log = tmp_path_factory.mktemp("photos") / "functions.log"
    return deploy_photo_bucket(f"tests-{uuid.uuid4().hex[:8]}-", service_settings.region, [SITE], log)


@pytest.fixture(scope="module")
def photo_app(bucket: str, emulator: str, service_settings: Settings) -> Starlette:
    return create_app(replace(service_settings, photo_bucket=bucket, aws_endpoint=emulator))


@pytest.fixture
def guest(photo_app: Starlette, an_address: Callable[[], str], house: House) -> Api:
    api = Api(photo_app, an_address())
    api.start(**house.proof)
    return api


@pytest.fixture
def agent(photo_app: Starlette, issuer: TokenIssuer, stores: Stores) -> Api:
    return SignIns(photo_app, issuer, stores).agent("ann")


def asked(house: House, **changes: Any) -> dict[str, Any]:
    return {"input": {"meterId": house.meter.id, "contentType": "image/png", "bytes": len(PHOTO), **changes}}


def upload(form: dict[str, Any], photo: bytes = PHOTO, **changes: str) -> httpx2.Response:
    """As a browser posts it from the site."""
    fields = {field["name"]: field["value"] for field in form["fields"]} | changes
    return httpx2.post(form["url"], data=fields, files={"file": ("photo", photo)}, headers={"origin": SITE})


def uploaded(api: Api, house: House, photo: bytes = PHOTO) -> str:
    form = api.send(REQUEST, asked(house)).data["requestPhotoUpload"]
    assert upload(form, photo).status_code == 204
    photo_id: str = form["photoId"]
    return photo_id


def keys(bucket: str, part: str) -> list[str]:
    s3 = boto3.client("s3")
    listed = [
        each["Key"] for each in s3.list_objects_v2(Bucket=bucket).get("Contents", ()) if part in each["Key"]
    ]
    s3.close()
    return listed


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def submitted_with(api: Api, house: House, photo_id: str) -> Any:
    return api.send(SUBMIT, {"input": {**house.reading("46100"), "photoId": photo_id}})


def looked_at(agent: Api, house: House) -> dict[str, Any]:
    [edge] = agent.send(LOOK, {"id": house.meter.id}).data["meter"]["readings"]["edges"]
    node: dict[str, Any] = edge["node"]
    return node


def test_an_agent_sees_the_photo_that_a_guest_sent_and_nothing_of_what_the_camera_noted(
    guest: Api, agent: Api, house: House, bucket: str
):
    photo_id = uploaded(guest, house)
    assert "errors" not in submitted_with(guest, house, photo_id).json
    until(lambda: keys(bucket, photo_id) == [f"photos/{house.meter.id}/{photo_id}"])

    photo = looked_at(agent, house)["photo"]

    shown = httpx2.get(photo["url"])
    assert (shown.content, shown.headers["content-type"]) == (STRIPPED, "image/png")
    assert photo["contentType"] == "image/png"


def test_each_look_at_a_photo_is_noted(guest: Api, agent: Api, house: House, stores: Stores):
    photo_id = uploaded(guest, house)
    submitted_with(guest, house, photo_id)

    looked_at(agent, house)

    trail = stores.audit_log.newest(datetime.now(UTC), first=50, after=None, account=house.account.number)
    [look] = [entry for entry in trail if entry.action is AuditAction.PHOTO_VIEWED]
    assert (look.meter_id, look.actor) == (house.meter.id, "ann")


def test_a_link_is_of_no_use_without_its_signature(guest: Api, agent: Api, house: House, bucket: str):
    photo_id = uploaded(guest, house)
    submitted_with(guest, house, photo_id)
    until(lambda: keys(bucket, photo_id) == [f"photos/{house.meter.id}/{photo_id}"])
    url = looked_at(agent, house)["photo"]["url"]

    assert httpx2.get(url.replace("X-Amz-Signature=", "X-Amz-Signature=0")).status_code == 403
    assert "X-Amz-Expires=300" in url


def test_a_reading_without_a_photo_has_none(guest: Api, agent: Api, house: House):
    guest.submit(**house.reading("46100"))

    assert looked_at(agent, house) == {"photo": None, "reviewDueAt": None, "escalatedAt": None}


@pytest.mark.parametrize(
    "other",
    [b"#!/bin/sh", START + END, b"\xff\xd8\xff\xe0 not a PNG"],
    ids=["script", "empty", "another type"],
)
def test_what_is_no_image_of_its_type_is_deleted_and_shown_to_nobody(
    other: bytes, guest: Api, house: House, bucket: str
):
    photo_id = uploaded(guest, house, other)

    until(lambda: keys(bucket, photo_id) == [])


def test_a_form_takes_one_key_one_type_and_five_megabytes_and_no_more(guest: Api, house: House, bucket: str):
    form = guest.send(REQUEST, asked(house)).data["requestPhotoUpload"]

    assert upload(form, key="photos/anything").status_code == 403
    assert upload(form, **{"Content-Type": "text/html"}).status_code == 403
    assert upload(form, bytes(5_000_001)).status_code == 400
    assert upload(form, b"").status_code == 400
    assert keys(bucket, form["photoId"]) == []


def test_the_sites_script_may_read_whether_an_upload_went_well(guest: Api, house: House):
    form = guest.send(REQUEST, asked(house)).data["requestPhotoUpload"]

    # The emulator lets everybody read; S3 itself goes by the bucket's rules.
    assert upload(form).headers["access-control-allow-origin"] in (SITE, "*")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"contentType": "image/heic"}, "input.contentType"),
        ({"contentType": "text/html"}, "input.contentType"),
        ({"contentType": "IMAGE/PNG"}, "input.contentType"),
        ({"bytes": 0}, "input.bytes"),
        ({"bytes": -1}, "input.bytes"),
        ({"bytes": 5_000_001}, "input.bytes"),
    ],
)
def test_what_cannot_be_a_photo_is_refused_by_its_field(
    changes: dict[str, Any], field: str, guest: Api, house: House
):
    error = guest.send(REQUEST, asked(house, **changes)).error

    assert (error["extensions"]["code"], error["extensions"]["field"]) == ("BAD_USER_INPUT", field)


@pytest.mark.parametrize("meter_id", ["another's", "nobody's"])
def test_a_meter_of_someone_else_and_one_that_is_not_there_are_refused_alike(
    meter_id: str, guest: Api, street: Any, house: House
):
    other = street.house().meter.id if meter_id == "another's" else uuid.uuid4().hex[:16]

    error = guest.send(REQUEST, asked(house, meterId=other)).error

    assert error["extensions"]["code"] == "FORBIDDEN"
    assert error["message"] == "This meter is not one that you may send photos of."


@pytest.mark.parametrize("meter_id", ["", "../photos", "x" * 3000])
def test_agents_send_photos_of_meters_that_are_there(meter_id: str, agent: Api, house: House):
    assert "errors" not in agent.send(REQUEST, asked(house)).json

    assert agent.send(REQUEST, asked(house, meterId=meter_id)).code == "FORBIDDEN"


def test_a_photo_of_another_meter_or_of_none_cannot_be_sent_with_a_reading(
    guest: Api, house: House, street: Any, photo_app: Starlette, an_address: Callable[[], str]
):
    other = street.house()
    neighbour = Api(photo_app, an_address())
    neighbour.start(**other.proof)
    photo_id = neighbour.send(REQUEST, asked(other)).data["requestPhotoUpload"]["photoId"]

    for wrong in (photo_id, "", "nonsense", photo_id[:-1] + "é", "../../photos"):
        error = submitted_with(guest, house, wrong).error
        assert (error["extensions"]["code"], error["extensions"]["field"]) == (
            "BAD_USER_INPUT",
            "input.photoId",
        )


def test_the_eleventh_photo_of_a_day_has_to_wait_for_the_next(guest: Api, house: House):
    answers = [guest.send(REQUEST, asked(house)) for _ in range(11)]

    assert all("errors" not in answer.json for answer in answers[:10])
    assert answers[10].error["extensions"]["code"] == "THROTTLED"


def test_a_held_reading_of_long_ago_is_escalated_for_agents(agent: Api, street: Any):
    sent = datetime.now(UTC) - timedelta(days=12)
    held = a_reading(days_ago(12), 99_000, status=ReadingStatus.UNDER_REVIEW, submitted_at=sent)
    house = street.house(a_log(a_meter(), a_reading(days_ago(60), 45_980), held))

    seen = looked_at(agent, house)

    due = instant_text(review_due_at(sent))
    assert (seen["reviewDueAt"], seen["escalatedAt"]) == (due, due)
