"""What to know before a training at a provider: until when, what was found, what leaves, what it costs."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from geoft_gui.backends.base import Estimate, Look, Problem
from geoft_gui.backends.plan import Plan
from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.errors import UserError
from geoft_gui.hosted.providers import Provider
from geoft_gui.hosted.refusal_words import day_in_words
from geoft_gui.ui.background import Task
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.icons import pixmap
from geoft_gui.ui.training.outlook_words import Outlook, amount_to_agree_to, money, sorted_out
from geoft_gui.ui.training.phase_bar import PhaseBar
from geoft_gui.ui.training.problem_list import ProblemList
from geoft_gui.ui.widgets.flow import FlowLayout
from geoft_gui.ui.widgets.surfaces import words
from geoft_gui.ui.widgets.web_button import web_button

_SIGN_PIXELS = 18


class HostedOutlook(QWidget):
    """Looks at a plan by itself. Nothing is sent, and no provider is asked anything."""

    changed = Signal()
    """It begins or ends to work, or knows something else of the plan."""
    came = Signal(object)
    """A widget that says something new, and should be seen."""
    again_wanted = Signal()
    """The provider that has refused before shall be asked all the same."""
    here_wanted = Signal()
    """This computer shall train instead."""

    def __init__(self, desk: Desk, supervisor: Supervisor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._supervisor = supervisor
        self._planned: Plan | None = None
        self._provider: Provider | None = None
        self._task: Task[Look] | None = None
        self._failed: UserError | None = None
        self._outlook = Outlook()
        self.problems: tuple[Problem, ...] = ()
        self.estimate: Estimate | None = None
        """None until the rows were looked at."""
        self._dates = _Section(self.tr("Until when"))
        self._checks = ProblemList(desk.appearance)
        self._checks.again_wanted.connect(self.again_wanted)
        self._checks.here_wanted.connect(self.here_wanted)
        self._key = _Section(self.tr("The key"))
        self._leaving = _Section(self.tr("What leaves this computer"))
        self._cost = _Section(self.tr("What it costs"))
        self._looking = PhaseBar(self.tr("Looking at the rows"))
        self._looking.give_up.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self._dates, self._checks, self._key, self._leaving, self._cost, self._looking):
            column.addWidget(part)
        desk.appearance.changed.connect(self._write)
        self.show_plan(None, None)

    @property
    def is_working(self) -> bool:
        """Whether it still looks at the rows."""
        return self._task is not None

    @property
    def is_blocked(self) -> bool:
        """Whether something is known that keeps the training from starting."""
        return self._failed is not None or any(problem.severity == "error" for problem in self.problems)

    @property
    def needs_key(self) -> bool:
        """Whether there is no key for the provider, and all else is well."""
        return self._outlook.needs_key and not self.is_blocked

    @property
    def needs_address(self) -> bool:
        """Whether GeoFT does not know the provider's address, which comes before all else."""
        return self._outlook.needs_address

    @property
    def most(self) -> float | None:
        """What the training costs at most, to the cent; None where nobody knows."""
        return amount_to_agree_to(self.estimate.dollars) if self.estimate is not None else None

    @property
    def price(self) -> str:
        """One short line on what the training costs; "" while that is not known yet."""
        if self.estimate is None or self._provider is None:
            return ""
        if self.estimate.dollars is None or self.most is None:
            if self._provider.is_here:
                return self.tr("Nothing leaves this computer.")
            return self.tr("GeoFT does not know what this costs.")
        told = self.tr("{low} to {most} at {name}.")
        low = money(self.estimate.dollars[0])
        return told.format(low=low, most=money(self.most), name=self._provider.called)

    def show_plan(self, planned: Plan | None, provider: Provider | None) -> None:
        """Forget the former plan and look at this one; None: there is none."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self._planned, self._provider = planned, provider
        self.estimate, self._failed = None, None
        self._take(())
        self._looking.hide()
        self.setVisible(planned is not None)
        if planned is not None:
            self.look_again()

    def look_again(self) -> None:
        """Look at the same plan once more, as after a key was given."""
        planned = self._planned
        if planned is None or self.is_working:
            return
        self._looking.begin(self.tr("Holding the rows against the provider's rules"))

        def work(task: Task[Look]) -> Look:
            return self._supervisor.look(planned.spec, planned.preparation, given_up=lambda: task.cancelled)

        self._task = self._desk.background.run(work, self._show_look, self._show_failure)
        self.changed.emit()

    def show_problems(self, problems: Sequence[Problem], *, held_back: bool = False) -> None:
        """Say what speaks against a start. `held_back`: it was, until they are read."""
        self._take(problems, held_back=held_back)
        if held_back:
            self.came.emit(self._checks)

    def _show_look(self, found: Look) -> None:
        self._task = None
        self._failed = None
        self._looking.hide()
        self.estimate = found.estimate
        self._take(found.problems)
        self.changed.emit()

    def _show_failure(self, error: UserError) -> None:
        self._task = None
        self._failed = error
        self._looking.hide()
        self._take((Problem("error", error.message, error.hint, error.details),))
        self.changed.emit()

    def _take(self, problems: Sequence[Problem], *, held_back: bool = False) -> None:
        self.problems = tuple(problems)
        self._outlook = sorted_out(problems)
        found = sorted(self._outlook.found, key=lambda problem: problem.severity != "error")
        self._checks.show_problems(found, held_back=held_back)
        self._write()

    # ---- in words

    def _write(self) -> None:
        for section in (self._dates, self._key, self._leaving, self._cost):
            section.clear()
        provider, planned = self._provider, self._planned
        if provider is None or planned is None or self.is_working or self.estimate is None:
            return
        warning = self._desk.appearance.colours.warning
        for problem in self._outlook.dates:
            self._dates.add(self._line("triangle-alert", warning, problem.message, self.tr("What is odd")))
        links = {notice.link: None for notice in provider.notices if notice.link}
        if self._outlook.dates and links:
            told = self.tr("What {name} says").format(name=provider.called)
            self._dates.add(self._links((told, link) for link in links))
        if self._outlook.needs_key:
            told = self.tr("There is no key for {name} yet. It is needed to start.")
            said = told.format(name=provider.called)
            self._key.add(self._line("key-round", warning, said, self.tr("Missing")))
        self._write_leaving(provider, planned)
        self._write_cost(provider, planned)

    def _write_leaving(self, provider: Provider, planned: Plan) -> None:
        if not self._outlook.leaving:
            told = self.tr("Nothing: {name} is on this computer.") if provider.is_here else ""
            if told:
                self._leaving.add(words(told.format(name=provider.base_url)))
            return
        muted = self._desk.appearance.colours.muted
        for problem in self._outlook.leaving:
            self._leaving.add(self._line("cloud-upload", muted, problem.message, self.tr("What leaves")))
        files = [planned.spec.data.name]
        if planned.spec.validation is not None:
            files.append(planned.spec.validation.name)
        told = self.tr("The conversations of {files}, and nothing else. In Runs you can delete them there.")
        self._leaving.add(words(told.format(files=self.tr(" and ").join(files)), "muted"))
        if provider.terms_url:
            told = self.tr("What {name} may do with them").format(name=provider.called)
            self._leaving.add(self._links([(told, provider.terms_url)]))

    def _write_cost(self, provider: Provider, planned: Plan) -> None:
        estimate, muted = self.estimate, self._desk.appearance.colours.muted
        assert estimate is not None
        if estimate.dollars is not None:
            low, most = estimate.dollars[0], self.most
            assert most is not None
            told = self.tr("Between {low} and {most}. Before it starts, you agree to at most {most}.")
            said = told.format(low=money(low), most=money(most))
            self._cost.add(self._line("coins", muted, said, self.tr("Cost")))
            read = self.tr("By the prices of {day}. GeoFT estimates the tokens; {name} counts them.")
            model = provider.model_behind(planned.spec.model)
            day = day_in_words(model.read if model is not None else provider.read)
            self._cost.add(words(read.format(day=day, name=provider.called), "muted"))
        for problem in self._outlook.cost:
            self._cost.add(words(problem.message))
        links = (
            (self.tr("Prices"), provider.pricing_url),
            (self.tr("How to deploy it"), provider.deploy_link),
        )
        if any(link for _, link in links):
            self._cost.add(self._links((text, link) for text, link in links if link))

    def _line(self, sign: str, colour: str, text: str, name: str) -> QWidget:
        picture = QLabel()
        picture.setPixmap(pixmap(sign, colour, _SIGN_PIXELS))
        picture.setAccessibleName(name)
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(picture, alignment=Qt.AlignmentFlag.AlignTop)
        row.addWidget(words(text), stretch=1)
        return line

    def _links(self, links: Iterable[tuple[str, str]]) -> QWidget:
        return _row(*(web_button(text, address, self._desk.appearance) for text, address in links))


class _Section(QWidget):
    """A heading with lines below it; hidden without any."""

    def __init__(self, heading: str) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 16)
        self._column.setSpacing(6)
        self._column.addWidget(words(heading, "heading"))
        self.hide()

    def add(self, widget: QWidget) -> None:
        """One more line."""
        self._column.addWidget(widget)
        self.show()

    def clear(self) -> None:
        """No line any more."""
        while self._column.count() > 1:
            item = self._column.takeAt(1)
            if item is not None and (widget := item.widget()):
                widget.hide()
                widget.deleteLater()
        self.hide()


def _row(*widgets: QWidget) -> QWidget:
    line = QWidget()
    flow = FlowLayout(line)
    for widget in widgets:
        flow.addWidget(widget)
    return line
