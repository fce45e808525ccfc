"""The emulator's state on disk: one JSON file for each service, in ministack's own format.

A file is replaced whole or not at all, so that a `kill -9` at any moment leaves the old one or the new one.
"""

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any


class UnusableState(Exception):
    """A file that cannot be read back; the text names it. Starting without it would overwrite it."""


class StateFiles:
    """The folder of state files. To be made after ministack's environment is set.

    Raises UnusableState for a file that is no JSON, or of a newer format than this ministack's.
    """

    def __init__(self, folder: Path) -> None:
        from ministack.core import persistence  # type: ignore[import-not-found, unused-ignore]

        self._persistence = persistence
        self._folder = folder
        self._written: dict[str, bytes] = {}
        folder.mkdir(parents=True, exist_ok=True)
        for path in sorted(folder.glob("*.json")):
            self._check(path)

    def restore(self, modules: Mapping[str, str], module: Callable[[str], Any]) -> None:
        """Hands every service its state. Raises UnusableState where one cannot make sense of it."""
        for service, name in modules.items():
            try:
                state = self._persistence.load_state(service)
                if state:
                    module(name).load_persisted_state(state)
            except (TypeError, ValueError, LookupError, AttributeError) as error:
                raise UnusableState(f"{self._path(service)} makes no sense to the emulator") from error

    @staticmethod
    def snapshot(states: Mapping[str, Callable[[], Any]]) -> tuple[dict[str, Any], bool]:
        """Copies of what every service has to save, and whether they are complete."""
        taken: dict[str, Any] = {}
        complete = True
        for service, state in states.items():
            try:
                taken[service] = state()
            except RuntimeError:
                # "dictionary changed size during iteration": a thread was at it; the next time, then.
                complete = False
        return taken, complete

    def save(self, snapshot: Mapping[str, Any]) -> None:
        """Writes what has changed since it was last written. Raises OSError, with the old files whole."""
        for service, state in snapshot.items():
            if state is None:  # a service that could not be loaded has nothing to say
                continue
            text = self._dumps(service, state).encode()
            digest = hashlib.sha256(text).digest()
            if self._written.get(service) != digest:
                self._replace(self._path(service), text)
                self._written[service] = digest

    def _path(self, service: str) -> Path:
        return self._folder / f"{service}.json"

    def _check(self, path: Path) -> None:
        try:
            content = json.loads(path.read_bytes())
        except OSError as error:
            raise UnusableState(f"{path} cannot be read ({error.strerror})") from error
        except ValueError as error:  # neither JSON nor UTF-8
            raise UnusableState(f"{path} is damaged") from error
        if not isinstance(content, dict):
            raise UnusableState(f"{path} is damaged")
        version = content.get("__ministack_format__", 0)
        if version > self._persistence._state_format_version(path.stem):  # noqa: SLF001
            raise UnusableState(f"{path} was written by a newer emulator (format {version})")

    def _dumps(self, service: str, state: Any) -> str:
        """As ministack's own save_state writes it, which says neither what it wrote nor that it failed."""
        format_version = self._persistence._state_format_version(service)  # noqa: SLF001
        return json.dumps(
            {"__ministack_format__": format_version, "payload": state},
            default=self._persistence._json_default,  # noqa: SLF001
        )

    @staticmethod
    def _replace(path: Path, content: bytes) -> None:
        new = path.with_name(f"{path.name}.tmp")
        with new.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
