"""One training from its first phase to its result, in the order in which things happen."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from peft import PeftModel
from torch.distributed import broadcast_object_list
from transformers import PreTrainedModel, set_seed

from geoft_gui.bases.pinning import pinned
from geoft_gui.engine import processes
from geoft_gui.engine.machine import usable_cores
from geoft_gui.errors import UserError
from geoft_gui.inference import local_model
from geoft_gui.runs.events import Checkpoint, Evaluation, ScoreEvent, StatusName
from geoft_gui.runs.folder import RunFolder
from geoft_gui.trainer import base_model, four_bit, result, speed
from geoft_gui.trainer.base_model import BaseModel
from geoft_gui.trainer.callbacks import RunCallback
from geoft_gui.trainer.check import Prepared, prepare
from geoft_gui.trainer.checkpoints import CheckpointStore, Saved
from geoft_gui.trainer.model_card import model_card
from geoft_gui.trainer.patience import Patience
from geoft_gui.trainer.reporting import Reporter
from geoft_gui.trainer.requests import Requests
from geoft_gui.trainer.schedule import Schedule, schedule
from geoft_gui.trainer.scoring import Judge
from geoft_gui.trainer.sft import AnswerTrainer, configuration, with_adapter
from geoft_gui.trainer.speed import Speed

SPEED_FILE: Final = "speed.json"
PICTURE_SECONDS: Final = 120.0


@dataclass(frozen=True)
class Place:
    """This process among those that work on the run (torchrun's RANK and WORLD_SIZE)."""

    process: int = 0
    processes: int = 1

    @property
    def is_first(self) -> bool:
        """Whether this is the one process that writes."""
        return self.process == 0


class _AskedWhileDownloadingError(Exception):
    """The user asked to stop or pause before the model was here."""


class Training:
    """One run, in one process. `token` is that of Hugging Face, as in `bases.listing.look`."""

    def __init__(
        self,
        folder: RunFolder,
        place: Place,
        reporter: Reporter,
        requests: Requests,
        token: str | None = None,
    ) -> None:
        self._folder = folder
        self._token = token
        self._spec = folder.spec
        self._settings = self._spec.settings
        self._place = place
        self._reporter = reporter
        self._requests = requests
        self._store = CheckpointStore(folder.checkpoints_dir, self._settings.checkpoints_kept)
        self._patience = Patience(self._settings.early_stopping)
        self._total = 0

    @property
    def ended_because(self) -> str:
        """A sentence on why the run ended before its last step of its own accord; empty when it did not."""
        newest = self._store.newest
        ended_early = self._requests.asked is None and newest is not None and newest.step < self._total
        return self._patience.sentence if ended_early else ""

    def run(self, *, resume: bool) -> StatusName:
        """Train to the end, or to where the user asks for it; returns the status that the run ends with.

        Raises UserError for what the user can mend, LeaveError when asked to stop at once, and whatever
        the libraries raise.
        """
        self._reporter.status("preparing")
        start = self._start(resume=resume)
        with suppress(_AskedWhileDownloadingError):
            self._learn(start)
        if self._requests.asked == "pause":
            return "paused"
        if self._place.is_first and self._store.newest is not None:
            self._finish()
        return "stopped" if self._requests.asked == "stop" else "succeeded"

    def _learn(self, start: Saved | None) -> None:
        self._reporter.phase("loading the model")
        base = self._base()
        reading = base_model.read(base)
        prepared = self._prepare(reading)
        self._requests.look_together()
        model = self._model(base)
        plan = schedule(
            len(prepared.train.examples),
            self._settings,
            processes=self._place.processes,
            on_cpu=model.device.type == "cpu",
        )
        self._total = plan.total
        chosen = self._speed(model, prepared, plan.piece_size)
        self._requests.look_together()
        if self._requests.asked is None or start is not None:
            self._train(model, reading, prepared, plan, chosen, start)

    def _base(self) -> BaseModel:
        """The first process fetches it and hears the user meanwhile; the others wait for what comes of it."""
        base: BaseModel | None = None
        if self._place.is_first:
            with suppress(_AskedWhileDownloadingError):
                base = base_model.find(self._folder, weights=True, tell=self._downloading, token=self._token)
        self._requests.look_together()
        if self._requests.asked is not None:
            raise _AskedWhileDownloadingError
        # On another computer, the others fetch it, too.
        return base or base_model.find(self._folder, weights=True, token=self._token)

    def _downloading(self, done: int, total: int) -> None:
        self._reporter.phase("downloading the model", done, total)
        self._requests.look()
        if self._requests.is_waiting:
            raise _AskedWhileDownloadingError

    def _start(self, *, resume: bool) -> Saved | None:
        """The checkpoint to go on from; None: from the beginning."""
        self._store.open()
        if not resume:
            if self._place.is_first:
                self._store.clear()
            return None
        for name in self._store.damaged:
            self._reporter.warn(
                f"The checkpoint {name} is damaged and is not used.", "Nothing needs to be done."
            )
        newest = self._store.newest
        if newest is not None:
            self._patience.look_back(self._folder.events(), newest.step)
            # The process may have died between publishing a checkpoint and saying so.
            best = self._store.best is newest
            self._reporter.tell(
                Checkpoint(step=newest.step, path=f"checkpoints/{newest.path.name}", best=best)
            )
        return newest

    def _prepare(self, reading: base_model.Reading) -> Prepared:
        name = "preparing the rows"

        def progress(done: int, total: int) -> None:
            self._reporter.phase(name, done, total)

        prepared = prepare(self._folder, reading, self._settings, progress)
        for problem in prepared.problems:
            if problem.severity == "error":
                raise UserError(problem.message, problem.hint)
            self._reporter.warn(problem.message, problem.hint)
        return prepared

    def _model(self, base: BaseModel) -> PreTrainedModel | PeftModel:
        self._reporter.phase("loading the model")
        four_bits = self._settings.method == "lora_4bit"
        model = four_bit.load(base) if four_bits else local_model.load(base.folder).model
        # What is random in a fresh adapter must not depend on what ran before.
        set_seed(self._spec.seed)
        if self._settings.trains_adapter:
            return with_adapter(model, self._settings, base.reference)
        # Steps of the weights are often too small for 16 bits.
        return model.float()

    def _speed(self, model: PreTrainedModel | PeftModel, prepared: Prepared, piece_size: int) -> Speed:
        path = self._folder.path / SPEED_FILE
        chosen = speed.recorded(path)
        if chosen is None:
            if self._place.processes > 1 and model.device.type == "cpu":
                threads = max(1, usable_cores() // self._place.processes)
                chosen = Speed(threads, "float32", f"Training with {self._place.processes} processes.", {})
            else:
                chosen = speed.choose(
                    model,
                    prepared.train.examples,
                    piece_size,
                    model.device,
                    lambda done, total: self._reporter.phase("measuring this machine", done, total),
                )
            if self._place.is_first:
                speed.save(chosen, path)
        if self._place.processes > 1:
            # What each of them measured differs.
            shared = [chosen]
            broadcast_object_list(shared)
            chosen = shared[0]
        chosen.apply(model, model.device)
        return chosen

    def _train(
        self,
        model: PreTrainedModel | PeftModel,
        reading: base_model.Reading,
        prepared: Prepared,
        plan: Schedule,
        chosen: Speed,
        start: Saved | None,
    ) -> None:
        at_end = start is not None and start.step >= plan.total
        if self._requests.asked is not None or at_end or self._patience.is_over:
            return
        judge = Judge(
            reading.tokenizer,
            prepared.validation_rows,
            prepared.validation.examples,
            self._settings,
            self._spec.seed,
            self._judging,
        )
        arguments = configuration(
            self._settings,
            plan,
            chosen,
            self._spec.seed,
            self._store.unfinished,
            on_cpu=model.device.type == "cpu",
        )
        trainer = AnswerTrainer(
            model,
            reading.tokenizer,
            prepared.train.examples,
            arguments=arguments,
            piece_size=plan.piece_size,
            speed=chosen,
            judge=judge,
            patience=self._patience,
            store=self._store,
            reporter=self._reporter,
            callback=RunCallback(plan, self._settings, self._reporter, self._requests),
        )
        self._reporter.status("running", chosen.why)
        trainer.train(resume_from_checkpoint=str(start.path) if start else None)
        # The others may still look into the folder of what is unfinished, which goes now.
        trainer.accelerator.wait_for_everyone()
        if self._place.is_first:
            self._store.close()

    def _judging(self, name: str, done: int, total: int) -> None:
        self._reporter.phase(name, done, total)
        self._requests.look()

    def _finish(self) -> None:
        """Make the best checkpoint the result, and draw the curve."""
        best = self._store.best
        if best is None:
            return
        self._reporter.phase("saving the model")
        loss, score = self._judged(best.step)
        card = model_card(self._spec, self._folder.provenance, self._spec.model, best.step, loss, score)
        scores = {} if score is None else score.model_dump(exclude={"seq", "time", "type", "step"})
        description = {
            "system_prompt": self._settings.system_prompt,
            "base": self._spec.model,
            "base_commit": pinned(self._folder),
            "language": result.LANGUAGE,
            "scores": scores,
            "best_step": best.step,
        }
        result.make(best.path, self._folder.model_dir, card, description)
        self._draw()

    def _judged(self, step: int) -> tuple[Evaluation | None, ScoreEvent | None]:
        loss: Evaluation | None = None
        score: ScoreEvent | None = None
        for event in self._folder.events():
            if isinstance(event, Evaluation) and event.step == step:
                loss = event
            elif isinstance(event, ScoreEvent) and event.step == step:
                score = event
        return loss, score

    def _draw(self) -> None:
        """The picture of the curve; a run without one is still a good run."""
        arguments = ["-m", "geoft_gui.ui.plot_picture", str(self._folder.path), str(self._folder.picture)]
        hint = "The curve is in the run's events; the model is complete."
        try:
            finished = processes.run_child(arguments, timeout=PICTURE_SECONDS)
        except TimeoutError as error:
            self._reporter.warn("Drawing the picture of the curve took too long.", hint, str(error))
            return
        if finished.returncode != 0:
            self._reporter.warn("The picture of the curve could not be drawn.", hint, finished.stderr)
