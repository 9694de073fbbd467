"""What the settings of a training are called in the window, by unit and by group."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication

from geoft_gui.runs.spec import TrainingSettings
from geoft_gui.runs.words import setting_words

SIMPLE: Final = ("epochs", "learning_rate", "batch_size", "method", "early_stopping")
"""What is worth setting by hand for everybody."""
ADAPTER_ONLY: Final = frozenset({"lora_rank", "lora_alpha", "lora_dropout"})


@dataclass(frozen=True)
class SettingTexts:
    """`unit` follows the number; `unset` says what it means when nothing is set."""

    title: str
    unit: str = ""
    unset: str = ""


@dataclass(frozen=True)
class SettingGroup:
    """Settings that belong together, and what they are about."""

    title: str
    about: str
    names: tuple[str, ...]


class SettingWords:
    """The words, in the language of the window."""

    def texts(self, name: str) -> SettingTexts:
        """Those of a setting; one that has no words of its own is called as in the terminal."""
        return self._texts().get(name) or SettingTexts(setting_words(name), unset=self.tr("not set"))

    def choices(self, name: str) -> dict[str, str]:
        """The words of the values of a setting that has only some."""
        if name == "method":
            return {
                "all_weights": self.tr("All of the model"),
                "lora": self.tr("A small adapter (LoRA)"),
                "lora_4bit": self.tr("A small adapter, base in 4 bits"),
            }
        if name == "scheduler":
            return {
                "cosine": self.tr("in a curve (cosine)"),
                "linear": self.tr("evenly (linear)"),
                "constant": self.tr("not at all (constant)"),
            }
        return {}

    def consequence(self, method: str) -> str:
        """What it means to train with this method."""
        told = {
            "all_weights": self.tr("Learns the most and takes the most memory. Right for small models."),
            "lora": self.tr(
                "The model keeps what it knows, and a small part beside it learns. Takes less memory."
            ),
            "lora_4bit": self.tr(
                "The model is held in a quarter of the memory, a little coarser, while a small part beside "
                "it learns. For models that are too large otherwise."
            ),
        }
        return told.get(method, "")

    def groups(self) -> tuple[SettingGroup, ...]:
        """Every setting that is not among the simple ones, each in one group."""
        groups = (
            SettingGroup(
                self.tr("How it learns"),
                self.tr("The size of the steps, and how they become smaller."),
                ("scheduler", "warmup_fraction", "gradient_accumulation", "weight_decay", "max_grad_norm"),
            ),
            SettingGroup(
                self.tr("The adapter"),
                self.tr("How much can be learned beside the model, which stays as it is."),
                ("lora_rank", "lora_alpha", "lora_dropout"),
            ),
            SettingGroup(
                self.tr("How it is judged"),
                self.tr("The model is asked on the way for parts that it has not seen."),
                ("evaluations", "score_prompts", "samples", "max_new_tokens"),
            ),
            SettingGroup(
                self.tr("What is kept and said"),
                self.tr("Copies of the model on the way, and what stands before every question."),
                ("checkpoint_steps", "checkpoints_kept", "system_prompt"),
            ),
        )
        known = {*SIMPLE, *(name for group in groups for name in group.names)}
        others = tuple(name for name in TrainingSettings.model_fields if name not in known)
        more = SettingGroup(self.tr("More"), self.tr("What else can be set."), others)
        return (*groups, more) if others else groups

    def tr(self, text: str) -> str:
        """The text in the language of the window."""
        return QCoreApplication.translate("SettingWords", text)

    def _texts(self) -> dict[str, SettingTexts]:
        return {
            "epochs": SettingTexts(self.tr("Passes over the rows")),
            "learning_rate": SettingTexts(self.tr("Learning rate")),
            "batch_size": SettingTexts(self.tr("Rows at a time")),
            "method": SettingTexts(self.tr("What learns")),
            "early_stopping": SettingTexts(
                self.tr("Stop early after"), self.tr(" judgements"), self.tr("never")
            ),
            "scheduler": SettingTexts(self.tr("The rate falls")),
            "warmup_fraction": SettingTexts(self.tr("Warm-up"), self.tr(" of the run")),
            "gradient_accumulation": SettingTexts(self.tr("Batches a step")),
            "weight_decay": SettingTexts(self.tr("Weight decay")),
            "max_grad_norm": SettingTexts(self.tr("Longest gradient")),
            "lora_rank": SettingTexts(self.tr("Rank")),
            "lora_alpha": SettingTexts(self.tr("Strength (alpha)")),
            "lora_dropout": SettingTexts(self.tr("Left out (dropout)")),
            "evaluations": SettingTexts(self.tr("Judged"), self.tr(" times")),
            "score_prompts": SettingTexts(self.tr("Asked each time"), self.tr(" prompts")),
            "samples": SettingTexts(self.tr("Answers to look at")),
            "max_new_tokens": SettingTexts(self.tr("Longest answer"), self.tr(" tokens")),
            "checkpoint_steps": SettingTexts(
                self.tr("Checkpoint every"), self.tr(" steps"), self.tr("when judged")
            ),
            "checkpoints_kept": SettingTexts(self.tr("Checkpoints kept")),
            "system_prompt": SettingTexts(self.tr("System message"), unset=self.tr("none")),
        }
