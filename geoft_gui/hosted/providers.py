"""The places that fine-tune a model elsewhere, as data: what they take, what they cost, and until when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from geoft_gui.errors import UserError
from geoft_gui.hosted.addresses import check_address, is_loopback
from geoft_gui.hosted.provider_files import Place, ProviderFiles
from geoft_gui.redact import SECRET_ENDINGS

CUSTOM = "custom"

_OF_THE_REQUEST = ("seed", "suffix")
"""Settings that stand beside the hyperparameters in a request, not among them."""

_NO_PROPER_NAME = "Your "

_READ = date(2026, 11, 22)
"""When the numbers were read that name no day of their own."""

_Dollars = Annotated[float, Field(ge=0, allow_inf_nan=False)]
_Count = Annotated[int, Field(ge=1)]


@dataclass(frozen=True)
class Notice:
    """Something that a user should know before training there, while it holds.

    Attributes:
        since: the first day on which it is said; None: always.
        until: the last day on which it is said; None: for good.
        link: where the provider says so.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    text: str
    since: date | None = None
    until: date | None = None
    link: str = ""


@dataclass(frozen=True)
class TrainableModel:
    """A model that can be trained there.

    Attributes:
        id: what the provider calls it.
        aliases: other names of the same model that the provider takes.
        train_price: US dollars for a million training tokens; None where GeoFT does not know it, as with
            `input_price` and `output_price`, those of asking the trained model.
        shutdown: the day on which it and all that was trained from it can be asked no more.
        context_tokens: the tokens of the longest row; None: as its provider says.
        format_tokens: what its chat format may add to every conversation beyond the usual.
        read: the day on which its numbers were read at `link`; where a file leaves them out, its provider's.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    id: Annotated[str, Field(min_length=1)]
    aliases: tuple[str, ...] = ()
    name: str = ""
    train_price: _Dollars | None = None
    input_price: _Dollars | None = None
    output_price: _Dollars | None = None
    shutdown: date | None = None
    shutdown_link: str = ""
    context_tokens: _Count | None = None
    format_tokens: Annotated[int, Field(ge=0)] = 0
    read: date = _READ
    link: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that means it."""
        return (self.id, *self.aliases)


