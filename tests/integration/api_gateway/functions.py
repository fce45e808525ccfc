"""The two functions of the live channel, loaded as Lambda loads them: from their environment."""

import importlib
import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from meter_reads.settings import Settings

Event = dict[str, Any]
Handler = Callable[[Event, object], dict[str, Any]]

_MODULES = ("live_wiring", "websocket", "stream")
_FRAMES = count(1)


@dataclass
class Functions:
    """`websocket` and `stream` are the modules; `operations` is what they execute with."""

    websocket: Any
    stream: Any
    wiring: Any

    @property
    def sockets(self) -> Any:
        return self.websocket._sockets

    @property
    def operations(self) -> Any:
        return self.wiring.live_operations()


def connections_table(settings: Settings) -> str:
    return settings.meter_log_table.replace("MeterLogTable", "ConnectionsTable")


def function_environment(settings: Settings, endpoint: str) -> dict[str, str]:
    """What template.yaml gives the functions."""
    return {
        "ENVIRONMENT": "production",
        "METER_LOG_TABLE": settings.meter_log_table,
        "ACCOUNTS_TABLE": settings.accounts_table,
        "ATTEMPTS_TABLE": settings.attempts_table,
        "CONNECTIONS_TABLE": connections_table(settings),
        "CONNECTIONS_ENDPOINT": endpoint,
        "SIGNING_KEYS": ",".join(settings.signing_keys),
    }


def load_functions(settings: Settings, endpoint: str) -> Functions:
    names = [f"meter_reads.lambdas.{module}" for module in _MODULES]
    with _environment(function_environment(settings, endpoint)), _logging_as_it_was():
        for name in names:
            sys.modules.pop(name, None)
        wiring, websocket, stream = (importlib.import_module(name) for name in names)
        wiring.live_operations()
        for name in names:
            del sys.modules[name]
    # It looks its own parts up at the first subscribe, which is after they were taken out of sight.
    websocket._start = lambda frame, state, start: wiring.gateway_operations(websocket._sockets).start(
        frame, state, start
    )
    object.__setattr__(websocket._gateway, "start", websocket._start)
    return Functions(websocket, stream, wiring)


@contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(values)
    yield
    os.environ.clear()
    os.environ.update(before)


@contextmanager
def _logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
