"""Watching a run from the terminal, in words and a bar, whoever started it."""

import time
from contextlib import ExitStack
from typing import Final

from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.commands.hosted_runs import what_is_kept
from geoft_gui.commands.terminal import Progress, Terminal
from geoft_gui.engine.cpu import ProcessorClock
from geoft_gui.engine.processes import ProcessIdentity
from geoft_gui.runs.events import Event, Phase, Sample, ScoreEvent, Status, Step, Warning_
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.summary import Summariser, Summary, summarise
from geoft_gui.runs.words import repeating_sentence, sample_sentence, score_sentence

_WATCH_SECONDS: Final = 2.0


class RunNarrator:
    """Tells the events of one run as they come. Close it before anything else draws a bar."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._stack = ExitStack()
        self._shown = ""
        self._bar: Progress | None = None
        self._first_step: int | None = None
        self._scores: list[ScoreEvent] = []
        self._sampled_step = -1
        self._summariser = Summariser()
        self._told_repeating = False

    def recall(self, event: Event) -> None:
        """Know of an event that was told before, so that what follows is compared with it."""
        self._summariser.take(event)
        if isinstance(event, ScoreEvent):
            self._scores.append(event)

    def tell(self, event: Event) -> None:
        """Say what this event means, or move the bar."""
        self._summariser.take(event)
        if isinstance(event, Phase):
            self._phase(event)
            self._tell_repeating()
        elif isinstance(event, Step):
            self._step(event)
        elif isinstance(event, ScoreEvent):
            self._scores.append(event)
            self._terminal.say(f"Step {event.step}: {score_sentence(self._scores)}")
        elif isinstance(event, Sample):
            # One for each judgement tells the story; all of them are in the run folder.
            if event.step != self._sampled_step:
                self._sampled_step = event.step
                self._terminal.say(f"  {sample_sentence(event)}")
        elif isinstance(event, Warning_):
            self._terminal.say(f"Note: {event.message} {event.hint}".rstrip())
        elif isinstance(event, Status) and event.message:
            self._terminal.say(event.message)

    def close(self) -> None:
        """Take the bar away."""
        self._stack.close()
        self._bar = None
        self._shown = ""

    def _phase(self, phase: Phase) -> None:
        if self._shown == "training" and self._bar is not None:
            # The bar of the whole training stays; judging on the way is part of its time.
            return
        if phase.name != self._shown:
            self.close()
            self._shown = phase.name
            self._terminal.say(f"{_capitalised(phase.name)} …")
        if self._bar is None and phase.total:
            self._bar = self._open(_capitalised(phase.name), round(phase.total), "done")
        if self._bar is not None:
            self._bar.set(round(phase.done))

    def _tell_repeating(self) -> None:
        # Said once: it names them all, and at each checkpoint among them it would come again.
        if not self._told_repeating and (sentence := repeating_sentence(self._summariser.summary())):
            self._told_repeating = True
            self._terminal.say(sentence)

    def _step(self, step: Step) -> None:
        if self._shown != "training" or self._bar is None:
            self.close()
            self._shown = "training"
            done = step.step - 1
            if done and self._first_step is None:
                self._terminal.say(f"Going on after step {done} of {step.total_steps}.")
            self._first_step = done
            self._bar = self._open("Training", step.total_steps - done, "steps")
        self._bar.set(step.step - (self._first_step or 0))
        if step.step >= step.total_steps:
            self.close()

    def _open(self, description: str, total: int, unit: str) -> Progress:
        return self._stack.enter_context(self._terminal.progress(description, total, unit))


def follow(
    supervisor: Supervisor,
    folder: RunFolder,
    terminal: Terminal,
    *,
    stop_on_interrupt: bool,
    after_seq: int = 0,
    clock: ProcessorClock | None = None,
) -> Summary:
    """Tell what happens in a run after the event `after_seq`, until it has ended; returns how it stands then.

    Ctrl-C stops the run and keeps what was learnt when `stop_on_interrupt`. A second one, or any one
    otherwise, only ends the watching: KeyboardInterrupt is raised and the run goes on by itself.
    `clock` looks at the run's process now and then.
    """
    narrator = RunNarrator(terminal)
    stopping = not stop_on_interrupt
    watched = _Watch(supervisor, folder, clock)
    seen = 0
    try:
        while True:
            try:
                for event in folder.follow(watched, after_seq=seen):
                    if event.seq > after_seq:
                        narrator.tell(event)
                    else:
                        narrator.recall(event)
                    seen = max(seen, event.seq)
                return summarise(folder.events())
            except KeyboardInterrupt:
                narrator.close()
                if stopping:
                    raise
                stopping = True
                folder.request("stop")
                terminal.say(
                    f"Stopping, and keeping {what_is_kept(folder)}. Ctrl-C again leaves it to do that alone."
                )
    except KeyboardInterrupt:
        # Also one that came while the first was being answered.
        terminal.say(f"The run goes on by itself. See it with: geoft runs show {folder.reference}")
        raise
    finally:
        narrator.close()


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


class _Watch:
    """Never asks the follower to stop; looks every two seconds whether the run's process still lives."""

    def __init__(self, supervisor: Supervisor, folder: RunFolder, clock: ProcessorClock | None) -> None:
        self._supervisor = supervisor
        self._folder = folder
        self._clock = clock
        self._next = 0.0

    def __call__(self) -> bool:
        if time.monotonic() >= self._next:
            self._supervisor.watch(self._folder)
            process = self._folder.process
            if self._clock is not None and process is not None:
                self._clock.look(ProcessIdentity.from_dict(process))
            self._next = time.monotonic() + _WATCH_SECONDS
        return False
