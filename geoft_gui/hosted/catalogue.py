"""The provider's own list of models: by which id a model is trained, where that is not its usual name."""

from typing import TYPE_CHECKING

from geoft_gui.hosted.failures import HostedError, telling
from geoft_gui.hosted.providers import Provider

if TYPE_CHECKING:
    from openai import OpenAI


def trainable_id(client: "OpenAI", provider: Provider, model_id: str) -> str:
    """What a request for a training has to call a model.

    Most providers take the name that everybody uses; some have ids of their own for it in their list.

    Raises:
        HostedError: the list does not have the model, says that it cannot be trained, or does not come.
    """
    if not provider.models_from_catalogue:
        return model_id
    wanted = model_id.casefold()
    with telling(provider):
        for model in client.models.list():
            more = model.model_extra or {}
            if wanted in (model.id.casefold(), str(more.get("model_name") or "").casefold()):
                if more.get("fine_tuning_available") is False:
                    break
                return model.id
    raise HostedError(
        f"{provider.name} does not train {model_id}.",
        "Choose another model; which there are, its own list tells.",
        f"not in {provider.base_url}/models, or fine_tuning_available is false there",
        kind="model",
    )
