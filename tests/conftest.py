"""What tests of every kind stand on: the emulator, and the whole service as `make serve` runs it."""

import os
import queue
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from meter_reads.local.aws_environment import REGION, point_aws_at
from meter_reads.local.cloud.__main__ import ENDPOINT
from meter_reads.local.emulator_process import EmulatorProcess
from meter_reads.local.options import REPOSITORY, Options
from meter_reads.local.tables import create_tables, table_variables
from meter_reads.settings import Settings

# The folders whose tests share what takes seconds to start. All others share it within their file.
TOGETHER = ("browser/signed_in", "e2e", "integration/cloud", "integration/live")

PATIENCE_SECONDS = 60
ENDS_WITHIN_SECONDS = 15


class Together(LoadScopeScheduling):
    """Sends each folder of TOGETHER to one worker, and each file of any other.

    pytest-xdist 3.8 would do so by marks (--dist loadgroup), but writes them where pytest 9.2 does not look.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", maxsplit=1)[0].removeprefix("tests/")
        return next((each for each in TOGETHER if file.startswith(f"{each}/")), file)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Together:
    """In the order of the folders, so that what takes longest, the browser's tests, comes first."""
    config.option.loadscopereorder = False
    return Together(config, log)


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an emulator of the session's own; the AWS libraries of this process look there."""
    folder = tmp_path_factory.mktemp("emulator")
    python = Options.from_environment({}).emulator_python
    before = dict(os.environ)
    with (folder / "emulator.log").open("w") as log:
        # Days of a state machine's waits pass in seconds.
        environment = {**os.environ, "SFN_WAIT_SCALE": "0.00003"}
        running = EmulatorProcess.start(python, folder / "state", log, environment=environment)
        point_aws_at(running.endpoint, os.environ)
        yield running.endpoint
        running.stop()
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(scope="session")
def fresh_settings(emulator: str) -> Callable[[], Settings]:
    """Makes empty tables by template.yaml, and gives the settings of a service that uses them."""

    def settings() -> Settings:
        tables = create_tables(f"{uuid.uuid4().hex}-")
        return Settings.from_environment(
            {
                "AWS_REGION": REGION,
                **table_variables(tables),
                "SIGNING_KEYS": "a key of these tests and of no other use",
            }
        )

    return settings


class Server:
    """`python -m meter_reads.local.serve`, or another, as a child. What it says is kept in `said`."""

    def __init__(self, data: Path, module: str = "meter_reads.local.serve", **environment: str) -> None:
        self.said = ""
        self.data = data
        self._lines: queue.Queue[str] = queue.Queue()
        self.process = subprocess.Popen(
            [sys.executable, "-m", module],
            env={
                **os.environ,
                "PYTHONPATH": str(REPOSITORY / "backend"),
                "PORT": "0",
                "DATA_DIR": str(data),
                **environment,
            },
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reader = Thread(target=self._read)
        self._reader.start()

    def line(self, beginning: str) -> str:
        """Waits for a line that begins so; the rest of it."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not (line := self._next(deadline)).startswith(beginning):
            pass
        return line.removeprefix(beginning).strip()

    @property
    def url(self) -> str:
        """Where it serves, once it does."""
        return self.line("Ready: ")

    def send(self, number: signal.Signals) -> None:
        os.kill(self.process.pid, number)

    def exit_code(self) -> int:
        """Waits for the end."""
        code = self.process.wait(ENDS_WITHIN_SECONDS)
        self._reader.join()
        return code

    def stop(self) -> int:
        """Ends it if it runs; its exit code."""
        if self.process.poll() is None:
            self.send(signal.SIGTERM)
        return self.exit_code()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                self.said += line
                self._lines.put(line)
        self._lines.put("")

    def _next(self, deadline: float) -> str:
        line = self._lines.get(timeout=deadline - time.monotonic())
        assert line, f"the server ended: {self.said}"
        return line


@contextmanager
def _servers() -> Iterator[Callable[..., Server]]:
    servers: list[Server] = []

    def start(data: Path, *module: str, **environment: str) -> Server:
        servers.append(Server(data, *module, **environment))
        return servers[-1]

    try:
        yield start
    finally:
        for server in servers:
            server.stop()


@pytest.fixture(scope="module")
def start_server() -> Iterator[Callable[..., Server]]:
    """Starts servers, each on a data folder and with an environment.

    Those that still run end with the file: a dozen idle ones would slow down all that comes after.
    """
    with _servers() as start:
        yield start


@pytest.fixture(scope="session")
def start_lasting_server() -> Iterator[Callable[..., Server]]:
    """As start_server, for services that many files share."""
    with _servers() as start:
        yield start


@pytest.fixture(scope="session")
def site_url(start_lasting_server: Callable[..., Server], tmp_path_factory: pytest.TempPathFactory) -> str:
    """The base address of the whole service, with the demo accounts, as `make serve` runs it."""
    return start_lasting_server(tmp_path_factory.mktemp("site") / "data").url


@dataclass(frozen=True)
class Cloud:
    """A running `make cloud`."""

    server: Server
    url: str

    @property
    def emulator(self) -> str:
        return (self.server.data / ENDPOINT).read_text(encoding="ascii")


@pytest.fixture(scope="session")
def cloud(start_lasting_server: Callable[..., Server], tmp_path_factory: pytest.TempPathFactory) -> Cloud:
    """All of template.yaml, deployed into an emulator of its own."""
    server = start_lasting_server(tmp_path_factory.mktemp("cloud") / "data", "meter_reads.local.cloud")
    return Cloud(server, server.url)
