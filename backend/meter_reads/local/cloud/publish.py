"""What is done to a stage on AWS: its site, its accounts, its counters, by the credentials of who runs this.

    python -m meter_reads.local.cloud.publish site STAGE
    python -m meter_reads.local.cloud.publish accounts STAGE FILE
    python -m meter_reads.local.cloud.publish url STAGE
    python -m meter_reads.local.cloud.publish replay STAGE

`make deploy`, `make load-accounts`, `make site-url` and `make replay` call it.
"""

import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import boto3

from meter_reads.local.cannot_serve import CannotServe
from meter_reads.local.cloud.account_loading import load_accounts_into, settings_of
from meter_reads.local.cloud.deployment import Deployment, existing
from meter_reads.local.cloud.replaying import paused, replay
from meter_reads.local.cloud.site import upload_site
from meter_reads.local.cloud.stages import stage
from meter_reads.local.demo_accounts import demo_accounts
from meter_reads.local.website import SITE, check_built
from meter_reads.store.stores import open_stores

_CANNOT_SERVE = 2


def main(arguments: Sequence[str]) -> int:
    what, name, *rest = arguments
    try:
        at = stage(name)
        deployed = existing(at.stack, at.region)
        match what:
            case "site":
                _publish_site(deployed)
            case "accounts":
                _load(deployed, Path(*rest))
            case "url":
                print(deployed.outputs["SiteUrl"])
            case "replay":
                _replay(deployed)
    except CannotServe as error:
        print(error, file=sys.stderr)
        return _CANNOT_SERVE
    return 0


def _publish_site(deployed: Deployment) -> None:
    check_built(SITE)
    upload_site(SITE, deployed)
    # Pages would be five minutes behind; what is named for its content needs no invalidation.
    boto3.client("cloudfront").create_invalidation(
        DistributionId=deployed.outputs["DistributionId"],
        InvalidationBatch={
            "Paths": {"Quantity": 1, "Items": ["/*"]},
            "CallerReference": str(time.time_ns()),
        },
    )
    print(f"Published: {deployed.outputs['SiteUrl']}")


def _load(deployed: Deployment, file: Path) -> None:
    accounts = demo_accounts(file)
    loaded = load_accounts_into(deployed, accounts)
    print(f"{loaded} accounts loaded, {len(accounts) - loaded} were there already.")


def _replay(deployed: Deployment) -> None:
    settings = settings_of(deployed)
    with paused(deployed):
        done = replay(settings, open_stores(settings), datetime.now(UTC))
    print(f"{done.counted} changes of the last three days counted.")
    print(f"Review queue: {done.queue.joined} readings joined, {done.queue.left} left.")
    if done.unreadable:
        print(f"{done.unreadable} entries that nobody can read were left out.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
