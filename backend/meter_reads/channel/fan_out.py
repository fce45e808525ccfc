"""One entry to everyone in this process who follows its topic: executed once for each group of them."""

from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool

from meter_reads.channel.feed import Feed, results_by_group
from meter_reads.channel.operations import Entry, Operations


@dataclass(frozen=True, slots=True)
class FannedOut:
    """How many subscribers were offered something, and how many executions that took."""

    executions: int
    subscribers: int


async def fan_out(feed: Feed, operations: Operations, topic: str, entry: Entry) -> FannedOut:
    """Offers an entry to its subscribers.

    Entries may come twice or late: each subscriber keeps its place in the log and fills gaps from it.
    """
    groups = feed.groups(topic)
    if not groups:
        return FannedOut(0, 0)
    deliveries = await run_in_threadpool(results_by_group, groups, entry, operations.result)
    for group, subscribers in groups.items():
        for subscriber in subscribers:
            subscriber.offer(deliveries[group])
    return FannedOut(len(groups), sum(map(len, groups.values())))
