"""Faults for StoreProxy: calls that are held until a test lets them go."""

from dataclasses import dataclass, field
from threading import Event, Semaphore

from ..store_proxy import Forward

PATIENCE_SECONDS = 10


@dataclass
class Held:
    """A call to the store that waits. `came` counts those that have come, `done` those the store has done."""

    came: Semaphore = field(default_factory=lambda: Semaphore(0))
    done: Semaphore = field(default_factory=lambda: Semaphore(0))
    released: Event = field(default_factory=Event)

    def request(self, forward: Forward) -> tuple[int, bytes]:
        """Holds the request: the store does it after the release."""
        self._wait()
        answer = forward()
        self.done.release()
        return answer

    def answer(self, forward: Forward) -> tuple[int, bytes]:
        """Holds the answer: the store has done it before."""
        answer = forward()
        self.done.release()
        self._wait()
        return answer

    def wait_for(self, calls: int = 1) -> None:
        for _ in range(calls):
            assert self.came.acquire(timeout=PATIENCE_SECONDS), "the store was not asked"

    def release(self) -> None:
        """Lets go of all, and waits until the store has done one."""
        self.released.set()
        assert self.done.acquire(timeout=PATIENCE_SECONDS)

    def _wait(self) -> None:
        self.came.release()
        # Shorter than the store's patience, and then the test fails by what comes.
        self.released.wait(PATIENCE_SECONDS)
