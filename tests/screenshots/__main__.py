"""`make screenshots`: pictures of the pages in docs/images/, from a service of its own.

Each picture is named for how its page is come by; a module with PICTURES for each kind of caller.
"""

import os
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright
from tests.browser.conftest import ARGUMENTS, REPOSITORY
from tests.conftest import Server
from tests.screenshots import guest

IMAGES = REPOSITORY / "docs/images"
PICTURES = {**guest.PICTURES}
SIZE = {"width": 800, "height": 900}


def main() -> None:
    """Takes all pictures."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        server = Server(Path(data))
        try:
            url = server.url
            browser = playwright.chromium.launch(
                executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=ARGUMENTS
            )
            for name, prepare in PICTURES.items():
                context = browser.new_context(
                    base_url=url, viewport=SIZE, locale="en-GB", reduced_motion="reduce"
                )
                page = context.new_page()
                prepare(page)
                page.screenshot(path=IMAGES / f"{name}.png", full_page=True)
                context.close()
                sys.stdout.write(f"docs/images/{name}.png\n")
            browser.close()
        finally:
            server.stop()


main()
