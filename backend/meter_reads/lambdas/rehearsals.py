"""What CodeDeploy asks before a new version gets traffic: to be told whether it should.

https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html
"""

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from meter_reads.domain.households import Household
from meter_reads.domain.london_time import london_date
from meter_reads.domain.synthetic_households import NUMBERS, synthetic_household
from meter_reads.journey.household_loading import forget_household, load_household
from meter_reads.lambdas.rehearsed_guest import RehearsedGuest
from meter_reads.lambdas.rehearsed_socket import RehearsedSocket
from meter_reads.lambdas.surprise import Surprise, expect
from meter_reads.settings import RehearsalSettings
from meter_reads.store.accounts import Accounts
from meter_reads.store.database import call_with, connect
from meter_reads.store.deployments import Deployments, Verdict
from meter_reads.store.function_versions import FunctionVersion
from meter_reads.store.meter_log import MeterLog
from meter_reads.store.service_status import ServiceStatuses

logger = logging.getLogger(__name__)

# No call is begun after these, so that there is time to report before the function's own is over.
_LONGEST_SECONDS = 180


class Rehearsals:
    """The new versions of one deployment, and the tables that they work with."""

    def __init__(self, settings: RehearsalSettings, clock: Callable[[], float] = time.monotonic) -> None:
        connection = connect(settings.region)
        self._accounts = Accounts(connection, settings.accounts_table)
        self._meter_log = MeterLog(connection, settings.meter_log_table)
        self._statuses = ServiceStatuses(call_with(connection), settings.accounts_table)
        self._deployments = Deployments(settings.region)
        self._http = FunctionVersion(settings.region, settings.http_version)
        self._websocket = FunctionVersion(settings.region, settings.websocket_version)
        self._stream = FunctionVersion(settings.region, settings.stream_version)
        self._clock = clock

    def handle(self, event: dict[str, Any], _context: object) -> dict[str, Verdict]:
        """Rehearses, and reports to CodeDeploy. Raises StoreUnavailable where it cannot report."""
        deployment = event["DeploymentId"]
        verdict: Verdict = "Succeeded"
        try:
            self._rehearse(deployment, datetime.now(UTC))
        except Exception:
            # Whatever it was: a version of which nobody can say that it works gets no traffic.
            logger.exception("the rehearsal failed", extra={"deployment": deployment})
            verdict = "Failed"
        self._deployments.report(deployment, event["LifecycleEventHookExecutionId"], verdict)
        logger.info("reported", extra={"deployment": deployment, "verdict": verdict})
        return {"verdict": verdict}

    def _rehearse(self, deployment: str, now: datetime) -> None:
        latest = self._clock() + _LONGEST_SECONDS

        def in_time(version: FunctionVersion) -> Callable[[dict[str, Any]], Any]:
            def invoke(event: dict[str, Any]) -> Any:
                if self._clock() > latest:
                    raise Surprise(f"not done after {_LONGEST_SECONDS} seconds")
                return version.invoke(event)

            return invoke

        household = household_of(deployment, now)
        guest = RehearsedGuest(in_time(self._http), household)
        if self._statuses.current().read_only:
            # A version that mends something may have to go out just then.
            guest.finds_it_read_only()
        else:
            load_household(self._accounts, self._meter_log, household)
            try:
                guest.takes_the_journey(deployment, london_date(now))
            finally:
                forget_household(self._accounts, household)
        RehearsedSocket(in_time(self._websocket), deployment).opens_speaks_and_closes(now)
        nothing_failed: dict[str, Any] = {"batchItemFailures": [], "state": {}}
        expect("an empty batch", in_time(self._stream)({"Records": []}), nothing_failed)


def household_of(deployment: str, now: datetime) -> Household:
    """The household of a deployment: the same whenever its rehearsal is begun again.

    Its logs only open, since past readings would be counted among those of people.
    """
    number = int.from_bytes(sha256(deployment.encode()).digest()) % NUMBERS
    household = synthetic_household(number, london_date(now))
    return replace(household, logs=tuple(log[:1] for log in household.logs))
