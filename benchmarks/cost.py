"""What a million accepted readings cost on AWS, from what the real handlers use: `python -m benchmarks.cost`.

The use is measured against the emulator; prices.json has the prices and where each comes from; what is
assumed stands in `Assumed`, and is printed.
"""

import gzip
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from math import ceil, log2
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "backend"))

from benchmarks.scenario import ENVIRONMENT  # noqa: E402

from meter_reads.local.aws_environment import point_aws_at  # noqa: E402
from meter_reads.local.emulator_process import EmulatorProcess  # noqa: E402
from meter_reads.local.options import Options  # noqa: E402
from meter_reads.local.tables import create_tables, table_variables  # noqa: E402

SITE = ROOT / "frontend-static" / "dist"
PRICES = Path(__file__).with_name("prices.json")
ACCOUNTS = (10_000, 100_000, 1_000_000, 5_000_000, 25_000_000)
HOURS, DAYS = 730, 30
GB = 1e9
Json = dict[str, Any]


@dataclass(frozen=True)
class Assumed:
    """What nobody has measured yet. Change a figure here and run it again."""

    readings_a_month: float = 1  # accepted readings of an account
    slower_on_lambda: float = 1 / 0.58  # 1,024 MB is 0.58 of a core; this machine's core counts as Lambda's
    database_milliseconds: float = 5  # waited for one call; paid for by the millisecond
    post_milliseconds: float = 10
    socket_minutes: float = 3  # that a visitor's page stays open
    held_share: float = 0.02  # readings that a person looks at
    transitions_a_review: float = 12
    gateway_log_bytes: float = 300  # the HTTP API's access log, for each request
    platform_log_bytes: float = 700  # Lambda's own lines, for each invocation
    years_kept: float = 2
    peak_times: float = 50  # the busiest second of a month end over the mean
    database_writes_a_second: float = 1_000  # of db.m7g.large; twice as many for twice the price
    server_busy_at_most: float = 0.6
    fixed: tuple[tuple[str, float], ...] = (
        ("secret", 2),
        ("key", 1),
        ("alarm_metric", 33),
        ("custom_metric", 21),
        ("dashboard", 1),
    )  # what template.yaml makes; tests/template/test_the_cost.py counts it


def main() -> None:
    assumed, prices = Assumed(), json.loads(PRICES.read_text())
    use = _measured()
    _print_use(use)
    _print_assumed(assumed)
    parts = cost_of_a_million(use, assumed, _dollars(prices["prices"]))
    _print_parts(parts)
    quiet = cost_of_a_million(
        _without_sockets(use), replace(assumed, socket_minutes=0), _dollars(prices["prices"])
    )
    print(f"  {'not followed live':30}{sum(quiet.values()):8.2f}")
    _print_sizes(use, parts, assumed, _dollars(prices["prices"]))
    _print_peak(use, assumed)
    unverified = [name for name, each in prices["prices"].items() if each["checked"] != "read"]
    print(
        f"\nPrices: {prices['region']}, noted {prices['noted_on']}; {len(unverified)} of "
        f"{len(prices['prices'])} were not read on London's own page; benchmarks/prices.json says which."
    )


def cost_of_a_million(use: Json, assumed: Assumed, dollars: Mapping[str, float]) -> dict[str, float]:
    """Dollars by part for a million guests' visits with one accepted reading each, followed live."""
    steps = use["steps"].values()
    total = {name: sum(step[name] for step in steps) for name in next(iter(steps)) if name != "calls"}
    calls = sum(sum(step["calls"].values()) for step in steps)
    seconds = (
        total["cpu_milliseconds"] * assumed.slower_on_lambda
        + calls * assumed.database_milliseconds
        + total["posts"] * assumed.post_milliseconds
    ) / 1000
    http = sum(_is_http(name) for name in use["steps"])
    # $connect and $disconnect are no messages.
    received = sum(name.startswith("socket: ") and "$" not in name for name in use["steps"])
    log_bytes = (
        total["log_bytes"]
        + assumed.gateway_log_bytes * http
        + assumed.platform_log_bytes * total["invocations"]
    )
    stored_gb = use["item_bytes"] * 12 * assumed.years_kept / 12 / GB * 1e6
    through_cloudfront = use["site"]["requests"] + http + 1  # and the handshake
    million = 1e6
    return {
        "DynamoDB writes": total["write_units"] * million * dollars["dynamodb_write"],
        "DynamoDB reads": total["read_units"] * million * dollars["dynamodb_read"],
        "DynamoDB storage and backup": stored_gb * (dollars["dynamodb_storage"] + dollars["dynamodb_backup"]),
        "Lambda invocations": total["invocations"] * million * dollars["lambda_request"],
        "Lambda time": seconds * million * dollars["lambda_time"],
        "HTTP API": http * million * dollars["http_request"],
        "WebSocket messages": (received + total["posts"]) * million * dollars["socket_message"],
        "WebSocket minutes": assumed.socket_minutes * million * dollars["socket_minute"],
        "CloudFront requests": through_cloudfront * million * dollars["cloudfront_request"]
        + (http + 1) * million * dollars["cloudfront_function"],
        "CloudFront data": use["site"]["bytes"] * million / GB * dollars["cloudfront_data"],
        "Logs": log_bytes * million / GB * dollars["log_data"],
        "Step Functions": assumed.held_share
        * assumed.transitions_a_review
        * million
        * dollars["state_transition"],
    }


