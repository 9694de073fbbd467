import pytest

from geoft_gui.errors import UserError


@pytest.mark.parametrize(
    ("message", "hint", "sentence"),
    [
        ("The file is empty.", "Choose another one.", "The file is empty. Choose another one."),
        ("The file is empty.", "", "The file is empty."),
    ],
)
def test_reads_as_what_happened_and_what_to_do(message: str, hint: str, sentence: str) -> None:
    error = UserError(message, hint, details="inode 7")
    assert str(error) == sentence
    assert error.details == "inode 7"
