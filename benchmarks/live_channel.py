"""What a message to a socket costs beside botocore's, in one run: `python -m benchmarks.live_channel`."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "backend"))

from benchmarks.figures import Series, print_machine, print_series, spent  # noqa: E402
from benchmarks.scenario import ENVIRONMENT, TABLES  # noqa: E402
from benchmarks.thousand_sockets import print_time_to_the_last  # noqa: E402

# Each of a process and a store of its own; the first is what the others are compared with.
SENDERS = {
    "post_to_connection": ("botocore",),
    "the post alone": ("post",),
    "a change with 100 followers": ("stream", "100"),
    "a change with 10 followers": ("stream", "10"),
    "a change with 1 follower": ("stream", "1"),
}
MESSAGES = 100
FOLLOWERS = (1, 100, 10_000)
COLD = {
    'boto3.client("dynamodb")': 'import boto3; boto3.client("dynamodb")',
    "the socket function": "import meter_reads.lambdas.websocket",
    "the same, a handshake": (
        "from benchmarks.socket_events import connect_event; "
        "from meter_reads.lambdas.websocket import handler; handler(connect_event(), None)"
    ),
    "the stream function": "import meter_reads.lambdas.stream",
}

Sender = subprocess.Popen[str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=30, help="each takes about five seconds")
    parser.add_argument("--sockets", type=int, default=1000, help="how many hear of one change at the end")
    options = parser.parse_args()
    print_machine()
    with ExitStack() as stack:
        senders = [stack.enter_context(_sender(*each)) for each in SENDERS.values()]
        _print_messages(senders, options.rounds)
    _print_executions()
    _print_cold(options.rounds)
    print_time_to_the_last(options.sockets)


@contextmanager
def _environment() -> Iterator[dict[str, str]]:
    """That of a function, with a store of its own."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as keys:
        keys.write(json.dumps(TABLES))
        keys.flush()
        command = [sys.executable, "-m", "benchmarks.small_store", keys.name]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None
            try:
                url = f"http://127.0.0.1:{server.stdout.readline().strip()}"
                inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
                yield {
                    **inherited,
                    **ENVIRONMENT,
                    "AWS_ENDPOINT_URL": url,
                    "CONNECTIONS_ENDPOINT": f"{url}/live",
                    "PYTHONPATH": f"{ROOT / 'backend'}:{ROOT}",
                }
            finally:
                server.terminate()


@contextmanager
def _sender(*arguments: str) -> Iterator[Sender]:
    command = [sys.executable, "-m", "benchmarks.live_subjects", *arguments]
    with (
        _environment() as environment,
        subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process,
    ):
        yield process
        assert process.stdin is not None
        process.stdin.close()


def _send(sender: Sender, messages: int) -> tuple[float, int]:
    """Milliseconds of CPU for each message, and how many executions they took."""
    assert sender.stdin is not None
    assert sender.stdout is not None
    print(messages, file=sender.stdin, flush=True)
    seconds, executions = sender.stdout.readline().split()
    return float(seconds) * 1000 / messages, int(executions)


def _print_messages(senders: list[Sender], rounds: int) -> None:
    print("\nOne message to one socket: ms of CPU, and as a multiple of botocore's post_to_connection")
    for sender in senders:
        _send(sender, MESSAGES)
    series = [Series(name, []) for name in SENDERS]
    for _ in range(rounds):
        for each, sender in zip(series, senders, strict=True):
            each.figures.append(_send(sender, MESSAGES)[0])
    print_series(series, "ms", series[0])


def _print_executions() -> None:
    print("\nExecutions of the subscription's document for one change, by how many sockets follow it alike")
    for followers in FOLLOWERS:
        with _environment() as environment:
            executions, posts = _one_change(environment, followers)
        print(f"  {followers:6,} followers {executions:4} executed {posts:7,} posted")


def _one_change(environment: dict[str, str], followers: int) -> tuple[int, int]:
    command = [sys.executable, "-m", "benchmarks.live_subjects", "stream", str(followers)]
    done = subprocess.run(
        command, env=environment, input=f"{followers}\n", capture_output=True, text=True, check=True
    )
    with urlopen(environment["AWS_ENDPOINT_URL"]) as answer:
        # One more was posted: the acknowledgement of the socket that subscribed.
        return int(done.stdout.split()[1]), json.load(answer)["post"] - 1


def _print_cold(rounds: int) -> None:
    print("\nCold start: ms of CPU of a fresh interpreter, and as a multiple of boto3's client")
    with _environment() as environment:
        times = [Series(name, []) for name in COLD]
        for _ in range(rounds + 1):
            for each, code in zip(times, COLD.values(), strict=True):
                each.figures.append(spent(code, environment)[0])
    for each in times:
        del each.figures[0]  # the first round may have written bytecode
    print_series(times, "ms", times[0])


if __name__ == "__main__":
    main()
