"""Writing the open rows to a file of the user's own, in the form that another program wants."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QWidget

from geoft_gui import paths
from geoft_gui.data.versions import Version, version_of
from geoft_gui.errors import UserError
from geoft_gui.ui.data_work.child import Answer
from geoft_gui.ui.data_work.row_numbers import shortened
from geoft_gui.ui.data_work.work_dialog import OpenFile, WorkDialog, heading, labelled, request_for
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.short_name import short_name
from geoft_gui.ui.widgets.choice_dialog import fit
from geoft_gui.ui.widgets.surfaces import button, words


@dataclass(frozen=True)
class _Form:
    """A form of file: what it is called, for whom it is, its ending, and the terminal's name of it."""

    title: str
    use: str
    suffix: str
    form: str


class ExportDialog(WorkDialog):
    """Asks for the form, then for the place. Nothing that is there is overwritten without asking."""

    def __init__(self, desk: Desk, dataset: OpenFile, parent: QWidget | None = None) -> None:
        super().__init__(desk, self.tr("Export rows"), parent)
        self._dataset = dataset
        self._target = Path()
        self._forms = self._all_forms()
        heading(
            self,
            self.tr("Export {n} rows").format(n=f"{len(dataset):,}"),
            self.tr("Writes the rows to a file of your own, as they are now. The open file stays as it is."),
        )
        self.form = QComboBox()
        self.form.setAccessibleName(self.tr("Form"))
        for form in self._forms:
            self.form.addItem(form.title)
        self.use = words("", "small")
        self.statistics = QCheckBox(self.tr("Write the statistics &beside it"))
        self.statistics.setToolTip(
            self.tr("How many rows of each kind, category and difficulty there are, as a JSON file.")
        )
        self.go = button(self.tr("Choose where, and export…"), self._export, "primary")
        self.column.addLayout(labelled(self.tr("&Form"), self.form))
        self.column.addWidget(self.use)
        self.column.addSpacing(6)
        self.column.addWidget(self.statistics)
        self.column.addStretch(1)
        self.add_foot(self.go)
        self.form.currentIndexChanged.connect(self.work_changed)
        self.work_changed()
        fit(self, self.column)

    def work_changed(self) -> None:
        """What the chosen form is for, and what can be pressed."""
        self.use.setText(self._forms[self.form.currentIndex()].use)
        for control in (self.form, self.statistics, self.go):
            control.setEnabled(not self.is_working)

    def _all_forms(self) -> tuple[_Form, ...]:
        return (
            _Form(
                self.tr("JSONL: OpenAI chat"),
                self.tr("One conversation a line, and nothing else: what hosted fine-tuning takes."),
                ".jsonl",
                "chat",
            ),
            _Form(
                self.tr("JSONL: prompt and completion"),
                self.tr("Two texts a line: what many trainers take."),
                ".jsonl",
                "prompt_completion",
            ),
            _Form(
                self.tr("JSONL: everything"),
                self.tr("One conversation a line, with its id, category, difficulty and all that it has."),
                ".jsonl",
                "rows",
            ),
            _Form(self.tr("JSON"), self.tr("A list of examples, with all that they have."), ".json", "rows"),
            _Form(self.tr("CSV"), self.tr("A table for a spreadsheet, with commas."), ".csv", "rows"),
            _Form(self.tr("TSV"), self.tr("A table for a spreadsheet, with tabs."), ".tsv", "rows"),
            _Form(
                self.tr("Parquet"), self.tr("A table for pandas, datasets and databases."), ".parquet", "rows"
            ),
        )

    def _export(self) -> None:
        form = self._forms[self.form.currentIndex()]
        version = version_of(self._dataset.path)
        source = self._dataset.path if version is None or version.original is None else version.original
        suggested = source.parent / f"{source.name.split('.')[0]}-export{form.suffix}"
        chosen, _ = QFileDialog.getSaveFileName(
            self, self.tr("Export rows"), str(suggested), f"{form.title} (*{form.suffix})"
        )
        if not chosen:
            return
        self._target = Path(chosen)
        if self._target.suffix.lower() != form.suffix:
            # The dialog asked about another name, so this one must be new.
            self._target = self._target.with_name(self._target.name + form.suffix)
            if self._target.exists():
                self.fail(
                    UserError(
                        self.tr("{name} is there already.").format(name=short_name(self._target.name)),
                        self.tr("Choose another name."),
                    )
                )
                return
        refusal = self._refusal(self._target, version)
        if refusal:
            self.fail(UserError(refusal, self.tr("Choose another name or another folder.")))
            return
        request = request_for(
            self._dataset,
            "export",
            target=str(self._target),
            form=form.form,
            statistics=self.statistics.isChecked(),
        )
        self.begin(request, self.tr("Exporting"), self._tell_end)

    def _refusal(self, target: Path, version: Version | None) -> str:
        """Why nothing is written there; "" where it may be. It is the file that counts, not its name."""
        opened = self._dataset.path
        if _is_same(target, opened):
            return self.tr("This is the file that is open.")
        if opened.is_dir() and _lies_in(target, opened):
            return self.tr("This is in the folder that is open.")
        others = [self._dataset.validation]
        if version is not None:
            others += [version.original, version.parent]
        for other in filter(None, others):
            if _is_same(target, other) or (other.is_dir() and _lies_in(target, other)):
                return self.tr("The open rows belong to {name}.").format(name=short_name(other.name))
        if _lies_in(target, paths.data_home() / "data"):
            return self.tr("This is where GeoFT keeps its versions, which never change.")
        beside = target.with_name(f"{target.name.split('.')[0]}_statistics.json")
        if self.statistics.isChecked() and beside.exists():
            said = self.tr("The statistics would be written to {name}, which is there already.")
            return said.format(name=short_name(beside.name))
        return ""

    def _tell_end(self, answer: Answer) -> None:
        said = self.tr("{n} rows are exported to {name}.")
        hint = ""
        if answer["statistics"] is not None:
            hint = self.tr("Their statistics are in {name}.").format(name=Path(answer["statistics"]).name)
        if answer["left_behind"]:
            hint += " " + self.tr("Without an example, so left behind: {rows}.").format(
                rows=shortened(answer["left_behind"])
            )
        name = short_name(self._target.name)
        self.desk.notices.info(said.format(n=f"{answer['rows']:,}", name=name), hint.strip())
        self.accept()


def _is_same(one: Path, other: Path) -> bool:
    """Whether both are one file, by whatever names and links."""
    try:
        return one.samefile(other)
    except OSError:
        # One of them is not there.
        return one.absolute() == other.absolute()


def _lies_in(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())
