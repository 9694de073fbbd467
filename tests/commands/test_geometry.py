"""`geoft geometry`, as it is typed."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
import trimesh

from geoft_gui.cli import main
from tests.geometry.examples import CUBE, PLATE, SUPPORT


@pytest.fixture
def cube(tmp_path: Path) -> Path:
    path = tmp_path / "cube.json"
    path.write_text(CUBE.text, encoding="utf-8")
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, Any]:
    """The JSON that a command prints."""
    assert main(["geometry", *map(str, arguments), "--json"]) == 0
    result: dict[str, Any] = json.loads(capsys.readouterr().out)
    return result


def failure(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    """The one sentence with which a command fails."""
    assert main(["geometry", *map(str, arguments)]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "Traceback" not in printed.err
    return printed.err


def test_checking_a_document_reports_on_it(cube: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = run(capsys, "check", cube)
    assert report["builds"] and report["watertight"] and report["volume_mm3"] == 8000
    assert report["bounding_box_mm"] == [[-10, -10, 0], [10, 10, 20]]
    assert main(["geometry", "check", str(cube)]) == 0
    assert capsys.readouterr().out == "Cube: 20 × 20 × 20 mm, 8,000 mm³, watertight.\n"


def test_checking_succeeds_whatever_the_verdict(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bad.json"
    path.write_text('{"type":"cylinder","dimensions":{"radius":3}}', encoding="utf-8")
    assert run(capsys, "check", path)["builds"] is False
    assert main(["geometry", "check", str(path)]) == 0
    assert capsys.readouterr().out == (
        "This is not a part that can be built.\n  error at /dimensions/height: A cylinder needs a height.\n"
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_standard_input_is_read_in_the_encodings_that_shells_write(
    encoding: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(PLATE.text.encode(encoding))))
    assert run(capsys, "check", "-")["builds"] is True


def test_checking_rows_reports_on_every_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        {"messages": [{"role": "user", "content": "?"}, {"role": "assistant", "content": answer}]}
        for answer in (CUBE.text, "no idea", PLATE.text)
    ]
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    report = run(capsys, "check", path)
    assert (report["documents"], report["parses"], report["builds"], report["watertight"]) == (3, 2, 2, 2)
    assert [result["line"] for result in report["results"]] == [1, 2, 3]
    assert main(["geometry", "check", str(path)]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith(
        "Of 3 documents 2 parse, 2 match the schema, 2 build, 2 are watertight.\nLine 2:\n"
    )


def test_comparing_scores_the_first_against_the_second(
    cube: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.json"
    other.write_text(CUBE.text.replace('"height":20', '"height":25'), encoding="utf-8")
    score = run(capsys, "compare", cube, other)
    assert (score["correct"], score["topology_equal"], score["exact_text"]) == (False, True, False)
    assert score["iou"] == pytest.approx(0.8, abs=0.002)
    assert score["volume_error"] == pytest.approx(0.2)
    assert score["bounding_box_error"] == pytest.approx(0.2)
    assert score["dimension_accuracy"] == pytest.approx(2 / 3)
    assert score["feature_f1"] == 1
    assert run(capsys, "compare", cube, cube)["correct"] is True
    assert main(["geometry", "compare", str(cube), str(other)]) == 0
    assert "correct: no\n" in capsys.readouterr().out


def test_comparing_scores_a_broken_answer_and_refuses_a_broken_expectation(
    cube: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("{", encoding="utf-8")
    score = run(capsys, "compare", broken, cube)
    assert (score["parses"], score["cad_score"]) == (False, 0)
    assert "broken.json” is not a document to compare with" in failure(capsys, "compare", cube, broken)


@pytest.mark.parametrize("suffix", [".stl", ".3mf", ".glb"])
def test_a_part_is_saved_as_a_mesh(
    suffix: str, cube: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved = tmp_path / f"cube{suffix}"
    report = run(capsys, "export", cube, "--out", saved)
    assert report == {"file": str(saved), "volume_mm3": 8000.0, "watertight": True, "triangles": 12}
    mesh = trimesh.load(saved, force="mesh")
    assert mesh.is_watertight
    unit = 1e-9 if suffix == ".glb" else 1
    assert mesh.volume == pytest.approx(8000 * unit)


def test_what_cannot_be_saved_is_said(cube: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ".stl" in failure(capsys, "export", cube, "--out", tmp_path / "cube.dwg")
    bad = tmp_path / "bad.json"
    bad.write_text('{"type":"sphere"}', encoding="utf-8")
    assert "A sphere needs dimensions." in failure(capsys, "export", bad, "--out", tmp_path / "a.stl")
    two = tmp_path / "two.jsonl"
    two.write_text(f"{CUBE.text}\n{SUPPORT.text}\n", encoding="utf-8")
    assert "holds 2 documents" in failure(capsys, "export", two, "--out", tmp_path / "a.stl")
    assert not (tmp_path / "a.stl").exists()


@pytest.mark.parametrize("name", ["missing.json", "."])
def test_a_file_that_cannot_be_read_is_a_sentence(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "cannot be read" in failure(capsys, "check", name)


def test_a_file_that_is_not_text_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "part.stl"
    path.write_bytes(b"\x80\x81\xff")
    assert "not a text file" in failure(capsys, "check", path)


def test_the_schema_is_printed_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    schema = run(capsys, "schema")
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert main(["geometry", "schema"]) == 0
    assert json.loads(capsys.readouterr().out) == schema


def test_wrong_usage_is_two(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["geometry", "check"]) == 2
    assert main(["geometry"]) == 2
    assert main(["geometry", "export", "a.json"]) == 2
