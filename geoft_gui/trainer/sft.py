"""TRL's SFTTrainer, fitted to a run: loss on the answers, judging by parts, checkpoints that are whole."""

import os
from contextlib import AbstractContextManager, nullcontext
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import torch
from datasets import Dataset
from peft import LoraConfig, PeftModel, get_peft_model
from torch.distributed import broadcast_object_list
from torch.utils.data import Sampler
from transformers import (
    PreTrainedModel,
    PreTrainedTokenizerBase,
    PrinterCallback,
    TrainerCallback,
    TrainerControl,
)
from trl import SFTConfig, SFTTrainer

from geoft_gui.runs.events import Checkpoint
from geoft_gui.runs.spec import TrainingSettings
from geoft_gui.trainer.batches import PIECE_TOKENS, PIECE_TOKENS_ON_A_CARD, StepOrder, collate, in_pieces
from geoft_gui.trainer.checkpoints import CheckpointStore, Verdict
from geoft_gui.trainer.examples import Example
from geoft_gui.trainer.loss import answer_logits
from geoft_gui.trainer.patience import Patience
from geoft_gui.trainer.reporting import Reporter
from geoft_gui.trainer.schedule import Schedule
from geoft_gui.trainer.scoring import Judge
from geoft_gui.trainer.speed import Speed

_SCHEDULERS = {"cosine": "cosine", "linear": "linear", "constant": "constant_with_warmup"}


def configuration(
    settings: TrainingSettings, schedule: Schedule, speed: Speed, seed: int, folder: Path, on_cpu: bool
) -> SFTConfig:
    """The run's settings in TRL's words. The Trainer writes checkpoints into `folder`, by its own names."""
    return SFTConfig(
        output_dir=str(folder),
        max_steps=schedule.total,
        # AnswerTrainer cuts it into pieces.
        per_device_train_batch_size=schedule.rows,
        learning_rate=settings.learning_rate,
        lr_scheduler_type=_SCHEDULERS[settings.scheduler],
        warmup_steps=schedule.warmup,
        weight_decay=settings.weight_decay,
        max_grad_norm=settings.max_grad_norm,
        optim="adamw_torch_fused",
        seed=seed,
        use_cpu=on_cpu,
        # bfloat16 is AnswerTrainer's own autocast: accelerate's would also wrap the model that is judged.
        bf16=False,
        fp16=speed.precision == "float16",
        activation_checkpointing=False,
        # All that is trained takes part in every step.
        ddp_find_unused_parameters=False,
        # Rows are encoded and checked already, and none is cut.
        max_length=None,
        packing=False,
        # TRL takes the kernels of its layers only: the loss is its own.
        use_liger_kernel=not on_cpu and torch.cuda.is_available() and find_spec("liger_kernel") is not None,
        dataset_kwargs={"skip_prepare_dataset": True},
        dataloader_pin_memory=not on_cpu,
        include_num_input_tokens_seen="non_padding",
        logging_steps=schedule.logged_every,
        logging_nan_inf_filter=False,
        # RunCallback says when.
        eval_strategy="no",
        save_strategy="no",
        report_to="none",
        disable_tqdm=True,
    )


def with_adapter(model: PreTrainedModel, settings: TrainingSettings, base: str) -> PeftModel:
    """The model with a fresh LoRA adapter on all of its linear layers but the output; only it is trained.

    LoRA: Hu et al. 2021; on all linear layers, as Dettmers et al. 2023 (QLoRA) found best.
    """
    adapted = get_peft_model(
        model,
        LoraConfig(
            task_type="CAUSAL_LM",
            r=settings.lora_rank,
            lora_alpha=settings.lora_alpha,
            lora_dropout=settings.lora_dropout,
            target_modules="all-linear",
        ),
    )
    adapted.peft_config["default"].base_model_name_or_path = base
    return adapted


