"""`make cloud`: all of template.yaml, deployed into the emulator by CloudFormation, until Ctrl-C.

What runs here is what would run on AWS: the packaged functions behind the template's APIs, the site from its
bucket, everything behind the template's distribution. Each stage says what it does.
"""

import os
import sys
import time
from collections.abc import MutableMapping
from contextlib import ExitStack
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from meter_reads.local.aws_environment import point_aws_at
from meter_reads.local.cannot_serve import CannotServe
from meter_reads.local.cloud.account_loading import create_people_in, load_accounts_into
from meter_reads.local.cloud.deployment import Deployment, deploy
from meter_reads.local.cloud.site import upload_site
from meter_reads.local.data_folder import DataFolder
from meter_reads.local.demo_accounts import DemoAccount, demo_accounts
from meter_reads.local.emulator_process import EmulatorProcess
from meter_reads.local.ending import end_at_a_signal, ending_undisturbed
from meter_reads.local.options import REPOSITORY, Options
from meter_reads.local.people import Person, demo_people
from meter_reads.local.web_server import take_port
from meter_reads.local.website import SITE, check_built

PACKAGE = REPOSITORY / ".aws-sam" / "local" / "package.zip"
STACK = "meter-reads-local"
DATA = ".data-cloud"
# In the data folder: where the emulator answers.
ENDPOINT = "endpoint"

_OK, _EMULATOR_ENDED, _CANNOT_SERVE = 0, 1, 2
_LOOK_AGAIN_SECONDS = 0.2


def main(environment: MutableMapping[str, str]) -> int:
    """Deploys and waits; the exit code: 0 after a stop, 1 if the emulator ended, 2 if it cannot be done."""
    end_at_a_signal()
    try:
        with ExitStack() as stack:
            code = _cloud(environment, stack)
    except CannotServe as error:
        print(error, file=sys.stderr)
        return _CANNOT_SERVE
    except KeyboardInterrupt:
        code = _OK
    print("Stopped.", flush=True)
    return code


def _cloud(environment: MutableMapping[str, str], stack: ExitStack) -> int:
    options = Options.from_environment(environment, DATA)
    check_built(SITE)
    listener = stack.enter_context(take_port(options.port))
    data = DataFolder(options.data)
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"

    _say("Starting the emulator of the AWS services …")
    log = stack.enter_context(data.open_log("emulator"))
    emulator = EmulatorProcess.start(
        options.emulator_python,
        data.state,
        log,
        environment=environment,
        lock=data.lock,
        viewers=listener,
    )
    stack.callback(emulator.stop)
    stack.enter_context(ending_undisturbed())
    point_aws_at(emulator.endpoint, environment)
    (data.path / ENDPOINT).write_text(emulator.endpoint, encoding="ascii")
    try:
        accounts, people = demo_accounts(), demo_people()
        deployed = _deployed(accounts, people, url)
    except (BotoCoreError, ClientError) as error:
        raise CannotServe(f"The emulator does not answer ({error}): see {log.name}") from error
    emulator.show(deployed.outputs["DistributionId"])
    _say_ready(url, accounts, people, data, deployed)
    while not emulator.ended:
        time.sleep(_LOOK_AGAIN_SECONDS)
    _say(f"The emulator ended by itself: see {log.name}, then start again with make cloud.")
    return _EMULATOR_ENDED


def _deployed(accounts: tuple[DemoAccount, ...], people: tuple[Person, ...], url: str) -> Deployment:
    _say("Deploying template.yaml …")
    deployed = deploy(STACK, PACKAGE)
    _say(f"  {len(deployed.resources)} resources: {deployed.done}.")
    _say("Uploading the site …")
    upload_site(SITE, deployed)
    _say("Loading the demo accounts and people …")
    loaded = load_accounts_into(deployed, accounts)
    create_people_in(deployed, people, url)
    _say(f"  {loaded} loaded, {len(accounts) - loaded} were there already.")
    return deployed


def _say(line: str) -> None:
    print(line, flush=True)


def _say_ready(
    url: str,
    accounts: tuple[DemoAccount, ...],
    people: tuple[Person, ...],
    data: DataFolder,
    deployed: Deployment,
) -> None:
    rows = "\n".join(f"  {each.number}  {each.postcode:<8}  {each.note}" for each in accounts)
    who = "\n".join(f"  {each.username:<22}  {each.password:<16}  {each.role}" for each in people)
    folder = "" if data.path == Path(DATA) else f"DATA_DIR={data.path} "
    _say(
        f"Ready: {url}\n\n"
        f"Demo accounts:\n  number      postcode  what is special\n{rows}\n\n"
        f"Demo people, who sign in at {url}/sign-in.html:\n"
        f"  name                    password          who that is\n{who}\n\n"
        f"The API: {url}/graphql. Sockets: {url.replace('http', 'ws', 1)}/live.\n"
        f"Stack {STACK}, in the emulator at {os.environ['AWS_ENDPOINT_URL']}, region {deployed.region}.\n"
        f"Watch the logs of the functions: {folder}make cloud-logs\n"
        "Ctrl-C stops everything and keeps the data."
    )


if __name__ == "__main__":
    sys.exit(main(os.environ))
