"""A wire between a browser and the service that can be cut: what is open ends, and what is new is refused."""

import select
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock, Thread

_BYTES_AT_ONCE = 65_536


class Relay:
    """Listens on a port of its own, and hands on to the service's."""

    def __init__(self, port: int) -> None:
        self._service = ("127.0.0.1", port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._open: set[socket.socket] = set()
        self._lock = Lock()
        self._whole = True
        Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        with self._lock:
            self._whole = False
            for each in self._open:
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        with self._lock:
            self._whole = True

    def close(self) -> None:
        self.cut()
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                Thread(target=self._hand_on, args=(near,), daemon=True).start()

    def _hand_on(self, near: socket.socket) -> None:
        with near, socket.create_connection(self._service) as far:
            with self._lock:
                if not self._whole:
                    return
                self._open |= {near, far}
            with suppress(OSError):
                while all(_move(each, far if each is near else near) for each in _ready(near, far)):
                    pass
            with self._lock:
                self._open -= {near, far}


def _ready(*sockets: socket.socket) -> list[socket.socket]:
    return select.select(sockets, [], [])[0]


def _move(source: socket.socket, target: socket.socket) -> bool:
    """False once the source has ended."""
    data = source.recv(_BYTES_AT_ONCE)
    target.sendall(data)
    return bool(data)


@contextmanager
def relayed(port: int) -> Iterator[Relay]:
    relay = Relay(port)
    yield relay
    relay.close()
