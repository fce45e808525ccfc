"""Packages that are not as they should be, and somebody who asks while they are deployed."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import boto3
import httpx2

from meter_reads.local.aws_environment import REGION
from meter_reads.local.cloud.deployment import Deployment

PERSON = "a person"
ROLLED_OUT = ("HttpFunction", "WebsocketFunction", "StreamFunction")


def repackaged(package: Path, into: Path, name: str, text: str) -> Path:
    """The package with another text of one of its files, and without the bytecode of that."""
    bytecode = str(Path(name).parent / "__pycache__" / Path(name).stem)
    with zipfile.ZipFile(package) as old, zipfile.ZipFile(into, "w") as new:
        for each in old.infolist():
            if each.filename != name and not each.filename.startswith(f"{bytecode}."):
                new.writestr(each, old.read(each))
        new.writestr(name, text)
    return into


def original(package: Path, name: str) -> str:
    with zipfile.ZipFile(package) as opened:
        return opened.read(name).decode()


def versions(deployed: Deployment) -> dict[str, str]:
    """Which version each alias points at, by the function's logical id."""
    client = boto3.client("lambda", region_name=REGION)
    return {
        each: client.get_alias(FunctionName=deployed.resources[each], Name="live")["FunctionVersion"]
        for each in ROLLED_OUT
    }


def health(url: str) -> str:
    """What a person is told; a version that is called for the first time has to start."""
    asked = httpx2.get(f"{url}/health", headers={"user-agent": PERSON}, timeout=60)
    assert asked.status_code == 200
    return asked.text


@contextmanager
def a_person_asks(url: str) -> Iterator[list[str]]:
    """Somebody who asks again and again as long as this lasts; what they were answered."""
    answers: list[str] = []
    over = Event()

    def ask() -> None:
        while not over.is_set():
            answers.append(health(url))

    asking = Thread(target=ask)
    asking.start()
    try:
        yield answers
    finally:
        over.set()
        asking.join()
