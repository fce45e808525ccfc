"""The Lambda behind the WebSocket API: one invocation for each socket opened, frame received, socket gone.

A ping or a `complete` loads neither GraphQL nor botocore; what is heavy comes with the first `subscribe`.
"""

import gc

# Collecting during the imports finds nothing and costs a tenth of the cold start.
gc.disable()

import os  # noqa: E402

from meter_reads.lambdas.live_wiring import LiveWiring  # noqa: E402
from meter_reads.lambdas.socket_events import SocketEvents  # noqa: E402
from meter_reads.logs import log_json  # noqa: E402

_wiring = LiveWiring(os.environ)
log_json(_wiring.settings.log_level)
handler = _wiring.metrics.around(SocketEvents(_wiring).handle)

gc.enable()
gc.freeze()
