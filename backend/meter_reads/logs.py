"""Structured logs: one JSON object a line, with the request's id and without personal data."""

import logging
import sys
from typing import TextIO

from pythonjsonlogger.json import JsonFormatter

_FIELDS = "%(levelname)s %(name)s %(message)s"


def log_json(level: str, stream: TextIO = sys.stdout) -> None:
    """Sends all logging to a stream as JSON lines. Raises ValueError for an unknown level."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter(_FIELDS, timestamp=True, rename_fields={"levelname": "level"}))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # The libraries of the database log whole requests at DEBUG, items and all.
    for library in ("botocore", "pynamodb"):
        logging.getLogger(library).setLevel(logging.WARNING)
    # A second line for each request, which says less than our own.
    logging.getLogger("mangum.http").setLevel(logging.WARNING)
