"""Which files a first visit asks for: each is a round trip at one bar of signal, and is charged for."""

import http.client
from collections import Counter
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from benchmarks.cost import asked_for_at_first
from playwright.sync_api import BrowserContext
from tests.integration.http_service import Answering, HttpService

from .conftest import Witness

# Chromium reads it when somebody installs the site.
_AT_INSTALLATION = "manifest.webmanifest"


class Edge(HttpService):
    """Stands before the service as CloudFront does, and counts what is asked for."""

    def __init__(self, site_url: str) -> None:
        self.asked: list[str] = []
        self._site = urlsplit(site_url).netloc

    def answering(self) -> type[Answering]:
        edge = self

        class Handler(Answering):
            def answer(self) -> None:
                edge.asked.append(urlsplit(self.path).path.removeprefix("/") or "index.html")
                body = self.body() if self.command == "POST" else None
                connection = http.client.HTTPConnection(edge._site, timeout=30)
                connection.request(self.command, self.path, body, dict(self.headers))
                response = connection.getresponse()
                content = response.read()
                self.send_response(response.status)
                for name, value in response.getheaders():
                    if name.lower() not in ("content-length", "transfer-encoding", "connection"):
                        self.send_header(name, value)
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
                connection.close()

        return Handler


@pytest.fixture
def edge(site_url: str, witness: Witness) -> Iterator[Edge]:
    with Edge(site_url) as edge:
        witness.origin = edge.url
        yield edge


def test_a_first_visit_asks_for_the_files_that_the_cost_is_reckoned_with(
    edge: Edge, new_device: Callable[[], BrowserContext]
):
    page = new_device().new_page()

    page.goto("/")
    page.get_by_role("heading", level=1).wait_for()
    page.evaluate("navigator.serviceWorker.ready.then(() => {})")

    files = [path for path in edge.asked if path != "graphql"]
    assert Counter(files) + Counter([_AT_INSTALLATION]) == Counter(asked_for_at_first())
    assert len(asked_for_at_first()) <= 13
