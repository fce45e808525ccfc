"""Who may act on which meter and which account. Not the caller's and not there look the same."""

from meter_reads.journey.callers import Caller, Customer, Guest, Staff


def may_act_on_meter(caller: Caller, meter_id: str) -> bool:
    """A guest for the meters of the token, a customer for those of their own accounts, an agent for all."""
    match caller:
        case Guest() | Customer():
            return meter_id in caller.meter_ids
        case Staff():
            return caller.is_agent
    return False


def may_see_account(caller: Caller, account_number: str) -> bool:
    """A customer their own accounts, an agent all; a guest none."""
    match caller:
        case Customer():
            return account_number in caller.account_numbers
        case Staff():
            return caller.is_agent
    return False
