"""The Lambda that the review's state machine calls for each of its tasks."""

import os

from meter_reads.journey.review_tasks import open_review_tasks
from meter_reads.logs import log_json
from meter_reads.metrics import Metrics
from meter_reads.settings import ReviewTaskSettings

_settings = ReviewTaskSettings.from_environment(os.environ)
log_json(_settings.log_level)
_metrics = Metrics(_settings.metrics_namespace)
handler = _metrics.around(open_review_tasks(_settings, _metrics.note).handle)
