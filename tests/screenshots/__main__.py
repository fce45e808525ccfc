"""`make screenshots`: pictures of the pages in docs/images/, from a service of its own.

Each picture is named for how its page is come by; a module with PICTURES for each kind of caller.
"""

import os
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright
from tests.browser.conftest import ARGUMENTS, REPOSITORY
from tests.busy_log import BusyLog
from tests.conftest import Server
from tests.screenshots import guest, signed_in

IMAGES = REPOSITORY / "docs/images"
PICTURES = {**guest.PICTURES, **signed_in.PICTURES}
# Histories have no end.
TALLEST = {"account": 1900}
SIZE = {"width": 800, "height": 900}
SIZES = {"wall": {"width": 1920, "height": 1080}}
# So that the operations room has something to show.
READINGS = 1_200


def main() -> None:
    """Takes all pictures."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        server = Server(Path(data))
        try:
            url = server.url
            BusyLog(server.data).append(READINGS)
            browser = playwright.chromium.launch(
                executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=ARGUMENTS
            )
            for name, prepare in PICTURES.items():
                size = SIZES.get(name, SIZE)
                context = browser.new_context(
                    base_url=url, viewport=size, locale="en-GB", reduced_motion="reduce"
                )
                page = context.new_page()
                prepare(page)
                height = min(
                    TALLEST.get(name, 10_000), page.evaluate("document.documentElement.scrollHeight")
                )
                clip = {"x": 0, "y": 0, "width": size["width"], "height": height}
                page.screenshot(path=IMAGES / f"{name}.png", full_page=True, clip=clip)
                context.close()
                sys.stdout.write(f"docs/images/{name}.png\n")
            browser.close()
        finally:
            server.stop()


main()
