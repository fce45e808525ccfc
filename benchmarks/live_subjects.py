"""Who sends messages to sockets, each in a process of its own, which says what CPU that took.

    python -m benchmarks.live_subjects botocore
    python -m benchmarks.live_subjects post
    python -m benchmarks.live_subjects stream 100      (a hundred sockets that follow the same meter)

A number of messages comes in on each line; the CPU seconds of the process go out, and how often the
subscription's document was executed.
"""

import itertools
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.request import urlopen

from benchmarks.scenario import FRESH, guest_token, newest_entry
from benchmarks.socket_events import SOCKET, connect_event, socket_event

from meter_reads.domain.london_time import london_date
from meter_reads.domain.meter_log import Change, ChangeKind, LogEntry
from meter_reads.domain.readings import Reading, ReadingSource, ReadingStatus

# As large as what the site asks for.
CHANGES = """subscription MeterChanged($meterId: ID!, $after: Int) {
  meterChanged(meterId: $meterId, after: $after) {
    sequence kind occurredAt reading { id readDate status source }
  }
}"""
MESSAGE = {
    "id": "1",
    "type": "next",
    "payload": {
        "data": {
            "meterChanged": {
                "sequence": 25,
                "kind": "READING_ACCEPTED",
                "occurredAt": "2026-11-23T09:30:00Z",
                "reading": {
                    "id": f"{FRESH}-25",
                    "readDate": "2026-11-23",
                    "status": "ACCEPTED",
                    "source": "GUEST",
                },
            }
        }
    },
}
# Sends so many messages; how many executions that took.
Send = Callable[[int], int]


def botocore() -> Send:
    import boto3

    endpoint = os.environ["CONNECTIONS_ENDPOINT"]
    client = boto3.client("apigatewaymanagementapi", endpoint_url=endpoint)

    def send(messages: int) -> int:
        for _ in range(messages):
            client.post_to_connection(ConnectionId=SOCKET, Data=json.dumps(MESSAGE).encode())
        return 0

    return send


def post() -> Send:
    from meter_reads.lambdas.live_wiring import LiveWiring

    posting = LiveWiring(os.environ).sockets.posting

    def send(messages: int) -> int:
        for _ in range(messages):
            posting.post(SOCKET, MESSAGE)
        return 0

    return send


def stream(subscribers: int) -> Send:
    """The whole of the stream function: reading who follows, executing, claiming, posting, letting go."""
    from meter_reads.api.live import LiveOperations
    from meter_reads.lambdas.stream import handler

    executions: list[LogEntry] = []
    result = LiveOperations.result

    def counted(self: LiveOperations, follow: Any, entry: LogEntry) -> Any:
        executions.append(entry)
        return result(self, follow, entry)

    LiveOperations.result = counted  # type: ignore[method-assign]
    _subscribe()
    store = os.environ["AWS_ENDPOINT_URL"]
    urlopen(f"{store}/copies/{subscribers - 1}").close()
    changes = _changes()

    def send(messages: int) -> int:
        executions.clear()
        for _ in range(max(1, messages // subscribers)):
            assert handler(_batch(next(changes)), None)["batchItemFailures"] == []
        return len(executions)

    return send


def _subscribe() -> None:
    """One socket subscribes, by the websocket function itself."""
    from meter_reads.lambdas.websocket import handler

    now = datetime.now(UTC)
    payload = {
        "query": CHANGES,
        "variables": {"meterId": FRESH, "after": newest_entry(now).sequence},
    }
    frames = (
        {"type": "connection_init", "payload": {"authorization": f"Bearer {guest_token(now)}"}},
        {"type": "subscribe", "id": "1", "payload": payload},
    )
    assert handler(connect_event(), None)["statusCode"] == 200
    for frame in frames:
        handler({**socket_event("MESSAGE"), "body": json.dumps(frame)}, None)


def _changes() -> Iterator[LogEntry]:
    """Changes of one meter, one after the other: ordinary readings of a guest, sent now."""
    now = datetime.now(UTC)
    newest = newest_entry(now)
    for sequence in itertools.count(newest.sequence + 1):
        reading = Reading(
            sequence, london_date(now), {"1": 46_000}, ReadingSource.GUEST, ReadingStatus.ACCEPTED, now
        )
        change = Change(ChangeKind.READING_ACCEPTED, now, reading)
        yield replace(newest, sequence=sequence, change=change)


def _batch(entry: LogEntry) -> dict[str, Any]:
    """A batch of one record, as Lambda words it."""
    from meter_reads.store.log_items import to_item

    image = to_item(entry).serialize()
    change = {
        "ApproximateCreationDateTime": time.time(),
        "Keys": {name: image[name] for name in ("meter_id", "sequence")},
        "NewImage": image,
        "SequenceNumber": f"{entry.sequence:021}",
    }
    record = {
        "eventID": f"{entry.sequence:032}",
        "eventName": "INSERT",
        "eventSource": "aws:dynamodb",
        "eventSourceARN": "arn:aws:dynamodb:eu-west-2:123456789012:table/MeterLogTable/stream/2026",
        "dynamodb": change,
    }
    return {"Records": [record]}


def main() -> None:
    name, *more = sys.argv[1:]
    figures = os.fdopen(os.dup(1), "w")
    # The functions log to standard output; that stays part of the work, and out of the figures.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    send = {"botocore": botocore, "post": post, "stream": stream}[name](*map(int, more))
    for line in sys.stdin:
        started = time.process_time()
        executions = send(int(line))
        print(time.process_time() - started, executions, file=figures, flush=True)


if __name__ == "__main__":
    main()
