"""The Lambda package, built for real from PyPI's wheels by the makefile build method.

Once by `sam build` for AWS, and once for this machine, to import it.
"""

import gzip
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import Distribution, PathDistribution
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from meter_reads.api.schema_document import keep_schema_document

from .conftest import REPOSITORY
from .rules import Template

BACKEND = REPOSITORY / "backend"
HERE = "{}.{}".format(*sys.version_info[:2])
# Measured without our own code: 8.3 and 14.8 MB, and 15.4 MB for checking signatures, nearly all of it
# cryptography. The rest is for our code, and for libraries to grow.
LARGEST_SOURCE_MB = 26
LARGEST_MB = 35
CALLED = {"codedeploy", "dynamodb", "lambda", "sts"}
EXPECTED = {
    *("anyio", "ariadne", "botocore", "dateutil", "graphql", "idna", "jmespath", "mangum", "meter_reads"),
    *(
        "itsdangerous",
        *("_cffi_backend.cpython-313-aarch64-linux-gnu.so", "cffi", "cryptography", "jwt", "pycparser"),
        "pynamodb",
        "pythonjsonlogger",
        "six.py",
        "tzdata",
        "starlette",
        "typing_extensions.py",
        "urllib3",
    ),
}


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", "--no-print-directory", "-C", str(BACKEND), *arguments, f"PYTHON={sys.executable}"],
        capture_output=True,
        text=True,
        check=False,
    )


def distributions(package: Path) -> dict[str, Distribution]:
    return {
        canonicalize_name(path.name.split("-")[0]): PathDistribution(path)
        for path in package.glob("*.dist-info")
    }


def is_met(requirement: Requirement, installed: dict[str, Distribution]) -> bool:
    found = installed.get(canonicalize_name(requirement.name))
    return found is not None and requirement.specifier.contains(found.version, prereleases=True)


def size_in_mb(files: list[Path]) -> float:
    return sum(path.stat().st_size for path in files) / 1e6


