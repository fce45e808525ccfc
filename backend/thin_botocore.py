"""Takes out of a package's botocore what no function reads, and every cold start would parse.

    python thin_botocore.py PACKAGE dynamodb sts

Of its data these services stay, and the files that are no service's (partitions, retries); of the list of all
services' endpoints, those of these; of the services' descriptions, all but the documentation.
"""

import gzip
import json
import shutil
import sys
from pathlib import Path
from typing import Any


def thin(data: Path, services: frozenset[str]) -> None:
    for folder in data.iterdir():
        if folder.is_dir() and folder.name not in services:
            shutil.rmtree(folder)
    for examples in data.rglob("examples-1.json*"):
        examples.unlink()
    for file in data.rglob("service-2.json.gz"):
        described = json.loads(gzip.decompress(file.read_bytes()))
        file.write_bytes(gzip.compress(_text(_without_documentation(described)), mtime=0))
    file = data / "endpoints.json"
    endpoints = json.loads(file.read_bytes())
    for partition in endpoints["partitions"]:
        known = partition["services"]
        partition["services"] = {name: known[name] for name in sorted(services & known.keys())}
    file.write_bytes(_text(endpoints))


def _without_documentation(described: Any) -> Any:
    match described:
        case dict():
            return {
                name: _without_documentation(value)
                for name, value in described.items()
                if not (name == "documentation" and isinstance(value, str))
            }
        case list():
            return [_without_documentation(value) for value in described]
    return described


def _text(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


if __name__ == "__main__":
    thin(Path(sys.argv[1]) / "botocore" / "data", frozenset(sys.argv[2:]))
