"""The Lambda behind the meter log's stream: changes to all who follow their meters over API Gateway."""

import gc

# Collecting during the imports finds nothing and costs a tenth of the cold start.
gc.disable()

import os  # noqa: E402

from meter_reads.lambdas.live_wiring import LiveWiring  # noqa: E402
from meter_reads.lambdas.stream_events import StreamEvents  # noqa: E402
from meter_reads.logs import log_json  # noqa: E402

_wiring = LiveWiring(os.environ)
log_json(_wiring.settings.log_level)
handler = _wiring.metrics.around(StreamEvents(_wiring).handle)

gc.enable()
gc.freeze()
