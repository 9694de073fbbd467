"""The user's key of Hugging Face, for the commands that may download a model."""


def hub_key() -> str | None:
    """The key, or None. It may wait for the system's store of keys."""
    from geoft_gui.keys import HUGGING_FACE, Keys

    return Keys().get(HUGGING_FACE)
