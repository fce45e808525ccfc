"""The one connection to DynamoDB that all tables share, and what its failures mean."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from pynamodb.connection import Connection
from pynamodb.connection.base import MetaTable
from pynamodb.exceptions import PynamoDBException

from meter_reads.metrics import Note, unnoted
from meter_reads.store.capacity import note_units
from meter_reads.store.dynamodb import Call
from meter_reads.store.failures import ConditionFailed, StoreUnavailable

__all__ = ["ConditionFailed", "StoreUnavailable", "call_with", "connect", "register_table", "store_errors"]

# An API Gateway call may take 30 s and a person waits far less: three quick tries, then "try again".
_CONNECT_TIMEOUT_SECONDS = 1
_READ_TIMEOUT_SECONDS = 2
_RETRIES = 2
_CONNECTIONS = 50

_CONDITION_FAILED = frozenset({"ConditionalCheckFailedException", "TransactionConflictException"})
_NOT_THERE_YET = frozenset({"ConditionalCheckFailed", "TransactionConflict"})


def connect(region: str, note: Note = unnoted) -> Connection:
    """A connection whose client is made and that has opened nothing yet. `note` is told what each call used.

    Made by the first call instead, the client would cost that call a tenth of a second.
    """
    connection = Connection(
        region=region,
        connect_timeout_seconds=_CONNECT_TIMEOUT_SECONDS,
        read_timeout_seconds=_READ_TIMEOUT_SECONDS,
        max_retry_attempts=_RETRIES,
        max_pool_connections=_CONNECTIONS,
    )
    # botocore puts its User-Agent together twice for each call, a tenth of its time, unless it is given one.
    session = connection.session
    session.set_default_client_config(Config(user_agent=session.user_agent()))
    # The client is a property, which makes it. PynamoDB asks with each call what it used.
    connection.client.meta.events.register("after-call.dynamodb", partial(_note_answer, note))
    return connection


def _note_answer(note: Note, *, model: Any, parsed: dict[str, Any], **_: Any) -> None:
    note_units(note, model.name, parsed)


def register_table(connection: Connection, name: str, hash_key: str, range_key: str | None = None) -> None:
    """Tells the connection the key of a table: the hash key a string, the range key a number."""
    keys = [(hash_key, "HASH", "S")]
    if range_key is not None:
        keys.append((range_key, "RANGE", "N"))
    connection.add_meta_table(
        MetaTable(
            {
                "TableName": name,
                "KeySchema": [{"AttributeName": key, "KeyType": kind} for key, kind, _ in keys],
                "AttributeDefinitions": [{"AttributeName": key, "AttributeType": t} for key, _, t in keys],
            }
        )
    )


def call_with(connection: Connection) -> Call:
    """Calls in the words of DynamoDB's wire protocol, for tables that are also used without PynamoDB."""

    def call(operation: str, request: dict[str, Any]) -> dict[str, Any]:
        with store_errors():
            answer: dict[str, Any] = connection.dispatch(operation, dict(request))
        return answer

    return call


@contextmanager
def store_errors() -> Iterator[None]:
    """Turns the errors of the database library into the two that callers tell apart."""
    try:
        yield
    except PynamoDBException as error:
        # Not PynamoDB's cause_response_code, which fails itself where the cause is a lost connection.
        if _condition_failed(error, error.cause):
            raise ConditionFailed from error
        raise StoreUnavailable(type(error).__name__) from error
    except (BotoCoreError, ClientError) as error:
        # What PynamoDB's `dispatch` raises of itself.
        if _condition_failed(error, error):
            raise ConditionFailed from error
        raise StoreUnavailable(type(error).__name__) from error


def _condition_failed(error: Exception, cause: Exception | None) -> bool:
    response = getattr(cause, "response", None) or {}
    if response.get("Error", {}).get("Code") in _CONDITION_FAILED:
        return True
    reasons = getattr(error, "cancellation_reasons", ())
    return any(reason is not None and reason.code in _NOT_THERE_YET for reason in reasons)
