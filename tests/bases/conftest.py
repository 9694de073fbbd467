from tests.backends.faked import starter

__all__ = ["starter"]
