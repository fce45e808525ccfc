"""The emulator of the AWS services as a child process: started, waited for, and ended."""

import os
import select
import signal
import socket
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from meter_reads.local.cannot_serve import CannotServe
from meter_reads.local.options import REPOSITORY

_START_SECONDS = 60
_STOP_SECONDS = 10


@dataclass(frozen=True, slots=True)
class EmulatorProcess:
    """A running emulator. It ends by itself when this process does."""

    endpoint: str
    process: "subprocess.Popen[str]"

    @classmethod
    def start(
        cls,
        python: Path,
        state: Path,
        log: TextIO,
        *,
        environment: Mapping[str, str],
        lock: int | None = None,
        viewers: socket.socket | None = None,
    ) -> "EmulatorProcess":
        """Starts it on a free port of the loopback, and waits until it answers.

        `state` is where it keeps its data; `lock` is held open until it has saved. With a socket for the
        `viewers` of a distribution, its gaps are closed (emulator/gaps.py). Raises CannotServe.
        """
        as_aws = [] if viewers is None else ["--as-aws", "--viewers", str(viewers.fileno())]
        process = subprocess.Popen(
            [python, "-m", "meter_reads.local.emulator", "--state", state.absolute(), *as_aws],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            env=_own_environment(environment),
            # Ctrl-C at a terminal is for us alone, and the functions that it runs end together with it.
            start_new_session=True,
            pass_fds=[
                *([] if lock is None else [lock]),
                *([] if viewers is None else [viewers.fileno()]),
            ],
            text=True,
        )
        started = cls("", process)
        try:
            return cls(f"http://127.0.0.1:{started._port(log.name)}", process)
        except BaseException:
            started.stop()
            raise

    @property
    def ended(self) -> bool:
        return self.process.poll() is not None

    def show(self, distribution: str) -> None:
        """From here on its viewers see this distribution."""
        assert self.process.stdin is not None  # opened above
        self.process.stdin.write(f"show {distribution}\n")
        self.process.stdin.flush()

    def stop(self) -> None:
        """Ends it with everything saved; by force if that takes too long."""
        process = self.process
        assert process.stdin is not None  # opened above
        assert process.stdout is not None
        process.stdin.close()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        process.stdout.close()

    def _port(self, log: str) -> int:
        stdout = self.process.stdout
        assert stdout is not None  # opened above
        if not select.select([stdout], [], [], _START_SECONDS)[0]:
            raise CannotServe(f"The emulator did not start within {_START_SECONDS} seconds: see {log}")
        word, _, rest = stdout.readline().strip().partition(" ")
        if word == "refused":
            raise CannotServe(
                f"{rest}: move the data folder away, or delete all that is in it with make clean-data."
            )
        if word != "ready":
            raise CannotServe(f"The emulator did not start: see {log}")
        return int(rest)


def _own_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment without what steers Python or an AWS library, so that all is as installed."""
    kept = {
        name: value for name, value in environment.items() if not name.startswith(("AWS_", "PYTHON", "COV"))
    }
    return {**kept, "PYTHONPATH": str(REPOSITORY / "backend")}
