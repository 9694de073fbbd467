"""What can go wrong when the Hugging Face hub is asked for a model, said to the user."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from huggingface_hub import constants

from geoft_gui.errors import UserError

GIVE_TOKEN: Final = "Give it in Settings → Keys, or with: geoft keys set hugging_face"
"""What to do with a token of Hugging Face."""


def only_for_some(model_id: str, details: str = "") -> UserError:
    """Of a model with terms that somebody has to accept, or an owner who has to let one in."""
    return UserError(
        f"The model {model_id} is only given to people who accepted its terms.",
        f"Accept them at https://huggingface.co/{model_id} and make a token there under Settings, Access "
        f"Tokens. {GIVE_TOKEN}",
        details,
    )


@contextmanager
def plain_words(model_id: str) -> Iterator[None]:
    """Raises UserError for what the hub's library, the network and the disk raise while a model comes."""
    import httpx2  # noqa: PLC0415
    from huggingface_hub import errors  # noqa: PLC0415

    try:
        yield
    except errors.HFValidationError as error:
        raise UserError(
            f"“{model_id[:80]}” is not the name of a model.",
            "It looks like owner/name, as in the address huggingface.co/owner/name.",
        ) from error
    except errors.GatedRepoError as error:
        raise only_for_some(model_id, str(error)) from error
    except errors.RevisionNotFoundError as error:
        raise UserError(
            f"Hugging Face does not have this state of {model_id} any more.",
            "Start a new run, which begins with the model as it is now.",
            str(error),
        ) from error
    except errors.RepositoryNotFoundError as error:
        raise UserError(
            f"There is no model {model_id} on Hugging Face, or it is private.",
            f"Check how its name is spelt; a private one needs a token of yours. {GIVE_TOKEN}",
            str(error),
        ) from error
    except errors.OfflineModeIsEnabled as error:
        raise UserError(
            f"The model {model_id} is not on this computer, and HF_HUB_OFFLINE forbids to download it.",
            "Unset HF_HUB_OFFLINE and start GeoFT again, or choose a model that is here.",
            str(error),
        ) from error
    except httpx2.TransportError as error:
        raise UserError(
            "Hugging Face cannot be reached, or the connection broke.",
            "Check the connection to the internet and try again: what has come is kept.",
            str(error),
        ) from error
    except errors.HfHubHTTPError as error:
        raise UserError(
            f"Hugging Face did not give the model {model_id} (error {error.response.status_code}).",
            "Try again in some minutes: what has come is kept.",
            str(error),
        ) from error
    except OSError as error:
        raise UserError(
            f"The model {model_id} cannot be saved: {error.strerror or str(error).strip().split('.')[0]}.",
            "Check the connection and the room on the disk, and try again.",
            str(error),
        ) from error
    except (ValueError, TypeError, KeyError) as error:
        raise UserError(
            f"What answers at {constants.ENDPOINT} is not Hugging Face.",
            "Check the connection to the internet; a network that asks for a sign-in may be in between.",
            str(error),
        ) from error
