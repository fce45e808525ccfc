"""What the real handlers use for one guest's visit with one accepted reading that is followed live.

Run by benchmarks.cost in a process of its own, with a function's environment and the metered store; it
prints the steps as JSON. A visit is measured some times over after a warm start, and the mean is taken.
"""

import io
import json
import os
import sys
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.request import urlopen

from benchmarks.metered_store import item_bytes
from benchmarks.scenario import http_event, operation
from benchmarks.socket_events import connect_event, socket_event

from meter_reads.domain.london_time import london_date
from meter_reads.domain.synthetic_households import synthetic_household, units_expected
from meter_reads.local.demo_loading import load_demo
from meter_reads.settings import Settings
from meter_reads.store.log_items import to_item
from meter_reads.store.stores import open_stores

VISITS = 30
CHANGES = """subscription MeterChanged($meterId: ID!, $after: Int) {
  meterChanged(meterId: $meterId, after: $after) {
    sequence kind occurredAt reading { id readDate status source }
  }
}"""

Json = dict[str, Any]


class Steps:
    """The sums of each step over all visits: calls, units, posts, CPU, bytes of log, invocations."""

    def __init__(self, log: io.StringIO) -> None:
        self.sums: dict[str, Json] = {}
        self._log = log

    def run(self, name: str, invoke: Callable[[], Any]) -> Any:
        _metered()
        self._log.truncate(self._log.seek(0))
        started = time.process_time()
        answer = invoke()
        milliseconds = (time.process_time() - started) * 1000
        used = {
            **_metered(),
            "cpu_milliseconds": milliseconds,
            "log_bytes": len(self._log.getvalue().encode()),
            "invocations": 1,
        }
        step = self.sums.setdefault(name, {"calls": {}})
        for call, number in used.pop("calls").items():
            step["calls"][call] = step["calls"].get(call, 0) + number
        for what, number in used.items():
            step[what] = step.get(what, 0) + number
        return answer


def _metered() -> Json:
    with urlopen(os.environ["AWS_ENDPOINT_URL"]) as answer:
        used: Json = json.load(answer)
    return used


def main() -> None:
    # The handlers log to standard output, as on Lambda; the bytes are counted.
    figures, sys.stdout = sys.stdout, io.StringIO()
    log = sys.stdout
    from meter_reads.lambdas.http import handler as http
    from meter_reads.lambdas.stream import handler as stream
    from meter_reads.lambdas.websocket import handler as websocket

    stores = open_stores(Settings.from_environment(os.environ))
    today = london_date(datetime.now(UTC))
    # Two visits warm everything up and are not counted.
    steps, item = Steps(log), 0
    for number in range(VISITS + 2):
        if number == 2:
            steps.sums.clear()
        account = synthetic_household(number, today)
        load_demo(stores, [account])
        meter, newest = account.meters[0], account.logs[0][-1]
        proof = {"accountNumber": account.number, "postcode": account.postcode}
        journey = _asked(
            steps.run(
                "startGuestJourney",
                lambda proof=proof: http(
                    http_event(operation("start-guest-journey"), {"input": proof}, None), None
                ),
            )
        )["startGuestJourney"]
        token = journey["token"]
        _follow(steps, websocket, token, meter.id, newest.sequence)
        value = newest.state.last_actual.values["1"] + units_expected(
            meter, newest.state.last_actual.read_date, today
        )
        reading = {
            "meterId": meter.id,
            "readDate": today.isoformat(),
            "registers": [{"register": "1", "value": f"{value:05}"}],
            "idempotencyKey": uuid.uuid4().hex,
        }
        submitted = http_event(operation("submit-reading"), {"input": reading}, token)
        answer = _asked(steps.run("submitReading", lambda event=submitted: http(event, None)))
        assert answer["submitReading"]["__typename"] == "ReadingAccepted", answer
        image = to_item(stores.meter_log.newest(meter.id)).serialize()
        item += item_bytes(image)
        steps.run("the stream's batch of one", lambda image=image: stream(_batch(image), None))
        for name, event in (
            ("socket: complete", _frame({"type": "complete", "id": "1"})),
            ("socket: $disconnect", socket_event("DISCONNECT")),
        ):
            steps.run(name, lambda event=event: websocket(event, None))
    json.dump({"visits": VISITS, "steps": steps.sums, "item_bytes": item / (VISITS + 2)}, figures)


def _follow(steps: Steps, websocket: Callable[..., Any], token: str, meter_id: str, after: int) -> None:
    payload = {"query": CHANGES, "variables": {"meterId": meter_id, "after": after}}
    init = {"type": "connection_init", "payload": {"authorization": f"Bearer {token}"}}
    for name, event in (
        ("socket: $connect", connect_event()),
        ("socket: connection_init", _frame(init)),
        ("socket: subscribe", _frame({"type": "subscribe", "id": "1", "payload": payload})),
    ):
        steps.run(name, lambda event=event: websocket(event, None))


def _frame(message: Json) -> Json:
    return {**socket_event("MESSAGE"), "body": json.dumps(message)}


def _batch(image: Json) -> Json:
    change = {
        "ApproximateCreationDateTime": time.time(),
        "Keys": {name: image[name] for name in ("meter_id", "sequence")},
        "NewImage": image,
        "SequenceNumber": f"{time.time_ns():021}",
    }
    record = {"eventID": uuid.uuid4().hex, "eventName": "INSERT", "dynamodb": change}
    return {"Records": [record], "shardId": "shardId-000"}


def _asked(answer: Json) -> Json:
    body = json.loads(answer["body"])
    assert "errors" not in body, body
    data: Json = body["data"]
    return data


if __name__ == "__main__":
    main()
