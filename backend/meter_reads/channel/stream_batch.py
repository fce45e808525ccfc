"""A batch of the meter log's stream, brought to all who follow its meters over API Gateway."""

import logging
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from meter_reads.channel.deliveries import Deliveries, StillHeld
from meter_reads.channel.operations import Entry
from meter_reads.channel.posting import PostFailed
from meter_reads.channel.topics import meter_topic
from meter_reads.store.failures import StoreUnavailable
from meter_reads.store.stream_record import StreamRecord
from meter_reads.store.subscriptions import Subscription, Subscriptions

logger = logging.getLogger(__name__)

_AT_ONCE = 16
# What another try may mend; whatever else goes wrong for one subscriber is logged, and stays with that one.
_COMES_AGAIN = (PostFailed, StillHeld, StoreUnavailable)


class StreamBatch:
    """`deliveries` makes what serves subscribers; it is asked for once there are some, since it is heavy.

    `sent` counts the subscribers that were served.
    """

    def __init__(self, subscriptions: Subscriptions, deliveries: Callable[[], Deliveries]) -> None:
        self._subscriptions = subscriptions
        # Made once for the whole batch, so that what was executed is not executed again.
        self._deliveries = cache(deliveries)
        self.sent = 0

    def handle(self, records: Iterable[StreamRecord]) -> list[str]:
        """Brings the entries to their subscribers; the ids of the records that have to come again.

        The rest goes on. Coming again does no harm: each subscriber keeps its place in the log.
        """
        return [record.id for record in records if not self._handled(record)]

    def _handled(self, record: StreamRecord) -> bool:
        try:
            subscribers = list(self._subscriptions.of_topic(meter_topic(record.meter_id)))
            if not subscribers:
                return True
            return self._offer(record.entry(), subscribers)
        except Exception:
            # A record that nobody can read must not keep the others from their readers.
            logger.exception("a record could not be handled", extra={"record": record.id})
            return False

    def tell(self, topic: str, above: Callable[[int], Iterable[Entry]]) -> bool:
        """Brings what a topic's log holds `above` a number to all who follow it; False if it has to come
        again.
        """
        try:
            subscribers = list(self._subscriptions.of_topic(topic))
            if not subscribers:
                return True
            entries = list(above(min(each.cursor for each in subscribers)))
            told = [self._offer(entry, subscribers) for entry in entries]
        except Exception:
            logger.exception("a topic could not be told of", extra={"topic": topic})
            return False
        return all(told)

    def _offer(self, entry: Entry, subscribers: list[Subscription]) -> bool:
        deliveries = self._deliveries()
        with ThreadPoolExecutor(min(_AT_ONCE, len(subscribers))) as pool:
            offers = [pool.submit(deliveries.offer, each, entry) for each in subscribers]
        failures = [failure for offer in offers if (failure := offer.exception()) is not None]
        for failure in failures:
            logger.warning("a subscriber was not served", exc_info=failure)
        again = sum(isinstance(failure, _COMES_AGAIN) for failure in failures)
        logger.info(
            "fanned out",
            extra={"subscribers": len(subscribers), "failed": len(failures), "again": again},
        )
        self.sent += len(subscribers) - len(failures)
        return not again
