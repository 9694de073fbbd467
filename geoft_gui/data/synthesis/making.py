"""What the window has made by rule, in a child: ten rows to look at, or a version with many of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from geoft_gui.data.desk.request import Request, Tell, rows_of, telling
from geoft_gui.data.row import Row
from geoft_gui.data.rows import write_rows
from geoft_gui.data.synthesis.dataset import generate_list, prompt_key
from geoft_gui.data.synthesis.recipes import never_made
from geoft_gui.data.synthesis.wish import Wish
from geoft_gui.data.versions import ROWS, new_version
from geoft_gui.row_ranges import row_ranges

PREVIEW_ROWS: Final = 10


def make_rows(request: Request, tell: Tell) -> dict[str, Any]:
    """Make `rows` rows by the `wish` (see `Wish.as_dict`) and the `seed`, as a new version.

    With a `path`, they come after the rows of that file (see `desk.request.rows_of`), none of whose prompts
    occurs again; without one, or with None, they are alone. Answers the version's `path` and its `report`:
    how many `rows` it has in all, how many of them were `made`, the numbers of the lines `left_behind`
    because they hold no example, the `seed` and the `wish`.

    With `preview`, nothing is written: answers the first of the `rows`, each as `prompt` and `answer`.

    Raises:
        UserError: nothing, or not so much, can be as wished, or a file cannot be read or written.
    """
    wish, seed = Wish.from_dict(request["wish"]), int(request["seed"])
    if request.get("preview"):
        made = generate_list(PREVIEW_ROWS, seed, wish)
        return {"rows": [{"prompt": row.prompt, "answer": row.answer} for row in made]}
    # Before the open rows are copied in vain.
    never_made(wish)
    source = None if request.get("path") is None else Path(request["path"])
    wanted = int(request["rows"])
    left_behind: list[int] = []

    def rows() -> Iterator[Row]:
        taken: set[bytes] = set()
        for row in () if source is None else telling(rows_of(request), tell):
            if isinstance(row, Row):
                taken.add(prompt_key(row.prompt))
                yield row
            else:
                left_behind.append(row.number)
        yield from telling(generate_list(wanted, seed, wish, taken), tell, wanted)

    def write(folder: Path) -> tuple[Path, dict[str, object]]:
        path = folder / ROWS
        count = write_rows(rows(), path)
        return path, {
            "rows": count,
            "made": wanted,
            "left_behind": row_ranges(left_behind),
            "seed": seed,
            "wish": wish.as_dict(),
        }

    version = new_version(source, "made", write)
    return {"path": str(version.rows), "report": dict(version.report)}
