"""The emulator keeps what it was told, however it ends."""

import json
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import botocore.session
import pytest

from meter_reads.local.emulator_process import EmulatorProcess
from meter_reads.local.options import Options

from .processes import eventually, holds


class Emulator:
    """An emulator on one folder, and a client of it."""

    def __init__(self, state: Path) -> None:
        self.state = state
        with (state.parent / "emulator.log").open("a") as log:
            self.running = EmulatorProcess.start(
                Options.from_environment({}).emulator_python, state, log, environment=os.environ
            )
        self.client = botocore.session.get_session().create_client(
            "dynamodb",
            region_name="eu-west-2",
            endpoint_url=self.running.endpoint,
            aws_access_key_id="x",
            aws_secret_access_key="x",
        )

    def make_table(self) -> None:
        self.client.create_table(
            TableName="things",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "key", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "key", "KeyType": "HASH"}],
        )

    def put(self, key: str, size: int = 1) -> None:
        self.client.put_item(TableName="things", Item={"key": {"S": key}, "filling": {"S": "x" * size}})

    def keys(self) -> set[str]:
        pages = self.client.get_paginator("scan").paginate(TableName="things")
        return {item["key"]["S"] for page in pages for item in page["Items"]}

    def kill(self) -> None:
        os.kill(self.running.process.pid, signal.SIGKILL)
        self.running.process.wait()

    def close(self) -> None:
        self.client.close()
        self.running.stop()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[], Emulator]]:
    with ExitStack() as stack:

        def start_one() -> Emulator:
            emulator = Emulator(tmp_path / "state")
            stack.callback(emulator.close)
            return emulator

        yield start_one


def test_it_is_there_after_a_stop(start: Callable[[], Emulator]) -> None:
    first = start()
    first.make_table()
    first.put("kept")
    first.close()

    assert start().keys() == {"kept"}


def test_what_has_not_changed_is_not_written_again(start: Callable[[], Emulator]) -> None:
    emulator = start()
    emulator.make_table()
    table, schedules = emulator.state / "dynamodb.json", emulator.state / "scheduler.json"
    assert eventually(lambda: table.exists() and schedules.exists())
    written = schedules.stat().st_mtime_ns

    emulator.put("new")

    assert eventually(lambda: holds(table, "new"))
    assert schedules.stat().st_mtime_ns == written


def test_a_kill_while_it_saves_leaves_files_that_are_whole(start: Callable[[], Emulator]) -> None:
    emulator = start()
    emulator.make_table()
    table, unfinished = emulator.state / "dynamodb.json", emulator.state / "dynamodb.json.tmp"
    numbers = count()

    def a_save_is_seen_while_things_are_put() -> bool:
        emulator.put(str(next(numbers)), size=300_000)  # so large that a save takes a while
        # The first save may be of the table before anything was put.
        return table.exists() and table.stat().st_size > 300_000 and unfinished.exists()

    assert eventually(a_save_is_seen_while_things_are_put)
    emulator.kill()

    json.loads(table.read_bytes())
    kept = start().keys()
    # What was put one after the other is there without a gap: all but the last of it.
    assert kept == {str(number) for number in range(len(kept))}
    assert kept
