"""What the benchmarks share: figures by round, their ratios, and the CPU of an interpreter of its own."""

import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version


@dataclass
class Series:
    """Figures of one subject, one for each round."""

    name: str
    figures: list[float]

    def against(self, base: "Series") -> str:
        """The median ratio of the rounds, the middle eight tenths, and the ratio of the least."""
        ratios = [mine / other for mine, other in zip(self.figures, base.figures, strict=True)]
        low, high = _middle(ratios)
        least = min(self.figures) / min(base.figures)
        return f"{statistics.median(ratios):5.2f}  ({low:.2f} to {high:.2f})  {least:5.2f}"


def _middle(figures: Sequence[float]) -> tuple[float, float]:
    tenths = statistics.quantiles(figures, n=10)
    return tenths[0], tenths[-1]


def print_machine() -> None:
    packages = ("boto3", "botocore", "pynamodb", "ariadne", "graphql-core", "starlette", "mangum")
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores,")
    print(f"{platform.platform()}, Python {platform.python_version()},")
    print(", ".join(f"{name} {version(name)}" for name in packages))


def spent(code: str, environment: Mapping[str, str]) -> tuple[float, float]:
    """CPU in ms, and the most memory held in MB, of an interpreter that runs some code."""
    process = subprocess.Popen([sys.executable, "-c", code], env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = status
    assert status == 0, code
    return (usage.ru_utime + usage.ru_stime) * 1000, usage.ru_maxrss / 1024


def print_series(series: Sequence[Series], unit: str, base: Series) -> None:
    print(f"  {'':26}{unit:>7}  least  ratio  (eight tenths)  of the least")
    for each in series:
        median, least = statistics.median(each.figures), min(each.figures)
        print(f"  {each.name:26}{median:7.2f}{least:7.2f}  {each.against(base)}")
