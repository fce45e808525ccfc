"""The Lambda that looks after the reviews, every hour."""

import os
from typing import Any

from meter_reads.journey.review_care import open_review_care
from meter_reads.logs import log_json
from meter_reads.metrics import Metric, Metrics
from meter_reads.settings import ReviewSettings

_settings = ReviewSettings.from_environment(os.environ)
log_json(_settings.log_level)
_care = open_review_care(_settings)
_metrics = Metrics(_settings.metrics_namespace)


@_metrics.around
def handler(_event: dict[str, Any], _context: object) -> dict[str, int]:
    cared = _care.look_after_all()
    _metrics.note(Metric.REVIEWS_WAITING, cared.running + cared.restarted)
    return {"running": cared.running, "restarted": cared.restarted}
