"""What ministack's stream mappings leave out: limits to retries, halved batches, and answers for each record.

In ministack a batch that fails comes again until it is too old, and a record that the function reports as
failed does not come again at all; no batch says which shard it is from. Here, as on AWS, what failed comes
again from the first failed record on, in halves where the mapping says so; after its retries the failure
destination is told, and the shard goes on.
https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

_RETRY_AFTER_SECONDS = 1.0
_FOR_EVER = -1
_SHARD = "shardId-00000000000000000000-00000000"  # the emulator's only one


@dataclass(slots=True)
class _Trouble:
    """What stands at the head of a mapping's stream: `tries` of it so far; `at_once` records come next."""

    position: int
    tries: int
    at_once: int


def add_stream_retries(functions: Any, dynamodb: Any) -> None:
    """Teaches ministack's modules `services.lambda_svc` and `services.dynamodb`."""
    troubles: dict[str, _Trouble] = {}

    def poll() -> bool:
        """Whether something went on, and there may be more at once."""
        went_on = False
        for account, region, mapping in functions._iter_all_esms():  # noqa: SLF001
            tokens = (
                functions._request_account_id.set(account),  # noqa: SLF001
                functions._request_region.set(region),  # noqa: SLF001
            )
            try:
                stream = _Stream.of(functions, dynamodb, mapping)
                went_on |= stream is not None and stream.deliver(troubles)
            finally:
                functions._request_account_id.reset(tokens[0])  # noqa: SLF001
                functions._request_region.reset(tokens[1])  # noqa: SLF001
        return went_on

    functions._poll_dynamodb_streams = poll  # noqa: SLF001


@dataclass(frozen=True, slots=True)
class _Stream:
    """A mapping that is due, with its function and the table whose stream it reads."""

    functions: Any
    mapping: dict[str, Any]
    function: dict[str, Any]
    position: int
    read: Callable[[int, int], list[dict[str, Any]]]

    @classmethod
    def of(cls, functions: Any, dynamodb: Any, mapping: dict[str, Any]) -> "_Stream | None":
        """None where there is nothing to be done now."""
        source = mapping.get("EventSourceArn", "")
        if not mapping.get("Enabled", True) or ":dynamodb:" not in source:
            return None
        table, _ = functions._dynamodb_stream_table_from_arn_spec(functions.parse_arn(source)) or ("", "")  # noqa: SLF001
        function, _ = functions._get_func_record_for_qualifier(  # noqa: SLF001
            mapping["FunctionName"], mapping.get("Qualifier")
        )
        known = dynamodb._tables.get(table)  # noqa: SLF001
        waits = functions._esm_backoff_until.get(mapping["UUID"], 0) > time.time()  # noqa: SLF001
        if waits or function is None or not known or known.get("LatestStreamArn") != source:
            return None
        horizon, end = dynamodb.stream_start_position(table), dynamodb.stream_end_position(table)
        begin = horizon if mapping.get("StartingPosition") == "TRIM_HORIZON" else end
        position = max(horizon, functions._dynamodb_stream_positions.get(mapping["UUID"], begin))  # noqa: SLF001
        stream = cls(
            functions,
            mapping,
            function,
            position,
            lambda at, limit: list(dynamodb.stream_records_since(table, at, limit)),
        )
        stream.move(position)
        return stream if position < end else None

    def move(self, position: int) -> None:
        with self.functions._dynamodb_stream_positions_lock:  # noqa: SLF001
            self.functions._dynamodb_stream_positions[self.mapping["UUID"]] = position  # noqa: SLF001

    def deliver(self, troubles: dict[str, _Trouble]) -> bool:
        """Brings one batch; True where the position moved or the batch is to come again in halves at once."""
        name = self.mapping["UUID"]
        trouble = troubles.get(name)
        read = self.read(self.position, trouble.at_once if trouble else self.mapping.get("BatchSize", 100))
        batch = self.functions._apply_filter_criteria(read, self.mapping)  # noqa: SLF001
        result = self.functions._execute_function(self.function, self._event(batch)) if batch else {}  # noqa: SLF001
        failed = _failed(self.mapping, result, batch)
        self.mapping["LastProcessingResult"] = "FAILED" if failed else f"OK - {len(batch)} records"
        if not failed:
            troubles.pop(name, None)
            self.move(self.position + len(read))
            return bool(read)
        # What comes before the first failed record is done with.
        reached = self.position + len(read) - len(_from(read, failed[0]))
        self.move(reached)
        tries = trouble.tries + 1 if trouble and trouble.position == reached else 1
        why = self._given_up(failed, tries)
        if why:
            source = self.mapping["EventSourceArn"]
            self.functions._send_ddb_stream_failure_record(  # noqa: SLF001
                self.mapping, self.function, failed, source, result, why
            )
            troubles.pop(name, None)
            self.move(self.position + len(read))
            return True
        halve = len(failed) > 1 and self.mapping.get("BisectBatchOnFunctionError", False)
        if halve:
            # Halving is no retry.
            troubles[name] = _Trouble(reached, 0, len(_from(read, failed[0])) // 2)
            return True
        troubles[name] = _Trouble(reached, tries, len(_from(read, failed[0])))
        self.functions._esm_backoff_until[name] = time.time() + _RETRY_AFTER_SECONDS  # noqa: SLF001
        return False

    def _event(self, batch: list[dict[str, Any]]) -> dict[str, Any]:
        """As Lambda words it to a mapping with a window, as ours has; the emulator names no shard."""
        return {"Records": batch, "shardId": _SHARD, "state": {}}

    def _given_up(self, failed: list[dict[str, Any]], tries: int) -> str | None:
        """Why these records are passed over, if they are."""
        oldest = min(float(each["dynamodb"]["ApproximateCreationDateTime"]) for each in failed)
        longest = self.mapping.get("MaximumRecordAgeInSeconds") or _FOR_EVER
        if 0 < longest < time.time() - oldest:
            return "MaxRecordAgeExceeded"
        if len(failed) > 1 and self.mapping.get("BisectBatchOnFunctionError"):
            return None
        retries = self.mapping.get("MaximumRetryAttempts", _FOR_EVER)
        return "RetryAttemptsExhausted" if _FOR_EVER < retries < tries else None


def _failed(
    mapping: dict[str, Any], result: dict[str, Any], batch: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The first record that failed and all behind it; nothing where all went well."""
    if result.get("error"):
        return batch
    answer = result.get("body")
    if "ReportBatchItemFailures" not in (mapping.get("FunctionResponseTypes") or ()) or not isinstance(
        answer, dict
    ):
        return []
    reported = {each.get("itemIdentifier") for each in answer.get("batchItemFailures") or ()}
    if not reported:
        return []
    known = [each for each in batch if each["dynamodb"]["SequenceNumber"] in reported]
    # An answer that names no record of the batch is taken for the whole of it.
    return _from(batch, known[0]) if known else batch


def _from(records: list[dict[str, Any]], first: dict[str, Any]) -> list[dict[str, Any]]:
    """The records from one of them on."""
    numbers = [each["dynamodb"]["SequenceNumber"] for each in records]
    return records[numbers.index(first["dynamodb"]["SequenceNumber"]) :]
