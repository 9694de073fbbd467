"""Training at a provider that speaks OpenAI's interface: checked and reckoned here, followed by a process."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from geoft_gui.backends import endings
from geoft_gui.backends.base import Estimate, NotAgreedError, Problem, Rehearsal, StartGivenUpError, Tell
from geoft_gui.backends.openai_compatible.follower import key_line
from geoft_gui.backends.openai_compatible.record import Record
from geoft_gui.backends.openai_compatible.row_problems import own_rows, row_problems
from geoft_gui.backends.openai_compatible.upload import conversations, train_upload, validation_upload
from geoft_gui.engine import processes
from geoft_gui.engine.processes import ProcessIdentity
from geoft_gui.errors import UserError
from geoft_gui.hosted.connection import Connection
from geoft_gui.hosted.cost import Cost, job_cost
from geoft_gui.hosted.notices import can_train, wind_down
from geoft_gui.hosted.providers import Provider
from geoft_gui.hosted.refusal_words import day_in_words, no_key, training_not_available
from geoft_gui.hosted.refused import is_refused, who
from geoft_gui.hosted.rules import RowsCheck, check_rows
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.hosted import HostedSettings

_FOLLOWER: Final = ("-m", "geoft_gui.backends")
UNKNOWN: Final = "unknown"
"""What an estimate says of the money where GeoFT knows no price."""
_LOOK_ROWS: Final = 200
_CENT: Final = 0.01
_MEGABYTE: Final = 1_000_000


@dataclass(frozen=True)
class _Checked:
    """What the provider's rules say of the rows of one run. `of`: which rows and model these are."""

    of: tuple[object, ...]
    train: RowsCheck
    validation: RowsCheck | None


