"""The folder that holds all that a server on a laptop keeps: one server at a time, and nothing else."""

import fcntl
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from meter_reads.local.cannot_serve import CannotServe

# How long a server that was killed leaves its emulator to save what it has.
_WAIT_FOR_LAST_SECONDS = 10
_LOOK_AGAIN_SECONDS = 0.1
_KEY_BYTES = 48
_LARGEST_LOG_BYTES = 10_000_000


class DataFolder:
    """An open data folder. The lock is the process's own, and of those it hands `lock` to."""

    def __init__(self, path: Path) -> None:
        """Makes the folder if it is not there, and takes it. Raises CannotServe."""
        self.path = path
        with _usable(path):
            path.mkdir(parents=True, exist_ok=True)
            self.logs.mkdir(exist_ok=True)
            self.lock = os.open(path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        self._take()

    @property
    def state(self) -> Path:
        return self.path / "state"

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    def open_log(self, name: str) -> TextIO:
        """A log to append to; one that has grown large is put aside first."""
        path = self.logs / f"{name}.log"
        with _usable(path):
            if path.exists() and path.stat().st_size > _LARGEST_LOG_BYTES:
                path.replace(path.with_suffix(".log.old"))
            return path.open("a", buffering=1, encoding="utf-8")

    def signing_key(self) -> str:
        """The key of this folder's tokens and receipts, made once and readable by its owner alone."""
        path = self.path / "signing-key"
        with _usable(path):
            if not path.exists():
                new = path.with_suffix(".new")
                new.unlink(missing_ok=True)
                with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                    file.write(secrets.token_urlsafe(_KEY_BYTES))
                new.replace(path)
            return path.read_text(encoding="ascii", errors="replace").strip()

    def _take(self) -> None:
        """Locks the folder.

        The emulator holds the lock too, until it has saved. So where the lock is taken and the server
        that took it is no more, it is worth waiting for.
        """
        deadline = time.monotonic() + _WAIT_FOR_LAST_SECONDS
        while not self._locked():
            holder = os.pread(self.lock, 20, 0).decode("ascii", "replace").strip()
            if _runs(holder) or time.monotonic() > deadline:
                raise CannotServe(
                    f"Another server (process {holder or 'unknown'}) uses {self.path}: "
                    "stop it, or choose another folder: DATA_DIR=.data-2 PORT=8001 make serve"
                )
            time.sleep(_LOOK_AGAIN_SECONDS)
        os.ftruncate(self.lock, 0)
        os.pwrite(self.lock, str(os.getpid()).encode(), 0)

    def _locked(self) -> bool:
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


@contextmanager
def _usable(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CannotServe(
            f"{path} cannot be used ({error.strerror}): choose a folder that you may write to, with DATA_DIR."
        ) from error


def _runs(process: str) -> bool:
    if not process.isdecimal():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
