"""The reason that whoever changes a reading gives for it."""

from meter_reads.journey.refusals import BadInput

LONGEST_REASON = 500


def checked_reason(reason: str | None, field: str) -> str:
    """The reason without the spaces around it. Raises BadInput for none, or one that is too long."""
    text = (reason or "").strip()
    if not text:
        raise BadInput(field, "Say why, in a few words. The reason is kept with the reading.")
    if len(text) > LONGEST_REASON:
        raise BadInput(field, f"Use at most {LONGEST_REASON} characters.")
    return text
