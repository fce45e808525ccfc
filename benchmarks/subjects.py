"""One handler in a process of its own, which runs as often as it is told and says what CPU that took.

    python -m benchmarks.subjects bare events.json item.json
    python -m benchmarks.subjects product events.json item.json

A number of requests comes in on each line; the CPU seconds of the process go out.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from typing import Any

Handler = Callable[[dict[str, Any], None], dict[str, Any]]


def bare(item: dict[str, Any]) -> Handler:
    """The barest Lambda that writes the same item: boto3's client, which is faster than its resources."""
    import boto3

    client = boto3.client("dynamodb")

    def handler(event, _):
        variables = json.loads(event["body"])["variables"]
        client.put_item(
            TableName="MeterLogTable", Item=item, ConditionExpression="attribute_not_exists(meter_id)"
        )
        return {
            "statusCode": 200,
            "headers": {"content-type": "application/json"},
            "body": json.dumps({"data": {"submitReading": variables["input"]}}),
        }

    return handler


def product() -> Handler:
    from meter_reads.lambdas.http import handler

    return handler


def check(answer: dict[str, Any]) -> None:
    """Errors are fast, and would pass for a success here."""
    assert answer["statusCode"] == 200, answer
    assert '"errors"' not in answer["body"], answer


def first_request(handler: Handler, events_file: str) -> None:
    check(handler(json.loads(Path(events_file).read_text())[0], None))


def main() -> None:
    name, events_file, item_file = sys.argv[1:]
    events = cycle(json.loads(Path(events_file).read_text()))
    # The handlers log to standard output; that stays part of the work, and out of the figures.
    figures = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    handler = bare(json.loads(Path(item_file).read_text())) if name == "bare" else product()
    for line in sys.stdin:
        started = time.process_time()
        for _ in range(int(line)):
            answer = handler(next(events), None)
        print(time.process_time() - started, file=figures, flush=True)
        check(answer)


if __name__ == "__main__":
    main()
