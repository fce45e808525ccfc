"""`make serve`: the whole service on one machine, for one person, until Ctrl-C.

Each stage says what it does; a stage that cannot be done says in one line what to do about it.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  # before imports that would only give a riddle
    sys.exit(
        f"This is Python {sys.version.split()[0]}: use 3.11 or newer, such as PYTHON=python3.13 make serve"
    )

import os
from collections.abc import MutableMapping
from contextlib import ExitStack
from datetime import UTC, datetime

from botocore.exceptions import BotoCoreError, ClientError
from starlette.concurrency import run_in_threadpool

from meter_reads.api.live_app import create_live_app
from meter_reads.journey.review_care import ReviewCare, open_review_care
from meter_reads.local.aws_environment import REGION, point_aws_at
from meter_reads.local.cannot_serve import CannotServe
from meter_reads.local.data_folder import DataFolder
from meter_reads.local.demo_accounts import DemoAccount, demo_accounts
from meter_reads.local.demo_loading import load_demo
from meter_reads.local.emulator_process import EmulatorProcess
from meter_reads.local.ending import end_at_a_signal, ending_undisturbed
from meter_reads.local.live_updates import live_updates
from meter_reads.local.options import Options
from meter_reads.local.people import Person, create_people, create_user_pool, demo_people
from meter_reads.local.photo_bucket import deploy_photo_bucket
from meter_reads.local.rebuilding import rebuild
from meter_reads.local.review_workflow import deploy_review_workflow
from meter_reads.local.running_service import RunningService
from meter_reads.local.tables import create_tables, table_variables
from meter_reads.local.web_server import serve_until_stopped, take_port
from meter_reads.local.website import GRAPHIQL, SITE, check_built, website
from meter_reads.logs import log_json
from meter_reads.settings import InvalidSettings, ReviewSettings, Settings
from meter_reads.store.database import StoreUnavailable
from meter_reads.store.stores import open_stores

_OK, _EMULATOR_ENDED, _CANNOT_SERVE = 0, 1, 2
_TABLE_PREFIX = "local-"


def main(environment: MutableMapping[str, str]) -> int:
    """Serves; the exit code: 0 after a stop, 1 if the emulator ended, 2 if something is to be done first."""
    end_at_a_signal()
    try:
        with ExitStack() as stack:
            code = _serve(environment, stack)
    except CannotServe as error:
        print(error, file=sys.stderr)
        return _CANNOT_SERVE
    except KeyboardInterrupt:
        code = _OK
    _say("Stopped.")
    return code


def _serve(environment: MutableMapping[str, str], stack: ExitStack) -> int:
    options = Options.from_environment(environment)
    check_built(SITE, GRAPHIQL)
    listener = stack.enter_context(take_port(options.port))
    data = DataFolder(options.data)
    key = data.signing_key()

    _say("Starting the emulator of the AWS services …")
    log = stack.enter_context(data.open_log("emulator"))
    emulator = EmulatorProcess.start(
        options.emulator_python, data.state, log, environment=environment, lock=data.lock
    )
    stack.callback(emulator.stop)
    stack.enter_context(ending_undisturbed())
    point_aws_at(emulator.endpoint, environment)

    accounts, people = demo_accounts(), demo_people()
    port = listener.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    try:
        settings = _filled(key, accounts, people, [url, f"http://localhost:{port}"])
    except (StoreUnavailable, BotoCoreError, ClientError) as error:
        raise CannotServe(f"The emulator does not answer ({error}): see {log.name}") from error

    # For reading when something is odd; the terminal stays quiet.
    log_json(settings.log_level, stack.enter_context(data.open_log("service")))
    # Calls to the store block, and on a laptop one process serves many requests: each has a thread.
    live = create_live_app(settings, run=run_in_threadpool)
    updates = live_updates(live, settings, _reviews(settings, data))
    app = website(live.app, updates, emulator.endpoint)
    origins = [url, url.replace("127.0.0.1", "localhost")]
    deploy_photo_bucket(_TABLE_PREFIX, REGION, origins, data.logs / "functions.log")
    RunningService(url, emulator.endpoint, _TABLE_PREFIX).note(data.path)
    stack.callback(RunningService.forget, data.path)
    stopped = serve_until_stopped(app, listener, emulator, lambda: _say_ready(url, accounts, people, data))
    if not stopped:
        _say(f"The emulator ended by itself: see {log.name}, then start again with make serve.")
        return _EMULATOR_ENDED
    _say("Stopping, and saving all data …")
    return _OK


def _filled(
    signing_key: str, accounts: tuple[DemoAccount, ...], people: tuple[Person, ...], site_urls: list[str]
) -> Settings:
    """Tables with the demo accounts in them, a user pool with the people, and the settings of a service
    that uses them.
    """
    _say("Creating the tables and the user pool of template.yaml …")
    tables, pool = create_tables(_TABLE_PREFIX), create_user_pool(site_urls)
    settings = _settings(signing_key, {**table_variables(tables), **pool.variables()})
    _say("Loading the demo accounts …")
    stores = open_stores(settings)
    loaded = load_demo(stores, accounts)
    create_people(pool, people, stores.accounts)
    _say(f"  {loaded} loaded, {len(accounts) - loaded} were there already.")
    rebuild(settings, stores, datetime.now(UTC))
    return settings


def _settings(signing_key: str, variables: dict[str, str]) -> Settings:
    try:
        return Settings.from_environment(
            {
                "ENVIRONMENT": "development",
                "AWS_REGION": REGION,
                **variables,
                "AWS_ENDPOINT_URL": os.environ["AWS_ENDPOINT_URL"],
                "SIGNING_KEYS": signing_key,
                "PHOTO_BUCKET": f"{_TABLE_PREFIX}photos",
            }
        )
    except InvalidSettings as error:
        raise CannotServe(
            f"{error}: delete the file signing-key in the data folder for a new one."
        ) from error


def _reviews(settings: Settings, data: DataFolder) -> ReviewCare:
    """The review's state machine, and what starts its executions and looks after them."""
    tables = {
        "METER_LOG_TABLE": settings.meter_log_table,
        "PROJECTIONS_TABLE": settings.projections_table,
        "REVIEWS_TABLE": f"{_TABLE_PREFIX}ReviewsTable",
    }
    workflow = deploy_review_workflow(_TABLE_PREFIX, tables, data.logs / "functions.log")
    wanted = {**os.environ, **tables, "REVIEW_STATE_MACHINE": workflow.state_machine}
    return open_review_care(ReviewSettings.from_environment(wanted))


def _say(line: str) -> None:
    print(line, flush=True)


def _say_ready(
    url: str, accounts: tuple[DemoAccount, ...], people: tuple[Person, ...], data: DataFolder
) -> None:
    who = "\n".join(f"  {each.username:<22}  {each.password:<16}  {each.role}" for each in people)
    rows = "\n".join(f"  {each.number}  {each.postcode:<8}  {each.note}" for each in accounts)
    _say(
        f"Ready: {url}\n\n"
        f"Demo accounts:\n  number      postcode  what is special\n{rows}\n\n"
        f"Demo people, who sign in at {url}/sign-in.html:\n"
        f"  name                    password          who that is\n{who}\n\n"
        f"The API: {url}/graphql (in a browser: GraphiQL). Logs: {data.logs}\n"
        "Ctrl-C stops everything and keeps the data."
    )


if __name__ == "__main__":
    sys.exit(main(os.environ))
