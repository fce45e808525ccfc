"""template.yaml as CloudFormation takes it: JSON, and uploads in the place of what lies on this disk.

`sam package` does the same on the way to AWS. Nothing else is changed, and no resource is added or left out.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from meter_reads.local.template import TEMPLATE, Intrinsic, document


@dataclass(frozen=True, slots=True)
class Uploaded:
    """An object in the bucket of artefacts."""

    bucket: str
    key: str


def packaged(package: Uploaded, template: Path = TEMPLATE) -> str:
    """The text of the template, whose functions' code is `package`."""
    return json.dumps(_packaged(document(template), package, template.parent))


def _packaged(value: Any, package: Uploaded, folder: Path) -> Any:
    match value:
        case Intrinsic("Ref" | "Condition" as function, name):
            return {function: name}
        case Intrinsic("GetAtt", str(path)):
            return {"Fn::GetAtt": path.split(".", 1)}
        case Intrinsic(function, argument):
            return {f"Fn::{function}": _packaged(argument, package, folder)}
        case dict():
            return dict(_member(*each, package, folder) for each in value.items())
        case list():
            return [_packaged(each, package, folder) for each in value]
        case _:
            return value


def _member(name: str, value: Any, package: Uploaded, folder: Path) -> tuple[str, Any]:
    if name == "CodeUri":
        return name, {"Bucket": package.bucket, "Key": package.key}
    if name == "DefinitionUri":
        # A state machine's definition is small enough to be said in the template itself.
        return "Definition", yaml.safe_load((folder / value).read_text(encoding="utf-8"))
    return name, _packaged(value, package, folder)
