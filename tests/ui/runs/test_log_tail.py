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


KEY = b"sk-abcdefghijklmnop"


def test_a_line_is_shown_when_it_has_ended(tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    tail = LogTail(path)
    whole = "grün\n".encode()
    path.write_bytes(whole[:3])
    assert tail.read().text == ""
    path.write_bytes(whole)
    assert tail.read().text == "grün\n"


def test_the_last_words_need_no_end_of_line_once_nobody_writes(tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    path.write_text("one\nKilled", encoding="utf-8")
    tail = LogTail(path)
    assert tail.read().text == "one\n"
    assert tail.read(ended=True).text == "Killed"
    assert tail.read(ended=True).text == ""


def test_a_key_that_is_written_in_two_pieces_is_hidden(tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    tail = LogTail(path)
    text = ""
    for piece in (b"key " + KEY[:12], KEY[12:] + b" is used\n"):
        with path.open("ab") as log:
            log.write(piece)
        text += tail.read().text
    assert text == "key [hidden] is used\n"


def test_a_key_across_the_border_of_two_readings_is_hidden(tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    path.write_bytes(b"x" * (65_536 - 15) + b"\nkey " + KEY + b"\nthe end\n")
    text, _ = all_of(LogTail(path))
    assert text.endswith("x\nkey [hidden]\nthe end\n")


def test_an_endless_line_is_shown_up_to_a_blank(tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    path.write_bytes(b"word " * 20_000 + KEY[:12])
    tail = LogTail(path)
    text, _ = all_of(tail)
    assert text == "word " * 20_000
    with path.open("ab") as log:
        log.write(KEY[12:] + b"\n")
    assert tail.read().text == "[hidden]\n"


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


def test_a_bar_that_is_drawn_bit_by_bit_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    tail = LogTail(path)
    text = ""
    for piece in (b"\rLoading:  10%|###", b"\rLoading:  20%|###\r", b"Loading: 100%|###\r", b"\ndone\n"):
        with path.open("ab") as log:
            log.write(piece)
        text += tail.read().text
    assert text == "Loading: 100%|###\ndone\n"
