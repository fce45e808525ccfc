"""How a log entry is written as a DynamoDB item, and read back.

The meter, the reading and the state are JSON texts: they are written and read whole and never queried,
and so an ordinary entry stays under 1 KB, which is one write unit. Keys are short for the same reason.
"""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from meter_reads.domain.annual_consumption import AnnualConsumption, Basis, Milestone
from meter_reads.domain.findings import Figures, Finding, ReadingCode, Suggestion, SuggestionKind
from meter_reads.domain.meter_log import Change, ChangeKind, Known, LogEntry, MeterState
from meter_reads.domain.readings import Decision, Meter, Reading, ReadingSource, ReadingStatus
from meter_reads.domain.registers import Fuel, MeterUnit, Register, RegisterRole

if TYPE_CHECKING:
    from meter_reads.store.log_item import LogItem

Json = dict[str, Any]


def to_item(entry: LogEntry) -> "LogItem":
    # The database library is slow to load, and whoever only reads the stream has no need of it.
    from meter_reads.store.log_item import LogItem

    item = LogItem(
        entry.meter.id,
        entry.sequence,
        meter=_dumps(_meter_json(entry.meter)),
        state=_dumps(_state_json(entry.state)),
    )
    if entry.change is not None:
        item.kind = entry.change.kind.value
        item.occurred_at = _instant_text(entry.change.occurred_at)
        item.reading = _dumps(_reading_json(entry.change.reading))
        item.was = entry.change.was
    return item


def from_item(raw: Mapping[str, Any]) -> LogEntry:
    """Reads an item as DynamoDB sends it, `{"meter_id": {"S": …}, …}`: from a query or a stream record."""
    text = {name: value.get("S") or value.get("N") for name, value in raw.items()}
    meter = _meter(text["meter_id"], json.loads(text["meter"]))
    change = None
    if "kind" in text:
        change = Change(
            kind=ChangeKind(text["kind"]),
            occurred_at=datetime.fromisoformat(text["occurred_at"]),
            reading=_reading(json.loads(text["reading"])),
            was=ReadingStatus(text["was"]) if "was" in text else None,
        )
    return LogEntry(
        meter=meter, sequence=int(text["sequence"]), state=_state(json.loads(text["state"])), change=change
    )


def _dumps(value: Json) -> str:
    return json.dumps(value, separators=(",", ":"))


def _without_nulls(value: Json) -> Json:
    return {key: each for key, each in value.items() if each not in (None, [], {}, "")}


