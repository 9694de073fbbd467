"""What pandas, pyarrow and datasets read from a file is what GeoFT reads; they write the files, too."""

import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geoft_gui.data.rows import Row, read_rows, write_rows

pd = pytest.importorskip("pandas")
pa = pytest.importorskip("pyarrow")

Records = list[dict[str, str]]
COLUMNS = ("prompt", "completion", "id", "difficulty")

texts = st.text(
    # Half characters cannot be in a file.
    st.characters(exclude_categories=("Cs",)), min_size=1, max_size=40
) | st.sampled_from(
    [
        '"', ",", ";", "\t", "\n", "a\nb", "'", '""', "=1+1", "1", "1.0", "NaN", "null", "None", "true", "é",
        "⌀20", "😀", " leading", "trailing ", "[1]", '{"type":"cube"}', "\\n", "\\", "2026-11-22", "007",
        "1e5", "#", "\u2028", "\x85",
    ]
)  # fmt: skip
records = st.lists(st.fixed_dictionaries(dict.fromkeys(COLUMNS, texts)), min_size=1, max_size=6)
# A carriage return outside quotes is a line end to some readers of tables and none to others, and no program
# writes a zero into one.
cells = texts.map(lambda text: text.replace("\r", "").replace("\0", "") or "-")
tables = st.lists(st.fixed_dictionaries(dict.fromkeys(COLUMNS, cells)), min_size=1, max_size=6)
# What looks like a date is taken for one by pyarrow, and by datasets, which reads with it.
sayings = cells.map(lambda cell: f"say {cell}")
spoken = st.lists(st.fixed_dictionaries(dict.fromkeys(COLUMNS, sayings)), min_size=1, max_size=6)
# The fixtures do not differ between examples.
_ALLOWED = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
often = settings(max_examples=40, deadline=None, suppress_health_check=_ALLOWED)
seldom = settings(max_examples=5, deadline=None, suppress_health_check=_ALLOWED)


