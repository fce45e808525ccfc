from hypothesis import settings

# A busy machine is no finding: what is slow is not asserted here.
settings.register_profile("unit", deadline=None, max_examples=120)
settings.load_profile("unit")
