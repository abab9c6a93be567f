"""A busy machine is slow: no example of a property is judged by its time."""

from hypothesis import settings

settings.register_profile("no_deadline", deadline=None)
settings.load_profile("no_deadline")
