"""The user pool of template.yaml, made in the emulator, with the people of demo.json in it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3

from meter_reads.local.aws_environment import REGION
from meter_reads.local.demo_accounts import DEMO
from meter_reads.local.template import TEMPLATE, intrinsics, resources
from meter_reads.store.accounts import Accounts

_NAME = "local-people"
# What AWS is told with other words, or only CloudFormation works out; the rest goes as it stands.
_POOL = ("AccountRecoverySetting", "AdminCreateUserConfig", "Policies", "UsernameConfiguration")
_CLIENT = (
    "AllowedOAuthFlows",
    "AllowedOAuthFlowsUserPoolClient",
    "AllowedOAuthScopes",
    "AccessTokenValidity",
    "EnableTokenRevocation",
    "IdTokenValidity",
    "PreventUserExistenceErrors",
    "RefreshTokenValidity",
    "SupportedIdentityProviders",
    "TokenValidityUnits",
)


@dataclass(frozen=True, slots=True)
class Person:
    """`groups` make staff; `accounts` are a customer's."""

    username: str
    password: str
    groups: tuple[str, ...]
    accounts: tuple[str, ...]

    @property
    def role(self) -> str:
        return " and ".join(group.removesuffix("s") for group in self.groups) or "customer"


@dataclass(frozen=True, slots=True)
class UserPool:
    """A pool and its one client."""

    id: str
    client_id: str

    @property
    def issuer(self) -> str:
        return f"https://cognito-idp.{REGION}.amazonaws.com/{self.id}"

    def variables(self) -> dict[str, str]:
        """What a service needs to know of it, by environment variable."""
        return {
            "STAFF_ISSUER": self.issuer,
            "STAFF_CLIENT_ID": self.client_id,
            # Not asked for where AWS_ENDPOINT_URL says that the pool is an emulator's.
            "STAFF_SIGN_IN_URL": "https://sign-in.invalid",
        }


def demo_people(file: Path = DEMO) -> tuple[Person, ...]:
    return tuple(
        Person(each["username"], each["password"], tuple(each["groups"]), tuple(each["accounts"]))
        for each in json.loads(file.read_text(encoding="utf-8"))["people"]
    )


def create_user_pool(site_urls: Iterable[str], template: Path = TEMPLATE) -> UserPool:
    """The pool with its groups and client, made if it is not there; people come back to these addresses."""
    client = _client()
    (properties,) = resources("AWS::Cognito::UserPool", template).values()
    pools = client.list_user_pools(MaxResults=60)["UserPools"]
    pool_id = next((pool["Id"] for pool in pools if pool["Name"] == _NAME), None)
    if pool_id is None:
        pool = client.create_user_pool(PoolName=_NAME, **_taken(properties, _POOL))
        pool_id = pool["UserPool"]["Id"]
    there = {group["GroupName"] for group in client.list_groups(UserPoolId=pool_id)["Groups"]}
    for group in resources("AWS::Cognito::UserPoolGroup", template).values():
        if group["GroupName"] not in there:
            client.create_group(
                UserPoolId=pool_id, GroupName=group["GroupName"], Description=group["Description"]
            )
    user_pool = UserPool(pool_id, _create_client(client, pool_id, list(site_urls), template))
    client.close()
    return user_pool


def find_user_pool() -> UserPool:
    """The pool of a service that runs."""
    client = _client()
    pools = client.list_user_pools(MaxResults=60)["UserPools"]
    pool_id = next(pool["Id"] for pool in pools if pool["Name"] == _NAME)
    clients = client.list_user_pool_clients(UserPoolId=pool_id, MaxResults=60)["UserPoolClients"]
    client.close()
    return UserPool(pool_id, next(each["ClientId"] for each in clients if each["ClientName"] == _NAME))


def create_people(pool: UserPool, people: Iterable[Person], accounts: Accounts) -> None:
    """Creates who is not there yet, and links customers to their accounts."""
    client = _client()
    for person in people:
        who = {"UserPoolId": pool.id, "Username": person.username}
        try:
            user = client.admin_get_user(**who)["UserAttributes"]
        except client.exceptions.UserNotFoundException:
            email = {"Name": "email", "Value": person.username}
            verified = {"Name": "email_verified", "Value": "true"}
            created = client.admin_create_user(
                **who, UserAttributes=[email, verified], MessageAction="SUPPRESS"
            )
            user = created["User"]["Attributes"]
        # Also for who was there: whoever made them may not have come this far.
        client.admin_set_user_password(**who, Password=person.password, Permanent=True)
        for group in person.groups:
            client.admin_add_user_to_group(**who, GroupName=group)
        subject = next(attribute["Value"] for attribute in user if attribute["Name"] == "sub")
        if person.accounts:
            accounts.put_customer(pool.issuer, subject, person.accounts)
    client.close()


def _create_client(client: Any, pool_id: str, site_urls: list[str], template: Path) -> str:
    (properties,) = resources("AWS::Cognito::UserPoolClient", template).values()
    wanted = {
        **_taken(properties, _CLIENT),
        "CallbackURLs": [f"{url}/sign-in.html" for url in site_urls],
        "LogoutURLs": [f"{url}/sign-in.html?signed-out" for url in site_urls],
        # For curl, on a laptop only: the template's client takes no password from a program.
        "ExplicitAuthFlows": [*properties["ExplicitAuthFlows"], "ALLOW_USER_PASSWORD_AUTH"],
        "ClientName": _NAME,
    }
    clients = client.list_user_pool_clients(UserPoolId=pool_id, MaxResults=60)["UserPoolClients"]
    client_id = next((each["ClientId"] for each in clients if each["ClientName"] == _NAME), None)
    if client_id is None:
        made = client.create_user_pool_client(UserPoolId=pool_id, GenerateSecret=False, **wanted)
        return str(made["UserPoolClient"]["ClientId"])
    # The port may be another than the last time.
    client.update_user_pool_client(UserPoolId=pool_id, ClientId=client_id, **wanted)
    return str(client_id)


def _taken(properties: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    taken = {name: properties[name] for name in names if name in properties}
    assert not any(intrinsics(taken)), f"{__file__} cannot work out !Ref and its like"
    return taken


def _client() -> Any:
    return boto3.client("cognito-idp")
