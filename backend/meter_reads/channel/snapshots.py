"""Snapshots to those who watch operations over API Gateway: each at most one a second."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from meter_reads.channel.deliveries import Deliveries
from meter_reads.channel.operations import Operations
from meter_reads.channel.ticks import Ticks
from meter_reads.channel.topics import OPERATIONS, too_soon
from meter_reads.store.subscriptions import Subscriptions

logger = logging.getLogger(__name__)

_AT_ONCE = 16


def send_snapshots(
    subscriptions: Subscriptions,
    operations: Callable[[], Operations],
    deliveries: Callable[[], Deliveries],
    ticks: Ticks,
    now: datetime,
) -> int:
    """Sends one snapshot to all who watch and may have one; how many those were.

    Whoever had one less than a second ago is seen to a second later, and all again before long.
    """
    watchers = list(subscriptions.of_topic(OPERATIONS))
    if not watchers:
        return 0
    [entry] = operations().entries(OPERATIONS, 0)
    ready = [each for each in watchers if not too_soon(each.cursor, entry.sequence)]
    offer = deliveries().offer
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        offers = [pool.submit(offer, each, entry) for each in ready]
    for each in offers:
        if failure := each.exception():
            logger.warning("a watcher was not served", exc_info=failure)
    if len(ready) < len(watchers):
        ticks.changed(now)
    else:
        ticks.watched(now)
    return len(ready)
