"""When a run has waited long enough for a better model."""

from pathlib import Path

import pytest

from geoft_gui.engine import processes
from geoft_gui.runs.events import Evaluation, ScoreEvent, Status
from geoft_gui.runs.folder import RunFolder
from geoft_gui.trainer import speed, stages
from geoft_gui.trainer.checkpoints import Verdict
from geoft_gui.trainer.patience import Patience
from geoft_gui.trainer.scoring import Judge, Judgement
from geoft_gui.trainer.speed import Speed
from tests.trainer.small_runs import small_run


def score(step: int, correct: float) -> ScoreEvent:
    rates = {"parses": 1.0, "matches_schema": 1.0, "builds": 1.0, "mean_iou": 0.5, "cad_score": correct}
    return ScoreEvent(step=step, n=4, correct=correct, by_kind={}, **rates)


def test_it_ends_after_so_many_judgements_in_a_row_without_a_better_one() -> None:
    patience = Patience(2)
    for step, correct in ((10, 0.5), (20, 0.4), (30, 0.6), (40, 0.6)):
        patience.judged(step, Verdict(correct=correct))
        assert not patience.is_over
    patience.judged(50, Verdict(correct=0.5))
    assert patience.is_over
    assert "last 2 judgements" in patience.sentence
    assert "step 30" in patience.sentence


def test_without_a_limit_or_a_judgement_it_never_ends() -> None:
    endless, blind = Patience(None), Patience(1)
    for step in range(10):
        endless.judged(step, Verdict(correct=0.0))
        blind.judged(step, Verdict())
    assert not endless.is_over
    assert not blind.is_over
    assert endless.sentence == blind.sentence == ""


def test_a_resumed_run_remembers_what_was_judged_before_it_goes_on() -> None:
    events = [
        event
        for step, correct in ((10, 0.5), (20, 0.4), (30, 0.4))
        for event in (Evaluation(step=step, loss=1.0), score(step, correct))
    ]
    patience = Patience(2)
    patience.look_back(events, 20)
    assert not patience.is_over
    patience.judged(30, Verdict(0.4, 0.4, 1.0))
    assert patience.is_over


@pytest.fixture
def no_better(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each judgement finds the model as good as the one before."""

    def judge(self: Judge, model: object, step: int) -> Judgement:
        return Judgement(Evaluation(step=step, loss=1.0), score(step, 0.5), ())

    monkeypatch.setattr(Judge, "judge", judge)
    monkeypatch.setattr(
        processes,
        "run_child",
        lambda arguments, *, timeout: processes.subprocess.CompletedProcess(arguments, 0, "", ""),
    )


@pytest.mark.usefixtures("no_better")
def test_the_run_succeeds_early_and_says_why(tmp_path: Path, base: Path) -> None:
    folder: RunFolder = small_run(tmp_path, base, evaluations=6, early_stopping=2)
    speed.save(Speed(1, "float32", "", {}), folder.path / "speed.json")
    assert stages.train(folder, resume=False) == 0
    assert [event.step for event in folder.events() if isinstance(event, ScoreEvent)] == [5, 10, 15]
    ended = [event for event in folder.events() if isinstance(event, Status)][-1]
    assert ended.status == "succeeded"
    assert ended.message == "Ended early: the last 2 judgements found no better model than that of step 5."
    # Had it been killed just before it said so, it would have nothing more to do when it goes on.
    with folder.writer() as writer:
        writer.write(Status(status="interrupted"))
    assert stages.train(folder, resume=True) == 0
    again = [event for event in folder.events() if isinstance(event, Status)][-1]
    assert (again.status, again.message) == (ended.status, ended.message)