def _instant_text(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _date_text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _optional_date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _meter_json(meter: Meter) -> Json:
    annual = meter.registry_annual_kwh
    return _without_nulls(
        {
            "account": meter.account_number,
            "fuel": meter.fuel.value,
            "point": meter.supply_point,
            "serial": meter.serial,
            "registers": [[r.id, r.role.value, r.digits, r.unit.value] for r in meter.registers],
            "installed": meter.installed.isoformat(),
            "removed": _date_text(meter.removed),
            "supplied": meter.supply_start.isoformat(),
            "annual": None if annual is None else str(annual),
        }
    )


def _meter(meter_id: str, data: Json) -> Meter:
    annual = data.get("annual")
    return Meter(
        id=meter_id,
        account_number=data["account"],
        fuel=Fuel(data["fuel"]),
        supply_point=data["point"],
        serial=data["serial"],
        registers=tuple(
            Register(register_id, RegisterRole(role), digits, MeterUnit(unit))
            for register_id, role, digits, unit in data["registers"]
        ),
        installed=date.fromisoformat(data["installed"]),
        removed=_optional_date(data.get("removed")),
        supply_start=date.fromisoformat(data["supplied"]),
        registry_annual_kwh=None if annual is None else Decimal(annual),
    )


def _reading_json(reading: Reading) -> Json:
    return _without_nulls(
        {
            "seq": reading.sequence,
            "date": reading.read_date.isoformat(),
            "values": dict(reading.values),
            "source": reading.source.value,
            "status": reading.status.value,
            "at": _instant_text(reading.submitted_at),
            "by": reading.submitted_by,
            "findings": [_finding_json(finding) for finding in reading.findings],
            "reason": reading.reason,
            "photo": reading.photo_id,
            "decision": reading.decision and _decision_json(reading.decision),
        }
    )


def _reading(data: Json) -> Reading:
    return Reading(
        sequence=data["seq"],
        read_date=date.fromisoformat(data["date"]),
        values=data["values"],
        source=ReadingSource(data["source"]),
        status=ReadingStatus(data["status"]),
        submitted_at=datetime.fromisoformat(data["at"]),
        submitted_by=data.get("by", ""),
        findings=tuple(_finding(each) for each in data.get("findings", ())),
        reason=data.get("reason"),
        photo_id=data.get("photo"),
        decision=_decision(data["decision"]) if "decision" in data else None,
    )


def _decision_json(decision: Decision) -> list[str]:
    return [decision.by, decision.name, _instant_text(decision.at), decision.reason]


def _decision(data: list[str]) -> Decision:
    by, name, at, reason = data
    return Decision(by, name, datetime.fromisoformat(at), reason)


def _finding_json(finding: Finding) -> Json:
    figures = finding.figures
    return _without_nulls(
        {
            "code": finding.code.value,
            "register": finding.register,
            "slips": [[s.kind.value, s.value] for s in finding.suggestions],
            "figures": figures
            and [
                figures.start.isoformat(),
                figures.end.isoformat(),
                *map(str, (figures.kwh, figures.expected, figures.low, figures.high, figures.outer)),
            ],
            "overruled": finding.overruled or None,
            "suspects": finding.suspects,
            "doubtful": finding.doubtful or None,
        }
    )


def _finding(data: Json) -> Finding:
    figures = None
    if "figures" in data:
        start, end, *kwh = data["figures"]
        figures = Figures(date.fromisoformat(start), date.fromisoformat(end), *map(Decimal, kwh))
    return Finding(
        code=ReadingCode(data["code"]),
        register=data.get("register"),
        suggestions=tuple(Suggestion(SuggestionKind(kind), value) for kind, value in data.get("slips", ())),
        figures=figures,
        overruled=data.get("overruled", False),
        suspects=data.get("suspects"),
        doubtful=data.get("doubtful", False),
    )


def _known_json(known: Known | None) -> list[Any] | None:
    return [known.sequence, known.read_date.isoformat(), known.values] if known else None


def _known(data: list[Any] | None) -> Known | None:
    return None if data is None else Known(data[0], date.fromisoformat(data[1]), data[2])


def _state_json(state: MeterState) -> Json:
    return _without_nulls(
        {
            "latest": _date_text(state.latest_read_date),
            "actual": _known_json(state.last_actual),
            "estimate": _known_json(state.last_estimate),
            "held": list(state.held),
            "annual": state.annual and [str(state.annual.kwh), state.annual.basis.value],
            "total": str(state.total_kwh),
            "milestones": [[m.on.isoformat(), str(m.total_kwh)] for m in state.milestones],
            "keys": [list(pair) for pair in state.recent_keys],
            "day": _date_text(state.stored_on),
            "stored": dict(state.stored_by_source),
        }
    )


def _state(data: Json) -> MeterState:
    annual = data.get("annual")
    return MeterState(
        latest_read_date=_optional_date(data.get("latest")),
        last_actual=_known(data.get("actual")),
        last_estimate=_known(data.get("estimate")),
        held=tuple(data.get("held", ())),
        annual=annual and AnnualConsumption(Decimal(annual[0]), Basis(annual[1])),
        total_kwh=Decimal(data["total"]),
        milestones=tuple(
            Milestone(date.fromisoformat(on), Decimal(total)) for on, total in data.get("milestones", ())
        ),
        recent_keys=tuple((digest, sequence) for digest, sequence in data.get("keys", ())),
        stored_on=_optional_date(data.get("day")),
        stored_by_source=tuple(data.get("stored", {}).items()),
    )
