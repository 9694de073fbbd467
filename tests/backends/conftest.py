from tests.backends.faked import spec, starter, supervise

__all__ = ["spec", "starter", "supervise"]
