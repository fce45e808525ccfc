"""What CloudWatch counts for us: a line in its Embedded Metric Format for each invocation that has any.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html

The namespace is the stack's own, and there are no dimensions: each would make every metric another one, to be
paid for by the month.
"""

import json
import sys
import time
from collections.abc import Callable
from enum import StrEnum
from typing import Any, Protocol, TextIO

Handler = Callable[[Any, Any], Any]


class Metric(StrEnum):
    """Every metric of ours, by the name that alarms and the dashboard in template.yaml know it by."""

    # What became of readings as they were sent, and by whom. A repeat of the same sending is counted again.
    READINGS_ACCEPTED = "ReadingsAccepted"
    READINGS_HELD = "ReadingsHeld"
    READINGS_REJECTED = "ReadingsRejected"
    CONFIRMATIONS_ASKED = "ConfirmationsAsked"
    SENT_BY_GUESTS = "SentByGuests"
    SENT_BY_CUSTOMERS = "SentByCustomers"
    SENT_BY_AGENTS = "SentByAgents"
    SUBMISSION_TIME = "SubmissionTime"
    PROOFS_FAILED = "ProofsFailed"
    # Answers with INTERNAL_SERVER_ERROR or UNAVAILABLE, over HTTP and over sockets; the status may be 200.
    REQUESTS_FAILED = "RequestsFailed"
    OPERATIONS_FAILED = "OperationsFailed"
    # What an invocation used of the database. A write whose condition failed is not told of by DynamoDB.
    READ_UNITS = "ReadUnits"
    WRITE_UNITS = "WriteUnits"
    # Messages to sockets; how many followers a batch of the stream reached, and how old its newest change
    # was by then.
    MESSAGES_SENT = "MessagesSent"
    MESSAGES_FAILED = "MessagesFailed"
    SOCKETS_GONE = "SocketsGone"
    FAN_OUT_SIZE = "FanOutSize"
    FAN_OUT_TIME = "FanOutTime"
    BATCHES_FAILED = "BatchesFailed"
    REVIEWS_ESCALATED = "ReviewsEscalated"
    # At each hourly round; its length is that of the review queue, unless something was lost.
    REVIEWS_WAITING = "ReviewsWaiting"


# In milliseconds, each value for itself, since percentiles are asked of them; the rest is summed up.
TIMES = frozenset({Metric.SUBMISSION_TIME, Metric.FAN_OUT_TIME})
_MOST_VALUES = 100  # that a line may have of one metric


class Note(Protocol):
    """Takes a value of a metric. Safe to call from several threads."""

    def __call__(self, metric: Metric, value: float = 1, /) -> None: ...


def unnoted(_metric: Metric, _value: float = 1, /) -> None:
    """For a laptop, where nobody reads metrics."""


class Metrics:
    """Gathers what one invocation notes. Without a namespace it notes nothing and writes nothing."""

    def __init__(self, namespace: str | None, stream: TextIO | None = None) -> None:
        self._namespace = namespace
        self._stream = stream or sys.stdout
        self._noted: list[tuple[Metric, float]] = []
        self.note: Note = unnoted if namespace is None else self._keep

    def around(self, handle: Handler) -> Handler:
        """The handler of a function, which writes its line at the end, however that comes."""

        def measured(event: Any, context: Any) -> Any:
            try:
                return handle(event, context)
            finally:
                self._write()

        return measured

    def _keep(self, metric: Metric, value: float = 1, /) -> None:
        self._noted.append((metric, value))

    def _write(self) -> None:
        noted, self._noted = self._noted, []
        if noted:
            # One write, as Lambda makes a log event of each.
            self._stream.write(json.dumps(self._line(noted), separators=(",", ":")) + "\n")
            self._stream.flush()

    def _line(self, noted: list[tuple[Metric, float]]) -> dict[str, Any]:
        values: dict[Metric, list[float]] = {}
        for metric, value in noted:
            values.setdefault(metric, []).append(value)
        definitions = [
            {"Name": metric.value, "Unit": "Milliseconds" if metric in TIMES else "Count"}
            for metric in values
        ]
        directive: dict[str, Any] = {"Namespace": self._namespace, "Dimensions": [[]], "Metrics": definitions}
        return {
            "_aws": {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [directive]},
            **{
                metric.value: each[:_MOST_VALUES] if metric in TIMES else round(sum(each), 1)
                for metric, each in values.items()
            },
        }
