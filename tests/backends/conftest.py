from tests.backends.faked import starter, supervise

__all__ = ["starter", "supervise"]
