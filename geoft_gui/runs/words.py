"""What a run's numbers mean, in one plain sentence: the same in the terminal and in the window."""

from collections.abc import Sequence

from geoft_gui.runs.events import Sample, ScoreEvent, StatusName
from geoft_gui.runs.spec import Method
from geoft_gui.runs.summary import Summary

NOTICEABLE = 0.02
"""A change of `correct` smaller than this is called none: with some sixty prompts it is one part."""

WORTH_SAYING = 0.1
"""From this rate on, answers in the right form are mentioned while no part is right."""

WAITING = "waiting: "
"""So begins the name of a phase in which somebody else is waited for; why stands behind it."""

_VERDICTS = {
    "correct": "it makes the right part",
    "another_part": "it makes another part",
    "does_not_build": "it writes a document that makes no part",
    "not_a_document": "it writes something that is no geometry document",
}
_METHODS: dict[str, str] = {
    "all_weights": "all weights",
    "lora": "a LoRA adapter",
    "lora_4bit": "a LoRA adapter beside weights of 4 bits",
}
_STATUSES: dict[StatusName | None, str] = {
    None: "never started",
    "queued": "waiting to start",
    "preparing": "preparing",
    "running": "running",
    "pausing": "pausing",
    "paused": "paused",
    "stopping": "stopping",
    "stopped": "stopped",
    "succeeded": "succeeded",
    "failed": "failed",
    "interrupted": "interrupted",
}


def score_sentence(scores: Sequence[ScoreEvent]) -> str:
    """What the last of these scores says, beside those before it. `scores` must not be empty."""
    *earlier, last = scores
    if last.correct == 0:
        form = last.matches_schema
        if form < WORTH_SAYING:
            return "No part is right yet."
        return f"No part is right yet, but {parts_of_ten(form)} answers already have the right form."
    share = f"{parts_of_ten(last.correct)} parts right"
    if not earlier:
        return f"A first result: the model gets {share}."
    best = max(score.correct for score in earlier)
    if last.correct >= best + NOTICEABLE:
        return f"Still improving: the model now gets {share}."
    if last.correct > best - NOTICEABLE:
        return f"About the same: the model gets {share}."
    return f"A step back: the model now gets {share}. The best so far, {parts_of_ten(best)}, is kept."


def parts_of_ten(rate: float) -> str:
    """A rate of 0..1 as people say it; all and none are said only when it is all and none."""
    tenths = round(rate * 10)
    if rate == 0:
        return "none of the"
    if rate == 1:
        return "all"
    if tenths == 0:
        return "fewer than 1 of 10"
    if tenths == 10:
        return "more than 9 of 10"
    return f"{tenths} of 10"


def sample_sentence(sample: Sample) -> str:
    """What the model made of one prompt."""
    return f"Asked for “{sample.prompt}”, {_VERDICTS[sample.verdict]}."


def verdict_sentence(sample: Sample) -> str:
    """The same where the prompt stands beside it: `It makes the right part.`"""
    told = _VERDICTS[sample.verdict]
    return f"{told[:1].upper()}{told[1:]}."


def setting_words(name: str) -> str:
    """The name of a training setting as people read it: `learning_rate` is `Learning rate`."""
    told = name.replace("_", " ")
    return told.replace("lora", "LoRA") if told.startswith("lora") else told[:1].upper() + told[1:]


def method_words(method: Method) -> str:
    """What is trained, as people read it: `a LoRA adapter`."""
    return _METHODS[method]


def value_words(value: object) -> str:
    """The value of a training setting as people read it."""
    if value is None:
        return "not set"
    if isinstance(value, str):
        return _METHODS.get(value, value).replace("_", " ")
    if isinstance(value, float):
        return f"{value:g}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def status_words(status: StatusName | None) -> str:
    """A status as people read it; None: nothing was started."""
    return _STATUSES[status]


def standing_words(summary: Summary) -> str:
    """How a run stands: its status, or that a provider has not begun with it yet."""
    phase = summary.phase
    if summary.status != "running" or summary.total_steps is not None or phase is None:
        return status_words(summary.status)
    # What a provider says before it trains, such as that it looks at the rows, is no training either.
    waits = phase.name.startswith(WAITING) or phase.source is not None
    return "waiting" if waits else status_words(summary.status)


def repeating_sentence(summary: Summary) -> str:
    """What a resumed run does while it tells of no new step; empty when it does not go through any again."""
    if summary.resumed_from is None:
        return ""
    first, last = summary.resumed_from + 1, summary.step
    steps = f"step {last:,}" if first == last else f"steps {first:,} to {last:,}"
    return f"Going again through {steps}, which it had learnt before."


def state_words(summary: Summary) -> str:
    """How a run stands: `running, step 120 of 620, 3 minutes left, 7 of 10 parts right`.

    While it goes again through steps that it had learnt before, a sentence more says so.
    """
    parts = [standing_words(summary)]
    if summary.total_steps is not None and summary.status != "succeeded":
        parts.append(f"step {summary.step:,} of {summary.total_steps:,}")
    if summary.status == "running" and summary.seconds_left is not None:
        parts.append(f"about {duration_in_words(summary.seconds_left)} left")
    shown = summary.best_scores or (summary.scores[-1] if summary.scores else None)
    if shown:
        parts.append(f"{parts_of_ten(shown.correct)} parts right")
    repeating = repeating_sentence(summary)
    return ", ".join(parts) + (f". {repeating.rstrip('.')}" if repeating else "")


def duration_in_words(seconds: float) -> str:
    """A duration as people say it: `40 seconds`, `4 minutes`, `2.5 hours`."""
    if seconds < 60:
        return f"{max(10, round(seconds, -1)):.0f} seconds"
    minutes = seconds / 60
    if minutes < 90:
        return "1 minute" if round(minutes) == 1 else f"{minutes:.0f} minutes"
    return f"{minutes / 60:.1f} hours"
