"""A guest proves an account and gets a token for its meters.

Every failed match takes the same calls and gets the same answer, whether the account exists or not;
formats are judged before anything is looked up, and whoever has to wait is told so before anything is
matched, so that no answer tells what was right about a guess.
"""

from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv6Address, ip_address, ip_network

from meter_reads.domain.attempts import AttemptScope
from meter_reads.domain.identifiers import (
    InvalidIdentifier,
    Mpan,
    normalise_account_number,
    normalise_postcode,
    normalise_serial,
    parse_supply_point,
)
from meter_reads.domain.meter_log import LogEntry
from meter_reads.journey.refusals import BadInput
from meter_reads.journey.tokens import GUEST_JOURNEY_LIFE, TokenKind, Tokens
from meter_reads.metrics import Metric, Note, unnoted
from meter_reads.store.attempts import Keys
from meter_reads.store.stores import Stores

NO_MATCH = (
    "These details do not match our records. Check them against a bill or the meter itself and try again, "
    "or call us."
)
WAIT = "There were too many attempts that did not match. Please try again later, or call us."


@dataclass(frozen=True, slots=True)
class Proof:
    """What a guest gives: account number and postcode, or supply point, meter serial and postcode."""

    postcode: str
    account_number: str | None = None
    supply_point: str | None = None
    meter_serial: str | None = None


@dataclass(frozen=True, slots=True)
class JourneyStarted:
    token: str
    expires_at: datetime
    meters: tuple[LogEntry, ...]


@dataclass(frozen=True, slots=True)
class JourneyRefused:
    message: str
    retry_at: datetime | None = None


def start_guest_journey(
    stores: Stores, tokens: Tokens, proof: Proof, *, address: str, now: datetime, note: Note = unnoted
) -> JourneyStarted | JourneyRefused:
    """Opens a journey of 30 minutes for the meters that the proof covers.

    Raises BadInput for details of the wrong form, StoreUnavailable.
    """
    details = _details(proof)
    keys = _attempt_keys(address, details[0])
    seen = stores.attempts.look(keys)
    waits = [wait for each in seen.values() if (wait := each.record.retry_at(now)) is not None]
    if waits:
        return JourneyRefused(WAIT, max(waits))
    # Against what is guessed at, an attempt counts before it is matched, so that no more guesses than the
    # limit are ever matched, however many come at once. An address is shared by many honest people, the
    # sixth of whom must not wait for the five before; there only what failed counts.
    target = (AttemptScope.TARGET, keys[AttemptScope.TARGET])
    counted = stores.attempts.count_failure(*target, seen[AttemptScope.TARGET], now)
    if isinstance(counted, datetime):
        return JourneyRefused(WAIT, counted)
    proven = stores.accounts.proven(*details)
    if proven is None:
        for scope in (AttemptScope.ADDRESS, AttemptScope.NETWORK):
            stores.attempts.count_failure(scope, keys[scope], seen[scope], now)
        note(Metric.PROOFS_FAILED)
        return JourneyRefused(NO_MATCH)
    stores.attempts.take_back(*target, seen[AttemptScope.TARGET], counted, now)
    newest = (stores.meter_log.newest(meter_id) for meter_id in proven.meter_ids)
    expires_at = (now + GUEST_JOURNEY_LIFE).replace(microsecond=0)
    claims = {"account": tokens.name_for(proven.account_number), "meters": proven.meter_ids}
    return JourneyStarted(
        token=tokens.issue(TokenKind.GUEST_JOURNEY, claims, expires_at),
        expires_at=expires_at,
        meters=tuple(entry for entry in newest if entry is not None),
    )


def _details(proof: Proof) -> tuple[str, ...]:
    """The details in the form in which they are stored, what they are about first."""
    by_account, by_meter = proof.account_number is not None, proof.supply_point is not None
    if by_account == by_meter:
        raise BadInput(
            "input", "Give either accountNumber, or supplyPoint and meterSerial; and the postcode."
        )
    if by_account and proof.meter_serial is not None:
        raise BadInput("input.meterSerial", "Leave this out where an accountNumber is given.")
    if by_meter and proof.meter_serial is None:
        raise BadInput("input.meterSerial", "Give the serial number printed on the meter as well.")
    field = "input.postcode"
    try:
        postcode = normalise_postcode(proof.postcode)
        if proof.account_number is not None:
            field = "input.accountNumber"
            return (normalise_account_number(proof.account_number), postcode)
        field = "input.supplyPoint"
        supply_point = parse_supply_point(proof.supply_point or "")
        field = "input.meterSerial"
        serial = normalise_serial(proof.meter_serial or "")
    except InvalidIdentifier as error:
        raise BadInput(field, error.message) from error
    number = supply_point.core if isinstance(supply_point, Mpan) else supply_point.number
    return (number, serial, postcode)


def _attempt_keys(address: str, target: str) -> Keys:
    """Whose failures count: the address, its network (/24, or /48 with /64 as the address), the target."""
    ip = ip_address(address)
    ip = getattr(ip, "ipv4_mapped", None) or ip
    if isinstance(ip, IPv6Address):
        host, network = ip_network((ip, 64), strict=False), ip_network((ip, 48), strict=False)
    else:
        host, network = ip_network(ip), ip_network((ip, 24), strict=False)
    return {
        AttemptScope.ADDRESS: str(host),
        AttemptScope.NETWORK: str(network),
        AttemptScope.TARGET: target,
    }
