"""The web server of a laptop: on the loopback only, until a signal or the end of the emulator."""

import asyncio
import errno
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from meter_reads.local.cannot_serve import CannotServe
from meter_reads.local.emulator_process import EmulatorProcess

_FINISH_REQUESTS_SECONDS = 2
_LOOK_AGAIN_SECONDS = 0.2
_LARGEST_FRAME = 1_000_000


def take_port(port: int) -> socket.socket:
    """A socket that listens, so that the port is ours from here on. Raises CannotServe."""
    try:
        return socket.create_server(("127.0.0.1", port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CannotServe(
                f"Port {port} is in use: stop what runs there, or choose another: PORT={port + 1} make serve"
            ) from error
        raise CannotServe(
            f"Port {port} cannot be used ({error.strerror}): choose another: PORT=8000 make serve"
        ) from error


class _Server(uvicorn.Server):
    """Uvicorn's, but for its signals: it would raise them again when all is done."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def serve_until_stopped(
    app: ASGIApp, listener: socket.socket, emulator: EmulatorProcess, ready: Callable[[], None]
) -> bool:
    """Serves until SIGINT or SIGTERM comes, or the emulator ends; whether it was a signal."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="on",
        # Clients connect directly: what they say of themselves in X-Forwarded-For is not believed.
        proxy_headers=False,
        server_header=False,
        # The protocol ends a socket at 100 KB by its own rules; far more than that is not even read.
        ws_max_size=_LARGEST_FRAME,
        timeout_graceful_shutdown=_FINISH_REQUESTS_SECONDS,
    )
    return asyncio.run(_serve(_Server(config), listener, emulator, ready))


async def _serve(
    server: _Server, listener: socket.socket, emulator: EmulatorProcess, ready: Callable[[], None]
) -> bool:
    def stop() -> None:
        server.force_exit = server.should_exit
        server.should_exit = True

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    announced = False
    while not serving.done():
        if server.started and not announced:
            announced = True
            ready()
        if emulator.ended:
            server.should_exit = True
            await serving
            return False
        await asyncio.wait([serving], timeout=_LOOK_AGAIN_SECONDS)
    await serving
    return True
