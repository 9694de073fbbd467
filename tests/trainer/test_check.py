"""The check stage: what is wrong with rows and model, in sentences, before anything starts."""

import json
from pathlib import Path

import pytest
from transformers import AutoTokenizer

from geoft_gui.data.rows import Message, Row
from geoft_gui.trainer import stages
from tests.small_models import CONTEXT, save_small_model
from tests.trainer.small_runs import HELD_OUT, TRAIN, cube_row, small_run

LONG = Row(3, (Message("user", "Create a 20mm cube"), Message("assistant", "7" * (CONTEXT + 1))))


def checked(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, model: Path, **run: object
) -> dict[str, object]:
    folder = small_run(tmp_path / "runs", model, **run)
    before = sorted(path.name for path in folder.path.rglob("*"))
    assert stages.check(folder) == 0
    assert sorted(path.name for path in folder.path.rglob("*")) == before
    report = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert report.keys() == {"problems", "tokens", "longest", "learned"}
    return report


def only_problem(report: dict[str, object]) -> dict[str, str]:
    problems = report["problems"]
    assert isinstance(problems, list)
    (problem,) = problems
    return problem


def test_good_rows_are_counted_in_tokens(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, base: Path
) -> None:
    report = checked(capsys, tmp_path, base)
    assert report["problems"] == []
    tokenizer = AutoTokenizer.from_pretrained(base)
    turns = [
        [{"role": message.role, "content": message.content} for message in row.messages] for row in TRAIN
    ]
    lengths = [len(tokenizer.apply_chat_template(row)["input_ids"]) for row in turns]
    assert (report["tokens"], report["longest"]) == (sum(lengths), max(lengths))


def test_three_rows_show_what_is_learned(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, base: Path
) -> None:
    long = Row(81, (Message("user", "Make a dice, please"), Message("assistant", "{" + "7" * 300 + "}")))
    report = checked(capsys, tmp_path, base, rows=[*TRAIN, long])
    rows = report["learned"]
    assert isinstance(rows, list)
    assert len(rows) == 3
    assert rows[-1]["row"] == 81
    for shown, row in zip(rows[1:], (TRAIN[rows[1]["row"] - 1], long), strict=True):
        (read, is_learned), (learned, is_learned_too) = shown["pieces"]
        assert (is_learned, is_learned_too) == (False, True)
        assert read == f"<|user|>{row.prompt}<|end|><|assistant|>"
        assert learned == f"{row.answer}<|end|>"
    (only,) = checked(capsys, tmp_path / "one", base, rows=TRAIN[:1])["learned"]  # type: ignore[misc]
    assert only["row"] == 1


def test_only_the_answers_that_count_are_shown_as_learned(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, base: Path
) -> None:
    turns = (Message("user", "A cube"), Message("assistant", "{}", 0), *cube_row(1, 20).messages)
    (shown,) = checked(capsys, tmp_path, base, rows=[Row(1, turns)])["learned"]  # type: ignore[misc]
    (read, _), (learned, _) = shown["pieces"]
    assert read.startswith("<|user|>A cube<|end|><|assistant|>{}<|end|><|user|>")
    assert learned.startswith('{"type":"cube"')


def test_rows_that_do_not_fit_are_named_and_left_out_never_cut(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, base: Path
) -> None:
    report = checked(capsys, tmp_path, base, rows=[*TRAIN[:2], LONG])
    problem = only_problem(report)
    assert problem["severity"] == "warning"
    assert "left out, not cut (row 3)" in problem["message"]
    assert str(CONTEXT) in problem["message"]
    assert isinstance(report["longest"], int)
    assert report["longest"] < CONTEXT


def test_when_no_row_fits_nothing_can_start(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, base: Path
) -> None:
    report = checked(capsys, tmp_path, base, rows=[LONG])
    assert [problem["severity"] for problem in report["problems"]] == ["warning", "error"]


def test_answers_that_judging_would_cut_are_said(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, base: Path
) -> None:
    problem = only_problem(checked(capsys, tmp_path, base, max_new_tokens=10))
    assert "max_new_tokens=" in problem["hint"]
    longest = int(problem["hint"].partition("=")[2].rstrip("."))
    again = checked(capsys, tmp_path / "again", base, max_new_tokens=longest)
    assert again["problems"] == []


def test_a_model_without_chat_template_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    model = save_small_model(tmp_path / "model")
    (model / "chat_template.jinja").unlink()
    problem = only_problem(checked(capsys, tmp_path, model))
    assert problem["severity"] == "error"
    assert "chat template" in problem["message"]


def test_a_folder_without_a_model_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    problem = only_problem(checked(capsys, tmp_path, tmp_path))
    assert problem["severity"] == "error"
    assert "no model" in problem["message"]


def test_an_adapter_is_refused_as_a_base(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "adapter_config.json").write_text("{}", encoding="utf-8")
    problem = only_problem(checked(capsys, tmp_path, tmp_path))
    assert problem["severity"] == "error"
    assert "adapter" in problem["message"]


def test_a_damaged_tokenizer_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    model = save_small_model(tmp_path / "model")
    (model / "tokenizer.json").write_text('{"half', encoding="utf-8")
    problem = only_problem(checked(capsys, tmp_path, model))
    assert problem["severity"] == "error"
    assert "tokenizer" in problem["message"]


def test_a_template_that_knows_no_system_prompt_is_named_as_the_reason(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    model = save_small_model(tmp_path / "model")
    template = (model / "chat_template.jinja").read_text(encoding="utf-8")
    refusing = (
        "{% if messages[0].role == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}"
    )
    (model / "chat_template.jinja").write_text(refusing + template, encoding="utf-8")
    system = Row(1, (Message("system", "Be terse."), *cube_row(1, 20).messages))
    problem = only_problem(checked(capsys, tmp_path, model, rows=[system, *TRAIN[1:]], held_out=HELD_OUT))
    assert "System role not supported" in problem["message"]
    assert "row 1" in problem["message"]
