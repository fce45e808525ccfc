"""Structured logs: one JSON object a line, with the request's id and without personal data."""

import logging
import sys

from pythonjsonlogger.json import JsonFormatter

_FIELDS = "%(levelname)s %(name)s %(message)s"


def log_json(level: str) -> None:
    """Sends all logging to standard output as JSON lines. Raises ValueError for an unknown level."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonFormatter(_FIELDS, timestamp=True, rename_fields={"levelname": "level"}))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # The AWS library logs whole requests at DEBUG, items and all.
    logging.getLogger("botocore").setLevel(logging.WARNING)
