"""Settings of the unit tier: examples are drawn without a stop-watch, which would fail on a busy machine."""

from hypothesis import settings

settings.register_profile("mailer", deadline=None)
settings.load_profile("mailer")
