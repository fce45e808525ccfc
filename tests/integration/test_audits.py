"""GraphQL over HTTP to the letter: every audit that the npm package graphql-http ships."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from starlette.applications import Starlette

from .served import served

_FOLDER = Path(__file__).with_name("graphql_http")
# Where `make` puts Node.js on a machine that has none (or too old a one).
_TOOLS = Path(__file__).parents[2] / ".tools" / "bin"


@pytest.fixture(scope="module")
def node() -> str:
    """Node.js, with the audits installed as the lock file says."""
    path = f"{_TOOLS}{os.pathsep}{os.environ['PATH']}"
    node, npm = shutil.which("node", path=path), shutil.which("npm", path=path)
    if node is None or npm is None:
        pytest.fail("No Node.js here: run make test, which installs one.", pytrace=False)
    installed, lock = _FOLDER / "node_modules/.package-lock.json", _FOLDER / "package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        subprocess.run(
            [npm, "ci", "--no-update-notifier"],
            cwd=_FOLDER,
            env={**os.environ, "PATH": path},
            check=True,
            capture_output=True,
        )
        installed.touch()
    return node


@pytest.mark.parametrize("environment", ["app", "development_app"])
def test_every_must_should_and_may_of_graphql_over_http_is_met(
    environment: str, node: str, request: pytest.FixtureRequest
):
    app: Starlette = request.getfixturevalue(environment)
    with served(app) as url:
        run = subprocess.run(
            [node, "audits.mjs", f"{url}/graphql"], cwd=_FOLDER, check=True, capture_output=True, timeout=60
        )

    found = json.loads(run.stdout)

    assert {audit["name"].split()[0] for audit in found} == {"MUST", "SHOULD", "MAY"}
    assert len(found) >= 60
    missed = [audit for audit in found if audit["status"] != "ok"]
    # These ask for a `__type` by a variable, which production refuses: development answers for them.
    by_introspection = [audit for audit in missed if "{variables} parameter" in audit["name"]]
    assert [
        audit for audit in missed if environment == "development_app" or audit not in by_introspection
    ] == []
