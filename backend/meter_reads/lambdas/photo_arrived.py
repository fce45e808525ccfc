"""The Lambda that S3 calls for each photo that was uploaded.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
"""

import os
from functools import cache, partial
from typing import Any
from urllib.parse import unquote_plus

from meter_reads.journey.photo_arrival import open_photo_arrival
from meter_reads.logs import log_json
from meter_reads.settings import PhotoSettings

_settings = PhotoSettings.from_environment(os.environ)
log_json(_settings.log_level)
# There is one bucket, whose name only its events know.
_arrival = cache(partial(open_photo_arrival, _settings))


def handler(event: dict[str, Any], _context: object) -> None:
    for record in event.get("Records", ()):
        arrival = _arrival(record["s3"]["bucket"]["name"])
        arrival.arrived(unquote_plus(record["s3"]["object"]["key"]))
