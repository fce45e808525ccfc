"""What the service itself costs to run, about, for people who watch it."""

from decimal import Decimal

# US dollars, measured from the real handlers by `python -m benchmarks.cost` and told in docs/cost.md:
# 43 for a million accepted readings with the guest's journey; 26 more where each is followed live,
# one delivery each.
_A_READING = Decimal("0.000043")
_A_DELIVERY = Decimal("0.000026")


def cost_of(readings: int, deliveries: int) -> Decimal:
    """US dollars for so many stored readings and messages to live subscribers, in hundredths of a cent."""
    return (readings * _A_READING + deliveries * _A_DELIVERY).quantize(Decimal("0.0001"))