def _without_sockets(use: Json) -> Json:
    """The same visit where nobody opens a socket: the stream's batch posts nothing and moves no place."""
    steps = {name: step for name, step in use["steps"].items() if not name.startswith("socket: ")}
    stream = steps["the stream's batch of one"]
    # The claim and the release of the one subscription, and the count of its delivery.
    quiet = {**stream, "posts": 0, "posted_bytes": 0, "write_units": stream["write_units"] - 3}
    return {**use, "steps": {**steps, "the stream's batch of one": quiet}}


def classic(use: Json, accounts: int, assumed: Assumed, dollars: Mapping[str, float]) -> tuple[float, str]:
    """Dollars a month of servers and a database that stand the month end's peak, and their number."""
    peak = _peak_a_second(accounts, assumed)
    http = sum(step["cpu_milliseconds"] for name, step in use["steps"].items() if _is_http(name))
    # The same code on a server of two cores, which is a kindness to neither.
    servers = max(2, ceil(peak * http / (2 * 1000 * assumed.server_busy_at_most)))
    writes = sum(step["write_units"] for name, step in use["steps"].items() if _is_http(name))
    database = 2 ** max(0, ceil(log2(max(1, peak * writes / assumed.database_writes_a_second))))
    stored_gb = max(20, use["item_bytes"] * accounts * 12 * assumed.years_kept / GB * 2)
    cost = (
        HOURS
        * (servers * dollars["server_hour"] + dollars["balancer_hour"] + database * dollars["database_hour"])
        + stored_gb * dollars["database_storage"]
    )
    return cost, f"{servers} servers, database x{database}"


def _peak_a_second(accounts: int, assumed: Assumed) -> float:
    return accounts * assumed.readings_a_month / (DAYS * 86_400) * assumed.peak_times


def _is_http(name: str) -> bool:
    return name in ("startGuestJourney", "submitReading")


def _dollars(prices: Mapping[str, Json]) -> dict[str, float]:
    """By one unit."""
    return {name: each["dollars"] / each["per"] for name, each in prices.items()}


def _measured() -> Json:
    """Means for one visit, by step, and what the site sends at somebody's first visit."""
    with tempfile.TemporaryDirectory() as folder, _metered(Path(folder)) as environment:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.cost_subject"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    use: Json = json.loads(done.stdout)
    visits = use.pop("visits")
    for step in use["steps"].values():
        step["calls"] = {name: number / visits for name, number in step["calls"].items()}
        step |= {name: number / visits for name, number in step.items() if name != "calls"}
    sizes = [len(gzip.compress((SITE / name).read_bytes())) for name in asked_for_at_first()]
    return use | {"site": {"requests": len(sizes), "bytes": sum(sizes) + 600 * len(sizes)}}


def asked_for_at_first() -> list[str]:
    """The site's files that a browser asks for at somebody's first visit, as often as that.

    Those of the page, and what its service worker keeps, which asks for the pages again.
    """
    page = (SITE / "index.html").read_text()
    worker = (SITE / "service-worker.js").read_text()
    loaded = {
        "index.html",
        *re.findall(r'(?:src|href)="/((?:assets/)?[^"/]+\.(?:js|css|svg|webmanifest))"', page),
    }
    (listed,) = re.findall(r"files:\[([^\]]*)\]", worker)
    kept = {name or "index.html" for name in re.findall(r"[`\"]/([^`\"]*)[`\"]", listed)}
    again = [name for name in kept & loaded if name.endswith(".html")]
    return [*(loaded | kept), *again, "service-worker.js"]


