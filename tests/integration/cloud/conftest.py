"""The AWS account that `make cloud` deploys into, for the clients of these tests."""

import os
from collections.abc import Iterator
from typing import Any

import pytest

from meter_reads.local.aws_environment import point_aws_at


@pytest.fixture(scope="module")
def account(cloud: Any) -> Iterator[None]:
    before = dict(os.environ)
    point_aws_at(cloud.emulator, os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)
