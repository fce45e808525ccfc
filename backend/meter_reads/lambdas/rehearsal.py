"""The Lambda that CodeDeploy calls before it gives traffic to new versions of the others."""

import os

from meter_reads.lambdas.rehearsals import Rehearsals
from meter_reads.logs import log_json
from meter_reads.settings import RehearsalSettings

_settings = RehearsalSettings.from_environment(os.environ)
log_json(_settings.log_level)
handler = Rehearsals(_settings).handle