@contextmanager
def _metered(folder: Path) -> Iterator[dict[str, str]]:
    """A function's environment, over an emulator's tables with a meter before them."""
    python = Options.from_environment({}).emulator_python
    with (folder / "log").open("w") as log:
        emulator = EmulatorProcess.start(python, folder / "state", log, environment=os.environ)
        try:
            point_aws_at(emulator.endpoint, os.environ)
            tables = table_variables(create_tables("cost-"))
            command = [sys.executable, "-m", "benchmarks.metered_store", emulator.endpoint]
            with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as meter:
                assert meter.stdout is not None
                url = f"http://127.0.0.1:{meter.stdout.readline().strip()}"
                try:
                    yield {
                        "PATH": os.environ["PATH"],
                        **ENVIRONMENT,
                        **tables,
                        "AWS_ENDPOINT_URL": url,
                        "CONNECTIONS_ENDPOINT": f"{url}/live",
                        "METRICS_NAMESPACE": "MeterReads/meter-reads-prod",
                        "PYTHONPATH": f"{ROOT / 'backend'}:{ROOT}",
                    }
                finally:
                    meter.terminate()
        finally:
            emulator.stop()


def _print_use(use: Json) -> None:
    print("One guest's visit with one accepted reading, followed live: what each step uses (mean)")
    print(f"  {'':26} write  read  posts  CPU ms  log bytes  calls")
    for name, step in use["steps"].items():
        calls = ", ".join(f"{number:g} {call}" for call, number in step["calls"].items())
        print(
            f"  {name:26}{step['write_units']:6.1f}{step['read_units']:6.1f}{step['posts']:7.1f}"
            f"{step['cpu_milliseconds']:8.1f}{step['log_bytes']:11.0f}  {calls}"
        )
    site = use["site"]
    print(f"  A log entry has {use['item_bytes']:.0f} bytes; the page is {site['requests']} files,", end=" ")
    print(f"{site['bytes'] / 1000:.0f} KB compressed, headers counted at 600 bytes each.")


def _print_assumed(assumed: Assumed) -> None:
    print("\nAssumed")
    for each in fields(assumed):
        print(f"  {each.name.replace('_', ' '):26} {getattr(assumed, each.name)}")


def _print_parts(parts: Mapping[str, float]) -> None:
    whole = sum(parts.values())
    print("\nA million such visits, dollars")
    for name, cost in sorted(parts.items(), key=lambda each: -each[1]):
        print(f"  {name:30}{cost:8.2f}  {cost / whole:4.0%}")
    print(f"  {'together':30}{whole:8.2f}")


def _print_sizes(
    use: Json, parts: Mapping[str, float], assumed: Assumed, dollars: Mapping[str, float]
) -> None:
    fixed = sum(dollars[name] * number for name, number in assumed.fixed)
    print("\nDollars a month, by accounts; beside servers and a database that stand the same peak")
    print(f"  {'accounts':>11}{'this':>10}{'classic':>10}   of it  classic is")
    for accounts in ACCOUNTS:
        own = fixed + sum(parts.values()) * accounts * assumed.readings_a_month / 1e6
        other, what = classic(use, accounts, assumed, dollars)
        print(f"  {accounts:11,}{own:10,.2f}{other:10,.2f}  {own / other:6.2f}  {what}")
    everyone = 25_000_000 * dollars["cognito_user"]
    print(f"  Not in it: Cognito, if all 25 million signed in by it each month: about {everyone:,.0f}.")


def _print_peak(use: Json, assumed: Assumed) -> None:
    print(f"\nThe busiest second, at {assumed.peak_times:g} times the mean")
    head = "accounts  visits/s  log writes/s  shards of the stream  concurrent http  sockets open"
    print(f"  {head:>11}")
    for accounts in ACCOUNTS:
        peak = _peak_a_second(accounts, assumed)
        http = [step for name, step in use["steps"].items() if _is_http(name)]
        seconds = sum(
            step["cpu_milliseconds"] * assumed.slower_on_lambda
            + sum(step["calls"].values()) * assumed.database_milliseconds
            for step in http
        )
        print(
            f"  {accounts:11,}{peak:8.1f}{peak:13.1f}{max(1, ceil(peak / 1000)):15}"
            f"{ceil(peak * seconds / 1000):20}{ceil(peak * assumed.socket_minutes * 60):15,}"
        )


if __name__ == "__main__":
    main()
