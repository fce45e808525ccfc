"""Puts the demo accounts into empty tables, once."""

from collections.abc import Iterable, Sequence

from meter_reads.domain.account_search import terms_for
from meter_reads.local.demo_accounts import DemoAccount
from meter_reads.store.accounts import Account, Proven
from meter_reads.store.stores import Stores


def load_demo(stores: Stores, wanted: Iterable[DemoAccount]) -> int:
    """Loads the accounts that are not there yet; how many those were.

    The proof of account and postcode is written last, so an account that proves itself is complete.
    Loading again what was half loaded writes the same items over it, and no one can have added to it.
    """
    accounts = tuple(wanted)
    missing = [each for each in accounts if stores.accounts.proven(each.number, each.postcode) is None]
    for account in missing:
        _load(stores, account)
    _let_be_found(stores, accounts)
    return len(missing)


def _let_be_found(stores: Stores, accounts: Sequence[DemoAccount]) -> None:
    """Also accounts that an older version loaded, which knew no search."""
    for account in accounts:
        terms = list(terms_for(account.number, account.postcode, account.meters))
        # The last is written last.
        if account.number not in stores.accounts.found_by(terms[-1:]):
            stores.accounts.put_search(account.number, terms)


def _load(stores: Stores, account: DemoAccount) -> None:
    stores.meter_log.write_imported([entry for log in account.logs for entry in log])
    for meter in account.meters:
        details = (meter.supply_point, meter.serial, account.postcode)
        stores.accounts.put_proof(Proven(account.number, (meter.id,)), details)
    stores.accounts.put_account(
        Account(
            number=account.number,
            name=account.name,
            address=account.address,
            postcode=account.postcode,
            meter_ids=tuple(meter.id for meter in account.meters),
        )
    )
