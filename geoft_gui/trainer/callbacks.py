"""What happens between the steps: events are written, requests are honoured, judging and saving are due."""

import math
import time
from typing import Any

from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from geoft_gui.runs.events import Step
from geoft_gui.runs.spec import TrainingSettings
from geoft_gui.trainer.failures import DivergedError
from geoft_gui.trainer.reporting import Reporter
from geoft_gui.trainer.requests import Requests
from geoft_gui.trainer.schedule import Schedule


class RunCallback(TrainerCallback):
    """Ties transformers' training loop to a run: its schedule, its events, its requests."""

    def __init__(
        self, schedule: Schedule, settings: TrainingSettings, reporter: Reporter, requests: Requests
    ) -> None:
        self._schedule = schedule
        self._settings = settings
        self._reporter = reporter
        self._requests = requests
        self._since = 0.0
        self._tokens = 0

    def on_train_begin(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        """Start the clock that tokens per second are taken from."""
        self._tokens = state.num_input_tokens_seen
        self._go_on(state)

    def on_step_end(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        """Say what is due after this step. Raises LeaveError when the user wants to leave at once."""
        self._requests.look_together()
        step = state.global_step
        control.should_evaluate = step in self._schedule.judged
        control.should_save = step in self._schedule.saved
        if self._requests.asked is not None:
            control.should_training_stop = True
            control.should_save = True
            # What is kept is judged; what only pauses will be.
            control.should_evaluate |= self._requests.asked == "stop"
        control.should_log |= control.should_save

    def on_log(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        logs: dict[str, float] | None = None,
        **kwargs: Any,
    ) -> None:
        """Write the step event. Raises DivergedError when the loss is no number."""
        # The events are the history; kept twice, it would be written into every checkpoint.
        state.log_history.clear()
        if logs is None or "loss" not in logs:
            return
        now = time.perf_counter()
        tokens = state.num_input_tokens_seen
        self._reporter.tell(
            Step(
                step=state.global_step,
                total_steps=state.max_steps,
                epoch=state.epoch or 0.0,
                loss=logs["loss"],
                learning_rate=logs["learning_rate"],
                grad_norm=logs.get("grad_norm"),
                token_accuracy=logs.get("mean_token_accuracy"),
                tokens=tokens,
                tokens_per_second=(tokens - self._tokens) / max(now - self._since, 1e-9),
            )
        )
        self._since, self._tokens = now, tokens
        if not math.isfinite(logs["loss"]):
            raise DivergedError(state.global_step, self._settings)

    def on_save(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        """Judging, after which is always saved, and saving are not training: their time does not count."""
        self._go_on(state)

    def _go_on(self, state: TrainerState) -> None:
        self._since = time.perf_counter()
        self._reporter.phase("training", state.global_step, state.max_steps)
