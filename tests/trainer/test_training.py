"""Whole trainings of a small model, in this process: how they go, end, and are asked to end."""

import errno
import itertools
import json
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from datasets import Dataset
from safetensors.torch import load_file, save_file
from transformers import PreTrainedTokenizerFast
from trl import SFTConfig, SFTTrainer

from geoft_gui.engine import processes
from geoft_gui.errors import UserError
from geoft_gui.inference import local_model
from geoft_gui.runs.events import (
    Checkpoint,
    Error_,
    Evaluation,
    Event,
    Sample,
    ScoreEvent,
    Status,
    Step,
    Warning_,
)
from geoft_gui.runs.folder import Request, RequestName, RunFolder
from geoft_gui.trainer import base_model, speed, stages
from geoft_gui.trainer.checkpoints import verified
from geoft_gui.trainer.examples import encode
from geoft_gui.trainer.speed import Speed
from tests.small_models import ARCHITECTURES, Architecture, save_small_model, small_model
from tests.trainer.small_runs import TRAIN, files_of, small_run

# peft 0.21 asks transformers in words that transformers 5 calls old.
PEFT_IS_OLD = pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing` is deprecated:FutureWarning")
FLOAT32 = Speed(1, "float32", "Training with 1 thread in float32.", {})


@pytest.fixture(autouse=True)
def no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawing takes a process and seconds; the end-to-end test has it."""

    def drawn(arguments: list[str], *, timeout: float) -> object:
        return processes.subprocess.CompletedProcess(arguments, 0, "", "")

    monkeypatch.setattr(processes, "run_child", drawn)


def run(root: Path, model: Path, **settings: object) -> RunFolder:
    """A run of 30 steps, or 10 where `epochs=1`, that computes in float32 on one thread."""
    folder = small_run(root, model, **settings)
    speed.save(FLOAT32, folder.path / "speed.json")
    return folder


def told(folder: RunFolder, kind: type[Event]) -> list[Event]:
    return [event for event in folder.events() if isinstance(event, kind)]


def statuses(folder: RunFolder) -> list[str]:
    return [event.status for event in folder.events() if isinstance(event, Status)]


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch) -> Callable[[RunFolder, str, int], None]:
    """Ask something of a run right after a step."""

    def prepare(folder: RunFolder, request: str, step: int) -> None:
        real = RunFolder.take_request
        asked: list[int] = []

        def take(self: RunFolder) -> Request | None:
            if not asked and any(isinstance(event, Step) and event.step >= step for event in folder.events()):
                asked.append(step)
                self.request(request)
            return real(self)

        monkeypatch.setattr(RunFolder, "take_request", take)

    return prepare


def test_a_run_tells_its_story(tmp_path: Path, base: Path) -> None:
    folder = run(tmp_path, base)
    assert stages.train(folder, resume=False) == 0
    assert statuses(folder) == ["preparing", "running", "succeeded"]
    steps = told(folder, Step)
    assert [step.step for step in steps] == list(range(1, 31))
    assert {step.total_steps for step in steps} == {30}
    assert steps[-1].loss < 0.6 * steps[0].loss
    assert steps[-1].token_accuracy > steps[0].token_accuracy
    assert all(later.tokens > earlier.tokens for earlier, later in itertools.pairwise(steps))
    assert all(step.tokens_per_second > 0 for step in steps)
    assert steps[-1].epoch == 3
    for kind in (Evaluation, ScoreEvent, Checkpoint):
        assert [event.step for event in told(folder, kind)] == [10, 20, 30]
    samples = told(folder, Sample)
    assert [sample.step for sample in samples] == [10, 10, 20, 20, 30, 30]
    assert samples[0].prompt == samples[2].prompt == samples[4].prompt
    assert told(folder, Warning_) == []


def test_nobody_is_told_of_a_training(tmp_path: Path, base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def told_somebody(*args: object, **kwargs: object) -> None:
        raise AssertionError("telemetry was sent")

    monkeypatch.setattr("trl.trainer.base_trainer.send_telemetry", told_somebody)
    assert stages.train(run(tmp_path, base, epochs=0.2, evaluations=0), resume=False) == 0


def test_trl_itself_would_learn_the_same_tokens(tmp_path: Path, tokenizer: PreTrainedTokenizerFast) -> None:
    turns = [[{"role": turn.role, "content": turn.content} for turn in row.messages] for row in TRAIN[:5]]
    rows = {"prompt": [row[:-1] for row in turns], "completion": [row[-1:] for row in turns]}
    theirs = SFTTrainer(
        small_model(tokenizer),
        SFTConfig(str(tmp_path), use_cpu=True, bf16=False, activation_checkpointing=False, report_to="none"),
        train_dataset=Dataset.from_dict(rows),
        processing_class=tokenizer,
    ).train_dataset
    ends = frozenset({tokenizer.eos_token_id})
    ours = encode(TRAIN[:5], tokenizer, ends=ends, context=None, system_prompt=None).examples
    assert [example.tokens.tolist() for example in ours] == theirs["input_ids"]
    assert [example.labels.tolist() for example in ours] == theirs["labels"]


def test_the_best_checkpoint_becomes_the_model(tmp_path: Path, base: Path) -> None:
    folder = run(tmp_path, base, system_prompt="Answer in JSON.", epochs=1, evaluations=2)
    assert stages.train(folder, resume=False) == 0
    best = [event for event in told(folder, Checkpoint) if event.best][-1]
    checkpoint = folder.path / best.path
    weights = (folder.model_dir / "model.safetensors").read_bytes()
    assert weights == (checkpoint / "model.safetensors").read_bytes()
    described = json.loads((folder.model_dir / "geoft.json").read_text(encoding="utf-8"))
    assert described["best_step"] == best.step
    assert described["base"] == str(base)
    assert described["language"] == "v2"
    assert described["system_prompt"] == "Answer in JSON."
    (score,) = [event for event in told(folder, ScoreEvent) if event.step == best.step]
    assert described["scores"]["correct"] == score.correct
    loaded = local_model.load(folder.model_dir)
    assert loaded.system_prompt == "Answer in JSON."
    assert (folder.model_dir / "generation_config.json").is_file()
    assert (folder.model_dir / "chat_template.jinja").is_file()


def test_what_is_judged_is_what_is_asked_later(tmp_path: Path, base: Path) -> None:
    folder = run(tmp_path, base, epochs=1, evaluations=1, samples=3)
    assert stages.train(folder, resume=False) == 0
    loaded = local_model.load(folder.model_dir)
    for sample in told(folder, Sample):
        (answer,) = loaded.answer([[{"role": "user", "content": sample.prompt}]], max_new_tokens=60)
        assert answer == sample.answer


@pytest.mark.parametrize("architecture", [name for name in ARCHITECTURES if name != "llama"])
def test_other_architectures_learn_too(tmp_path: Path, architecture: Architecture) -> None:
    model = save_small_model(tmp_path / "model", architecture)
    folder = run(tmp_path / "runs", model, epochs=1, evaluations=1)
    assert stages.train(folder, resume=False) == 0
    steps = told(folder, Step)
    assert steps[-1].loss < 0.8 * steps[0].loss
    local_model.load(folder.model_dir)


@PEFT_IS_OLD
def test_an_adapter_is_a_result_that_can_be_asked(tmp_path: Path, base: Path) -> None:
    folder = run(tmp_path, base, method="lora", lora_rank=4, epochs=1, evaluations=1, learning_rate=0.02)
    assert stages.train(folder, resume=False) == 0
    steps = told(folder, Step)
    assert steps[-1].loss < steps[0].loss
    adapter = load_file(folder.model_dir / "adapter_model.safetensors")
    assert adapter
    assert not [name for name in adapter if "lm_head" in name or "embed" in name]
    assert not (folder.model_dir / "model.safetensors").exists()
    loaded = local_model.load(folder.model_dir)
    sample = told(folder, Sample)[0]
    (answer,) = loaded.answer([[{"role": "user", "content": sample.prompt}]], max_new_tokens=60)
    assert answer == sample.answer


def test_bfloat16_learns_as_float32_does(tmp_path: Path, base: Path) -> None:
    losses = []
    for precision in ("float32", "bfloat16"):
        folder = run(tmp_path / precision, base, epochs=1, evaluations=0)
        speed.save(Speed(1, precision, "", {}), folder.path / "speed.json")
        assert stages.train(folder, resume=False) == 0
        losses.append(told(folder, Step)[-1].loss)
        weights = load_file(folder.model_dir / "model.safetensors")
        assert {tensor.dtype for tensor in weights.values()} == {torch.float32}
    assert losses[1] == pytest.approx(losses[0], rel=0.03)


def test_accumulated_batches_learn_what_one_large_batch_learns(tmp_path: Path, base: Path) -> None:
    losses = []
    for batch_size, accumulation in ((16, 1), (4, 4)):
        folder = run(
            tmp_path / str(batch_size),
            base,
            epochs=1,
            evaluations=0,
            batch_size=batch_size,
            gradient_accumulation=accumulation,
        )
        assert stages.train(folder, resume=False) == 0
        losses.append([event.loss for event in told(folder, Step)])
    assert losses[0] == pytest.approx(losses[1], rel=1e-3)
    assert len(losses[0]) == 5


def test_stop_keeps_what_was_learnt(
    tmp_path: Path, base: Path, ask: Callable[[RunFolder, str, int], None]
) -> None:
    folder = run(tmp_path, base)
    ask(folder, "stop", 13)
    assert stages.train(folder, resume=False) == 0
    assert statuses(folder) == ["preparing", "running", "stopping", "stopped"]
    assert [event.step for event in told(folder, ScoreEvent)] == [10, 14]
    assert local_model.load(folder.model_dir)


def test_stop_now_leaves_at_once_without_a_model(
    tmp_path: Path, base: Path, ask: Callable[[RunFolder, str, int], None]
) -> None:
    folder = run(tmp_path, base)
    ask(folder, "stop_now", 3)
    assert stages.train(folder, resume=False) == 0
    assert statuses(folder)[-1] == "stopped"
    assert told(folder, Step)[-1].step == 3
    assert not folder.model_dir.exists()


def test_stop_before_the_first_step_says_that_there_is_no_model(tmp_path: Path, base: Path) -> None:
    folder = run(tmp_path, base)
    folder.request("stop")
    assert stages.train(folder, resume=False) == 0
    assert told(folder, Step) == []
    last = told(folder, Status)[-1]
    assert isinstance(last, Status)
    assert (last.status, last.message) == ("stopped", "Nothing was learnt yet, so there is no model.")


def test_a_paused_run_goes_on_to_the_same_end(
    tmp_path: Path, base: Path, ask: Callable[[RunFolder, str, int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    through = run(tmp_path / "through", base)
    assert stages.train(through, resume=False) == 0
    paused = run(tmp_path / "paused", base)
    with monkeypatch.context():
        ask(paused, "pause", 12)
        assert stages.train(paused, resume=False) == 0
    assert statuses(paused)[-2:] == ["pausing", "paused"]
    assert not paused.model_dir.exists()
    assert stages.train(paused, resume=True) == 0
    assert statuses(paused)[-1] == "succeeded"
    assert files_of(paused.model_dir) == files_of(through.model_dir)


@pytest.mark.parametrize(
    ("request_name", "ends"),
    [("stop", ["stopping", "stopped"]), ("pause", ["pausing", "paused"]), ("stop_now", ["stopped"])],
)
def test_a_request_is_heard_while_the_model_is_downloaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request_name: RequestName, ends: list[str]
) -> None:
    folder = run(tmp_path, Path("owner/name"))

    def fetch(model: str, tell: Callable[[int, int], None], **wanted: object) -> Path:
        tell(0, 100)
        folder.request(request_name)
        tell(1, 100)
        raise AssertionError("the download went on")

    monkeypatch.setattr(base_model, "fetch", fetch)
    assert stages.train(folder, resume=True) == 0
    assert statuses(folder) == ["preparing", *ends]


def test_resuming_before_the_first_checkpoint_begins_at_the_start(
    tmp_path: Path, base: Path, ask: Callable[[RunFolder, str, int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = run(tmp_path, base, epochs=1, evaluations=1)
    with monkeypatch.context():
        ask(folder, "stop_now", 3)
        assert stages.train(folder, resume=True) == 0
    assert not list(folder.checkpoints_dir.glob("step-*"))
    assert stages.train(folder, resume=True) == 0
    assert [step.step for step in told(folder, Step)] == list(range(1, 11))
    before = files_of(folder.path)
    with pytest.raises(UserError, match="has succeeded"):
        stages.train(folder, resume=False)
    assert files_of(folder.path) == before


@PEFT_IS_OLD
def test_an_adapter_with_dropout_goes_on_to_the_same_end(
    tmp_path: Path, base: Path, ask: Callable[[RunFolder, str, int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = {"method": "lora", "lora_rank": 4, "lora_dropout": 0.2, "gradient_accumulation": 2}
    through = run(tmp_path / "through", base, **settings)
    assert stages.train(through, resume=False) == 0
    paused = run(tmp_path / "paused", base, **settings)
    with monkeypatch.context():
        ask(paused, "pause", 7)
        assert stages.train(paused, resume=False) == 0
    assert stages.train(paused, resume=True) == 0
    assert files_of(paused.model_dir) == files_of(through.model_dir)


def test_a_loss_that_is_no_number_ends_the_run_with_words(tmp_path: Path) -> None:
    model = save_small_model(tmp_path / "model")
    weights = load_file(model / "model.safetensors")
    weights["model.norm.weight"][0] = torch.inf
    save_file(weights, model / "model.safetensors", metadata={"format": "pt"})
    folder = run(tmp_path / "runs", model)
    assert stages.train(folder, resume=False) == 1
    assert statuses(folder)[-1] == "failed"
    (error,) = told(folder, Error_)
    assert isinstance(error, Error_)
    assert "no longer a number at step 1" in error.message
    assert "learning_rate" in error.hint
    assert not folder.model_dir.exists()


def test_a_full_disk_ends_the_run_with_words_and_it_goes_on_later(
    tmp_path: Path, base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = run(tmp_path, base)
    real = torch.save
    written: list[object] = []

    def fills_up(value: object, target: object) -> None:
        written.append(value)
        if len(written) > 4:
            raise RuntimeError("PytorchStreamWriter failed writing file data.pkl: file write failed")
        real(value, target)

    with monkeypatch.context() as patch:
        patch.setattr(torch, "save", fills_up)
        assert stages.train(folder, resume=False) == 1
    (error,) = told(folder, Error_)
    assert isinstance(error, Error_)
    assert error.message == "The disk is full."
    assert verified(folder.checkpoints_dir / "step-000010") is not None
    assert not (folder.checkpoints_dir / "step-000020").exists()
    assert stages.train(folder, resume=True) == 0
    assert statuses(folder)[-1] == "succeeded"


def test_a_disk_that_is_full_from_the_start_is_said(
    tmp_path: Path, base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(folder: RunFolder) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(stages, "claim", full)
    folder = run(tmp_path, base)
    assert stages.train(folder, resume=False) == 1
    (error,) = told(folder, Error_)
    assert isinstance(error, Error_)
    assert error.message == "The disk is full."
    assert statuses(folder) == ["failed"]


def test_pickled_weights_are_refused(tmp_path: Path) -> None:
    model = save_small_model(tmp_path / "model")
    torch.save(load_file(model / "model.safetensors"), model / "pytorch_model.bin")
    (model / "model.safetensors").unlink()
    folder = run(tmp_path / "runs", model)
    assert stages.train(folder, resume=False) == 1
    (error,) = told(folder, Error_)
    assert isinstance(error, Error_)
    assert "pickled" in error.message


def test_a_picture_that_cannot_be_drawn_is_a_warning(
    tmp_path: Path, base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(arguments: list[str], *, timeout: float) -> object:
        return processes.subprocess.CompletedProcess(arguments, 1, "", "no display")

    monkeypatch.setattr(processes, "run_child", fails)
    folder = run(tmp_path, base, epochs=0.2, evaluations=1)
    assert stages.train(folder, resume=False) == 0
    (warning,) = told(folder, Warning_)
    assert isinstance(warning, Warning_)
    assert warning.details == "no display"
    assert statuses(folder)[-1] == "succeeded"
