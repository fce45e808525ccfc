"""Runs the emulator of the AWS services, as a child of whoever needs it.

    .venv-emulator/bin/python -m meter_reads.local.emulator --state FOLDER [--port PORT] [--viewers FD]

It lives in a virtual environment of its own, because ministack pins libraries that we need newer: nothing
here may import anything of ours from outside this package. It says one line on standard output, `ready PORT`
or `refused WHY`, and it ends, with all saved, as soon as its standard input does: when it is told to stop,
and when its parent is no more, however that ended.

`--viewers` is a listening socket at which it shows a distribution, as soon as a line on its standard input,
`show ID`, says which. The gaps that an emulator has are closed for whoever asks for that (`--as-aws`).
"""

import argparse
import asyncio
import os
import signal
import socket
import sys
import threading
from pathlib import Path
from typing import Any, NoReturn

from meter_reads.local.emulator.gaps import close_gaps
from meter_reads.local.emulator.state_files import StateFiles, UnusableState
from meter_reads.local.emulator.task_timeouts import add_task_timeouts
from meter_reads.local.emulator.viewers import Viewers

_SAVE_EVERY_SECONDS = 2
# What happens without a request, such as a wait that is over in a state machine, is saved this much later.
_IDLE_TURNS = 5
_CLOSE_CONNECTIONS_SECONDS = 0.5
_REFUSED, _CANNOT_SAVE = 3, 4


def main() -> None:
    arguments = argparse.ArgumentParser(prog="emulator")
    arguments.add_argument("--state", type=Path, required=True)
    arguments.add_argument("--port", type=int, default=0)
    arguments.add_argument("--viewers", type=int)
    arguments.add_argument("--as-aws", action="store_true")
    given = arguments.parse_args()
    # Ctrl-C reaches every process of a terminal; it is the parent that says when.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Bound here, so that no one else can take the port between choosing it and using it.
    listener = socket.create_server(("127.0.0.1", given.port))
    _configure(given.state, listener.getsockname()[1])
    try:
        state = StateFiles(given.state)
    except UnusableState as error:
        _refuse(error)
    if given.as_aws:
        close_gaps()
    asyncio.run(_Emulator(listener, state, given.viewers).run())


def _configure(state: Path, port: int) -> None:
    """Ministack reads these as it is imported."""
    os.environ.pop("PYTHONPATH", None)  # the functions that it runs have their own
    os.environ.update(
        BIND_HOST="127.0.0.1",
        GATEWAY_PORT=str(port),
        IOT_MTLS_ENABLED="0",
        SFTP_ENABLED="0",
        PERSIST_STATE="1",
        STATE_DIR=str(state),
        S3_PERSIST="1",
        S3_DATA_DIR=str(state / "s3"),
        LOG_LEVEL="WARNING",
        # The key that everyone here signs with (aws_environment.py), since links and forms are checked.
        AWS_ACCESS_KEY_ID="local",
        AWS_SECRET_ACCESS_KEY="local",  # noqa: S106  # a key to nothing
    )


def _refuse(error: UnusableState) -> NoReturn:
    print("refused", error, flush=True)
    # There is nothing to save and nothing to close, and in the middle of a start many threads to wait for.
    os._exit(_REFUSED)


class _Emulator:
    """Ministack's application, served on a socket, its state saved while it runs."""

    def __init__(self, listener: socket.socket, state: StateFiles, viewers: int | None) -> None:
        # Not at the top: the environment has to be set first.
        import ministack.app  # type: ignore[import-not-found, unused-ignore]  # of the other environment
        from ministack.services import stepfunctions  # type: ignore[import-not-found, unused-ignore]

        self._listener = listener
        self._state = state
        self._ministack = ministack.app
        self._ministack._load_persisted_state = self._restore  # noqa: SLF001  # its own goes on without
        add_task_timeouts(stepfunctions)
        self._requested = False
        self._viewers = Viewers(self._ministack)
        self._viewers_socket = socket.socket(fileno=viewers) if viewers is not None else None
        self._viewers_port = self._viewers_socket.getsockname()[1] if self._viewers_socket else None

    async def run(self) -> None:
        from hypercorn.asyncio import serve  # type: ignore[import-not-found, unused-ignore]
        from hypercorn.config import Config  # type: ignore[import-not-found, unused-ignore]

        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, stop.set)
        threading.Thread(target=self._follow_input, args=(loop, stop), daemon=True).start()
        config = Config()
        config.bind = [f"fd://{self._listener.detach()}"]
        if self._viewers_socket is not None:
            config.bind.append(f"fd://{self._viewers_socket.detach()}")
        config.graceful_timeout = _CLOSE_CONNECTIONS_SECONDS
        config.loglevel = "WARNING"
        saving = asyncio.create_task(self._save_now_and_then())
        await serve(self._application, config, shutdown_trigger=stop.wait)
        saving.cancel()
        self._end_children()
        # All is saved, and worker threads may be waiting for functions that no one will answer.
        os._exit(0)

    async def _application(self, scope: Any, receive: Any, send: Any) -> None:
        async def announce(message: Any) -> None:
            await send(message)
            if message["type"] == "lifespan.startup.complete":
                print("ready", os.environ["GATEWAY_PORT"], flush=True)

        if scope["type"] == "lifespan":
            await self._ministack.app(scope, receive, announce)
            return
        self._requested = True
        shown = scope["server"][1] == self._viewers_port
        await (self._viewers if shown else self._ministack.app)(scope, receive, send)

    def _restore(self) -> None:
        try:
            self._state.restore(self._ministack._state_map, self._ministack._get_module)  # noqa: SLF001
        except UnusableState as error:
            _refuse(error)

    async def _save_now_and_then(self) -> None:
        """Ministack saves only when it is stopped in good order, and a flat battery is not good order."""
        while True:
            for _ in range(_IDLE_TURNS):
                await asyncio.sleep(_SAVE_EVERY_SECONDS)
                if self._requested:
                    break
            # On the loop, where every request is handled, so that none is seen half done.
            states = self._ministack._build_persistence_save_dict()  # noqa: SLF001
            snapshot, complete = self._state.snapshot(states)
            self._requested = not complete
            try:
                await asyncio.to_thread(self._state.save, snapshot)
            except OSError as error:
                print(f"The data cannot be saved: {error}", file=sys.stderr, flush=True)
                os._exit(_CANNOT_SAVE)

    def _follow_input(self, loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
        """In a thread of its own. Ends with the input, which is when the parent says so or is no more."""
        with os.fdopen(0, encoding="utf-8") as lines:
            for line in lines:
                _, self._viewers.distribution = line.split()
        loop.call_soon_threadsafe(stop.set)

    @staticmethod
    def _end_children() -> None:
        """Functions run as processes of their own, in the group that this process leads."""
        if os.getpgrp() == os.getpid():
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            os.killpg(0, signal.SIGTERM)


if __name__ == "__main__":
    main()
