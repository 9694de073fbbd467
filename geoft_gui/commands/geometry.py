"""`geoft geometry`: documents checked, compared, saved as meshes, and the schema of their language."""

import argparse
import codecs
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geoft_gui.commands import Commands
from geoft_gui.commands.terminal import Terminal
from geoft_gui.errors import UserError

if TYPE_CHECKING:
    from geoft_gui.geometry.findings import Finding
    from geoft_gui.geometry.reading import Reading

_VERDICTS = {
    "parses": "parse",
    "matches_schema": "match the schema",
    "builds": "build",
    "watertight": "are watertight",
}
_MANY_SHOWN = 20


def add(commands: Commands) -> None:
    """Adds ``geoft geometry check | compare | export | schema``."""
    parser = commands.add_parser("geometry", help="check, compare and save parts")
    actions = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    check = actions.add_parser(
        "check",
        help="say whether a document is a part, and how big it is",
        description="Say whether a document is a part, and how big it is. A file may hold one document, or "
        "one on each line, or chat rows, of which every answer is checked. The verdict is in the report: "
        "the command succeeds whatever it says.",
    )
    check.add_argument("file", metavar="FILE", help="a file with documents; - reads standard input")
    check.set_defaults(run=run_check)
    compare = actions.add_parser("compare", help="score a document against the expected one")
    compare.add_argument("answer", metavar="A", help="a file with the document to be scored")
    compare.add_argument("expected", metavar="B", help="a file with the expected document")
    compare.set_defaults(run=run_compare)
    export = actions.add_parser("export", help="save a document as a mesh")
    export.add_argument("file", metavar="FILE", help="a file with a document; - reads standard input")
    export.add_argument(
        "--out", required=True, type=Path, metavar="PATH", help="the mesh: .stl, .3mf or .glb"
    )
    export.set_defaults(run=run_export)
    schema = actions.add_parser("schema", help="print the JSON Schema of the language")
    schema.set_defaults(run=run_schema)
    for action in (check, compare, export, schema):
        Terminal.add_json_flag(action)


def run_check(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Prints a report on each document; the verdict is in it, so the status is 0 whatever it says."""
    from geoft_gui.geometry.check import check
    from geoft_gui.geometry.texts import document_texts

    texts = document_texts(_content(arguments.file))
    if len(texts) == 1:
        report = check(texts[0].text)
        terminal.result(report, "\n".join(_report_lines(report)))
        return 0
    results: list[dict[str, Any]] = []
    with terminal.progress("Checking", len(texts), "documents") as progress:
        for text in texts:
            results.append({"line": text.line, **check(text.text)})
            progress.advance()
    counts = {verdict: sum(result[verdict] for result in results) for verdict in _VERDICTS}
    summary = {"documents": len(results), **counts, "results": results}
    terminal.result(summary, "\n".join(_summary_lines(summary)))
    return 0


def run_compare(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Prints the scores of A against B. A bad A scores 0; a bad B is an error."""
    from dataclasses import asdict

    from geoft_gui.geometry.compare import compare

    answer, expected = _one_text(arguments.answer), _one_text(arguments.expected)
    score = compare(answer, expected, exact=True)
    if any(problem.code == "expected_broken" for problem in score.problems):
        raise UserError(
            f"“{arguments.expected}” is not a document to compare with.",
            f"Mend what `geoft geometry check {arguments.expected}` finds in it.",
        )
    numbers = asdict(score) | {"problems": [problem.as_object() for problem in score.problems]}
    shown = (
        f"{name.replace('_', ' ')}: {_shown(value)}" for name, value in numbers.items() if name != "problems"
    )
    terminal.result(numbers, "\n".join([*shown, *_problem_lines(numbers["problems"])]))
    return 0


def run_export(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Saves a document's mesh."""
    from geoft_gui.geometry.export import export
    from geoft_gui.geometry.reading import read_document

    reading = read_document(_one_text(arguments.file))
    if reading.document is None:
        raise UserError(
            f"“{arguments.file}” is not a part: {_first_error(reading).message}",
            f"Mend what `geoft geometry check {arguments.file}` finds in it.",
            "\n".join(map(str, reading.findings)),
        )
    for finding in reading.findings:
        terminal.say(str(finding))
    solid = export(reading.document, arguments.out)
    saved = {
        "file": str(arguments.out),
        "volume_mm3": round(solid.volume_mm3, 3),
        "watertight": solid.watertight,
        "triangles": len(solid.triangles),
    }
    terminal.result(saved, f"Saved {arguments.out}: {saved['triangles']:,} triangles.")
    return 0


def run_schema(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Prints the JSON Schema."""
    import json

    from geoft_gui.geometry.document import json_schema

    schema = json_schema()
    terminal.result(schema, json.dumps(schema, indent=2, ensure_ascii=False))
    return 0


def _content(name: str) -> str:
    """The text of a file, or of standard input: UTF-8, or what a Windows shell's `>` writes (UTF-16)."""
    try:
        content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise UserError(
            f"“{name}” cannot be read: {error.strerror or error}.", "Check the name of the file."
        ) from error
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError(
            f"“{name}” is not a text file in UTF-8 (byte {error.start:,}).", "Save it as UTF-8.", str(error)
        ) from error


def _one_text(name: str) -> str:
    from geoft_gui.geometry.texts import document_texts

    texts = document_texts(_content(name))
    if len(texts) > 1:
        raise UserError(
            f"“{name}” holds {len(texts):,} documents, and one is needed.", "Put it in a file of its own."
        )
    return texts[0].text


def _first_error(reading: "Reading") -> "Finding":
    return next(finding for finding in reading.findings if finding.severity == "error")


def _report_lines(report: dict[str, Any]) -> list[str]:
    problems = _problem_lines(report["problems"])
    if not report["builds"]:
        return ["This is not a part that can be built.", *problems]
    lower, upper = report["bounding_box_mm"]
    extents = " × ".join(f"{high - low:,.6g}" for low, high in zip(lower, upper, strict=True))
    kind = report["type"].replace("_", " ")
    closed = "watertight" if report["watertight"] else "not watertight"
    return [f"{kind.capitalize()}: {extents} mm, {report['volume_mm3']:,.6g} mm³, {closed}.", *problems]


def _summary_lines(summary: dict[str, Any]) -> list[str]:
    counts = ", ".join(f"{summary[verdict]:,} {verb}" for verdict, verb in _VERDICTS.items())
    lines = [f"Of {summary['documents']:,} documents {counts}."]
    bad = [result for result in summary["results"] if not result["builds"]]
    for result in bad[:_MANY_SHOWN]:
        lines += [f"Line {result['line']}:", *_problem_lines(result["problems"])]
    if len(bad) > _MANY_SHOWN:
        lines.append(f"… and {len(bad) - _MANY_SHOWN:,} more that do not build; --json shows them all.")
    return lines


def _problem_lines(problems: list[dict[str, str]]) -> list[str]:
    return [f"  {one['severity']} at {one['pointer'] or '/'}: {one['message']}" for one in problems]


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return "–"
    return f"{value:.4g}" if isinstance(value, float) else str(value)
