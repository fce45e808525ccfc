"""The HTTP Lambda beside bare boto3, in one interleaved run: `python -m benchmarks.http_lambda`."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).parents[1]
# What `make` packages for this machine, by the target that builds for AWS too.
PACKAGE = ROOT / ".aws-sam" / "local" / "package"
sys.path.insert(0, str(ROOT / "backend"))

from benchmarks.figures import Series, print_machine, print_series, spent  # noqa: E402
from benchmarks.scenario import ENVIRONMENT, scenario  # noqa: E402

BARE_IMPORT = 'import boto3; boto3.client("dynamodb")'
PRODUCT_IMPORT = "import meter_reads.lambdas.http"
FIRST_REQUEST = "from benchmarks.subjects import *; first_request({}, {!r})"


@dataclass(frozen=True)
class Place:
    """Where a run keeps its files, and the environment of all its processes."""

    folder: Path
    environment: dict[str, str]

    def file(self, name: str) -> str:
        return str(self.folder / f"{name}.json")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=30, help="each takes about two seconds")
    rounds = parser.parse_args().rounds
    print_machine()
    with tempfile.TemporaryDirectory() as folder, _endpoint(Path(folder)) as place:
        _print_calls(place)
        _print_warm(place, rounds)
        _print_cold(place, rounds)


@contextmanager
def _endpoint(folder: Path) -> Iterator[Place]:
    """The canned store, and the files with what is sent to it."""
    asked = asdict(scenario(datetime.now(UTC)))
    for number, events in enumerate(asked["events"].values()):
        (folder / f"events{number}.json").write_text(json.dumps(events))
    for name in ("canned", "item"):
        (folder / f"{name}.json").write_text(json.dumps(asked[name]))
    command = [sys.executable, "-m", "benchmarks.canned_dynamodb", str(folder / "canned.json")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        try:
            url = f"http://127.0.0.1:{server.stdout.readline().strip()}"
            inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
            environment = {**inherited, **ENVIRONMENT, "AWS_ENDPOINT_URL_DYNAMODB": url}
            environment["PYTHONPATH"] = f"{ROOT / 'backend'}:{ROOT}"
            yield Place(folder, environment)
        finally:
            server.terminate()


@contextmanager
def _subject(place: Place, handler: str, events: str) -> Iterator[subprocess.Popen]:
    command = [sys.executable, "-m", "benchmarks.subjects", handler, place.file(events), place.file("item")]
    with subprocess.Popen(
        command, env=place.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.stdin.close()


def _run(process: subprocess.Popen, requests: int) -> float:
    """Milliseconds of CPU for each request."""
    print(requests, file=process.stdin, flush=True)
    return float(process.stdout.readline()) * 1000 / requests


SUBJECTS = ("submitReading", "a repeat of it", "startGuestJourney", "{ __typename }")


def _print_calls(place: Place) -> None:
    url = place.environment["AWS_ENDPOINT_URL_DYNAMODB"]
    print("\nCalls to the store, for each request")
    for number, name in enumerate(SUBJECTS):
        with _subject(place, "product", f"events{number}") as process:
            _run(process, 1)  # makes the connection
            urlopen(url).close()
            _run(process, 1)
            with urlopen(url) as answer:
                calls = json.load(answer)
        print(f"  {name:24} {', '.join(f'{count} {call}' for call, count in calls.items()) or 'none'}")


def _print_warm(place: Place, rounds: int) -> None:
    print("\nWarm request: ms of CPU, and as a multiple of the bare handler with one put_item")
    with ExitStack() as stack:
        subjects = [("bare handler", stack.enter_context(_subject(place, "bare", "events0")))]
        for number, name in enumerate(SUBJECTS):
            subjects.append((name, stack.enter_context(_subject(place, "product", f"events{number}"))))
        for _, process in subjects:
            _run(process, 100)
        series = [Series(name, []) for name, _ in subjects]
        for _ in range(rounds):
            for each, (_, process) in zip(series, subjects, strict=True):
                each.figures.append(_run(process, 50))
    print_series(series, "ms", series[0])


def _print_cold(place: Place, rounds: int) -> None:
    print("\nCold start: ms of CPU of a fresh interpreter, and as a multiple of boto3's client")
    item, events = place.file("item"), place.file("events0")
    here = place.environment
    shipped = {**here, "PYTHONPATH": f"{PACKAGE}:{ROOT}"}
    bare = FIRST_REQUEST.format(f"bare(json.load(open({item!r})))", events)
    product = FIRST_REQUEST.format("product()", events)
    subjects = {
        'boto3.client("dynamodb")': (BARE_IMPORT, here),
        "import of the Lambda": (PRODUCT_IMPORT, here),
        "the same, as shipped": (PRODUCT_IMPORT, shipped),
        "bare, with first request": (bare, here),
        "with first submitReading": (product, here),
        "the same, as shipped ": (product, shipped),
    }
    times = [Series(name, []) for name in subjects]
    memory = [Series(name, []) for name in subjects]
    for _ in range(rounds + 1):
        for at, (code, environment) in enumerate(subjects.values()):
            milliseconds, megabytes = spent(code, environment)
            times[at].figures.append(milliseconds)
            memory[at].figures.append(megabytes)
    for each in (*times, *memory):
        del each.figures[0]  # the first round may have written bytecode
    print_series(times, "ms", times[0])
    print_series(memory, "MB", memory[0])
    print(f"  with first submitReading / bare, with first request  {times[4].against(times[3])}")
    print(f"  the same, as shipped                                 {times[5].against(times[3])}")


if __name__ == "__main__":
    main()
