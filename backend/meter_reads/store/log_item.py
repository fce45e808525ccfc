"""The item of a log entry, as PynamoDB describes it."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.models import Model


class LogItem(Model):
    """One entry of a meter's log. `kind`, `occurred_at` and `reading` are absent from entry 0.

    `was` is there where a change is about a reading that was stored before.
    """

    meter_id = UnicodeAttribute(hash_key=True)
    sequence = NumberAttribute(range_key=True)
    kind = UnicodeAttribute(null=True)
    occurred_at = UnicodeAttribute(null=True)
    reading = UnicodeAttribute(null=True)
    was = UnicodeAttribute(null=True)
    meter = UnicodeAttribute()
    state = UnicodeAttribute()
