"""The tools that AWS gives accept the template: offline and without an account."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from .conftest import REGION, REPOSITORY
from .rules import Template


def lint(path: Path, region: str = REGION) -> subprocess.CompletedProcess[str]:
    command = Path(sys.executable).with_name("cfn-lint")
    # With I, its advice too; no rule is ignored.
    return subprocess.run(
        [command, "--include-checks", "I", "--regions", region, "--", path],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )


def test_cfn_lint_finds_nothing_not_even_advice() -> None:
    found = lint(REPOSITORY / "template.yaml")

    assert (found.stdout, found.returncode) == ("", 0), found.stdout + found.stderr


def test_cfn_lint_would_find_something(tmp_path: Path) -> None:
    template = (REPOSITORY / "template.yaml").read_text()
    assert "HttpVersion: http2and3" in template
    bad = tmp_path / "template.yaml"
    bad.write_text(template.replace("HttpVersion: http2and3", "HttpVersion: http9"))

    assert "http9" in lint(bad).stdout


def test_sam_validates_and_lints_it(sam: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    said = sam("validate", "--lint")

    assert said.returncode == 0, said.stdout + said.stderr
    assert "is a valid SAM Template" in said.stdout


def test_the_translator_makes_plain_cloudformation_of_it(translated: Template) -> None:
    kinds = {resource["Type"] for resource in translated["Resources"].values()}

    assert "Transform" not in translated
    assert {kind for kind in kinds if kind.startswith("AWS::Serverless::")} == set()
    assert "AWS::Lambda::Function" in kinds


def test_the_translator_adds_no_resource_of_its_own(source: Template, translated: Template) -> None:
    """Such as a role with broad rights, or an API that the template does not show."""
    added = {
        each["Type"] for name, each in translated["Resources"].items() if name not in source["Resources"]
    }

    # What moves aliases to new versions, which SAM alone makes from one line of a function.
    assert added == {
        *("AWS::Lambda::Alias", "AWS::Lambda::Version"),
        *("AWS::CodeDeploy::Application", "AWS::CodeDeploy::DeploymentGroup"),
    }
    assert set(source["Resources"]) <= set(translated["Resources"])
