"""`make lighthouse`: Lighthouse over the guest's pages, as a service of its own serves them."""

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.conftest import Server

PAGES = ("/", "/receipt.html")


def main() -> int:
    """The exit code: 0 where every score is 100."""
    with tempfile.TemporaryDirectory() as data:
        server = Server(Path(data))
        try:
            site = server.url.rstrip("/")
            script = Path(__file__).with_name("measure.mjs")
            return subprocess.run(["node", script, *(site + page for page in PAGES)], check=False).returncode
        finally:
            server.stop()


sys.exit(main())
