"""What a change of the log means for reviews: one begins with each held reading, and ends as the log says."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from meter_reads.domain.meter_log import ChangeKind, LogEntry
from meter_reads.domain.readings import reading_id
from meter_reads.settings import AwsAccess, ReviewSettings
from meter_reads.signed_http import Credentials, SignedHttp
from meter_reads.store.dynamodb import DynamoDB
from meter_reads.store.executions import Executions, TaskTokens
from meter_reads.store.reviews import OpenReviews
from meter_reads.store.stream_record import StreamRecord

logger = logging.getLogger(__name__)

BEGINS = frozenset({ChangeKind.READING_HELD})
ENDS = frozenset(
    {
        ChangeKind.REVIEW_ACCEPTED,
        ChangeKind.REVIEW_REJECTED,
        ChangeKind.READING_WITHDRAWN,
        ChangeKind.READING_SUPERSEDED,
    }
)


@dataclass(frozen=True, slots=True)
class ReviewStarts:
    """Starts and answers executions. All of it may be done any number of times."""

    reviews: OpenReviews
    executions: Executions
    tokens: TaskTokens
    dynamodb: DynamoDB
    connections: tuple[SignedHttp, ...]

    def close(self) -> None:
        """Ends the connections that it keeps alive."""
        for each in self.connections:
            each.close()

    def hear(self, entry: LogEntry) -> None:
        """Does what one entry of the log asks for. Raises StoreUnavailable: then it has to come again."""
        assert entry.change is not None  # only entry 0 has none, and it is no news to anybody
        name = reading_id(entry.meter.id, entry.change.reading.sequence)
        if entry.change.kind in BEGINS:
            self.begin(name)
        elif entry.change.kind in ENDS:
            self.answer(name)

    def begin(self, name: str) -> None:
        """Starts the review of a held reading, if it was never started.

        Noted first: what is noted and not started, the caretaker starts.
        """
        self.reviews.open(name, execution=name)
        self.executions.start(name, {"readingId": name})

    def answer(self, name: str) -> None:
        """Wakes the execution of a reading that is held no more.

        Where none waits yet, it will look at the log itself, once it has noted its token.
        """
        review = self.reviews.of(name)
        if review is not None and review.token is not None:
            self.tokens.answer(review.token, {"readingId": name})


def heard_by_reviews(record: StreamRecord, reviews: Callable[[], ReviewStarts]) -> bool:
    """Has a record of the stream heard; False where it has to come again.

    `reviews` is asked for once there is something to begin or to answer.
    """
    try:
        entry = record.entry()
        if entry.change is not None and entry.change.kind in BEGINS | ENDS:
            reviews().hear(entry)
    except Exception:
        # A record that nobody can read, or an hour without Step Functions, must not keep the others back.
        logger.exception("a review was not told", extra={"record": record.id})
        return False
    return True


def open_review_starts(settings: ReviewSettings) -> ReviewStarts:
    states, database = signed(settings.aws, "states"), signed(settings.aws, "dynamodb")
    dynamodb = DynamoDB(database)
    return ReviewStarts(
        OpenReviews(dynamodb, settings.reviews_table),
        Executions(states, settings.state_machine),
        TaskTokens(states),
        dynamodb,
        (states, database),
    )


def signed(aws: AwsAccess, service: str) -> SignedHttp:
    """The service, by signed requests."""
    credentials = Credentials(aws.access_key_id, aws.secret_access_key, aws.session_token)
    return SignedHttp(aws.address(service), service, aws.region, credentials)
