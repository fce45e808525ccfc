"""What a `subscribe` over API Gateway comes to: an answer, a refusal, or a subscription that is stored."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from meter_reads.channel import messages
from meter_reads.channel.api_gateway import Frame, forgotten_at
from meter_reads.channel.deliveries import a_replay
from meter_reads.channel.follow_text import text_of_follow
from meter_reads.channel.gateway_sockets import GatewaySockets
from meter_reads.channel.gateway_state import Operation, SocketState, operation_key
from meter_reads.channel.messages import Message
from meter_reads.channel.operations import Answered, Operations, Refused, Subscribed
from meter_reads.channel.posting import Gone
from meter_reads.channel.protocol import Start
from meter_reads.channel.results import Results
from meter_reads.channel.serving import HELD_SECONDS, Serving
from meter_reads.channel.ticks import Ticks
from meter_reads.channel.topics import OPERATIONS
from meter_reads.store.connections import Change
from meter_reads.store.subscriptions import Place, Subscription


class Completed(Exception):
    """The client completed the operation, or is gone, before it could be stored."""


@dataclass(frozen=True, slots=True)
class GatewayOperations:
    """`claims_of` makes plain values of a caller, `caller_with` makes the caller of them again."""

    sockets: GatewaySockets
    operations: Operations
    claims_of: Callable[[Any], Any]
    caller_with: Callable[[Any], Any]
    ticks: Ticks

    def start(self, frame: Frame, state: SocketState, start: Start) -> None:
        """Carries out an operation that the socket's state has as active."""
        operation_id = start.operation_id
        try:
            outcome = self.operations.start(start.request, self.caller_with(state.claims), state.address)
            match outcome:
                case Answered(result):
                    answer = messages.next_result(operation_id, result)
                    self._end(frame, operation_id, answer, messages.complete(operation_id))
                case Refused(errors):
                    self._end(frame, operation_id, messages.error(operation_id, errors))
                case Subscribed():
                    self._follow(frame, state, operation_id, outcome)
        except Completed:
            return
        except Gone:
            raise
        except Exception as failure:  # noqa: BLE001  # logged and told to the client; other operations go on
            errors = self.operations.failure(failure)
            self._end(frame, operation_id, messages.error(operation_id, errors))

    def _end(self, frame: Frame, operation_id: str, *last: Message) -> None:
        """Sends an operation's last messages, unless the client completed it first."""
        if not self.sockets.finished(frame.connection_id, operation_key(operation_id), frame.at):
            return
        for message in last:
            if not self.sockets.posting.post_result(frame.connection_id, message):
                return

    def _follow(self, frame: Frame, state: SocketState, operation_id: str, subscribed: Subscribed) -> None:
        """Registers first, then reads the log, then leaves it to the stream: no gap, and nothing twice."""
        follow, cursor = subscribed.follow, subscribed.after
        if cursor is None:
            cursor = self.operations.newest_sequence(follow.topic)
        subscription = Subscription(
            place=Place(follow.topic, frame.connection_id, operation_key(operation_id)),
            operation_id=operation_id,
            follow=text_of_follow(follow, self.claims_of),
            cursor=cursor,
            token_ends_at=subscribed.expires_at.timestamp(),
            expires_at=forgotten_at(state),
            holder=a_replay(),
            held_until=time.time() + HELD_SECONDS,
        )
        self._register(subscription, frame.at)
        results = Results(self.operations, self.caller_with)
        Serving(subscription, self.sockets, results, time.time).run()
        if follow.topic == OPERATIONS:
            self.ticks.watched(datetime.now(UTC))

    def _register(self, subscription: Subscription, at: int) -> None:
        place = subscription.place

        def decide(text: str) -> Change:
            state = SocketState.of(text)
            if state.operations.get(place.operation_key) != Operation(at):
                raise Completed
            followed = state.with_topic(place.operation_key, place.topic)
            return Change(followed.text(), (self.sockets.subscriptions.put_request(subscription),))

        if not self.sockets.connections.change(place.connection_id, uuid4().hex, decide):
            raise Completed
