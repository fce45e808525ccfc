"""Accounts in a deployed stack, wherever that is."""

from collections.abc import Iterable

from meter_reads.local.cloud.deployment import Deployment
from meter_reads.local.demo_accounts import DemoAccount
from meter_reads.local.demo_loading import load_demo
from meter_reads.local.tables import table_variables
from meter_reads.settings import Settings
from meter_reads.store.stores import open_stores

# Loading signs nothing: the stack's own keys stay where they are.
_NO_KEY = "-" * 32


def load_accounts_into(deployed: Deployment, accounts: Iterable[DemoAccount]) -> int:
    """Loads the accounts that are not there yet; how many those were."""
    tables = {name: at for name, at in deployed.resources.items() if name.endswith("Table")}
    settings = Settings.from_environment(
        {"AWS_REGION": deployed.region, **table_variables(tables), "SIGNING_KEYS": _NO_KEY}
    )
    return load_demo(open_stores(settings), accounts)
