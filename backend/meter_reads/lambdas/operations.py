"""The Lambda that sends snapshots to those who watch operations, woken by OperationsQueue."""

import gc

# Collecting during the imports finds nothing and costs a tenth of the cold start.
gc.disable()

import os  # noqa: E402

from meter_reads.lambdas.live_wiring import LiveWiring  # noqa: E402
from meter_reads.lambdas.operations_events import OperationsEvents  # noqa: E402
from meter_reads.logs import log_json  # noqa: E402

_wiring = LiveWiring(os.environ)
log_json(_wiring.settings.log_level)
handler = _wiring.metrics.around(OperationsEvents(_wiring).handle)

gc.enable()
gc.freeze()
