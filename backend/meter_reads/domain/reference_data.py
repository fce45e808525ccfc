"""The packaged data files: rates, shares and limits with their sources, read once and when first needed."""

import json
from functools import cache
from pathlib import Path
from typing import Any

# By path: importlib.resources costs a tenth of a cold start, and the package is never a zip.
_FOLDER = Path(__file__).parent / "data"


@cache
def reference_data(name: str) -> Any:
    """The content of `data/<name>.json`. Quantities stand there as strings, so no float is ever made."""
    return json.loads((_FOLDER / f"{name}.json").read_text("utf-8"))
