"""DynamoDB by its wire protocol, for functions that must start faster than botocore loads.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html
"""

import json
import random
import re
import time
from collections.abc import Callable
from typing import Any

from meter_reads.metrics import Note, unnoted
from meter_reads.signed_http import NoAnswer, SignedHttp
from meter_reads.store.capacity import note_units
from meter_reads.store.failures import ConditionFailed, StoreUnavailable

Item = dict[str, dict[str, Any]]
# Makes a call: by this module's own client, or by the one of the database library (store/database.py).
Call = Callable[[str, dict[str, Any]], dict[str, Any]]

_TRIES = 10
_FIRST_PAUSE_SECONDS = 0.02
_LONGEST_PAUSE_SECONDS = 0.4
_PATIENCE_SECONDS = 6
_AGAIN = frozenset(
    {
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ThrottlingException",
        "TransactionConflictException",
        "TransactionInProgressException",
    }
)
_EXPRESSIONS = (
    "ConditionExpression",
    "FilterExpression",
    "KeyConditionExpression",
    "ProjectionExpression",
    "UpdateExpression",
)


class DynamoDB:
    """Calls with retries. Names in expressions are written `#name`, since many words are reserved.

    `note` is told what each call used.
    """

    def __init__(self, http: SignedHttp, note: Note = unnoted) -> None:
        self._http = http
        self._note = note

    def call(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        """The answer. Raises ConditionFailed, and StoreUnavailable after a few tries."""
        body = json.dumps({**request, "ReturnConsumedCapacity": "TOTAL"}).encode()
        latest = time.monotonic() + _PATIENCE_SECONDS
        cause = ""
        for attempt in range(_TRIES):
            if attempt:
                longest = min(_LONGEST_PAUSE_SECONDS, _FIRST_PAUSE_SECONDS * 2**attempt)
                time.sleep(random.uniform(0, longest))  # noqa: S311  # only spreads
            if time.monotonic() > latest:
                break
            try:
                status, content = self._http.send(
                    "POST",
                    "/",
                    body,
                    {
                        "content-type": "application/x-amz-json-1.0",
                        "x-amz-target": f"DynamoDB_20120810.{operation}",
                    },
                )
            except NoAnswer as error:
                cause = str(error)
                continue
            if status == 200:  # noqa: PLR2004
                answer: dict[str, Any] = json.loads(content)
                note_units(self._note, operation, answer)
                return answer
            cause = _refusal(status, content)
        raise StoreUnavailable(cause)


def named(request: dict[str, Any]) -> dict[str, Any]:
    """A request with the names of its expressions spelt out."""
    text = " ".join(request.get(part, "") for part in _EXPRESSIONS)
    names = {f"#{name}": name for name in re.findall(r"#(\w+)", text)}
    return {**request, "ExpressionAttributeNames": names} if names else request


def _refusal(status: int, content: bytes) -> str:
    """The name of a refusal that another try may mend. Raises for the others."""
    try:
        said = json.loads(content)
        name = str(said["__type"]).rpartition("#")[2]
    except (ValueError, KeyError, TypeError):
        said, name = {}, f"status {status}"
    if name == "ConditionalCheckFailedException":
        raise ConditionFailed(said.get("Item"))
    if name == "TransactionCanceledException":
        reasons = said.get("CancellationReasons") or ()
        for reason in reasons:
            if reason.get("Code") == "ConditionalCheckFailed":
                raise ConditionFailed(reason.get("Item"))
    elif status < 500 and name not in _AGAIN:  # noqa: PLR2004
        raise StoreUnavailable(name)
    return name
