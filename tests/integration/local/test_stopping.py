"""However a server ends, nothing of it goes on, and what it acknowledged is still there."""

import os
import signal
from pathlib import Path
from typing import Any

import pytest

from .journeys import a_guest, a_reading_is_sent, it_is_the_reading_that_is_stored, next_change
from .processes import children, eventually, holds, runs


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_every_child(number: signal.Signals, start_server, tmp_path: Path) -> None:
    server = start_server(tmp_path)
    assert server.url
    (emulator,) = children(server.process.pid)

    server.send(number)

    assert server.exit_code() == 0
    assert server.said.endswith("Stopped.\n")
    assert "Traceback" not in server.said
    assert not runs(emulator)


@pytest.mark.parametrize("by", [signal.default_int_handler, signal.SIG_IGN], ids=["terminal", "script"])
def test_a_signal_during_the_start_ends_every_child(by: Any, start_server, tmp_path: Path) -> None:
    # Shells ignore it for what a script puts into the background, and children inherit that.
    before = signal.signal(signal.SIGINT, by)
    server = start_server(tmp_path)
    signal.signal(signal.SIGINT, before)
    server.line("Starting the emulator")
    assert eventually(lambda: len(children(server.process.pid)) == 1)
    (emulator,) = children(server.process.pid)

    server.send(signal.SIGINT)

    assert server.exit_code() == 0
    assert "Traceback" not in server.said
    assert not runs(emulator)


def test_the_end_of_the_emulator_is_told_and_ends_the_server(start_server, tmp_path: Path) -> None:
    server = start_server(tmp_path)
    assert server.url
    (emulator,) = children(server.process.pid)

    os.kill(emulator, signal.SIGKILL)

    assert server.exit_code() == 1
    assert "The emulator ended by itself: see " in server.said
    assert "Traceback" not in server.said


def test_what_was_acknowledged_is_there_after_a_stop(start_server, tmp_path: Path) -> None:
    server = start_server(tmp_path)
    reading = a_reading_is_sent(server.url)
    assert server.stop() == 0

    again = start_server(tmp_path)

    assert it_is_the_reading_that_is_stored(again.url, reading)
    assert "  0 loaded, 7 were there already." in again.said
    again.stop()


def test_the_log_is_followed_live_also_after_a_stop(start_server, tmp_path: Path) -> None:
    assert start_and_stop(start_server, tmp_path)
    server = start_server(tmp_path)
    url = server.url
    guest = a_guest(url)

    change = next_change(url, *guest, lambda: a_reading_is_sent(url, guest))

    assert change == {"sequence": 1, "kind": "READING_ACCEPTED"}
    assert server.stop() == 0


def test_a_server_that_is_killed_leaves_an_emulator_that_saves_and_ends(start_server, tmp_path: Path) -> None:
    server = start_server(tmp_path)
    reading = a_reading_is_sent(server.url)
    (emulator,) = children(server.process.pid)

    server.send(signal.SIGKILL)
    # At once: it waits for the emulator of the last one.
    again = start_server(tmp_path)

    assert it_is_the_reading_that_is_stored(again.url, reading)
    assert not runs(emulator)
    again.stop()


def test_after_a_kill_of_everything_all_but_the_last_seconds_is_there(start_server, tmp_path: Path) -> None:
    server = start_server(tmp_path)
    reading = a_reading_is_sent(server.url)
    (emulator,) = children(server.process.pid)
    saved = tmp_path / "state" / "dynamodb.json"
    assert eventually(lambda: holds(saved, reading.meter_id) and holds(saved, "GUEST"))

    os.kill(emulator, signal.SIGKILL)
    server.send(signal.SIGKILL)
    server.exit_code()

    again = start_server(tmp_path)
    assert it_is_the_reading_that_is_stored(again.url, reading)
    again.stop()


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="reads Linux's list of sockets")
def test_only_the_loopback_is_bound(start_server, tmp_path: Path) -> None:
    server = start_server(tmp_path)
    assert server.url
    pids = [server.process.pid, *children(server.process.pid)]

    listening = [address for pid in pids for address in listening_addresses(pid)]

    assert len(listening) == 2
    assert set(listening) == {"0100007F"}  # 127.0.0.1, as the kernel writes it
    server.stop()


def listening_addresses(pid: int) -> list[str]:
    handles = [str(path.readlink()) for path in Path(f"/proc/{pid}/fd").iterdir()]
    found = []
    for table in ("tcp", "tcp6", "udp", "udp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text(encoding="ascii").splitlines()[1:]:
            _, local, _, state, *rest = line.split()
            # 0A: listening; 07: a UDP socket that is bound.
            if state in ("0A", "07") and f"socket:[{rest[5]}]" in handles:
                found.append(local.partition(":")[0])
    return found


def start_and_stop(start_server, data: Path) -> bool:
    server = start_server(data)
    return bool(server.url) and server.stop() == 0
