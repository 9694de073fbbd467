"""What is planned from rows, a model and a machine."""

import json
from pathlib import Path

import pytest

from geoft_gui.backends.lengths import row_lengths
from geoft_gui.backends.plan import Plan, plan
from geoft_gui.backends.preparation import prepare
from geoft_gui.data.tokens import ESTIMATE, counter_for
from geoft_gui.engine import machine
from geoft_gui.paths import starter_model
from tests.backends.faked import MACHINE
from tests.backends.small_rows import write_small_rows


@pytest.fixture(autouse=True)
def on_a_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "describe", lambda: MACHINE)


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    return write_small_rows(tmp_path / "rows.jsonl")


def planned(rows: Path, root: Path, model: str, *assignments: str) -> Plan:
    return plan(
        data=rows, validation=None, model=model, preset="quick", runs_root=root, assignments=assignments
    )


def test_a_model_that_is_not_downloaded_is_planned_with_what_the_catalogue_knows(
    rows: Path, tmp_path: Path
) -> None:
    small = planned(rows, tmp_path, "Qwen/Qwen3-0.6B").spec.settings
    large = planned(rows, tmp_path, "Qwen/Qwen3-8B")
    assert small.method in {"lora", "lora_4bit"}
    assert large.spec.settings.method == "lora_4bit"
    assert "smaller model" in " ".join(large.reasons)


def test_what_the_user_sets_is_kept_and_the_rest_suits_it(rows: Path, tmp_path: Path) -> None:
    chosen = planned(rows, tmp_path, "Qwen/Qwen3-0.6B", "method=all_weights", "epochs=2").spec.settings
    assert (chosen.method, chosen.epochs, chosen.learning_rate) == ("all_weights", 2, 5e-5)


def test_the_longest_answer_is_counted_with_the_models_own_tokenizer(rows: Path, tmp_path: Path) -> None:
    stack = [{"type": "cube", "dimensions": {"length": 9, "width": 9, "height": 9}, "place": "top"}] * 20
    document = json.dumps({"type": "assembly", "components": stack}, separators=(",", ":"))
    long = {"messages": [{"role": "user", "content": "A stack"}, {"role": "assistant", "content": document}]}
    with rows.open("a", encoding="utf-8") as file:
        file.write(json.dumps(long) + "\n")
    preparation = prepare(rows, None, 0)
    counted = row_lengths(preparation, counter_for("starter"))
    guessed = row_lengths(preparation, ESTIMATE)
    exact = counter_for(str(starter_model())).count(document)
    assert counted.exact and not guessed.exact
    assert counted.row > counted.answer == exact + 1
    assert guessed.answer == pytest.approx(exact, rel=0.5)
    settings = planned(rows, tmp_path, "starter").spec.settings
    assert settings.max_new_tokens > counted.answer