class AnswerTrainer(SFTTrainer):
    """Supervised fine-tuning of a run.

    `processing_class` is only kept with checkpoints; `examples` are encoded already.
    """

    control: TrainerControl
    # compute_loss divides by the answer tokens of all pieces itself.
    loss_is_scaled_for_ga = True

    def __init__(
        self,
        model: PreTrainedModel | PeftModel,
        tokenizer: PreTrainedTokenizerBase,
        examples: list[Example],
        *,
        arguments: SFTConfig,
        piece_size: int,
        speed: Speed,
        judge: Judge,
        patience: Patience,
        store: CheckpointStore,
        reporter: Reporter,
        callback: TrainerCallback,
    ) -> None:
        self._piece_size = piece_size
        self._speed = speed
        self._judge = judge
        self._patience = patience
        self._store = store
        self._reporter = reporter
        self._order = StepOrder(
            [len(example) for example in examples],
            arguments.train_batch_size * arguments.world_size,
            arguments.seed,
            arguments.world_size,
        )
        self._verdict = Verdict()
        self._correct = self._answered = 0
        columns = {
            "input_ids": [example.tokens for example in examples],
            "labels": [example.labels for example in examples],
        }
        super().__init__(
            model=model,
            args=arguments,
            train_dataset=Dataset.from_dict(columns).with_format("numpy"),
            processing_class=tokenizer,
            data_collator=collate,
            callbacks=[callback],
        )
        self.remove_callback(PrinterCallback)
        # TRL makes an adapter beside 4-bit weights bfloat16, in which most steps are too small to be seen.
        for parameter in self.model.parameters():
            if parameter.requires_grad:
                parameter.data = parameter.data.float()
        # The loss is ours, and it takes the number of answer tokens whatever the model's forward takes.
        self.model_accepts_loss_kwargs = True

    def training_step(
        self,
        model: torch.nn.Module,
        inputs: dict[str, torch.Tensor],
        num_items_in_batch: torch.Tensor | None = None,
    ) -> torch.Tensor:
        """Work through the batch of a step piece by piece; processes add up their gradients in the last.

        Returns the loss of the batch.
        """
        on_cpu = self.args.device.type == "cpu"
        piece_tokens = PIECE_TOKENS if on_cpu else PIECE_TOKENS_ON_A_CARD
        *others, last = in_pieces(inputs, self._piece_size, piece_tokens)
        loss = torch.zeros((), device=self.args.device)
        for piece in others:
            with self.accelerator.no_sync(model=model):
                loss += super().training_step(model, piece, num_items_in_batch)
        loss += super().training_step(model, last, num_items_in_batch)
        return loss

    def compute_loss(
        self,
        model: torch.nn.Module,
        inputs: dict[str, torch.Tensor],
        return_outputs: bool = False,
        num_items_in_batch: torch.Tensor | None = None,
    ) -> torch.Tensor:
        """Cross-entropy over the answer tokens, divided by `num_items_in_batch`, those of the whole step.

        On a graphics card TRL's own fused form, which never holds all logits. Elsewhere that form projects
        the prompts too, and projects everything again on the way back: there it takes twice the time.
        """
        if inputs["labels"].is_cuda:
            loss: torch.Tensor = super().compute_loss(model, inputs, return_outputs, num_items_in_batch)
            return loss
        answers = answer_logits(model, inputs)
        loss = answers.loss_sum() / num_items_in_batch
        if (self.state.global_step + 1) % self.state.logging_steps == 0:
            with torch.no_grad():
                self._correct += int(answers.correct())
            self._answered += answers.count
        return loss * self.accelerator.num_processes

    def log(self, logs: dict[str, float], start_time: float | None = None) -> None:
        """Add the token accuracy of the step to what is logged of it."""
        if self._answered:
            counts = torch.tensor([self._correct, self._answered], device=self.args.device)
            # Of all processes; each of them logs.
            correct, answered = self.accelerator.reduce(counts).tolist()
            logs["mean_token_accuracy"] = correct / answered
            self._correct = self._answered = 0
        super().log(logs, start_time)

    def autocast_smart_context_manager(
        self, cache_enabled: bool | None = True
    ) -> AbstractContextManager[Any]:
        """bfloat16 products around the forward pass, where that was found to pay."""
        if self._speed.precision == "bfloat16":
            return self._speed.autocast(self.args.device)
        return nullcontext()

    def evaluate(self, *args: Any, **kwargs: Any) -> dict[str, float]:
        """Judge the model and write what came out; in the first process, while others wait.

        The training ends here when there was no better model for long.
        """
        metrics: dict[str, float] = {}
        if self.is_world_process_zero():
            judgement = self._judge.judge(self.accelerator.unwrap_model(self.model), self.state.global_step)
            self._verdict = judgement.verdict
            self._patience.judged(self.state.global_step, judgement.verdict)
            for event in (judgement.evaluation, judgement.score, *judgement.samples):
                if event is not None:
                    self._reporter.tell(event)
        self.accelerator.wait_for_everyone()
        self.control = self.callback_handler.on_evaluate(self.args, self.state, self.control, metrics)
        over = [self._patience.is_over]
        if self.accelerator.num_processes > 1:
            broadcast_object_list(over)
        self.control.should_training_stop |= over[0]
        return metrics

    def _get_train_sampler(self, train_dataset: Dataset | None = None) -> Sampler[int]:
        return self._order

    def _run_epoch(self, *, epoch: int, **kwargs: Any) -> None:
        # Told here: in the middle of an epoch with several processes, accelerate does not pass it on.
        self._order.set_epoch(epoch)
        super()._run_epoch(epoch=epoch, **kwargs)

    def _save_checkpoint(self, model: torch.nn.Module, trial: object) -> None:
        """Write a checkpoint under the Trainer's name, out of sight; then seal and publish it."""
        step = self.state.global_step
        self._reporter.phase("saving a checkpoint")
        super()._save_checkpoint(model, trial)
        self.accelerator.wait_for_everyone()
        if self.is_world_process_zero():
            saved = self._store.publish(self._store.unfinished / f"checkpoint-{step}", step, self._verdict)
            is_best = self._store.best is saved
            self._reporter.tell(Checkpoint(step=step, path=f"checkpoints/{saved.path.name}", best=is_best))
            self._store.prune()
        # The next checkpoint may be saved without being judged.
        self._verdict = Verdict()

    def _save(self, output_dir: str | None = None, state_dict: dict[str, Any] | None = None) -> None:
        """The model and its tokenizer; not the Trainer's own arguments, which a spec holds already."""
        if self.args.should_save:
            target = output_dir or self.args.output_dir
            os.makedirs(target, exist_ok=True)
            self.model.save_pretrained(target, state_dict=state_dict)
            self.processing_class.save_pretrained(target)

    def floating_point_ops(self, inputs: dict[str, torch.Tensor | Any]) -> int:
        """Not counted: it walks through the whole model at every step."""
        return 0

    def create_model_card(self, *args: Any, **kwargs: Any) -> None:
        """None for each checkpoint; the result gets one of its own."""

    def _send_telemetry(self) -> None:
        """TRL would tell its makers about each training. Nothing leaves this computer."""
