"""The Lambda behind the HTTP API: GraphQL over HTTP, through Mangum."""

import gc

# Collecting during the imports finds nothing and costs a tenth of the cold start.
gc.disable()

import os  # noqa: E402

from mangum import Mangum  # noqa: E402

from meter_reads.api.app import create_app  # noqa: E402
from meter_reads.logs import log_json  # noqa: E402
from meter_reads.metrics import Metrics  # noqa: E402
from meter_reads.settings import Settings  # noqa: E402

_settings = Settings.from_environment(os.environ)
log_json(_settings.log_level)
_metrics = Metrics(_settings.metrics_namespace)
# Without the second, Mangum takes GraphQL's own media type for binary and sends it as base64.
_TEXT = ["application/json", "application/graphql-response+json"]
_app = create_app(_settings, note=_metrics.note)
handler = _metrics.around(Mangum(_app, lifespan="off", text_mime_types=_TEXT))

gc.enable()
gc.freeze()
