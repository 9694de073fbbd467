"""`geoft data` from outside."""

import json
from pathlib import Path

import pytest

from geoft_gui import cli

CUBE = '{"type":"cube","dimensions":{"length":20,"width":20,"height":20}}'
BALL = '{"type":"sphere","dimensions":{"diameter":9}}'


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    path = tmp_path / "rows.jsonl"
    good = {"prompt": "Create a 20mm cube", "completion": CUBE, "category": "basic", "difficulty": "easy"}
    bad = {"prompt": "Create a ball", "completion": "Sorry"}
    path.write_text("\n".join([json.dumps(good), json.dumps(bad), "{torn"]), encoding="utf-8")
    return path


def geoft(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    status = cli.main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return status, said.out, said.err


def test_check_reports_and_succeeds_whatever_it_finds(rows: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, stdout, _ = geoft(capsys, "data", "check", rows, "--json")
    report = json.loads(stdout)
    assert status == 0
    assert set(report) == {"rows", "usable", "ceiling", "findings", "columns"}
    assert set(report["ceiling"]) >= {"now", "after_fixes", "reasons"}
    assert (report["rows"], report["usable"]) == (3, 1)
    for finding in report["findings"]:
        assert set(finding) == {"code", "severity", "count", "rows", "message", "fix", "mended_by"}
    errors = [finding for finding in report["findings"] if finding["severity"] == "error"]
    assert {finding["code"]: finding["rows"] for finding in errors} == {"unreadable": [3], "not_json": [2]}


def test_check_tells_people_in_sentences(rows: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, stdout, _ = geoft(capsys, "data", "check", rows)
    assert status == 0
    assert stdout.startswith("1 of 3 rows can be read and trained on.")
    assert "Row 3: The line is not JSON" in stdout
    assert "Mended by: “Set aside rows that cannot be learnt from”." in stdout


def test_check_says_how_far_the_rows_can_take_a_model_and_what_they_share_with_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    train, validation = tmp_path / "train.jsonl", tmp_path / "validation.jsonl"
    made = {"prompt": "Create a 20mm cube", "completion": CUBE}
    guessed = {"prompt": "Create a cube for me", "completion": CUBE.replace("20", "31")}
    train.write_text(json.dumps(made) + "\n" + json.dumps(guessed), encoding="utf-8")
    validation.write_text(json.dumps(made), encoding="utf-8")
    _, stdout, _ = geoft(
        capsys, "data", "check", train, "--validation", validation, "--model", "starter", "--json"
    )
    report = json.loads(stdout)
    assert report["ceiling"]["now"] == 0.5
    assert "leak" in {finding["code"] for finding in report["findings"]}
    _, stdout, _ = geoft(capsys, "data", "check", train)
    assert "The best that any model could do with them as they are: 50 % of the parts right." in stdout
    assert f"geoft data fix {train} --out" in stdout


def test_fix_writes_a_new_file_and_accounts_for_every_row(
    rows: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = rows.read_bytes()
    out = tmp_path / "mended.jsonl"
    status, stdout, _ = geoft(capsys, "data", "fix", rows, "--out", out, "--json")
    report = json.loads(stdout)
    assert status == 0
    assert (report["rows"], report["kept"], report["out"]) == (3, 1, str(out))
    assert [row["row"] for row in report["set_aside"]] == [2, 3]
    assert set(report["ceiling"]) == {"now", "after_fixes", "reasons"}
    assert len(out.read_text(encoding="utf-8").splitlines()) == 1
    assert rows.read_bytes() == before
    status, stdout, _ = geoft(capsys, "data", "fix", rows, "--out", out)
    assert stdout.startswith("1 of 3 rows kept, 0 of them mended, 2 set aside.")
    assert "  Row 3: " in stdout


def test_fix_shows_first_what_it_would_do_and_does_only_what_is_chosen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "rows.jsonl"
    wordy = json.dumps(json.loads(CUBE), indent=2)
    path.write_text(json.dumps({"prompt": "Create a 20mm cube", "completion": wordy}), encoding="utf-8")
    arguments = ("data", "fix", path, "--preview")
    _, stdout, _ = geoft(capsys, *arguments, "--only", "canonical", "--json")
    (shown,) = json.loads(stdout)["preview"]
    assert (shown["row"], shown["fixes"]) == (1, ["canonical"])
    assert (shown["before"]["answer"], shown["after"]["answer"]) == (wordy, CUBE)
    _, stdout, _ = geoft(capsys, *arguments)
    assert CUBE in stdout
    assert "Nothing was written." in stdout
    assert json.loads(geoft(capsys, *arguments, "--without", "canonical", "--json")[1])["changed"] == 0
    assert list(tmp_path.iterdir()) == [path]
    status, _, stderr = geoft(capsys, *arguments, "--only", "magic")
    assert status == 1
    assert "There is no fix called 'magic'. Choose of: " in stderr


def test_fix_never_writes_over_the_file_itself(rows: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = rows.read_bytes()
    status, stdout, stderr = geoft(capsys, "data", "fix", rows, "--out", rows)
    assert (status, stdout) == (1, "")
    assert "never changed" in stderr
    assert rows.read_bytes() == before
    # A folder is one file of rows, too.
    status, stdout, stderr = geoft(capsys, "data", "fix", rows.parent, "--out", rows)
    assert (status, stdout) == (1, "")
    assert "never changed" in stderr
    assert rows.read_bytes() == before


def test_convert_and_split_never_write_over_the_file_itself(
    rows: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = rows.read_bytes()
    status, stdout, stderr = geoft(capsys, "data", "convert", rows, rows)
    assert (status, stdout) == (1, "")
    assert "never changed" in stderr
    assert rows.read_bytes() == before
    mine = tmp_path / "mine" / "train_dataset.csv"
    geoft(capsys, "data", "convert", rows, mine)
    before = mine.read_bytes()
    for source in (mine, mine.parent, rows):
        status, stdout, stderr = geoft(capsys, "data", "split", source, "--out", mine.parent)
        assert (status, stdout) == (1, "")
        assert "never changed" in stderr or "There is a file" in stderr
    assert [path.read_bytes() for path in mine.parent.iterdir()] == [before]


def test_split_freezes_two_sides_and_tells_how_they_came_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "made"
    geoft(capsys, "data", "generate", "--rows", "100", "--seed", "7", "--out", data)
    out = tmp_path / "split"
    arguments = ("data", "split", data / "train_dataset.csv", "--out", out, "--fraction", "0.25")
    status, stdout, _ = geoft(capsys, *arguments, "--seed", "5", "--json")
    split = json.loads(stdout)
    assert status == 0
    names = {
        f"{side}_dataset.{layout}" for side in ("train", "validation") for layout in ("jsonl", "json", "csv")
    }
    assert {path.name for path in out.iterdir()} == names | {"dataset_statistics.json", "split.json"}
    assert (split["train"]["count"], split["validation"]["count"]) == (60, 20)
    assert split["id"] == json.loads((out / "split.json").read_text(encoding="utf-8"))["id"]
    _, stdout, _ = geoft(capsys, *arguments, "--seed", "5")
    assert stdout.startswith("60 rows to learn from and 20 to measure with")
    assert split["id"] in stdout
    status, _, stderr = geoft(capsys, *arguments, "--seed", "6")
    assert status == 1
    assert "another split" in stderr
    _, stdout, _ = geoft(
        capsys,
        *("data", "split", data / "train_dataset.csv", "--out", tmp_path / "by_file"),
        *("--validation", out / "validation_dataset.jsonl"),
    )
    assert "20 rows left out, because the rows to measure with hold the same." in stdout


def test_split_names_a_kind_that_is_on_one_side_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "rows.jsonl"
    asked = [("Create a 20mm cube", CUBE)]
    asked += [(f"a ball {word}", BALL) for word in ("of 9", "9 wide", "with 9 mm")]
    path.write_text(
        "\n".join(json.dumps({"prompt": prompt, "completion": answer}) for prompt, answer in asked),
        encoding="utf-8",
    )
    arguments = ("data", "split", path, "--out", tmp_path / "split", "--fraction", "0.3")
    assert json.loads(geoft(capsys, *arguments, "--json")[1])["one_sided"] == ["cube"]
    stdout = geoft(capsys, *arguments)[1]
    assert "1 kind is on one side only: cube." in stdout
    assert "Sphere" in stdout


def test_stats_count_what_a_file_holds(rows: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, stdout, _ = geoft(capsys, "data", "stats", rows, "--model", "starter", "--json")
    counts = json.loads(stdout)
    assert status == 0
    assert counts["total_examples"] == 3
    assert counts["categories"] == {"basic": 1, "unstated": 1}
    assert counts["difficulties"] == {"easy": 1, "unstated": 1}
    assert counts["geometry_types"] == {"unknown": 2, "cube": 1}
    assert (counts["tokens"]["counted_by"], counts["tokens"]["exact"]) == ("starter", True)
    charts = {chart["name"]: chart for chart in counts["charts"]}
    assert charts["kinds"]["bars"] == [
        {"label": "Cube", "count": 1, "query": "kind:cube"},
        {"label": "No part", "count": 2, "query": "kind:none"},
    ]
    assert (charts["kinds"]["complete"], charts["kinds"]["of"]) == (True, 3)
    stdout = geoft(capsys, "data", "stats", rows)[1]
    assert stdout.startswith("3 rows, about ")
    assert "(an estimate)" in stdout
    assert "20–50 mm" in stdout


def test_convert_writes_what_can_be_read_and_names_what_cannot(
    rows: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "new" / "rows.csv"
    status, stdout, stderr = geoft(capsys, "data", "convert", rows, out, "--json")
    result = json.loads(stdout)
    assert status == 0
    assert (result["rows"], [line["row"] for line in result["unreadable"]]) == (2, [3])
    assert "row 3: The line is not JSON" in stderr
    assert geoft(capsys, "data", "check", out)[1].startswith("1 of 2 rows")


def test_convert_writes_forms_for_other_programs_with_counts_beside_them(
    rows: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "chat.jsonl"
    arguments = ("data", "convert", rows, out, "--form", "chat", "--statistics", "--json")
    result = json.loads(geoft(capsys, *arguments)[1])
    assert [set(json.loads(line)) for line in out.read_text(encoding="utf-8").splitlines()] == [
        {"messages"}
    ] * 2
    statistics = json.loads(Path(result["statistics"]).read_text(encoding="utf-8"))
    assert statistics["total_examples"] == 2


def test_a_folder_of_packed_files_and_parquet_is_one_file_to_every_command(
    rows: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "folder"
    geoft(capsys, "data", "generate", "--rows", "50", "--seed", "3", "--out", tmp_path / "made")
    geoft(capsys, "data", "convert", tmp_path / "made" / "train_dataset.csv", folder / "a.parquet")
    geoft(capsys, "data", "convert", tmp_path / "made" / "validation_dataset.csv", folder / "b.jsonl.gz")
    out = tmp_path / "out"
    for arguments, said in (
        (("check", folder), "50 of 50 rows can be read and trained on."),
        (("stats", folder), "50 rows, about "),
        (("fix", folder, "--out", out / "mended.parquet"), "50 of 50 rows kept, 0 of them mended"),
        (("split", folder, "--out", out / "split"), "45 rows to learn from and 5 to measure with"),
        (("convert", folder, out / "rows.tsv.gz"), "Wrote 50 rows"),
    ):
        status, stdout, _ = geoft(capsys, "data", *arguments)
        assert (status, stdout.startswith(said)) == (0, True), stdout


def test_convert_of_nothing_fails_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "rows.jsonl").write_text("{torn", encoding="utf-8")
    status, stdout, stderr = geoft(capsys, "data", "convert", tmp_path / "rows.jsonl", tmp_path / "out.csv")
    assert (status, stdout) == (1, "")
    assert "nothing was written" in stderr
    assert not (tmp_path / "out.csv").exists()


def test_generate_makes_the_same_bytes_from_the_same_seed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, seed in (("a", "7"), ("b", "7"), ("c", "8")):
        status, stdout, _ = geoft(
            capsys, "data", "generate", "--rows", "50", "--seed", seed, "--out", tmp_path / name, "--json"
        )
        assert status == 0
        assert json.loads(stdout)["statistics"]["total_examples"] == 50
    files = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert len(files) == 7
    assert all((tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes() for name in files)
    assert (tmp_path / "a" / files[0]).read_bytes() != (tmp_path / "c" / files[0]).read_bytes()
    status, stdout, _ = geoft(capsys, "data", "check", tmp_path / "a" / "train_dataset.csv")
    assert "40 of 40 rows can be read and trained on." in stdout


def test_generate_makes_what_is_wished_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("data", "generate", "--rows", "20", "--seed", "1", "--out", tmp_path / "a", "--json")
    statistics = json.loads(geoft(capsys, *arguments, "--kinds", "sphere,cone")[1])["statistics"]
    assert set(statistics["splits"]["train"]["geometry_types"]) == {"sphere", "cone"}
    status, stdout, stderr = geoft(capsys, *arguments, "--kinds", "torus,cube", "--features", "hole")
    assert (status, json.loads(stdout)["never_made"]) == (0, ["torus"])
    assert "Nothing can be made for torus, because of what else is wished." in stderr
    status, _, stderr = geoft(capsys, *arguments, "--kinds", "teapot")
    assert status == 1
    assert "teapot" in stderr


@pytest.mark.parametrize(("action", "said"), [("fix", "drop_unsaid"), ("generate", "workshop")])
def test_the_help_names_what_can_be_chosen(
    action: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, stdout, _ = geoft(capsys, "data", action, "--help")
    assert status == 0
    assert f"  {said} " in stdout


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("data", "check", "absent.jsonl"), 1),
        (("data", "check", "part.stl"), 1),
        (("data", "download", "no name", "--out", "x"), 1),
        (("data", "generate", "--rows", "one", "--seed", "1", "--out", "x"), 2),
        (("data", "fix", "rows.jsonl"), 2),
        (("data", "split", "rows.jsonl", "--out", "x", "--fraction", "2"), 2),
        (("data", "stats", "rows.jsonl", "--column", "prompt"), 2),
        (("data", "stats", "rows.jsonl", "--column", "question=Words"), 2),
        (("data", "stats", "absent.jsonl", "--model", "no such model"), 1),
        (("data",), 2),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(
    arguments: tuple[str, ...], status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    ended, stdout, stderr = geoft(capsys, *arguments)
    assert (ended, stdout) == (status, "")
    assert stderr
    assert "Traceback" not in stderr
