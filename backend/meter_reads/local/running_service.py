"""Where a service on this machine is reached, noted in its data folder for as long as it serves."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from meter_reads.local.cannot_serve import CannotServe

_FILE = "running.json"


@dataclass(frozen=True, slots=True)
class RunningService:
    """`url` is the site's; `emulator` that of the emulator, whose tables' names begin with `tables`."""

    url: str
    emulator: str
    tables: str

    def note(self, data: Path) -> None:
        (data / _FILE).write_text(json.dumps(asdict(self)), encoding="utf-8")

    @staticmethod
    def forget(data: Path) -> None:
        (data / _FILE).unlink(missing_ok=True)

    @classmethod
    def find(cls, data: Path) -> Self:
        """The service that keeps its data in a folder. Raises CannotServe if there is none."""
        try:
            found = cls(**json.loads((data / _FILE).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise CannotServe(
                f"No service runs with the data folder {data}: start make serve in another terminal, "
                "or name its folder with DATA_DIR."
            ) from error
        if any(urlsplit(each).hostname != "127.0.0.1" for each in (found.url, found.emulator)):
            raise CannotServe(f"{data / _FILE} names another machine: delete it, and start make serve again.")
        return found
