"""`make cloud-logs`: what the functions of a running `make cloud` log, as it comes, until Ctrl-C."""

import os
import sys
import time
from collections.abc import Iterator, MutableMapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import EndpointConnectionError

from meter_reads.local.aws_environment import REGION, point_aws_at
from meter_reads.local.cannot_serve import CannotServe
from meter_reads.local.cloud.__main__ import DATA, ENDPOINT

_LOOK_AGAIN_SECONDS = 0.5
_CANNOT_SERVE = 2

Line = tuple[str, int, str]

# Lines for CloudWatch, which nobody reads by eye (meter_reads/metrics.py).
_METRICS = '{"_aws":'


def main(environment: MutableMapping[str, str]) -> int:
    try:
        point_aws_at(_endpoint(Path(environment.get("DATA_DIR") or DATA)), environment)
        _follow()
    except CannotServe as error:
        print(error, file=sys.stderr)
        return _CANNOT_SERVE
    except KeyboardInterrupt:
        pass
    return 0


def _endpoint(data: Path) -> str:
    try:
        return (data / ENDPOINT).read_text(encoding="ascii")
    except OSError as error:
        raise CannotServe(f"No make cloud has run with {data}: start one, or name its DATA_DIR.") from error


def _follow() -> None:
    logs = boto3.client("logs", region_name=REGION)
    shown: dict[str, set[Line]] = {}
    try:
        while True:
            for name in [group["logGroupName"] for group in logs.describe_log_groups()["logGroups"]]:
                for event in _new(logs, name, shown.setdefault(name, set())):
                    at = datetime.fromtimestamp(event["timestamp"] / 1000, UTC)
                    print(f"{at:%H:%M:%S} {name.rpartition('/')[2]}: {event['message'].rstrip()}", flush=True)
            time.sleep(_LOOK_AGAIN_SECONDS)
    except EndpointConnectionError as error:
        raise CannotServe("make cloud does not run any more.") from error


def _new(logs: Any, group: str, shown: set[Line]) -> Iterator[dict[str, Any]]:
    for page in logs.get_paginator("filter_log_events").paginate(logGroupName=group):
        for event in page["events"]:
            # The emulator gives events no eventId.
            line = (event["logStreamName"], event["timestamp"], event["message"])
            if line not in shown and not event["message"].startswith(_METRICS):
                shown.add(line)
                yield event


if __name__ == "__main__":
    sys.exit(main(os.environ))
