"""Looks after the reviews that have not ended: what runs is kept alive, what is lost is started again."""

import logging
from dataclasses import dataclass

from meter_reads.journey.review_starts import ReviewStarts, open_review_starts
from meter_reads.settings import ReviewSettings
from meter_reads.store.executions import Progress
from meter_reads.store.failures import ConditionFailed
from meter_reads.store.review_queue import ReviewQueue
from meter_reads.store.reviews import OpenReview

logger = logging.getLogger(__name__)

_PAGE = 100


@dataclass(frozen=True, slots=True)
class Cared:
    """How many reviews were found running, and how many were started, for the first time or again."""

    running: int
    restarted: int


@dataclass(frozen=True, slots=True)
class ReviewCare:
    starts: ReviewStarts
    queue: ReviewQueue

    def look_after_all(self) -> Cared:
        """One round over all reviews that have not ended. Raises StoreUnavailable."""
        noted = list(self.starts.reviews.all())
        restarted = [self._restarted(review) for review in noted]
        begun = self._begin_forgotten({review.reading_id for review in noted})
        cared = Cared(restarted.count(False), restarted.count(True) + begun)
        logger.info("reviews looked after", extra={"running": cared.running, "restarted": cared.restarted})
        return cared

    def _begin_forgotten(self, noted: set[str]) -> int:
        """Begins the reviews of readings that wait in the queue and that the stream never had begun."""
        begun, place = 0, ""
        while page := self.queue.waiting(None, after=place, first=_PAGE):
            for waiting in page:
                if waiting.reading_id not in noted:
                    self.starts.begin(waiting.reading_id)
                    begun += 1
            place = page[-1].place
        return begun

    def _restarted(self, review: OpenReview) -> bool:
        match self.starts.executions.progress(review.execution):
            case Progress.RUNNING:
                if review.token is not None:
                    self.starts.tokens.keep_alive(review.token)
                return False
            case Progress.UNKNOWN:
                name = review.execution
            case Progress.ENDED:
                # Held still, or its notices are still owed: the new execution finds out which.
                name = _next_name(review)
                try:
                    self.starts.reviews.replace_execution(review, name)
                except ConditionFailed:
                    return False
        self.starts.executions.start(name, {"readingId": review.reading_id})
        logger.warning("review restarted", extra={"execution": name})
        return True


def _next_name(review: OpenReview) -> str:
    """`7k3q9x0m2r5t8w1b-34`, then `7k3q9x0m2r5t8w1b-34-again-1`, `…-2`: a name can be used only once."""
    _, _, times = review.execution.partition("-again-")
    return f"{review.reading_id}-again-{int(times or 0) + 1}"


def open_review_care(settings: ReviewSettings) -> ReviewCare:
    starts = open_review_starts(settings)
    return ReviewCare(starts, ReviewQueue(starts.dynamodb.call, settings.projections_table))
