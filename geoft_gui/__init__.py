"""GeoFT: turn a table of examples into a language model that makes parts.

``cli`` is the terminal and ``app`` the window; every other room is named after
the one thing it knows about, and ``pyproject.toml`` says who may know whom.
"""

__version__ = "0.1.0"
