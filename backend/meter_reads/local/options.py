"""What a person can choose about a server on their own machine, from the environment."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from meter_reads.local.cannot_serve import CannotServe

REPOSITORY = Path(__file__).parents[3]

_DEFAULT_PORT = "8000"
_HIGHEST_PORT = 65535
DEFAULT_DATA = ".data"


@dataclass(frozen=True, slots=True)
class Options:
    """`port` 0 is any free port. `emulator_python` runs the emulator, in an environment of its own."""

    port: int
    data: Path
    emulator_python: Path

    @classmethod
    def from_environment(cls, environment: Mapping[str, str], data: str = DEFAULT_DATA) -> Self:
        """Reads PORT, DATA_DIR (`data` if unset) and EMULATOR_PYTHON. Raises CannotServe."""
        port = environment.get("PORT") or _DEFAULT_PORT
        if not (port.isascii() and port.isdecimal() and int(port) <= _HIGHEST_PORT):
            raise CannotServe(
                f"PORT is {port!r}: give a number up to {_HIGHEST_PORT}, or 0 for any free port."
            )
        python = Path(environment.get("EMULATOR_PYTHON") or REPOSITORY / ".venv-emulator" / "bin" / "python")
        if not python.exists():
            raise CannotServe(f"The emulator is not installed ({python} is missing): run make serve.")
        return cls(port=int(port), data=Path(environment.get("DATA_DIR") or data), emulator_python=python)
