"""`make demo-traffic`: a month end in two minutes against a running `make serve`, to watch the live pages by.

Only synthetic accounts and customers, which it makes first in the emulator; everything after that goes by the
public API, from this machine to itself: guests, customers who have signed in, agents on the phone, and one at
the review queue. It ends by itself, or at Ctrl-C, and says what came of it.
"""

import argparse
import os
import random
import secrets
import sys
import time
from collections.abc import Callable, Iterable, MutableMapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from meter_reads.domain.london_time import london_date
from meter_reads.domain.readings import ReadingStatus
from meter_reads.domain.synthetic_households import NUMBERS
from meter_reads.local.aws_environment import REGION, point_aws_at
from meter_reads.local.cannot_serve import CannotServe
from meter_reads.local.demo_loading import load_demo
from meter_reads.local.options import DEFAULT_DATA
from meter_reads.local.progress_bar import ProgressBar
from meter_reads.local.running_service import RunningService
from meter_reads.local.tables import create_tables, table_variables
from meter_reads.local.traffic_people import Senders, SignedIn, demo_person, make_senders
from meter_reads.local.traffic_plan import Visit, plan, readings_in
from meter_reads.local.traffic_reviews import ReviewDesk, decide
from meter_reads.local.traffic_room import reconciled, room_after, room_figures
from meter_reads.local.traffic_visit import Tally, percentile, visit
from meter_reads.settings import Settings
from meter_reads.store.database import StoreUnavailable
from meter_reads.store.stores import Stores, open_stores

_OK, _ERRORS, _CANNOT_START = 0, 1, 2
_VISITS_AT_ONCE = 16
_LOADED_AT_ONCE = 8
_MOST_READINGS, _MOST_SECONDS, _HIGHEST_PEAK = 20_000, 3600.0, 200.0

# What was done so far and what is to be done; what has been counted.
Progress = Callable[[int, int, Tally], None]


def main(arguments: Sequence[str], environment: MutableMapping[str, str]) -> int:
    """The exit code: 0 if every request was answered, 1 if not, 2 if something is to be done first."""
    options = _options(arguments)
    try:
        service = RunningService.find(Path(environment.get("DATA_DIR") or DEFAULT_DATA))
        point_aws_at(service.emulator, environment)
        now = datetime.now(UTC)
        chance = random.Random(options.seed)  # noqa: S311  # invents, and guards nothing
        # Each run has households of its own, none of which has sent a reading yet.
        first = chance.randrange(NUMBERS - _MOST_READINGS)
        visits = plan(options.readings, options.seconds, first, london_date(now), chance)
        print(f"Making {len(visits)} synthetic accounts in the emulator …", flush=True)
        stores = _stores(service.tables)
        load(stores, visits)
        senders = make_senders(service.url, visits, stores.accounts)
    except (StoreUnavailable, BotoCoreError, ClientError) as error:
        print(f"The emulator does not answer ({error}): is make serve still running?", file=sys.stderr)
        return _CANNOT_START
    except CannotServe as error:
        print(error, file=sys.stderr)
        return _CANNOT_START
    operator = SignedIn(service.url, demo_person("operators"))
    before = room_figures(service.url, operator.token)
    print(f"Sending {options.readings} readings in {options.seconds:g} seconds to {service.url}", flush=True)
    started = time.monotonic()
    bar = ProgressBar(sys.stdout)
    tally = send(service.url, visits, senders, ReviewDesk(chance), partial(_show, bar))
    bar.end()
    print(summary(tally, time.monotonic() - started))
    after = room_after(service.url, operator.token, before, tally) if before else None
    print(reconciled(before, after, tally))
    return _ERRORS if tally.counts["errors"] else _OK


def load(stores: Stores, visits: Iterable[Visit]) -> None:
    """Makes the accounts of the visits."""
    with ThreadPoolExecutor(_LOADED_AT_ONCE) as pool:
        for _ in pool.map(lambda each: load_demo(stores, (each.account,)), visits):
            pass


