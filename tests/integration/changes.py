"""Changes of stored readings as clients ask for them: withdrawReading, decideReview, exchangeMeter."""

import uuid
from datetime import date
from typing import Any

from .client import SUBMIT, Answer, Api
from .houses import House, today

_READING = """
fragment Whole on Reading {
  id sequence readDate source status reason decidedBy decidedAt decisionReason withdrawableUntil
  registers { value advance } consumption { kwh } meter { id sequence removedOn }
}
fragment Change on ReadingChangeResult {
  __typename
  ... on ReadingChanged { reading { ...Whole } }
  ... on ReadingChangeRefused { code message }
}"""

WITHDRAW = (
    """
mutation Withdraw($id: ID!, $reason: String) {
  withdrawReading(readingId: $id, reason: $reason) { ...Change }
}"""
    + _READING
)
DECIDE = (
    """
mutation Decide($input: DecideReviewInput!) { decideReview(input: $input) { ...Change } }"""
    + _READING
)
EXCHANGE = """
mutation Exchange($input: ExchangeMeterInput!) {
  exchangeMeter(input: $input) {
    __typename
    ... on MeterExchanged {
      closing { ...Plain }
      opening { ...Plain }
      newMeter { id serial supplyPoint installedOn registers { id digits } }
    }
    ... on ReadingRejected { findings { code register } }
  }
}
fragment Plain on Reading {
  id status reason withdrawableUntil registers { value advance } consumption { kwh } meter { id removedOn }
}"""
FINDINGS = """
mutation Submit($input: SubmitReadingInput!) {
  submitReading(input: $input) {
    __typename
    ... on ReadingAccepted { reading { id reason } findings { ...Told } }
    ... on ReadingUnderReview { reading { id reason } findings { ...Told } }
    ... on ConfirmationNeeded { confirmationToken findings { ...Told } }
    ... on ReadingRejected { findings { ...Told } }
  }
}
fragment Told on ReadingFinding {
  code message suspectsReading
  arithmetic { from to kwh expectedKwh lowKwh highKwh outerKwh }
  explanations { kind message value likelihood }
}"""


def withdraw(api: Api, reading_id: str, reason: str | None = None) -> dict[str, Any]:
    variables = {"id": reading_id, "reason": reason} if reason is not None else {"id": reading_id}
    result: dict[str, Any] = api.send(WITHDRAW, variables).data["withdrawReading"]
    return result


def decide(api: Api, reading_id: str, decision: str, reason: str = "Seen on a photo") -> dict[str, Any]:
    result: dict[str, Any] = decision_answer(api, reading_id, decision, reason).data["decideReview"]
    return result


def decision_answer(api: Api, reading_id: str, decision: str, reason: str) -> Answer:
    return api.send(DECIDE, {"input": {"readingId": reading_id, "decision": decision, "reason": reason}})


def told(api: Api, **reading: Any) -> dict[str, Any]:
    """Submits a reading and asks for all that can be told of it."""
    result: dict[str, Any] = api.send(FINDINGS, {"input": reading}).data["submitReading"]
    return result


def submitted(api: Api, house: House, *values: str, on: date | None = None, **more: Any) -> dict[str, Any]:
    """The stored reading, confirmed if that is asked for."""
    reading = {**house.reading(*values, on=on), **more}
    result = api.send(SUBMIT, {"input": reading}).data["submitReading"]
    if result["__typename"] == "ConfirmationNeeded":
        confirmed = {**reading, "confirmationToken": result["confirmationToken"]}
        result = api.send(SUBMIT, {"input": confirmed}).data["submitReading"]
    stored: dict[str, Any] = result["reading"]
    return stored


def an_exchange(house: House, closing: str, opening: str = "000005", **changes: Any) -> dict[str, Any]:
    """The input of exchangeMeter for the house's single-rate meter, today."""
    return {
        "meterId": house.meter.id,
        "exchangeDate": today().isoformat(),
        "closing": [{"register": "1", "value": closing}],
        "newSerial": f"Z26NN{uuid.uuid4().int % 10**6:06d}",
        "newRegisters": [{"id": "1", "role": "ANYTIME", "digits": 6, "unit": "KWH", "openingValue": opening}],
        "reason": "The display had failed",
        "idempotencyKey": uuid.uuid4().hex,
        **changes,
    }
