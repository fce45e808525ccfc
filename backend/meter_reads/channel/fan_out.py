"""One log entry to everyone in this process who follows its meter: executed once for each group of them."""

from starlette.concurrency import run_in_threadpool

from meter_reads.channel.feed import Feed, results_by_group
from meter_reads.channel.operations import Operations
from meter_reads.domain.meter_log import LogEntry


async def fan_out(feed: Feed, operations: Operations, entry: LogEntry) -> int:
    """Offers an entry to its subscribers; how many executions that took.

    Entries may come twice or late: each subscriber keeps its place in the log and fills gaps from it.
    """
    groups = feed.groups(entry.meter.id)
    if not groups:
        return 0
    deliveries = await run_in_threadpool(results_by_group, groups, entry, operations.result)
    for group, subscribers in groups.items():
        for subscriber in subscribers:
            subscriber.offer(deliveries[group])
    return len(groups)