def send(
    url: str,
    visits: Sequence[Visit],
    senders: Senders,
    desk: ReviewDesk,
    progress: Progress,
    *,
    pause: Callable[[float], None] = time.sleep,
) -> Tally:
    """Carries the visits out, each when it is due and a few at once, while an agent decides what is held.

    What came of them all, or of those that were begun before Ctrl-C.
    """
    tally, started, running = Tally(), time.monotonic(), list[Future[Tally]]()

    def collect() -> None:
        for each in [each for each in running if each.done()]:
            running.remove(each)
            if each.cancelled():
                continue
            came = each.result()
            tally.add(came)
            desk.hold(name for name, status in came.stored.items() if status == ReadingStatus.UNDER_REVIEW)
            progress(tally.counts["readings"], to_send, tally)
        if decision := desk.next_decision():
            running.append(pool.submit(decide, url, *decision, senders.agent.token))

    to_send = sum(len(each.readings) for each in visits)
    with ThreadPoolExecutor(_VISITS_AT_ONCE) as pool:
        try:
            for each in visits:
                pause(max(0.0, each.at - (time.monotonic() - started)))
                running.append(pool.submit(visit, url, each, senders.token_of))
                collect()
        except KeyboardInterrupt:
            for begun in running:
                begun.cancel()
        while running:
            wait(running, return_when=FIRST_COMPLETED)
            collect()
    return tally


def summary(tally: Tally, seconds: float) -> str:
    """What came of it, for people. The times say something of this machine, and nothing of AWS."""
    counts = tally.counts
    times = ", ".join(
        f"{name} {percentile(tally.milliseconds, share):.0f}"
        for name, share in (("half below", 0.5), ("95 % below", 0.95), ("99 % below", 0.99), ("slowest", 1.0))
    )
    return (
        f"{counts['readings']} readings in {seconds:.0f} seconds: {counts['accepted']} accepted, "
        f"{counts['held']} held for review, {counts['rejected']} rejected, {counts['errors']} errors.\n"
        f"{counts['confirmed']} were confirmed when asked; {counts['repeated']} were sent twice, "
        f"and stored once; {counts['decided']} of those held were decided.\n"
        f"{len(tally.milliseconds)} requests, ms: {times}."
    )


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make demo-traffic", description=__doc__)
    parser.add_argument("--seconds", type=_up_to(_MOST_SECONDS), default=120.0, help="how long it takes")
    parser.add_argument(
        "--peak", type=_up_to(_HIGHEST_PEAK), default=8.0, help="readings a second at its end"
    )
    parser.add_argument(
        "--readings", type=_up_to(_MOST_READINGS), help="so many in all, whatever the peak comes to"
    )
    parser.add_argument("--seed", type=int, help="the same seed sends the same readings")
    options = parser.parse_args(arguments)
    number = options.readings or readings_in(options.seconds, options.peak)
    options.readings = min(_MOST_READINGS, int(number))
    return options


def _up_to(most: float) -> Callable[[str], float]:
    def number(text: str) -> float:
        value = float(text)
        if not 0 < value <= most:
            raise argparse.ArgumentTypeError(f"give a number above 0, up to {most:g}")
        return value

    return number


def _stores(prefix: str) -> Stores:
    variables = table_variables(create_tables(prefix))
    # Nothing is signed here, but settings are settings.
    unused = {"SIGNING_KEYS": secrets.token_hex()}
    return open_stores(Settings.from_environment({"AWS_REGION": REGION, **variables, **unused}))


def _show(bar: ProgressBar, done: int, to_do: int, tally: Tally) -> None:
    counts = tally.counts
    said = ("accepted", "held", "decided", "rejected", "errors")
    bar.show(done, to_do, "  ".join(f"{name} {counts[name]}" for name in said))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