class OpenAICompatibleBackend:
    """Trains at one provider. `key` gives the user's key, or None; it may block in the system's store."""

    trains_here: Final = False

    def __init__(
        self,
        provider: Provider,
        key: Callable[[], str | None],
        *,
        organization: str | None = None,
        project: str | None = None,
        today: Callable[[], date] = date.today,
    ) -> None:
        self._provider = provider
        self._key = key
        self._organization = organization
        self._project = project
        self._today = today
        self.can_pause = provider.can_pause
        self._last: _Checked | None = None

    def check(self, folder: RunFolder, *, given_up: Callable[[], bool] = lambda: False) -> list[Problem]:
        """The provider's dates and rules, a refusal that is known, the key, and what leaves this computer.

        Nothing is sent and nobody asked. Raises StartGivenUpError when `given_up` says so.
        """
        checked = self._checked(folder, given_up)
        key = self._key()
        return [
            *self._of_the_provider(folder, key),
            *row_problems(folder, self._provider, checked.train, is_held_out=False),
            *(
                row_problems(folder, self._provider, checked.validation, is_held_out=True)
                if checked.validation
                else ()
            ),
            *self._of_the_key(key),
            *self._of_the_cost(folder, checked),
        ]

    def estimate(self, folder: RunFolder) -> Estimate:
        """What it costs, by the fewest and the most tokens that the rows can be. Its time is not known."""
        checked = self._checked(folder)
        cost = self._cost(folder, checked)
        leaves = f"{self._rows(checked)} leave this computer for {self._provider.called}."
        if self._provider.is_here:
            leaves = "Nothing leaves this computer."
        if cost is None:
            tokens = checked.train.tokens
            each = f"{tokens[0]:,} to {tokens[1]:,} tokens {self._each_epoch(folder)}"
            text = f"GeoFT knows no price for this; {each}. {leaves}"
            return Estimate(None, None, UNKNOWN, text, tokens=tokens)
        hosting = f" {self._provider.hosting}" if self._provider.hosting else ""
        return Estimate(
            None,
            None,
            cost.amount,
            f"It costs {cost.words} {leaves}{hosting}",
            dollars=(cost.low_usd, cost.high_usd),
            tokens=checked.train.tokens,
        )

    def rehearse(
        self,
        folder: RunFolder,
        *,
        tell: Tell = lambda phase, done, total: None,
        given_up: Callable[[], bool] = lambda: False,
    ) -> Rehearsal:
        """A provider offers none: raises UserError."""
        raise UserError(
            f"A training at {self._provider.called} cannot be rehearsed.",
            "Its rows and rules are checked before it starts.",
        )

    def start(self, folder: RunFolder, *, resume: bool) -> ProcessIdentity:
        """Start the process that follows the run, detached from this one; the key goes to it by a pipe.

        Raises UserError when there is no key, the run belongs to another address, or the user has not agreed
        to what it may cost. A run that has its job already is followed on without being asked about money
        again.
        """
        key = self._key()
        if not key and self._provider.needs_key:
            raise no_key(self._provider)
        record = Record.existing(folder)
        if record is not None:
            record.require_address(self._provider)
        if record is None or (record.state.job is None and record.state.asked is None):
            self._agreed(folder)
        endings.forget(folder)
        return processes.start(
            [*_FOLLOWER, str(folder.path)],
            log=folder.log_path,
            on_exit=endings.noting(folder),
            given=key_line(key, self._organization, self._project),
        )

    def _of_the_provider(self, folder: RunFolder, key: str | None) -> Iterator[Problem]:
        provider, model, today = self._provider, folder.spec.model, self._today()
        if not provider.base_url:
            yield Problem(
                "error",
                f"GeoFT does not know the address of {provider.called} yet.",
                f"Give it in Settings → Keys, or with: geoft keys {provider.id} ADDRESS",
                topic="address",
            )
        if refused := self._refused_on(key):
            told = training_not_available(provider)
            yield Problem(
                "error",
                f"{told.message} It said so on {day_in_words(refused)}.",
                f"{told.hint} To ask it once more all the same, test the key in Settings → Keys, or with: "
                f"geoft keys test {provider.id}",
                topic="refused",
            )
        behind = provider.model_behind(model)
        for sentence in wind_down(provider, behind.id if behind else model, today):
            yield Problem("warning", sentence, topic="date")
        if not can_train(provider, behind.id if behind else model, today):
            yield Problem(
                "error",
                f"{provider.name} trains {model} no more.",
                "Train on this computer, or choose another provider or model.",
            )
        elif not can_train(provider, behind.id if behind else model, today + timedelta(days=1)):
            yield Problem(
                "warning",
                f"By the date of this computer, {provider.called} trains {model} no more since today, and "
                "may refuse it.",
                topic="date",
            )
        elif not model:
            yield Problem("error", "No model is chosen.", f"Choose one that {provider.called} trains.")
        elif provider.models and behind is None:
            known = ", ".join(one.id for one in provider.models)
            yield Problem(
                "warning",
                f"GeoFT does not know whether {provider.called} trains {model}, nor what it costs.",
                f"It knows: {known}.",
            )

    def _refused_on(self, key: str | None) -> date | None:
        if not key or not self._provider.base_url:
            return None
        with Connection(self._provider, key, organization=self._organization, project=self._project) as made:
            whose = who(made.organization, key, self._provider.base_url)
            return is_refused(self._provider.id, whose, today=self._today())

    def _of_the_key(self, key: str | None) -> Iterator[Problem]:
        if not key and self._provider.needs_key:
            error = no_key(self._provider)
            yield Problem("warning", error.message, error.hint, topic="key")

    def _of_the_cost(self, folder: RunFolder, checked: _Checked) -> Iterator[Problem]:
        provider = self._provider
        if not provider.is_here:
            size = checked.train.size + (checked.validation.size if checked.validation else 0)
            terms = f" Its terms: {provider.terms_url}" if provider.terms_url else ""
            yield Problem(
                "warning",
                f"{self._rows(checked)} ({_size(size)}) leave this computer: {provider.called} keeps "
                "them until you delete them.",
                f"Delete them after the training in Runs, or with: geoft runs delete-uploads RUN.{terms}",
                topic="leaving",
            )
            if self._cost(folder, checked) is None:
                link = f" Look it up: {provider.pricing_url}" if provider.pricing_url else ""
                unknown = f"GeoFT does not know what {folder.spec.model} costs there."
                yield Problem("warning", unknown, link.strip(), topic="cost")
        if provider.hosting:
            yield Problem("warning", provider.hosting, topic="cost")
        if provider.deploy:
            yield Problem("warning", provider.deploy, provider.deploy_link, topic="cost")

    def _agreed(self, folder: RunFolder) -> None:
        """Raises UserError unless the user has agreed to what it may cost at most."""
        if self._provider.is_here:
            return
        cost = self._cost(folder, self._checked(folder))
        settings = folder.spec.hosted or HostedSettings()
        budget = settings.budget
        if cost is None:
            self._agreed_to_any_price(settings, folder.spec.model)
            return
        most = whole_cents(cost.high_usd)
        if budget is None or budget < most - _CENT / 10:
            agreed = "nothing has been agreed to" if budget is None else f"${budget:,.2f} were agreed to"
            raise NotAgreedError(
                f"This training may cost up to ${most:,.2f}, and {agreed}.",
                "Agree to that much before the start, or train on fewer rows or for fewer epochs.",
                most,
            )

    def _agreed_to_any_price(self, settings: HostedSettings, model: str) -> None:
        unknown = f"GeoFT does not know what {model} costs at {self._provider.called}"
        if settings.budget is not None:
            raise NotAgreedError(
                f"{unknown}, so it can keep to no budget.",
                "See what it costs there, then name no budget and agree to any price; or write the price "
                "into providers.toml.",
                None,
            )
        if not settings.any_price:
            raise NotAgreedError(
                f"{unknown}, and nothing has been agreed to.",
                "See what it costs there, and agree to any price before the start; or write the price into "
                "providers.toml.",
                None,
            )

    def _cost(self, folder: RunFolder, checked: _Checked) -> Cost | None:
        settings = folder.spec.hosted or HostedSettings()
        if "epochs" not in self._provider.hyperparameters:
            # How often the rows are gone through, and paid, is the provider's choice then.
            return None
        model = self._provider.model_behind(folder.spec.model)
        return job_cost(checked.train.tokens, settings.epochs, model)

    def _checked(self, folder: RunFolder, given_up: Callable[[], bool] = lambda: False) -> _Checked:
        model = folder.spec.model
        sent, held_out = train_upload(folder, given_up), validation_upload(folder, given_up)
        # By what is in the files: another run may lie where a look's draft lay a moment ago.
        provenance = folder.provenance
        of = (
            folder.path,
            model,
            sent.sent.sha256,
            held_out.sent.sha256 if held_out else None,
            provenance.train_rows,
            provenance.validation_rows,
        )
        if self._last is not None and self._last.of == of:
            return self._last
        own = own_rows(folder, is_held_out=False)
        train = check_rows(_numbered(sent.path, own, given_up), self._provider, model)
        validation = None
        if held_out is not None:
            lines = _numbered(held_out.path, own_rows(folder, is_held_out=True), given_up)
            validation = check_rows(lines, self._provider, model, train)
        self._last = _Checked(of, train, validation)
        return self._last

    def _each_epoch(self, folder: RunFolder) -> str:
        if "epochs" not in self._provider.hyperparameters:
            return "an epoch"
        epochs = (folder.spec.hosted or HostedSettings()).epochs
        return "in 1 epoch" if epochs == 1 else f"in each of {epochs} epochs"

    def _rows(self, checked: _Checked) -> str:
        count = checked.train.rows + (checked.validation.rows if checked.validation else 0)
        return f"{count:,} rows"


def whole_cents(dollars: float) -> float:
    """An amount to the next cent, so that what is shown is enough."""
    return math.ceil(round(dollars / _CENT, 6)) * _CENT


def _size(count: int) -> str:
    return f"{count / 1e6:,.1f} MB" if count >= _MEGABYTE else f"{max(1, round(count / 1e3)):,} kB"


def _numbered(
    path: Path, own: list[int], given_up: Callable[[], bool]
) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """What is sent, with the numbers of the user's file. Raises StartGivenUpError when nobody waits."""
    for line, messages in conversations(path):
        if line % _LOOK_ROWS == 0 and given_up():
            raise StartGivenUpError
        yield (own[line - 1] if line <= len(own) else line), messages
