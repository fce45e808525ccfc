"""One holder's turn with one subscription of API Gateway: sends what comes after the cursor, then lets go."""

import sys
from collections.abc import Callable, Iterable

from meter_reads.channel import protocol
from meter_reads.channel.gateway_sockets import GatewaySockets
from meter_reads.channel.operations import Entry, Result
from meter_reads.channel.posting import Gone
from meter_reads.channel.protocol import Connection, Phase, Send
from meter_reads.channel.results import Results
from meter_reads.channel.topics import OPERATIONS
from meter_reads.store.subscriptions import Subscription

# Longer than the slowest message takes with all its tries.
HELD_SECONDS = 15.0


class Over(Exception):
    """There is nothing more to send: the subscription has ended, or someone else holds it by now."""


class Serving:
    """`held` is a subscription as its holder claimed it. `clock` gives Unix seconds.

    The cursor moves after each message, and with the next write: if the holder dies in between, that one
    message is sent again.
    """

    def __init__(
        self, held: Subscription, sockets: GatewaySockets, results: Results, clock: Callable[[], float]
    ) -> None:
        self._held = held
        self._holder = held.holder or ""
        self._sockets = sockets
        self._results = results
        self._clock = clock
        self._cursor = self._stored_cursor = held.cursor
        # Of snapshots there is none between two that anyone has missed.
        self._only_newest = held.place.topic == OPERATIONS
        # An operation that is stored is active: both end in one transaction.
        self._active = Connection(Phase.ACKNOWLEDGED, frozenset({held.operation_id}))

    def run(self, entry: Entry | None = None) -> None:
        """Sends from the log, unless `entry` is what comes next. Raises PostFailed or PostRefused."""
        try:
            self._run(entry)
        except Over:
            return
        except Gone:
            self._sockets.forget(self._held.place.connection_id)
            self._sockets.subscriptions.remove(self._held.place)
        except BaseException:
            self._let_go(sys.maxsize)
            raise

    def _run(self, entry: Entry | None) -> None:
        if entry is not None and (entry.sequence == self._cursor + 1 or self._only_newest):
            self._send_each((entry,))
        else:
            self._send_each(self._results.entries(self._held.follow, self._cursor))
        looked_for = self._cursor if entry is None else max(entry.sequence, self._cursor)
        while (wanted := self._let_go(looked_for)) is not None:
            self._send_each(self._results.entries(self._held.follow, self._cursor))
            # Whether or not the log held it: it makes no sense to look for ever.
            looked_for = max(wanted, self._cursor)

    def _send_each(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            if self._clock() >= self._held.token_ends_at:
                errors = self._results.expired(self._held.follow)
                self._end(protocol.failed(self._active, self._held.operation_id, errors))
            result = self._results.result(self._held.follow, entry)
            if result is not None:
                self._send(result)
            self._cursor = entry.sequence

    def _send(self, result: Result) -> None:
        if self._stored_cursor < self._cursor:
            self._store_cursor()
        _, effects = protocol.result_came(self._active, self._held.operation_id, result)
        for effect in effects:
            if isinstance(effect, Send) and not self._sockets.posting.post_result(
                self._held.place.connection_id, effect.message
            ):
                # It was too large, and the client was told so instead.
                self._finish()

    def _store_cursor(self) -> None:
        until = self._clock() + HELD_SECONDS
        if not self._sockets.subscriptions.advance(self._held.place, self._holder, self._cursor, until):
            raise Over
        self._stored_cursor = self._cursor

    def _end(self, step: protocol.Step) -> None:
        for effect in step[1]:
            if isinstance(effect, Send):
                self._sockets.posting.post(self._held.place.connection_id, effect.message)
        self._finish()

    def _finish(self) -> None:
        place = self._held.place
        self._sockets.finished(place.connection_id, place.operation_key)
        raise Over

    def _let_go(self, looked_for: int) -> int | None:
        return self._sockets.subscriptions.release(self._held.place, self._holder, self._cursor, looked_for)
