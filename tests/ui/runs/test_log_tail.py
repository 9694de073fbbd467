from pathlib import Path

from geoft_gui.ui.runs.log_tail import MOST_SHOWN, LogPiece, LogTail


def all_of(tail: LogTail) -> tuple[str, LogPiece]:
    """What can be read now, and the last piece of it."""
    text = ""
    while True:
        piece = tail.read()
        text = piece.text if piece.anew else text + piece.text
        if not piece.more:
            return text, piece


def test_what_was_written_since_is_read(tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    tail = LogTail(path)
    assert all_of(tail)[0] == ""
    path.write_text("one\n", encoding="utf-8")
    assert all_of(tail)[0] == "one\n"
    with path.open("a", encoding="utf-8") as log:
        log.write("two\n")
    piece = tail.read()
    assert (piece.text, piece.anew, piece.more) == ("two\n", False, False)


def test_of_a_long_log_the_end_is_read_from_a_whole_line_on(tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    lines = [f"line {number:06d} says hello" for number in range(40_000)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    text, last = all_of(LogTail(path))
    assert last.left_out > 0
    assert last.left_out + len(text) == path.stat().st_size
    assert len(text) <= MOST_SHOWN
    shown = text.splitlines()
    assert shown == lines[-len(shown) :]


def test_a_letter_is_not_torn_between_two_readings(tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    tail = LogTail(path)
    whole = "grün\n".encode()
    path.write_bytes(whole[:3])
    first = tail.read().text
    path.write_bytes(whole)
    assert first + tail.read().text == "grün\n"


def test_a_log_that_begins_anew_replaces_what_was_shown(tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    path.write_text("a long first line\n", encoding="utf-8")
    tail = LogTail(path)
    tail.read()
    path.write_text("new\n", encoding="utf-8")
    piece = tail.read()
    assert (piece.text, piece.anew) == ("new\n", True)


def test_bars_that_were_drawn_over_are_one_line_and_keys_are_hidden(tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    path.write_bytes(b"bar 1\rbar 2\rbar 3\r\nkey sk-abcdefghijklmnop\n")
    assert LogTail(path).read().text == "bar 3\nkey [hidden]\n"
