"""Processes of this machine, as `ps` shows them, and what files say while processes write them."""

import subprocess
import time
from collections.abc import Callable
from pathlib import Path

PATIENCE_SECONDS = 30


def children(pid: int) -> list[int]:
    """The process ids of a process's children."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True)
    pairs = [line.split() for line in listed.stdout.splitlines()]
    return [int(child) for child, parent in pairs if int(parent) == pid]


def runs(pid: int) -> bool:
    listed = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    # Z: it has ended, and only its parent has not asked yet.
    return listed.stdout.strip() != "" and not listed.stdout.strip().startswith("Z")


def eventually(claim: Callable[[], bool]) -> bool:
    """Whether a claim comes true while it is worth waiting for."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not claim():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)  # between two looks at a condition, never instead of one
    return True


def holds(path: Path, text: str) -> bool:
    return path.exists() and text in path.read_text(encoding="utf-8", errors="replace")
