"""Rows that repeat earlier ones, or answer otherwise what an earlier one asks."""

from geoft_gui.data.likeness import digest, plain
from geoft_gui.data.row import Row


class Repeats:
    """Knows the prompts and answers so far, in some tens of bytes a row."""

    def __init__(self) -> None:
        self._answers: dict[bytes, tuple[int, set[bytes]]] = {}

    def take(self, row: Row, answer: str) -> tuple[str, int] | None:
        """Compare a row with those before it.

        Args:
            row: the row.
            answer: its answer in canonical text where it has a part, so that only what it says counts.

        Returns:
            The code of the fix that would leave it out (`drop_duplicates` or `drop_contradictions`) and the
            number of the first row that asks the same; None for a row that asks something new.
        """
        asked = digest("\n".join(f"{turn['role']}:{plain(turn['content'])}" for turn in row.conversation))
        answered = digest(answer)
        if asked not in self._answers:
            self._answers[asked] = (row.number, {answered})
            return None
        first, answers = self._answers[asked]
        if answered in answers:
            return "drop_duplicates", first
        answers.add(answered)
        return "drop_contradictions", first
