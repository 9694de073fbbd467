"""What the window has made: a preview, rows of their own, and rows after those that are open."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from geoft_gui.data.desk.request import row_digest
from geoft_gui.data.desk.work import work
from geoft_gui.data.rows import Row, read_rows, write_rows
from geoft_gui.data.synthesis import Wish, generate_list
from geoft_gui.data.versions import history, version_of
from geoft_gui.errors import UserError

WISH = Wish(kinds=("cube", "sphere"), styles=("polite",))


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A user's file: two rows and a line that holds none. The first prompt is one that would be made, too."""
    path = tmp_path / "own.jsonl"
    write_rows(list(generate_list(1, 7, WISH)) + list(generate_list(1, 8, Wish(kinds=("torus",)))), path)
    with path.open("a") as file:
        file.write("not a row\n")
    return path


def request(**more: Any) -> dict[str, Any]:
    return {"do": "make_rows", "rows": 25, "seed": 7, "wish": WISH.as_dict(), **more}


def rows_at(answer: dict[str, Any]) -> list[Row]:
    return [row for row in read_rows(Path(answer["path"])) if isinstance(row, Row)]


def test_a_preview_shows_the_first_rows_and_writes_nothing(own_home: Path):
    answer = work(request(preview=True), tell=lambda news: None)
    first = list(generate_list(10, 7, WISH))
    assert answer == {"rows": [{"prompt": row.prompt, "answer": row.answer} for row in first]}
    assert list(own_home.rglob("*.jsonl")) == []


def test_rows_alone_are_a_version_of_nothing():
    news: list[dict[str, Any]] = []
    answer = work(request(), news.append)
    assert [row.prompt for row in rows_at(answer)] == [row.prompt for row in generate_list(25, 7, WISH)]
    version = version_of(Path(answer["path"]))
    assert version is not None and version.what == "made" and version.original is None
    assert version.report["made"] == version.report["rows"] == 25
    assert Wish.from_dict(version.report["wish"]) == WISH
    assert news[0]["total"] == 25


def test_mixed_rows_come_after_the_open_ones_without_repeating_them(own: Path):
    before = own.read_bytes()
    answer = work(request(path=str(own)), lambda news: None)
    rows = rows_at(answer)
    assert [row.prompt for row in rows[:2]] == [row.prompt for row in read_rows(own) if isinstance(row, Row)]
    assert len(rows) == 27
    assert len({row.prompt.casefold() for row in rows}) == 27
    assert answer["report"]["left_behind"] == "3"
    assert [version.rows for version in history(own)] == [Path(answer["path"])]
    assert own.read_bytes() == before


def test_edits_that_are_not_saved_yet_are_in_the_mixture(own: Path):
    (replaced,) = (row for row in rows_at({"path": str(own)}) if row.number == 2)
    edit = {
        "number": 2,
        "before": row_digest(replaced),
        "messages": [{"role": "user", "content": "Mine"}, {"role": "assistant", "content": "{}"}],
    }
    rows = rows_at(work(request(path=str(own), edits=[edit]), lambda news: None))
    assert rows[1].prompt == "Mine"


def test_the_impossible_is_refused_before_anything_is_read(tmp_path: Path):
    wish = Wish(kinds=("torus",), features=("hole",)).as_dict()
    with pytest.raises(UserError, match="all that at once"):
        work(request(wish=wish, path=str(tmp_path / "missing.jsonl")), lambda news: None)


def test_nothing_is_left_when_nobody_waits_any_more(own: Path, own_home: Path):
    def gone(news: dict[str, Any]) -> None:
        raise BrokenPipeError

    with pytest.raises((BrokenPipeError, UserError)):
        work(request(path=str(own)), gone)
    assert list(_files(own_home)) == []


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())
