"""The stages of samconfig.toml: what each is called on AWS, and where."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from meter_reads.local.cannot_serve import CannotServe
from meter_reads.local.options import REPOSITORY

SAMCONFIG = REPOSITORY / "samconfig.toml"


@dataclass(frozen=True, slots=True)
class Stage:
    stack: str
    region: str


def stages(samconfig: Path = SAMCONFIG) -> dict[str, Stage]:
    """By name; `default`, which only builds, is none."""
    config = tomllib.loads(samconfig.read_text(encoding="utf-8"))
    return {
        name: Stage(table["global"]["parameters"]["stack_name"], table["global"]["parameters"]["region"])
        for name, table in config.items()
        if isinstance(table, dict) and name != "default"
    }


def stage(name: str) -> Stage:
    """Raises CannotServe where there is none of that name."""
    known = stages()
    if name not in known:
        raise CannotServe(f"There is no stage {name!r}: STAGE is one of {', '.join(known)}.")
    return known[name]
