"""Node.js, for what is written for it: the audits of GraphQL over HTTP, the channel's reference client."""

import os
import shutil
from pathlib import Path

import pytest

# Where `make` puts Node.js on a machine that has none (or too old a one).
_TOOLS = Path(__file__).parents[2] / ".tools" / "bin"


def node_with(folder: Path) -> str:
    """The path of Node.js, if what the folder's lock file names is installed; make test sees to both."""
    node = shutil.which("node", path=f"{_TOOLS}{os.pathsep}{os.environ['PATH']}")
    installed, lock = folder / "node_modules/.package-lock.json", folder / "package-lock.json"
    if node is None or not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        pytest.fail(f"{folder.name} is not installed, or Node.js is missing: run make test.", pytrace=False)
    return node
