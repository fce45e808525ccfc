"""Accounts, and the proofs that open a guest journey, each under a key of its own."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pynamodb.attributes import JSONAttribute, UnicodeAttribute
from pynamodb.connection import Connection
from pynamodb.expressions.operand import Path
from pynamodb.models import Model

from meter_reads.domain.readings import Meter
from meter_reads.store.database import StoreUnavailable, register_table, store_errors

if TYPE_CHECKING:
    from meter_reads.domain.account_search import SearchTerm

RawItem = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Account:
    number: str
    name: str
    address: str
    postcode: str
    meter_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proven:
    """What someone has shown to be theirs to read: an account, and the meters of it."""

    account_number: str
    meter_ids: tuple[str, ...]


class AccountItem(Model):
    """`account#…`: an account. `proof#…`: the details that prove it, all of them within the key."""

    key = UnicodeAttribute(hash_key=True)
    account_number = UnicodeAttribute()
    meter_ids = JSONAttribute()
    name = UnicodeAttribute(null=True)
    address = UnicodeAttribute(null=True)
    postcode = UnicodeAttribute(null=True)


class CustomerItem(Model):
    """`customer#…`: someone who signs in with an issuer, and the accounts that are theirs."""

    key = UnicodeAttribute(hash_key=True)
    account_numbers = JSONAttribute()


def _customer_key(issuer: str, subject: str) -> str:
    return f"customer#{hashlib.sha256(issuer.encode()).hexdigest()[:16]}#{subject}"


def _proof_key(*details: str) -> str:
    """All details in one key: a wrong one and an unknown one are the same missing item, found in one time."""
    return "#".join(("proof", *details))


def _account_item(account: Account) -> AccountItem:
    return AccountItem(
        f"account#{account.number}",
        account_number=account.number,
        meter_ids=list(account.meter_ids),
        name=account.name,
        address=account.address,
        postcode=account.postcode,
    )


def _proof_item(proven: Proven, details: Sequence[str]) -> AccountItem:
    return AccountItem(
        _proof_key(*details),
        account_number=proven.account_number,
        meter_ids=list(proven.meter_ids),
    )


def _search_key(term: "SearchTerm") -> str:
    """`search#…`: the set of the accounts that a term finds."""
    return f"search#{term.kind}#{term.value}"


def _account(item: AccountItem) -> Account:
    return Account(
        number=item.account_number,
        name=item.name or "",
        address=item.address or "",
        postcode=item.postcode or "",
        meter_ids=tuple(item.meter_ids),
    )


class Accounts:
    """The table of accounts and proofs, keyed by `key`."""

    def __init__(self, connection: Connection, table: str) -> None:
        self._connection = connection
        self._table = table
        register_table(connection, table, "key")

    def proven(self, *details: str) -> Proven | None:
        """What these details prove together, each normalised; None if they prove nothing."""
        item = self._get(_proof_key(*details))
        return Proven(item.account_number, tuple(item.meter_ids)) if item else None

    def account(self, number: str) -> Account | None:
        item = self._get(f"account#{number}")
        if item is None:
            return None
        return _account(item)

    def accounts(self, numbers: Sequence[str]) -> list[Account]:
        """The accounts of these numbers, at most 100, in their order, without those that are not there."""
        found = self._get_all([f"account#{number}" for number in numbers])
        items = (found.get(f"account#{number}") for number in numbers)
        return [_account(AccountItem.from_raw_data(item)) for item in items if item is not None]

    def found_by(self, terms: Iterable["SearchTerm"]) -> frozenset[str]:
        """The numbers of the accounts that one of these terms finds."""
        found = self._get_all([_search_key(term) for term in terms])
        return frozenset(number for item in found.values() for number in item["account_numbers"]["SS"])

    def put_search(self, account_number: str, terms: Iterable["SearchTerm"]) -> None:
        """Lets an account be found by these terms; what they find besides stays."""
        for term in terms:
            with store_errors():
                self._connection.update_item(
                    self._table,
                    _search_key(term),
                    actions=[Path("account_numbers").add({"SS": [account_number]})],
                )

    def put_account(self, account: Account) -> None:
        """Stores an account with the proof that is its number and its postcode."""
        self._put(_account_item(account))
        self.put_proof(Proven(account.number, account.meter_ids), (account.number, account.postcode))

    def put_proof(self, proven: Proven, details: Sequence[str]) -> None:
        """Stores what these details, each normalised, prove together."""
        self._put(_proof_item(proven, details))

    def forget(self, account: Account) -> None:
        """Takes an account away, with the proof that is its number and its postcode."""
        self.forget_proof((account.number, account.postcode))
        self._delete(f"account#{account.number}")

    def forget_proof(self, details: Sequence[str]) -> None:
        """From here on these details prove nothing."""
        self._delete(_proof_key(*details))

    def puts_of_new_meter(self, account: Account, meter: Meter) -> list[dict[str, Any]]:
        """The puts, for a transaction, with which a meter joins its account and can be proven like any other.

        They fail where the account's meters have changed since it was read.
        """
        meter_ids = (*account.meter_ids, meter.id)
        joined = replace(account, meter_ids=meter_ids)
        unchanged = AccountItem.meter_ids == list(account.meter_ids)
        whole, own = Proven(account.number, meter_ids), Proven(account.number, (meter.id,))
        items = (
            (_account_item(joined), unchanged),
            (_proof_item(whole, (account.number, account.postcode)), None),
            (_proof_item(own, (meter.supply_point, meter.serial, account.postcode)), None),
        )
        return [
            self._connection.get_operation_kwargs(
                self._table, item.key, key="Item", attributes=item.serialize(), condition=condition
            )
            for item, condition in items
        ]

    def accounts_of(self, issuer: str, subject: str) -> tuple[str, ...]:
        """The numbers of the accounts of someone who signed in; none where they are not linked to any."""
        with store_errors():
            answer = self._connection.get_item(self._table, _customer_key(issuer, subject))
        if "Item" not in answer:
            return ()
        return tuple(CustomerItem.from_raw_data(answer["Item"]).account_numbers)

    def put_customer(self, issuer: str, subject: str, account_numbers: Sequence[str]) -> None:
        """Links someone who signs in with an issuer to their accounts, and to no others."""
        self._put(CustomerItem(_customer_key(issuer, subject), account_numbers=list(account_numbers)))

    def _get_all(self, keys: list[str]) -> dict[str, RawItem]:
        """The items under these keys, at most 100, in one call."""
        if not keys:
            return {}
        with store_errors():
            answer = self._connection.batch_get_item(
                self._table,
                [{"key": key} for key in keys],  # type: ignore[misc]  # wrongly typed there
            )
        if answer.get("UnprocessedKeys"):
            raise StoreUnavailable("the database left keys unread")
        return {item["key"]["S"]: item for item in answer["Responses"].get(self._table, ())}

    def _get(self, key: str) -> AccountItem | None:
        with store_errors():
            answer = self._connection.get_item(self._table, key)
        return AccountItem.from_raw_data(answer["Item"]) if "Item" in answer else None

    def _put(self, item: AccountItem | CustomerItem) -> None:
        with store_errors():
            self._connection.put_item(self._table, item.key, attributes=item.serialize())

    def _delete(self, key: str) -> None:
        with store_errors():
            self._connection.delete_item(self._table, key)
