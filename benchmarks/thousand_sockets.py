"""A thousand real sockets that follow one meter of the service, as `make serve` runs it, and one reading.

Sockets come from many addresses of the loopback, since one address may have a hundred.
"""

import asyncio
import json
import os
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen
from zoneinfo import ZoneInfo

from benchmarks.live_subjects import CHANGES
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

ROOT = Path(__file__).parents[1]
# A new supply without a reading, of the demo accounts: its first is accepted, whatever it is.
PROOF = {"accountNumber": "8500742062", "postcode": "DN55 9PT"}
START = """mutation ($input: StartGuestJourneyInput!) {
  startGuestJourney(input: $input) { ... on GuestJourney { token meters { id fuel } } }
}"""
SUBMIT = """mutation ($input: SubmitReadingInput!) {
  submitReading(input: $input) { ... on ReadingAccepted { reading { id } } }
}"""
SOCKETS_OF_AN_ADDRESS = 90
OPENED_AT_ONCE = 50
# As many as a guest may store in a day for a meter.
READINGS = 3
PATIENCE_SECONDS = 120


@dataclass(frozen=True)
class Heard:
    """Seconds from before the reading was sent: to its answer, and to each socket's message."""

    answered: float
    messages: list[float]


def print_time_to_the_last(sockets: int) -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with tempfile.TemporaryDirectory() as folder, _service(Path(folder)) as (url, pid):
        rounds, milliseconds = asyncio.run(_rounds(url, pid, sockets))
    print(f"\nOne reading and {sockets:,} sockets that follow its meter: ms by the clock from its sending")
    print(f"  {'':26} answer  first message  median    last")
    for number, heard in enumerate(rounds, 1):
        first, middle, last = (
            each * 1000 for each in (heard.messages[0], statistics.median(heard.messages), heard.messages[-1])
        )
        print(
            f"  reading {number:<18}{heard.answered * 1000:7.0f}{first:15.0f}{middle:8.0f}{last:8.0f}"
            f"   ({last - heard.answered * 1000:.0f} after the answer)"
        )
    print(f"  CPU of the service: {milliseconds / (sockets * len(rounds)):.2f} ms for each message")


@contextmanager
def _service(folder: Path) -> Iterator[tuple[str, int]]:
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "backend"),
        "PORT": "0",
        "DATA_DIR": str(folder / "data"),
    }
    with subprocess.Popen(
        [sys.executable, "-m", "meter_reads.local.serve"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            ready = next(line for line in process.stdout if line.startswith("Ready: "))
            yield ready.removeprefix("Ready: ").strip(), process.pid
        finally:
            process.send_signal(signal.SIGTERM)
            process.stdout.read()


async def _rounds(url: str, pid: int, sockets: int) -> tuple[list[Heard], float]:
    """What was heard of each reading, and the CPU of the service for all of them in milliseconds."""
    journey = _ask(url, START, {"input": PROOF}, None)["startGuestJourney"]
    token = journey["token"]
    meter_id = next(each["id"] for each in journey["meters"] if each["fuel"] == "ELECTRICITY")
    async with _followers(url, token, meter_id, sockets) as followers:
        before = _cpu_seconds(pid)
        rounds = [
            await _one_reading(url, token, meter_id, 40 + number, followers) for number in range(READINGS)
        ]
        return rounds, (_cpu_seconds(pid) - before) * 1000


@asynccontextmanager
async def _followers(
    url: str, token: str, meter_id: str, sockets: int
) -> AsyncIterator[list[ClientConnection]]:
    turns = asyncio.Semaphore(OPENED_AT_ONCE)
    address = f"ws{url.removeprefix('http')}/live"

    async def follower(number: int) -> ClientConnection:
        async with turns:
            socket = await connect(
                address,
                subprotocols=[Subprotocol("graphql-transport-ws")],
                local_addr=(f"127.0.1.{1 + number // SOCKETS_OF_AN_ADDRESS}", 0),
                proxy=None,
                compression=None,
            )
            await socket.send(
                json.dumps({"type": "connection_init", "payload": {"authorization": f"Bearer {token}"}})
            )
            assert json.loads(await socket.recv())["type"] == "connection_ack"
            payload = {"query": CHANGES, "variables": {"meterId": meter_id, "after": 0}}
            await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": payload}))
            # Answered in the order in which they came: once this is, the subscription stands.
            await socket.send(
                json.dumps({"id": "2", "type": "subscribe", "payload": {"query": "{ __typename }"}})
            )
            while json.loads(await socket.recv()) != {"id": "2", "type": "complete"}:
                pass
            return socket

    async with AsyncExitStack() as stack:
        sockets_open = await asyncio.gather(*map(follower, range(sockets)))
        for each in sockets_open:
            stack.push_async_callback(each.close)
        yield list(sockets_open)


async def _one_reading(
    url: str, token: str, meter_id: str, value: int, followers: list[ClientConnection]
) -> Heard:
    reading = {
        "meterId": meter_id,
        "readDate": datetime.now(ZoneInfo("Europe/London")).date().isoformat(),
        "registers": [{"register": "1", "value": f"{value:05}"}],
        "idempotencyKey": uuid.uuid4().hex,
    }
    sent = time.perf_counter()

    async def heard(socket: ClientConnection) -> float:
        """When the reading came; what it replaced comes before it."""
        while True:
            message = json.loads(await socket.recv())
            if message["payload"]["data"]["meterChanged"]["kind"] == "READING_ACCEPTED":
                return time.perf_counter() - sent

    async def answered() -> float:
        answer = await asyncio.to_thread(_ask, url, SUBMIT, {"input": reading}, token)
        assert "reading" in answer["submitReading"], answer
        return time.perf_counter() - sent

    async with asyncio.timeout(PATIENCE_SECONDS):
        own, *messages = await asyncio.gather(answered(), *map(heard, followers))
    return Heard(own, sorted(messages))


def _ask(url: str, query: str, variables: dict[str, Any], token: str | None) -> dict[str, Any]:
    headers = {"content-type": "application/json"} | ({"authorization": f"Bearer {token}"} if token else {})
    body = json.dumps({"query": query, "variables": variables}).encode()
    with urlopen(Request(f"{url}/graphql", body, headers)) as answer:
        data: dict[str, Any] = json.load(answer)["data"]
    return data


def _cpu_seconds(pid: int) -> float:
    """What a process has taken so far, the emulator beside it not counted."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