@pytest.fixture(scope="session")
def aws_package(
    sam: Callable[..., subprocess.CompletedProcess[str]], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """What `sam build` would upload for one function; all the others are made by the same target."""
    build = tmp_path_factory.mktemp("sam") / "build"
    built = sam("build", "HttpFunction", "--build-dir", str(build))
    assert built.returncode == 0, built.stdout + built.stderr
    # The target's own words on what it made, for test_the_package_is_small to show.
    (build / "said.txt").write_text(
        "\n".join(re.findall(r"^(?:Package for|No Python|Byte|\s+\d+ KB).*$", built.stderr, re.MULTILINE))
    )
    return build / "HttpFunction"


@pytest.fixture(scope="session")
def package_for_here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same target for this machine's processor and Python, as the emulator needs it."""
    package = tmp_path_factory.mktemp("here") / "package"
    built = make(
        "build-HttpFunction",
        f"ARTIFACTS_DIR={package}",
        f"ARCH={os.uname().machine}",
        f"PYTHON_VERSION={HERE}",
    )
    assert built.returncode == 0, built.stdout + built.stderr
    return package


def test_every_function_is_built_and_all_by_one_target(translated: Template) -> None:
    makefile = (BACKEND / "Makefile").read_text().replace("\\\n", "")
    [named] = re.findall(r"^FUNCTIONS := (.*)$", makefile, re.MULTILINE)
    functions = [
        name for name, each in translated["Resources"].items() if each["Type"] == "AWS::Lambda::Function"
    ]

    assert sorted(named.split()) == sorted(functions)
    assert "\n$(BUILDS): package\n" in makefile


def test_the_package_is_built_for_the_runtime_of_the_template(translated: Template) -> None:
    makefile = (BACKEND / "Makefile").read_text()
    default = translated["Parameters"]["PythonRuntime"]["Default"]

    assert f"PYTHON_VERSION ?= {default.removeprefix('python')}\n" in makefile
    assert "ARCH ?= aarch64\n" in makefile
    assert translated["Resources"]["HttpFunction"]["Properties"]["Architectures"] == ["arm64"]


def test_the_package_holds_what_the_function_needs_and_nothing_else(aws_package: Path) -> None:
    found = {path.name for path in aws_package.iterdir() if path.suffix != ".dist-info"} - {"__pycache__"}

    assert found == EXPECTED


def test_the_package_is_complete_for_the_python_it_runs_on(aws_package: Path, translated: Template) -> None:
    # pip reads environment markers by the Python that runs it, not by the one it installs for; so ask again.
    version = translated["Parameters"]["PythonRuntime"]["Default"].removeprefix("python")
    target: dict[str, str] = {
        **{key: str(value) for key, value in default_environment().items()},
        "python_version": version,
        "python_full_version": f"{version}.0",
        "sys_platform": "linux",
        "platform_machine": "aarch64",
        "extra": "",
    }
    installed = distributions(aws_package)

    missing = [
        f"{name} needs {requirement}"
        for name, distribution in installed.items()
        for requirement in map(Requirement, distribution.requires or [])
        if requirement.marker is None or requirement.marker.evaluate(target)
        if not is_met(requirement, installed)
    ]

    assert missing == []


def test_the_package_holds_exactly_what_the_lock_pins(aws_package: Path) -> None:
    lock = (BACKEND / "requirements.txt").read_text()
    pinned = {
        canonicalize_name(requirement.name): str(requirement.specifier).removeprefix("==")
        for requirement in map(
            Requirement, re.findall(r"^[a-z0-9][^\\\n]*", lock, re.MULTILINE | re.IGNORECASE)
        )
        if requirement.marker is None or requirement.marker.evaluate()
    }

    assert {name: found.version for name, found in distributions(aws_package).items()} == pinned


def test_the_package_leaves_the_laptop_and_the_tests_at_home(aws_package: Path) -> None:
    names = {path.relative_to(aws_package).as_posix() for path in aws_package.rglob("*")}

    assert "meter_reads/lambdas/http.py" in names
    assert [name for name in names if name.startswith("meter_reads/local")] == []
    assert [name for name in names if re.search(r"(^|/)tests?(/|$)", name)] == []
    assert [name for name in names if re.search(r"(^|/)(boto3|s3transfer|pip|bin)(/|$)", name)] == []
    assert [name for name in names if name.endswith("/RECORD")] == []


def test_the_package_brings_the_tree_of_its_own_schema(aws_package: Path, tmp_path: Path) -> None:
    api = aws_package / "meter_reads" / "api"
    shutil.copy(api / "schema.graphql", tmp_path)
    keep_schema_document(tmp_path)
    digest = slice(0, 32)  # of the text, and of the version of the library that parsed it

    assert (api / "schema.pickle").read_bytes()[digest] == (tmp_path / "schema.pickle").read_bytes()[digest]


def test_the_package_keeps_licences(aws_package: Path) -> None:
    licences = [p for p in aws_package.rglob("*") if re.match(r"LICEN[CS]E", p.name, re.IGNORECASE)]

    assert len(licences) >= 10


def test_botocore_knows_only_the_services_that_are_called(aws_package: Path) -> None:
    data = aws_package / "botocore" / "data"

    assert {path.name for path in data.iterdir() if path.is_dir()} == CALLED
    # Whatever botocore's compression: it reads either.
    assert {path.name.removesuffix(".gz") for path in data.iterdir() if path.is_file()} >= {
        *("endpoints.json", "partitions.json", "sdk-default-configuration.json", "_retry.json")
    }


def test_botocore_brings_no_endpoints_of_other_services_and_no_documentation(aws_package: Path) -> None:
    data = aws_package / "botocore" / "data"
    partitions = json.loads((data / "endpoints.json").read_text())["partitions"]
    described = [gzip.decompress(path.read_bytes()) for path in data.rglob("service-2.json.gz")]

    assert {name for partition in partitions for name in partition["services"]} == CALLED
    assert len(described) >= len(CALLED)
    assert [text for text in described if b'"documentation":"' in text] == []


def test_the_package_is_small(aws_package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [path for path in aws_package.rglob("*") if path.is_file()]
    source = [path for path in files if path.suffix != ".pyc"]

    with capsys.disabled():
        # The figures are shown in every run, so that growth is seen before it hurts.
        print(f"\n{(aws_package.parent / 'said.txt').read_text()}")  # noqa: T201
        sizes = f"{size_in_mb(files):.1f} MB, {size_in_mb(source):.1f} MB without bytecode"
        print(f"{len(files)} files, {sizes}")  # noqa: T201

    assert size_in_mb(source) < LARGEST_SOURCE_MB
    assert size_in_mb(files) < LARGEST_MB


def test_bytecode_fits_the_target_or_there_is_none(aws_package: Path, translated: Template) -> None:
    runtime = translated["Parameters"]["PythonRuntime"]["Default"]
    tag = runtime.replace("python", "cpython-").replace(".", "")

    assert {path.name.rsplit(".", 2)[1] for path in aws_package.rglob("*.pyc")} <= {tag}


def test_bytecode_is_taken_as_it_is_without_a_look_at_the_source(package_for_here: Path) -> None:
    """Bytes 4 to 8 of a .pyc are flags: 1 is hash-based, and not to be checked (PEP 552)."""
    sources = list(package_for_here.rglob("*.py"))
    compiled = [Path(importlib.util.cache_from_source(str(path))) for path in sources]

    assert [path for path in compiled if not path.exists()] == []
    assert {int.from_bytes(path.read_bytes()[4:8], "little") for path in compiled} == {1}
    assert all(b"/var/task/" in path.read_bytes() for path in compiled)


@pytest.mark.parametrize(
    "name",
    [
        *("http", "websocket", "stream", "operations", "review_tasks", "review_care", "photo_arrived"),
        "rehearsal",
    ],
)
def test_the_handler_can_be_imported_from_the_package_alone(name: str, package_for_here: Path) -> None:
    # -I -S: no site-packages, no environment of Python's, no current folder. The package is all there is.
    program = (
        f"import json, sys; sys.path.insert(0, {str(package_for_here)!r}); "
        f"import meter_reads.lambdas.{name} as function; "
        "files = [m.__file__ or '' for m in list(sys.modules.values()) if hasattr(m, '__file__')]; "
        "foreign = [f for f in files if 'site-packages' in f]; "
        "print(json.dumps([callable(function.handler), function.__file__, foreign]))"
    )
    environment = {
        "ENVIRONMENT": "production",
        "AWS_REGION": "eu-west-2",
        "AWS_DEFAULT_REGION": "eu-west-2",
        "AWS_ACCESS_KEY_ID": "none",
        "AWS_SECRET_ACCESS_KEY": "none",
        "METER_LOG_TABLE": "log",
        "ACCOUNTS_TABLE": "accounts",
        "ATTEMPTS_TABLE": "attempts",
        "CONNECTIONS_TABLE": "connections",
        "PROJECTIONS_TABLE": "projections",
        "AUDIT_TABLE": "audit",
        "REVIEWS_TABLE": "reviews",
        "REVIEW_STATE_MACHINE": "arn:aws:states:eu-west-2:123456789012:stateMachine:review",
        "NOTICES_TOPIC": "arn:aws:sns:eu-west-2:123456789012:notices",
        "OPERATIONS_QUEUE_URL": "https://sqs.eu-west-2.amazonaws.com/123456789012/operations",
        "CONNECTIONS_ENDPOINT": "https://abcde12345.execute-api.eu-west-2.amazonaws.com/live",
        "SIGNING_KEYS": "k" * 64,
        "EDGE_SECRET": "e" * 64,
        "HTTP_VERSION": "arn:aws:lambda:eu-west-2:123456789012:function:http:1",
        "WEBSOCKET_VERSION": "arn:aws:lambda:eu-west-2:123456789012:function:websocket:1",
        "STREAM_VERSION": "arn:aws:lambda:eu-west-2:123456789012:function:stream:1",
        "LOG_LEVEL": "INFO",
    }

    said = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert said.returncode == 0, said.stderr
    assert json.loads(said.stdout) == [
        True,
        str(package_for_here / "meter_reads" / "lambdas" / f"{name}.py"),
        [],
    ]


def test_a_build_without_a_place_or_over_another_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep me")

    nowhere = make("build-HttpFunction", "ARTIFACTS_DIR=")
    over = make("build-HttpFunction", f"ARTIFACTS_DIR={tmp_path}")

    assert (nowhere.returncode, over.returncode) == (2, 2)
    assert "ARTIFACTS_DIR=" in nowhere.stderr
    assert "is not empty" in over.stderr
    assert (tmp_path / "mine.txt").exists()


def test_a_wheel_that_is_not_the_locked_one_is_refused(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.txt"
    lock.write_text(f"six==1.17.0 --hash=sha256:{'0' * 64}\n")

    built = make("build-HttpFunction", f"ARTIFACTS_DIR={tmp_path / 'package'}", f"REQUIREMENTS={lock}")

    assert built.returncode != 0
    assert "DO NOT MATCH THE HASHES" in built.stderr