@dataclass(frozen=True)
class Provider:
    """A place that trains and answers through OpenAI's calls, and how it differs from the others.

    Attributes:
        id: `openai`, `nebius`, `azure`, `crusoe` or `custom`; also the name of its key.
        name: what it is called where a sentence begins, or on its own; inside of one it is `called`.
        base_url: its address up to and with `/v1`; "" where the user has to give one first.
        chat_url: where its models are asked, if that is another address.
        key_variable: the environment variable that may hold its key, or "". By its ending it is known for a
            secret, which no process that GeoFT starts is handed.
        needs_key: whether it refuses who comes without a key.
        trains_until: the last day on which a training can be started; None: nobody has named one.
        hyperparameters: what it calls GeoFT's settings (`epochs`, `batch_size`, `learning_rate_multiplier`,
            `learning_rate`, `seed`, `suffix`); a setting that is missing here cannot be chosen there.
        hyperparameters_in: where in the request they stand.
        choices: the values that a setting may have where not every number is taken.
        always: hyperparameters that are sent with every job.
        extra_body: what stands in every request for a job beside what the library knows.
        chat_extra_body: the same for a request for an answer.
        keeps_metadata: whether jobs give back the `metadata` that they were created with. Where they do not,
            a job of ours is known by the file that it trains on.
        overlong: what becomes of a row that is too long: `cut` from its end, or the job is `refused`.
        models_from_catalogue: whether a model's id has to be looked up in the provider's list of models.
        deploy: what has to be done before a trained model can be asked; "": nothing.
        hosting: what the trained model costs while nobody asks it.
        reckons_with: the id of the model that an estimate before any choice takes, in words `reckons_as`.
        read: the day on which the numbers were read at `pricing_url`.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    id: str
    name: str
    base_url: str = ""
    chat_base_url: str = ""
    key_variable: str = ""
    keys_url: str = ""
    needs_key: bool = True
    models: tuple[TrainableModel, ...] = ()
    trains_until: date | None = None
    hyperparameters: Mapping[str, str] = field(default_factory=dict)
    hyperparameters_in: Literal["method", "hyperparameters", "extra_body"] = "method"
    choices: Mapping[str, tuple[int | float, ...]] = field(default_factory=dict)
    always: Mapping[str, Any] = field(default_factory=dict)
    extra_body: Mapping[str, Any] = field(default_factory=dict)
    chat_extra_body: Mapping[str, Any] = field(default_factory=dict)
    keeps_metadata: bool = True
    can_pause: bool = False
    has_checkpoints: bool = False
    json_schema: bool = False
    max_file_bytes: _Count = 512_000_000
    min_rows: _Count = 1
    context_tokens: _Count | None = None
    overlong: Literal["cut", "refused"] = "cut"
    models_from_catalogue: bool = False
    notices: tuple[Notice, ...] = ()
    terms_url: str = ""
    deploy: str = ""
    deploy_link: str = ""
    hosting: str = ""
    pricing_url: str = ""
    reckons_with: str = ""
    reckons_as: str = ""
    read: date = _READ

    @property
    def called(self) -> str:
        """Its name inside a sentence: “your own server” is no proper name."""
        return self.name[0].lower() + self.name[1:] if self.name.startswith(_NO_PROPER_NAME) else self.name

    @property
    def chat_url(self) -> str:
        """The address at which its models are asked."""
        return self.chat_base_url or self.base_url

    @property
    def is_here(self) -> bool:
        """Whether its address is this computer's own."""
        return is_loopback(self.base_url)

    def model(self, model_id: str) -> TrainableModel | None:
        """The trainable model of this name, or None; a provider may train more than GeoFT knows of."""
        return next((model for model in self.models if model_id in model.names), None)

    def model_behind(self, model_id: str) -> TrainableModel | None:
        """The trainable model that a trained one, `ft:BASE:…` or `BASE-LoRa:…`, was made from, or itself."""
        wanted = model_id.removeprefix("ft:")
        made_from = [
            (len(name), model)
            for model in self.models
            for name in model.names
            if wanted == name or wanted.startswith((f"{name}:", f"{name}-LoRa:"))
        ]
        return max(made_from, key=lambda found: found[0], default=(0, None))[1]

    def trains(self, day: date) -> bool:
        """Whether a training could still be started on this day, by what the provider has announced."""
        return self.trains_until is None or day <= self.trains_until

    def creation(self, model_id: str, settings: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments of `fine_tuning.jobs.create` that say how to train; files and metadata come beside.

        Args:
            model_id: what is trained.
            settings: by GeoFT's names; one that is None, "" or that the provider does not take is left out.
        """
        given = {
            self.hyperparameters[ours]: value
            for ours, value in settings.items()
            if ours in self.hyperparameters and ours not in _OF_THE_REQUEST and value is not None
        }
        values = {**self.always, **given}
        request: dict[str, Any] = {"model": model_id}
        for ours in _OF_THE_REQUEST:
            if ours in self.hyperparameters and settings.get(ours) not in (None, ""):
                request[self.hyperparameters[ours]] = settings[ours]
        body = dict(self.extra_body)
        if self.hyperparameters_in == "method":
            request["method"] = {"type": "supervised", "supervised": {"hyperparameters": values}}
        elif self.hyperparameters_in == "hyperparameters":
            request["hyperparameters"] = values
        else:
            body |= values
        if body:
            request["extra_body"] = body
        return request


_PROVIDER = TypeAdapter(Provider)


def providers(home: Path | None = None) -> tuple[Provider, ...]:
    """Every provider, as GeoFT knows it and the user's own file changes it.

    Args:
        home: the folder with the user's `providers.toml`; None: GeoFT's own.

    Raises:
        UserError: the user's file is damaged (the line is named), or GeoFT's own is missing.
    """
    files = ProviderFiles(home)
    return tuple(_provider(provider_id, table, files) for provider_id, table in files.tables().items())


def provider(provider_id: str, home: Path | None = None) -> Provider:
    """The provider of this id.

    Raises:
        UserError: there is none, or the user's file is damaged.
    """
    known = providers(home)
    for one in known:
        if one.id == provider_id:
            return one
    names = ", ".join(one.id for one in known)
    raise UserError(f"There is no provider “{provider_id}”.", f"GeoFT knows {names}.")


def called(provider_id: str) -> str:
    """What a provider is called inside a sentence; its id where nothing of that name is known any more."""
    try:
        return provider(provider_id).called
    except UserError:
        return provider_id


def write_custom(base_url: str, home: Path | None = None) -> Provider:
    """Keep the address of the server of the user's own choice. See `write_address`."""
    return write_address(CUSTOM, base_url, home)


def write_address(provider_id: str, base_url: str, home: Path | None = None) -> Provider:
    """Keep the address of a provider that has none of its own, in the user's `providers.toml`.

    Returns:
        The provider with its new address.

    Raises:
        UserError: the address is none that GeoFT may use, or the file is damaged or cannot be written.
    """
    provider(provider_id, home)
    ProviderFiles(home).write_address(provider_id, check_address(base_url))
    return provider(provider_id, home)


def _provider(provider_id: str, table: dict[str, Any], files: ProviderFiles) -> Provider:
    source = {"read": table.get("read", _READ), "link": table.get("pricing_url", "")}
    table["models"] = [{**source, **model} for model in table.get("models", [])]
    try:
        made = _PROVIDER.validate_python({**table, "id": provider_id})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        steps = list(first["loc"])
        raise files.fault(Place(provider_id, _named(table, steps)), str(first["msg"])) from error
    if "epochs" not in made.hyperparameters:
        # Without it no number of epochs would be sent, and what a training costs would be anybody's guess.
        raise files.fault(Place(provider_id, ("hyperparameters",)), "“hyperparameters” has to name epochs")
    if made.key_variable and not made.key_variable.upper().endswith(SECRET_ENDINGS):
        # Under another name its key would be handed to every process that is started.
        known = f"{', '.join(SECRET_ENDINGS[:-1])} or {SECRET_ENDINGS[-1]}"
        what = f"“key_variable” has to end with {known}, so that GeoFT knows it for a secret"
        raise files.fault(Place(provider_id, ("key_variable",)), what)
    for key in ("base_url", "chat_base_url"):
        if address := getattr(made, key):
            try:
                check_address(address)
            except UserError as error:
                raise files.fault(Place(provider_id, (key,)), error.message.rstrip(".")) from error
    if provider_id == CUSTOM and made.is_here:
        return _PROVIDER.validate_python({**table, "id": provider_id, "needs_key": False})
    return made


def _named(table: Mapping[str, Any], steps: list[str | int]) -> tuple[str, ...]:
    """The way to a value, with the id of a model in place of its number."""
    if len(steps) >= 2 and steps[0] == "models" and isinstance(steps[1], int):
        models = table["models"]
        name = models[steps[1]].get("id", "") if isinstance(models[steps[1]], dict) else ""
        return ("models", str(name), *(str(step) for step in steps[2:]))
    return tuple(str(step) for step in steps)
