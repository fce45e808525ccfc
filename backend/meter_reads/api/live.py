"""The GraphQL side of the live channel: who is calling, what an operation comes to, an entry's result."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast
from uuid import uuid4

from graphql import (
    ExecutionResult,
    GraphQLError,
    OperationType,
    create_source_event_stream,
    execute_subscription_event,
    get_operation_ast,
)
from graphql import Executor as GraphQLExecutor

from meter_reads.api.context import Context, Service
from meter_reads.api.errors import (
    ErrorCode,
    RequestRefused,
    error_json,
    field_error_json,
    ours,
    variables_refused,
)
from meter_reads.api.execution import Executor, response_json
from meter_reads.api.requests import GraphQLRequest
from meter_reads.api.resolvers.subscription import TopicSource
from meter_reads.channel.messages import Request
from meter_reads.channel.operations import Answered, Entry, Follow, Refused, Result, Subscribed
from meter_reads.channel.topics import OPERATIONS, REVIEWS, meter_of, milliseconds, too_soon
from meter_reads.domain.meter_log import LogEntry
from meter_reads.journey.audit import Audit
from meter_reads.journey.callers import (
    SESSION_ENDED,
    SIGN_IN_ENDED,
    Caller,
    Guest,
    SignedIn,
    audience_of,
    signed_in,
    still_signed_in,
)
from meter_reads.journey.changes import may_see
from meter_reads.journey.operations import Snapshot, snapshot
from meter_reads.metrics import Metric


@dataclass(frozen=True, slots=True)
class SnapshotEntry:
    """An entry of the topic of operations."""

    sequence: int
    snapshot: Snapshot


@dataclass(frozen=True, slots=True)
class LiveOperations:
    """What the channel asks of GraphQL; the same limits and answers as over HTTP."""

    executor: Executor
    service: Service

    def identify(self, payload: dict[str, Any] | None) -> Caller:
        """The caller behind `authorization` in connection_init, where a browser cannot set a header.

        A token that does not count is told with each operation: a socket that is ended for it would
        only be opened again.
        """
        return self.service.identification.caller_of_init(payload, datetime.now(UTC))

    def start(self, request: Request, caller: Caller, address: str) -> Answered | Refused | Subscribed:
        """Executes a query or mutation; for a subscription says what it follows."""
        graphql_request = GraphQLRequest(request.query, request.operation_name, request.variables)
        context = self._context(still_signed_in(caller, datetime.now(UTC)), address)
        try:
            document = self.executor.documents.document(request.query)
            operation = get_operation_ast(document, request.operation_name)
            if operation is None or operation.operation is not OperationType.SUBSCRIPTION:
                result = self.executor.execute(graphql_request, context)
                self._note(result.get("errors", ()))
                return Answered(result)
            source = self._source(request, context)
        except RequestRefused as refusal:
            self._note(refusal.errors)
            return Refused(refusal.errors)
        someone = signed_in(context.caller)
        follow = Follow(source.topic, request, audience_of(someone))
        return Subscribed(follow, source.after, someone.expires_at)

    def result(self, follow: Follow, entry: Entry) -> Result | None:
        """The result of a subscription for one entry; None where the caller may not see it."""
        caller = cast("SignedIn", follow.audience)
        if isinstance(entry, LogEntry) and not may_see(caller, entry):
            return None
        context = self._context(caller, "")
        event = self._build(follow.request, context).build_per_event_executor(entry)
        result = response_json(cast("ExecutionResult", execute_subscription_event(event)), context)
        self._note(result.get("errors", ()))
        return result

    def entries(self, topic: str, after: int) -> Iterator[Entry]:
        """What a topic's log holds; that of operations holds one snapshot, of now, if it is time for one."""
        stores = self.service.stores
        if topic == OPERATIONS:
            now = datetime.now(UTC)
            if not too_soon(after, milliseconds(now)):
                yield SnapshotEntry(milliseconds(now), snapshot(stores, self.service.live_connections, now))
        elif topic == REVIEWS:
            yield from stores.review_queue.entries(after=after)
        elif meter_id := meter_of(topic):
            yield from stores.meter_log.entries(meter_id, after=after)

    def newest_sequence(self, topic: str) -> int:
        stores = self.service.stores
        if topic == REVIEWS:
            return stores.review_queue.revision()
        newest = stores.meter_log.newest(meter_of(topic) or "")
        return newest.sequence if newest else 0

    def expired(self, follow: Follow) -> list[dict[str, Any]]:
        message = SESSION_ENDED if isinstance(follow.audience, Guest) else SIGN_IN_ENDED
        return [error_json(message, ErrorCode.UNAUTHENTICATED)]

    def failure(self, cause: Exception) -> list[dict[str, Any]]:
        error = GraphQLError("", original_error=cause)
        errors = [field_error_json(error, now=datetime.now(UTC), request_id=uuid4().hex)]
        self._note(errors)
        return errors

    def _note(self, errors: Iterable[dict[str, Any]]) -> None:
        if ours(errors):
            self.service.note(Metric.OPERATIONS_FAILED)

    def _source(self, request: Request, context: Context) -> TopicSource:
        """What the root field's source says. Raises RequestRefused."""
        stream = create_source_event_stream(self._build(request, context))
        if isinstance(stream, ExecutionResult):
            raise RequestRefused(400, response_json(stream, context)["errors"], well_formed=True)
        return cast("TopicSource", stream)

    def _build(self, request: Request, context: Context) -> GraphQLExecutor[Context]:
        """The operation with its variables. Raises RequestRefused where they do not fit."""
        built = GraphQLExecutor.build(
            self.executor.schema,
            self.executor.documents.document(request.query),
            context_value=context,
            raw_variable_values=request.variables,
            operation_name=request.operation_name,
            hide_suggestions=not self.executor.development,
        )
        if isinstance(built, list):
            raise variables_refused(built)
        return built

    def _context(self, caller: Caller, address: str) -> Context:
        now = datetime.now(UTC)
        audit = Audit(self.service.stores.audit_log, caller, now)
        return Context(self.service, caller, address, now, uuid4().hex, audit)