@pytest.fixture
def datasets(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The library, without the bars that it draws."""
    datasets = pytest.importorskip("datasets")
    # Its bars leave a thread behind.
    monkeypatch.setattr("tqdm.tqdm.monitor_interval", 0)
    datasets.disable_progress_bars()
    return datasets


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as made:
        yield Path(made)


def ours(path: Path) -> Records:
    rows = list(read_rows(path))
    assert all(isinstance(row, Row) for row in rows), rows
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    return [
        dict(zip(COLUMNS, (row.prompt, row.answer, row.id, row.difficulty), strict=True))
        for row in rows
        if isinstance(row, Row)
    ]


def theirs(frame: Any) -> Records:
    return [{name: str(cell) for name, cell in record.items()} for record in frame.to_dict("records")]


def table_of(rows: Sequence[dict[str, str]]) -> Any:
    return pa.Table.from_pylist(list(rows))


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gz"])
@given(rows=records)
@often
def test_json_lines_of_pandas(folder: Path, packed: bool, rows: Records) -> None:
    path = folder / f"rows.jsonl{'.gz' if packed else ''}"
    pd.DataFrame(rows).to_json(path, orient="records", lines=True, force_ascii=packed)
    read = pd.read_json(path, orient="records", lines=True, dtype=False)
    assert ours(path) == theirs(read) == rows


@given(rows=records)
@often
def test_json_of_pandas(folder: Path, rows: Records) -> None:
    path = folder / "rows.json"
    pd.DataFrame(rows).to_json(path, orient="records", indent=2)
    read = pd.read_json(path, orient="records", dtype=False)
    assert ours(path) == theirs(read) == rows


@pytest.mark.parametrize(("suffix", "delimiter"), [(".csv", ","), (".csv", ";"), (".tsv", "\t")])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@given(rows=tables)
@settings(often, max_examples=25)
def test_tables_of_pandas(folder: Path, suffix: str, delimiter: str, encoding: str, rows: Records) -> None:
    path = folder / f"rows{suffix}"
    pd.DataFrame(rows).to_csv(path, sep=delimiter, index=False, encoding=encoding)
    read = pd.read_csv(path, sep=delimiter, dtype=str, keep_default_na=False, encoding=encoding)
    assert ours(path) == theirs(read) == rows


@given(rows=tables)
@often
def test_tables_of_pyarrow(folder: Path, rows: Records) -> None:
    from pyarrow import csv as arrow_csv

    path = folder / "arrow.csv"
    arrow_csv.write_csv(table_of(rows), path)
    read = arrow_csv.read_csv(
        path,
        parse_options=arrow_csv.ParseOptions(newlines_in_values=True),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(COLUMNS, pa.string()), strings_can_be_null=False
        ),
    )
    assert ours(path) == read.to_pylist() == rows


@pytest.mark.parametrize("writer", ["pandas", "pyarrow"])
@given(rows=records)
@often
def test_parquet(folder: Path, writer: str, rows: Records) -> None:
    from pyarrow import parquet

    path = folder / "rows.parquet"
    if writer == "pandas":
        pd.DataFrame(rows).to_parquet(path, index=False)
    else:
        parquet.write_table(table_of(rows), path, row_group_size=2)
    assert ours(path) == parquet.read_table(path).to_pylist() == theirs(pd.read_parquet(path)) == rows


numbers = st.integers(-(10**6), 10**6) | st.floats(-1e6, 1e6, allow_nan=False, width=32)
documents = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["cube", "sphere"]),
        "dimensions": st.fixed_dictionaries({"length": numbers.map(float), "height": numbers.map(float)}),
        "tags": st.lists(sayings, max_size=3),
    }
)


@given(rows=st.lists(st.tuples(sayings, documents), min_size=1, max_size=5))
@often
def test_documents_that_are_objects(folder: Path, rows: list[tuple[str, dict[str, Any]]]) -> None:
    from pyarrow import json as arrow_json
    from pyarrow import parquet

    said = [{"prompt": prompt, "completion": document} for prompt, document in rows]
    lines, packed = folder / "documents.jsonl", folder / "documents.parquet"
    lines.write_text("".join(json.dumps(record) + "\n" for record in said), encoding="utf-8")
    parquet.write_table(pa.Table.from_pylist(said), packed)
    for path, read in ((lines, arrow_json.read_json(lines)), (packed, parquet.read_table(packed))):
        found = [row for row in read_rows(path) if isinstance(row, Row)]
        assert [json.loads(row.answer) for row in found] == read["completion"].to_pylist()
        assert [row.prompt for row in found] == read["prompt"].to_pylist()


@given(rows=st.lists(st.tuples(texts, texts, st.booleans()), min_size=1, max_size=5))
@often
def test_conversations(folder: Path, rows: list[tuple[str, str, bool]]) -> None:
    from pyarrow import parquet

    said = []
    for prompt, answer, instructed in rows:
        turns = [{"role": "user", "content": prompt}, {"role": "assistant", "content": answer}]
        said.append(
            {"messages": [{"role": "system", "content": "Be brief."}, *turns] if instructed else turns}
        )
    path = folder / "conversations.parquet"
    parquet.write_table(pa.Table.from_pylist(said), path)
    found = [row for row in read_rows(path) if isinstance(row, Row)]
    conversations = [
        {"messages": [{"role": turn.role, "content": turn.content} for turn in row.messages]} for row in found
    ]
    assert conversations == parquet.read_table(path).to_pylist()


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet"])
@given(rows=spoken)
@seldom
def test_files_of_datasets(datasets: Any, folder: Path, suffix: str, rows: Records) -> None:
    path = folder / f"datasets{suffix}"
    made = datasets.Dataset.from_list(rows)
    {".jsonl": made.to_json, ".csv": made.to_csv, ".parquet": made.to_parquet}[suffix](path)
    features = datasets.Features({name: datasets.Value("string") for name in COLUMNS})
    reader = {".jsonl": datasets.Dataset.from_json, ".csv": datasets.Dataset.from_csv}
    reader[".parquet"] = datasets.Dataset.from_parquet
    # Nothing is to be found in its cache.
    more = {"keep_default_na": False} if suffix == ".csv" else {}
    with tempfile.TemporaryDirectory() as cache:
        read = reader[suffix](str(path), features=features, cache_dir=cache, keep_in_memory=True, **more)
        assert ours(path) == list(read) == rows


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".tsv", ".parquet", ".csv.gz"])
@given(rows=tables)
@settings(often, max_examples=20)
def test_what_geoft_writes_is_what_pandas_reads(folder: Path, suffix: str, rows: Records) -> None:
    source, path = folder / "source.jsonl", folder / f"ours{suffix}"
    source.write_text("".join(json.dumps(record) + "\n" for record in rows), encoding="utf-8")
    write_rows([row for row in read_rows(source) if isinstance(row, Row)], path)
    assert ours(path) == rows
    if suffix in {".jsonl", ".parquet"}:
        read = pd.read_parquet(path) if suffix == ".parquet" else pd.read_json(path, lines=True, dtype=False)
        said = [tuple(turn["content"] for turn in turns) for turns in read["messages"]]
    else:
        delimiter = "\t" if suffix == ".tsv" else ","
        read = pd.read_csv(path, sep=delimiter, dtype=str, keep_default_na=False)
        said = list(zip(read["input_text"], read["expected_output_json"], strict=True))
    assert said == [(row["prompt"], row["completion"]) for row in rows]
