"""A reading that a person has to look at, from the customer who sent it to the agent's word on it.

The agent rejects it, so that the meter is as it was and the next day's is as odd.
"""

import time
from typing import Any

import httpx2

from .accounts import demo_account
from .photo import PHOTO, WITHOUT_NOTES
from .service import FOLLOW, PATIENCE_SECONDS, Service
from .supplies import customers_meter

UPLOAD = """mutation ($input: RequestPhotoUploadInput!) { requestPhotoUpload(input: $input) {
  photoId url fields { name value } } }"""
QUEUE = "{ reviewQueue(first: 100) { edges { node { id photo { url } } } } }"
DECIDE = """mutation ($input: DecideReviewInput!) {
  decideReview(input: $input) { __typename ... on ReadingChanged { reading { status decisionReason } } }
}"""


def test_an_odd_reading_is_held_and_an_agents_decision_reaches_its_sender_at_once(
    service: Service, agent: Service
):
    meter, held = an_odd_reading(service)

    with service.socket() as socket:
        socket.subscribe(FOLLOW, {"meterId": meter["id"]})
        socket.say({"id": "2", "type": "subscribe", "payload": {"query": "{ __typename }"}})
        assert [socket.hear()["type"] for _ in range(2)] == ["next", "complete"]
        decision = {
            "readingId": held["reading"]["id"],
            "decision": "REJECT",
            "reason": "The photo shows less.",
        }
        decided = agent.ask(DECIDE, {"input": decision})["decideReview"]
        change = socket.next("meterChanged")

    assert held["__typename"] == "ReadingUnderReview"
    assert decided["reading"] == {"status": "REJECTED", "decisionReason": "The photo shows less."}
    assert change["kind"] == "REVIEW_REJECTED"


def test_the_agent_sees_the_photo_that_came_with_it_without_what_the_camera_noted(
    service: Service, agent: Service
):
    meter = customers_meter(service)
    asked = {"meterId": meter["id"], "contentType": "image/png", "bytes": len(PHOTO)}
    form = service.ask(UPLOAD, {"input": asked})["requestPhotoUpload"]
    fields = {field["name"]: field["value"] for field in form["fields"]}
    sent = httpx2.post(form["url"], data=fields, files={"file": ("meter.png", PHOTO, "image/png")})
    _, held = an_odd_reading(service, photoId=form["photoId"])

    shown = photo_in_the_queue(agent, held["reading"]["id"])
    decision = {"readingId": held["reading"]["id"], "decision": "REJECT", "reason": "The photo shows less."}
    agent.ask(DECIDE, {"input": decision})

    assert sent.is_success, sent.text
    assert shown == WITHOUT_NOTES


def an_odd_reading(customer: Service, **more: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The meter, and what became of nine times as much as usual."""
    meter = customers_meter(customer)
    value = demo_account(meter["accountNumber"]).ordinary(meter=0, times=9)
    return meter, customer.submit({**customer.reading(meter, value), **more})


def photo_in_the_queue(agent: Service, reading: str) -> bytes:
    """What the queue's link shows: there a few seconds after the upload, and after the reading."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        nodes = [edge["node"] for edge in agent.ask(QUEUE)["reviewQueue"]["edges"]]
        for photo in [each["photo"] for each in nodes if each["id"] == reading and each["photo"]]:
            answer = httpx2.get(photo["url"])
            if answer.is_success:
                return answer.content
    raise AssertionError("no photo in the queue")
