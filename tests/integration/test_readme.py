"""The README's commands do what it says, as they stand there."""

import json
import re
import subprocess
from pathlib import Path

_README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")


def test_the_curl_commands_prove_an_account_and_send_a_reading(site_url: str):
    script = re.search(r"```sh\n(API=.*?)```", _README, re.DOTALL)
    assert script
    commands = script[1].replace("http://127.0.0.1:8000", site_url)

    run = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands], capture_output=True, text=True, check=True
    )

    journey, result = (json.loads(line) for line in run.stdout.splitlines())
    assert journey["data"]["startGuestJourney"]["token"]
    outcome = result["data"]["submitReading"]
    # What is ordinary changes with the date; whatever it is, it is told.
    assert outcome.get("receipt") or outcome.get("confirmationToken") or outcome["findings"]
