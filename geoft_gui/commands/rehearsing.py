"""What `geoft train` says before anything starts: what is learned, and how a rehearsal goes."""

from contextlib import ExitStack
from dataclasses import asdict
from typing import TYPE_CHECKING

from geoft_gui.commands.mending import mending_told
from geoft_gui.commands.terminal import Progress, Terminal

if TYPE_CHECKING:
    from geoft_gui.backends.base import LearnedRow, Rehearsal
    from geoft_gui.backends.plan import Plan
    from geoft_gui.backends.supervisor import Supervisor

_ANSWER_CHARACTERS = 200


class RehearsalNarrator:
    """Tells how far a rehearsal is, phase by phase. Close it before anything else is told."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._stack = ExitStack()
        self._phase = ""
        self._bar: Progress | None = None

    def tell(self, phase: str, done: float, total: float | None) -> None:
        """Hear of a phase, as `Backend.rehearse` tells it."""
        if not self._phase:
            self._terminal.say("Rehearsing: the longest rows, a few steps, one judgement, saved and loaded …")
        if phase != self._phase:
            self.close()
            self._phase = phase
            if total:
                name = phase[:1].upper() + phase[1:]
                self._bar = self._stack.enter_context(self._terminal.progress(name, round(total), "done"))
        if self._bar is not None:
            self._bar.set(round(done))

    def close(self) -> None:
        """Take the bar away."""
        self._stack.close()
        self._bar = None


def rehearse(supervisor: "Supervisor", planned: "Plan", terminal: Terminal) -> int:
    """Rehearses a planned run and prints what was measured; nothing is started.

    Raises UserError with what to do when it fails as the run would.
    """
    narrator = RehearsalNarrator(terminal)
    try:
        with mending_told():
            measured = supervisor.rehearse(planned.spec, planned.preparation, tell=narrator.tell)
    finally:
        narrator.close()
    terminal.result({"rehearsal": asdict(measured)}, "\n".join(_lines(measured)))
    return 0


def learned_lines(rows: "tuple[LearnedRow, ...]") -> list[str]:
    """Rows for people: what is learned stands between ⟦ and ⟧."""
    if not rows:
        return []
    lines = ["What is learned stands in ⟦ ⟧, the rest is only read:"]
    for row in rows:
        text = "".join(f"⟦{text}⟧" if learned else text for text, learned in row.pieces)
        lines.append(f"  row {row.row}: {text}")
    return lines


def learned_json(rows: "tuple[LearnedRow, ...]") -> list[dict[str, object]]:
    """The same rows as `--json` prints them."""
    return [{"row": row.row, "pieces": [list(piece) for piece in row.pieces]} for row in rows]


def _lines(measured: "Rehearsal") -> list[str]:
    answer = " ".join(measured.answer.split())
    if len(answer) > _ANSWER_CHARACTERS:
        answer = answer[:_ANSWER_CHARACTERS] + " …"
    return [
        f"{measured.seconds_per_step:.2f} seconds a step, {measured.tokens_per_second:,.0f} tokens a second.",
        f"{measured.peak_memory_bytes / 1e9:.1f} GB of memory at the peak, on the longest rows.",
        f"{measured.judging_seconds:.0f} seconds to judge the model once, "
        f"{measured.saving_seconds:.1f} to save a checkpoint of {measured.checkpoint_bytes / 1e6:,.0f} MB.",
        f"Saved, loaded and asked, it answered: {answer or 'nothing'}",
        "Nothing was started.",
    ]
