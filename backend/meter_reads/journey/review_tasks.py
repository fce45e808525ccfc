"""The tasks of the review's state machine: each does one thing, and says what comes next."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from meter_reads.domain.readings import Reading, parse_reading_id
from meter_reads.domain.reviews import Due, plan
from meter_reads.journey.review_starts import signed
from meter_reads.metrics import Metric, Note, unnoted
from meter_reads.settings import ReviewTaskSettings
from meter_reads.store.database import connect
from meter_reads.store.dynamodb import DynamoDB
from meter_reads.store.executions import TaskTokens
from meter_reads.store.failures import ConditionFailed
from meter_reads.store.meter_log import MeterLog
from meter_reads.store.notices import Notices
from meter_reads.store.reviews import OpenReviews

Task = Mapping[str, Any]
Found = dict[str, Any]

# The caretaker comes every hour; an execution that it has missed this often looks at the log by itself.
_HEARTBEAT_SECONDS = 6 * 3600
# A heartbeat has to be shorter than its wait, and both are whole seconds.
_SHORTEST_WAIT_SECONDS = 2

_STEPS = {Due.REMINDER: "REMIND", Due.ESCALATION: "ESCALATE", Due.DECISION: "WAIT"}


class NoSuchReading(LookupError):
    """The state machine was started for what the log does not know."""


@dataclass(frozen=True, slots=True)
class ReviewTasks:
    """Tasks may come twice: Step Functions repeats what failed, and what was only thought to have failed."""

    log: MeterLog
    reviews: OpenReviews
    tokens: TaskTokens
    notices: Notices
    clock: Callable[[], datetime]
    note: Note = unnoted

    def handle(self, task: Task, _context: object) -> Found:
        return _TASKS[task["task"]](self, task)

    def look(self, task: Task) -> Found:
        """What the log says of the reading, and what is to be done now."""
        reading = reading_of(self.log, task["readingId"])
        now = self.clock()
        review = self.reviews.of(task["readingId"])
        reminded, escalated = (review.reminded, review.escalated) if review else (False, False)
        coming = plan(reading.submitted_at, reminded=reminded, escalated=escalated, now=now)
        step = "ENDED" if not reading.held else _STEPS[coming.next] if coming.at <= now else "WAIT"
        seconds = max(_SHORTEST_WAIT_SECONDS, math.ceil((coming.at - now).total_seconds()))
        return {
            "step": step,
            "status": reading.status.value,
            "next": coming.next.value,
            "seconds": seconds,
            "heartbeatSeconds": min(_HEARTBEAT_SECONDS, seconds - 1),
        }

    def wait(self, task: Task) -> Found:
        """Keeps the token for whoever brings the answer.

        The decision may have come before the token: the stream found none to answer, so it is answered here.
        """
        self.reviews.keep_token(task["readingId"], task["execution"], task["taskToken"])
        if not reading_of(self.log, task["readingId"]).held:
            self.tokens.answer(task["taskToken"], {"readingId": task["readingId"]})
        return {}

    def remind(self, task: Task) -> Found:
        return self._send("REVIEW_WAITS", "reminded", task)

    def escalate(self, task: Task) -> Found:
        return self._send("REVIEW_ESCALATED", "escalated", task, Metric.REVIEWS_ESCALATED)

    def tell(self, task: Task) -> Found:
        """One of the notices at the end."""
        failed = task["status"] == "FAILED"
        notice = "REVIEW_FAILED" if failed else "REVIEW_ENDED"
        self.notices.send(notice, task["audience"], readingId=task["readingId"], status=task["status"])
        return {"told": True}

    def close(self, task: Task) -> Found:
        self.reviews.close(task["readingId"])
        return {}

    def _send(self, notice: str, mark: str, task: Task, metric: Metric | None = None) -> Found:
        """Tells the agents, unless the reading was decided meanwhile. Sent first: rather twice than never."""
        if reading_of(self.log, task["readingId"]).held:
            self.notices.send(notice, "AGENTS", readingId=task["readingId"])
            if metric is not None:
                self.note(metric)
            try:
                self.reviews.mark(task["readingId"], mark)
            except ConditionFailed:
                # Started by hand for a reading that nobody noted; it is then told of at each look.
                self.reviews.open(task["readingId"], task["readingId"])
                self.reviews.mark(task["readingId"], mark)
        return self.look(task)


_TASKS: Mapping[str, Callable[[ReviewTasks, Task], Found]] = {
    "look": ReviewTasks.look,
    "await": ReviewTasks.wait,
    "remind": ReviewTasks.remind,
    "escalate": ReviewTasks.escalate,
    "tell": ReviewTasks.tell,
    "close": ReviewTasks.close,
}


def reading_of(log: MeterLog, reading_id: str) -> Reading:
    """A reading as it is after the newest change of it. Raises NoSuchReading, StoreUnavailable."""
    name = parse_reading_id(reading_id)
    if name is None:
        raise NoSuchReading(reading_id)
    meter_id, sequence = name
    found = None
    for entry in log.entries(meter_id, after=sequence - 1):
        if entry.change and entry.change.reading.sequence == sequence:
            found = entry.change.reading
    if found is None:
        raise NoSuchReading(reading_id)
    return found


def open_review_tasks(settings: ReviewTaskSettings, note: Note = unnoted) -> ReviewTasks:
    aws = settings.aws
    return ReviewTasks(
        log=MeterLog(connect(aws.region), settings.meter_log_table),
        reviews=OpenReviews(DynamoDB(signed(aws, "dynamodb")), settings.reviews_table),
        tokens=TaskTokens(signed(aws, "states")),
        notices=Notices(signed(aws, "sns"), settings.notices_topic),
        clock=lambda: datetime.now(UTC),
        note=note,
    )
