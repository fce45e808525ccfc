"""Puts the demo accounts into empty tables, once."""

from collections.abc import Iterable, Sequence

from meter_reads.domain.account_search import terms_for
from meter_reads.domain.households import Household
from meter_reads.journey.household_loading import load_household
from meter_reads.store.stores import Stores


def load_demo(stores: Stores, wanted: Iterable[Household]) -> int:
    """Loads the accounts that are not there yet; how many those were.

    The proof of account and postcode is written last, so an account that proves itself is complete.
    Loading again what was half loaded writes the same items over it, and no one can have added to it.
    """
    accounts = tuple(wanted)
    missing = [each for each in accounts if stores.accounts.proven(each.number, each.postcode) is None]
    for account in missing:
        load_household(stores.accounts, stores.meter_log, account)
    _let_be_found(stores, accounts)
    return len(missing)


def _let_be_found(stores: Stores, accounts: Sequence[Household]) -> None:
    """Also accounts that an older version loaded, which knew no search."""
    for account in accounts:
        terms = list(terms_for(account.number, account.postcode, account.meters))
        # The last is written last.
        if account.number not in stores.accounts.found_by(terms[-1:]):
            stores.accounts.put_search(account.number, terms)
