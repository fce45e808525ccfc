"""Accounts and people in a deployed stack, wherever that is."""

from collections.abc import Iterable

import boto3

from meter_reads.domain.households import Household
from meter_reads.local.cloud.deployment import Deployment
from meter_reads.local.demo_loading import load_demo
from meter_reads.local.people import Person, UserPool, create_people
from meter_reads.local.tables import table_variables
from meter_reads.settings import Settings
from meter_reads.store.stores import open_stores

# Loading signs nothing: the stack's own keys stay where they are.
_NO_KEY = "-" * 32
# An update replaces all of a client; these are what the template sets.
_OF_AN_UPDATE = frozenset(
    {
        "AccessTokenValidity",
        "AllowedOAuthFlows",
        "AllowedOAuthFlowsUserPoolClient",
        "AllowedOAuthScopes",
        "CallbackURLs",
        "EnableTokenRevocation",
        "ExplicitAuthFlows",
        "IdTokenValidity",
        "LogoutURLs",
        "PreventUserExistenceErrors",
        "RefreshTokenValidity",
        "SupportedIdentityProviders",
        "TokenValidityUnits",
    }
)


def load_accounts_into(deployed: Deployment, accounts: Iterable[Household]) -> int:
    """Loads the accounts that are not there yet; how many those were."""
    return load_demo(open_stores(settings_of(deployed)), accounts)


def create_people_in(deployed: Deployment, people: Iterable[Person], site_url: str) -> None:
    """Creates who is not there yet, links customers to their accounts, and has them come back to the site.

    The client of the template knows the distribution's own name only; on a laptop `site_url` stands for it.
    """
    pool = UserPool(deployed.resources["UserPool"], deployed.resources["UserPoolClient"])
    create_people(pool, people, open_stores(settings_of(deployed)).accounts)
    cognito = boto3.client("cognito-idp", region_name=deployed.region)
    which = {"UserPoolId": pool.id, "ClientId": pool.client_id}
    client = cognito.describe_user_pool_client(**which)["UserPoolClient"]
    own = deployed.outputs["SiteUrl"]
    for addresses in ("CallbackURLs", "LogoutURLs"):
        named = [each for each in client[addresses] if each.startswith(own)]
        client[addresses] = [*named, *(each.replace(own, site_url, 1) for each in named)]
    kept = {name: value for name, value in client.items() if name in _OF_AN_UPDATE}
    cognito.update_user_pool_client(**which, **kept)


def settings_of(deployed: Deployment) -> Settings:
    """Those by which the tables of a stack are found; with them nothing is signed."""
    tables = {name: at for name, at in deployed.resources.items() if name.endswith("Table")}
    return Settings.from_environment(
        {"AWS_REGION": deployed.region, **table_variables(tables), "SIGNING_KEYS": _NO_KEY}
    )
