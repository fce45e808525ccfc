"""`make serve` from nothing: what a person sees, and what they are told when it cannot be."""

import json
import socket
import stat
from pathlib import Path

import pytest

from meter_reads.local.cannot_serve import CannotServe
from meter_reads.local.demo_accounts import DEMO
from meter_reads.local.website import check_built


def refusal(server) -> str:
    """The one line that a server says which cannot serve, after the stages that went well."""
    assert server.exit_code() == 2, server.said
    lines = [line for line in server.said.splitlines() if not line.endswith("…")]
    assert len(lines) == 1, server.said
    return lines[0]


def test_from_nothing_it_serves_and_says_what_to_try(start_server, tmp_path: Path) -> None:
    server = start_server(tmp_path / "new" / "data")

    server.line("Starting the emulator")
    server.line("Creating the tables")
    server.line("Loading the demo accounts")
    url = server.url
    server.line("Ctrl-C stops everything")

    assert url.startswith("http://127.0.0.1:")
    for account in json.loads(DEMO.read_text(encoding="utf-8"))["accounts"]:
        assert account["number"] in server.said
        assert account["postcode"] in server.said
        assert account["note"] in server.said
    server.stop()


def test_the_key_that_signs_receipts_is_readable_by_its_owner_alone_and_stays(
    start_server, tmp_path: Path
) -> None:
    key = tmp_path / "signing-key"

    start_and_stop(start_server, tmp_path)
    first = key.read_text(encoding="ascii")
    start_and_stop(start_server, tmp_path)

    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert len(first) >= 32
    assert key.read_text(encoding="ascii") == first


def test_the_logs_are_in_the_data_folder_and_the_terminal_is_quiet(start_server, tmp_path: Path) -> None:
    server = start_and_stop(start_server, tmp_path)

    lines = (tmp_path / "logs" / "service.log").read_text(encoding="utf-8").splitlines()
    assert json.loads(lines[0])["message"].startswith("Started server process")
    assert "Started server process" not in server.said


def test_a_busy_port_is_told_in_one_line_with_the_way_out(start_server, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        line = refusal(start_server(tmp_path, PORT=str(port)))

    assert line.startswith(f"Port {port} is in use: ")
    assert f"PORT={port + 1} make serve" in line


@pytest.mark.parametrize("port", ["eighty", "-1", "65536", "8000 ", "\uff18"])
def test_a_port_that_is_none_is_told(port: str, start_server, tmp_path: Path) -> None:
    assert refusal(start_server(tmp_path, PORT=port)).startswith(f"PORT is {port!r}: ")


def test_a_missing_emulator_is_told(start_server, tmp_path: Path) -> None:
    line = refusal(start_server(tmp_path, EMULATOR_PYTHON="/nowhere/python"))

    assert "/nowhere/python is missing" in line


def test_a_site_that_is_not_built_is_told(tmp_path: Path) -> None:
    with pytest.raises(CannotServe, match="make site"):
        check_built(tmp_path)


def test_a_data_folder_that_is_a_file_is_told(start_server, tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    line = refusal(start_server(tmp_path / "file"))

    assert line.startswith(f"{tmp_path / 'file'} cannot be used (File exists): ")
    assert "DATA_DIR" in line


def test_a_spoilt_signing_key_is_told(start_server, tmp_path: Path) -> None:
    (tmp_path / "signing-key").write_text("short")

    assert "signing-key" in refusal(start_server(tmp_path))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b'{"__ministack_format__": 2, "payl', "is damaged"),
        (b"\xff\xfe\x00", "is damaged"),
        (b"[]", "is damaged"),
        (b"", "is damaged"),
        (b'{"__ministack_format__": 99, "payload": {}}', "was written by a newer emulator"),
        (b'{"payload": {"tables": {"__account_region_scoped__": true, "data": {"x": 1}}}}', "makes no sense"),
    ],
)
def test_a_corrupt_data_folder_is_told_and_left_as_it_is(
    content: bytes, why: str, start_server, tmp_path: Path
) -> None:
    (tmp_path / "state").mkdir()
    file = tmp_path / "state" / "dynamodb.json"
    file.write_bytes(content)

    line = refusal(start_server(tmp_path))

    assert str(file) in line
    assert why in line
    assert "make clean-data" in line
    assert file.read_bytes() == content


def test_a_second_server_on_the_same_data_is_told_who_has_it(start_server, tmp_path: Path) -> None:
    first = start_server(tmp_path)
    assert first.url

    line = refusal(start_server(tmp_path))

    assert f"(process {first.process.pid})" in line
    assert "DATA_DIR=" in line
    assert first.stop() == 0


def start_and_stop(start_server, data: Path):
    server = start_server(data)
    assert server.url
    assert server.stop() == 0
    return server
