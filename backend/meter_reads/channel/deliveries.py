"""Entries to the subscriptions of API Gateway: each once, in order, whoever brings them and how often.

A subscription is served by one holder at a time: the invocation that registered it, while it replays the
log, or one that was brought an entry by the stream. Whoever finds it held leaves the entry to a replay,
or waits for another invocation of the stream, which may have died with it. If a holder dies between
sending a message and moving the cursor, that one message is sent again; none is ever lost, and none
overtakes another.
"""

import random
import time
from collections.abc import Callable
from uuid import uuid4

from meter_reads.channel.gateway_sockets import GatewaySockets
from meter_reads.channel.operations import Entry
from meter_reads.channel.results import Results
from meter_reads.channel.serving import HELD_SECONDS, Serving
from meter_reads.store.subscriptions import Subscription

_LOOK_AGAIN_SECONDS = 0.1
_REPLAY = "replay"
_STREAM = "stream"


class StillHeld(Exception):
    """Someone else has been serving the subscription for all this time; the entry has to come again."""


def a_replay() -> str:
    """A name for an invocation that registers a subscription and replays the log for it.

    It may be left an entry: if it dies, API Gateway tells the client, who subscribes again.
    """
    return f"{_REPLAY}:{uuid4().hex}"


class Deliveries:
    """Brings entries to subscriptions. `clock` gives Unix seconds. Safe to use from several threads."""

    def __init__(
        self,
        sockets: GatewaySockets,
        results: Results,
        clock: Callable[[], float] = time.time,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._sockets = sockets
        self._results = results
        self._clock = clock
        self._pause = pause

    def offer(self, subscription: Subscription, entry: Entry) -> None:
        """Brings an entry, which may have come before, or before those that precede it.

        Raises PostFailed or StillHeld where it has to come again.
        """
        if subscription.cursor >= entry.sequence or self._passed_over(subscription, entry):
            return
        holder = f"{_STREAM}:{uuid4().hex}"
        latest = self._clock() + 2 * HELD_SECONDS
        while (found := self._claim(subscription, holder, entry)) is not None:
            if found.cursor >= entry.sequence:
                return
            if found.holder == holder:
                Serving(found, self._sockets, self._results, self._clock).run(entry)
                return
            if self._left_to_replay(found, entry):
                return
            if self._clock() > latest:
                raise StillHeld
            self._pause(_LOOK_AGAIN_SECONDS * random.random())  # noqa: S311  # only spreads

    def _claim(self, subscription: Subscription, holder: str, entry: Entry) -> Subscription | None:
        now = self._clock()
        return self._sockets.subscriptions.claim(
            subscription.place, holder, below=entry.sequence, now=now, until=now + HELD_SECONDS
        )

    def _left_to_replay(self, found: Subscription, entry: Entry) -> bool:
        if found.holder is None or not found.holder.startswith(_REPLAY) or found.held_until < self._clock():
            return False
        return self._sockets.subscriptions.hand_over(found, entry.sequence)

    def _passed_over(self, subscription: Subscription, entry: Entry) -> bool:
        """Whether the entry is the next one, and not for these eyes: one write, and nothing to send."""
        if subscription.cursor != entry.sequence - 1 or subscription.holder is not None:
            return False
        if self._results.result(subscription.follow, entry) is not None:
            return False
        return self._sockets.subscriptions.pass_over(subscription.place, entry.sequence)
