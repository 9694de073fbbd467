"""The README of a trained model: what it is made from, how, how good it is, and how to ask it."""

from pathlib import Path

from geoft_gui.runs.events import Evaluation, ScoreEvent
from geoft_gui.runs.models import is_hub_id
from geoft_gui.runs.spec import FileIdentity, Provenance, RunSpec
from geoft_gui.runs.words import method_words

_RATES = (
    ("parses", "the answer is JSON"),
    ("matches_schema", "it is a geometry document"),
    ("builds", "it makes a solid"),
    ("correct", "it is the right part"),
)


def model_card(
    spec: RunSpec,
    provenance: Provenance,
    base: str,
    step: int,
    loss: Evaluation | None,
    score: ScoreEvent | None,
) -> str:
    """A model card in Markdown, in the form of https://huggingface.co/docs/hub/model-cards."""
    settings = spec.settings
    method = method_words(settings.method)
    if settings.trains_adapter:
        method += f", of rank {settings.lora_rank},"
    parts = [
        _front_matter(spec, base),
        f"# {spec.name}\n",
        f"A language model that answers a sentence with a geometry document (v2), made with GeoFT: {method} "
        f"of `{_base_name(base)}` fine-tuned on rows of its own.\n",
        "## How good it is\n",
        _scores(step, loss, score, four_bits=settings.method == "lora_4bit"),
        "## What it learnt from\n",
        _data(provenance),
        "## How\n",
        _settings(spec),
        "## How to ask it\n",
        f'```\ngeoft ask --model {spec.id} "Create a 20mm cube" --out cube.stl\n```\n',
        "It is greedy at temperature 0; `geoft.json` keeps the system prompt it was trained with, if any. "
        "It knows the kinds of parts in its rows and nothing else.\n",
    ]
    return "\n".join(parts)


def _base_name(base: str) -> str:
    # Of a folder the name alone: its path would tell who made the model, and where.
    if is_hub_id(base):
        return base
    # The result of a run lies in its folder `model`.
    return Path(base).parent.name if Path(base).name == "model" else Path(base).name


def _front_matter(spec: RunSpec, base: str) -> str:
    hub = f"base_model: {base}\n" if is_hub_id(base) else ""
    library = "peft" if spec.settings.trains_adapter else "transformers"
    tags = "pipeline_tag: text-generation\ntags: [geoft, text-to-cad, sft]\n"
    return f"---\nlibrary_name: {library}\n{hub}{tags}---\n"


def _scores(step: int, loss: Evaluation | None, score: ScoreEvent | None, *, four_bits: bool) -> str:
    lines = [f"Step {step:,}, the best by parts right."]
    if loss is not None and loss.loss is not None:
        lines[0] += f" Validation loss {loss.loss:.4f}."
    if score is None:
        return f"{lines[0]} It was not asked for parts.\n"
    lines += ["", f"| of {score.n} held-out prompts, answered greedily | share |", "|---|---|"]
    lines += [f"| {meaning} | {getattr(score, name):.1%} |" for name, meaning in _RATES]
    lines += [f"| mean IoU | {score.mean_iou:.3f} |", f"| CAD score | {score.cad_score:.3f} |"]
    if score.by_kind:
        lines += ["", "| kind | prompts | right |", "|---|---|---|"]
        lines += [
            f"| {kind} | {rates['n']:.0f} | {rates['correct']:.1%} |" for kind, rates in score.by_kind.items()
        ]
    if four_bits:
        lines += ["", "Judged beside the base with its weights rounded to 4 bits, as it was trained; asked "]
        lines[-1] += "beside the whole base, it can answer a little differently."
    return "\n".join(lines) + "\n"


def _data(provenance: Provenance) -> str:
    lines = ["| | file | rows | sha256 |", "|---|---|---|---|", _file("training", provenance.data)]
    if provenance.validation is not None:
        lines.append(_file("held out", provenance.validation))
    else:
        lines += ["", "The held-out rows are from the same file; no sentence pattern is on both sides."]
    return "\n".join(lines) + "\n"


def _file(role: str, file: FileIdentity) -> str:
    return f"| {role} | {file.path.name} | {file.rows:,} | `{file.sha256}` |"


def _settings(spec: RunSpec) -> str:
    lines = ["| setting | value |", "|---|---|", f"| preset | {spec.preset} |", f"| seed | {spec.seed} |"]
    for name, value in spec.settings.model_dump().items():
        if not name.startswith("lora_") or spec.settings.trains_adapter:
            lines.append(f"| {name} | {'' if value is None else value} |")
    return "\n".join(lines) + "\n"
