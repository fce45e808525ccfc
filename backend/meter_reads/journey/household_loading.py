"""A household comes into the tables with its logs, and goes out of them as far as logs let it."""

from meter_reads.domain.households import Household
from meter_reads.store.accounts import Account, Accounts, Proven
from meter_reads.store.meter_log import MeterLog


def load_household(accounts: Accounts, meter_log: MeterLog, household: Household) -> None:
    """Writes over what stands in its places; only for a household that nobody else has yet.

    The proof of account and postcode is written last, so that who proves it finds all of it.
    Raises StoreUnavailable.
    """
    meter_log.write_imported([entry for log in household.logs for entry in log])
    for meter in household.meters:
        details = (meter.supply_point, meter.serial, household.postcode)
        accounts.put_proof(Proven(household.number, (meter.id,)), details)
    accounts.put_account(_account(household))


def forget_household(accounts: Accounts, household: Household) -> None:
    """Takes the account away, and all that proves it. Its meters' logs stay. Raises StoreUnavailable."""
    accounts.forget(_account(household))
    for meter in household.meters:
        accounts.forget_proof((meter.supply_point, meter.serial, household.postcode))


def _account(household: Household) -> Account:
    return Account(
        number=household.number,
        name=household.name,
        address=household.address,
        postcode=household.postcode,
        meter_ids=tuple(meter.id for meter in household.meters),
    )
