"""What the page about one run remembers of its events: phases, samples through time. Knows no Qt."""

from collections.abc import Iterable

from geoft_gui.runs.events import Event, Phase, Sample, Status, Step
from geoft_gui.runs.steps_again import StepsAgain


class RunStory:
    """Takes the events of one run, oldest first."""

    def __init__(self, events: Iterable[Event] = ()) -> None:
        self.phases: list[Phase] = []
        """What was done up to the first step, in order; of each phase the last that was told of it."""
        self.samples = SampleHistory()
        self.has_steps = False
        self.message = ""
        """What the run said about its present state."""
        self.speed_words = ""
        """How the trainer chose to use this machine."""
        self._again = StepsAgain()
        for event in events:
            self.take(event)

    def take(self, event: Event) -> None:
        """Hear of one more event."""
        void = self._again.void_from(event)
        if void is not None:
            self.samples.cut(void)
        if isinstance(event, Step):
            self.has_steps = True
        elif isinstance(event, Phase) and not self.has_steps:
            # A phase that comes again, as loading the model does, is one line that moves on.
            self.phases = [*(phase for phase in self.phases if phase.name != event.name), event]
        elif isinstance(event, Sample):
            self.samples.take(event)
        elif isinstance(event, Status):
            self.message = event.message
            if event.status == "running":
                self.speed_words = event.message


class SampleHistory:
    """The samples of one run by step and prompt: the same few prompts are asked at every judging."""

    def __init__(self) -> None:
        self._by_step: dict[int, dict[str, Sample]] = {}

    def take(self, sample: Sample) -> None:
        """Keep one more; one of the same step and prompt takes the place of the earlier."""
        self._by_step.setdefault(sample.step, {})[sample.prompt] = sample

    def cut(self, step: int) -> None:
        """Forget the samples of this step and later ones."""
        self._by_step = {kept: samples for kept, samples in self._by_step.items() if kept < step}

    @property
    def steps(self) -> list[int]:
        """The steps that there are samples of, ascending."""
        return sorted(self._by_step)

    def at(self, step: int) -> list[Sample]:
        """The samples of one step, in the order in which they came."""
        return list(self._by_step.get(step, {}).values())
