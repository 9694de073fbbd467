"""Rows that repeat earlier ones, or answer otherwise what an earlier one asks."""

from geoft_gui.data.examination import Examination
from geoft_gui.data.likeness import asked, digest
from geoft_gui.data.same_part import part_key


class Repeats:
    """Knows the prompts and answers so far, in some tens of bytes a row."""

    def __init__(self) -> None:
        self._answers: dict[bytes, tuple[int, set[bytes]]] = {}

    def take(self, examination: Examination) -> tuple[str, int] | None:
        """Compare a row with those before it.

        Two answers are the same where their parts are, in whatever unit; where there is no part, the text
        counts.

        Returns:
            The code of the fix that would leave it out (`drop_duplicates` or `drop_contradictions`) and the
            number of the first row that asks the same; None for a row that asks something new.
        """
        row, document, resolved = examination.row, examination.document, examination.resolved
        question = digest(asked(row))
        if document is None or resolved is None:
            answered = digest(row.answer)
        else:
            answered = part_key(document, resolved.body)
        if question not in self._answers:
            self._answers[question] = (row.number, {answered})
            return None
        first, answers = self._answers[question]
        if answered in answers:
            return "drop_duplicates", first
        answers.add(answered)
        return "drop_contradictions", first
