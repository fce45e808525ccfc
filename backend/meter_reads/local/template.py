"""What template.yaml says, for those who build the same thing on a laptop."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from meter_reads.local.options import REPOSITORY

try:  # ten times as fast, which is seconds of a start
    from yaml import CSafeLoader as SafeLoader
except ImportError:  # PyYAML was built without libyaml
    from yaml import SafeLoader  # type: ignore[assignment]

TEMPLATE = REPOSITORY / "template.yaml"


@dataclass(frozen=True, slots=True)
class Intrinsic:
    """`!Ref Name` and the like: a value that only CloudFormation can work out."""

    function: str
    argument: Any


class _Loader(SafeLoader):
    """YAML with CloudFormation's short tags."""


def _intrinsic(loader: _Loader, function: str, node: yaml.Node) -> Intrinsic:
    if isinstance(node, yaml.ScalarNode):
        return Intrinsic(function, loader.construct_scalar(node))
    if isinstance(node, yaml.SequenceNode):
        return Intrinsic(function, loader.construct_sequence(node, deep=True))
    assert isinstance(node, yaml.MappingNode)  # there is no fourth kind
    return Intrinsic(function, loader.construct_mapping(node, deep=True))


_Loader.add_multi_constructor("!", _intrinsic)


def document(template: Path = TEMPLATE) -> dict[str, Any]:
    """All that the template says, its intrinsic functions as `Intrinsic`; not to be changed."""
    return _loaded(template.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _loaded(text: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load(text, _Loader)  # noqa: S506  # a safe one
    return loaded


def resources(resource_type: str, template: Path = TEMPLATE) -> dict[str, dict[str, Any]]:
    """The properties of all resources of a type, by logical id."""
    return {
        logical_id: resource.get("Properties", {})
        for logical_id, resource in document(template)["Resources"].items()
        if resource["Type"] == resource_type
    }


def intrinsics(value: Any) -> Iterator[Intrinsic]:
    """All that only CloudFormation can work out, anywhere within a value."""
    if isinstance(value, Intrinsic):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from intrinsics(each)
    elif isinstance(value, list):
        for each in value:
            yield from intrinsics(each)
