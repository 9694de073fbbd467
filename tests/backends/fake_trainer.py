"""Stands in for the trainer: the same command line, events and requests, but it learns nothing.

`behaviour.txt` beside the run folder says what it does: `succeed`, `wait` (until asked to stop), `fail`,
`vanish` (leave in the middle) or `ignore` (wait, and never listen).
"""

import json
import os
import signal
import sys
import time
from dataclasses import asdict
from pathlib import Path

from geoft_gui.engine.given import KEYS_ON_STDIN, given_hub_token
from geoft_gui.runs.events import Checkpoint, Error_, Phase, Sample, ScoreEvent, Status, Step
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.writing import EventWriter
from tests.backends.fake_runs import REHEARSAL
from tests.backends.small_rows import CUBE

STEPS = 4


def main() -> None:
    folder = RunFolder(Path(sys.argv[1]))
    if "check" in sys.argv:
        problems = [{"severity": "warning", "message": "3 rows are long.", "hint": "Look at them."}]
        print("a library says hello")
        learned = [{"row": 1, "pieces": [["Create a 20mm cube", False], [CUBE, True]]}]
        print(json.dumps({"problems": problems, "tokens": 4000, "longest": 120, "learned": learned}))
        return
    if "rehearse" in sys.argv:
        rehearse((folder.path.parent / "behaviour.txt").read_text("utf-8"))
        return
    token = given_hub_token() if KEYS_ON_STDIN in sys.argv else None
    print(f"The key is {token}, in the environment {os.environ.get('HF_TOKEN')}.")
    with folder.writer() as writer:
        writer.write(Status(status="preparing"))
        writer.write(Phase(name="Loading the model"))
        writer.write(Status(status="running"))
        train(folder, writer, first=3 if "--resume" in sys.argv else 1)


def rehearse(behaviour: str) -> None:
    print("a library says hello")
    print(json.dumps({"phase": "loading the model", "done": 0, "total": None}), flush=True)
    print(json.dumps({"phase": "rehearsing steps", "done": 1, "total": 2}), flush=True)
    if behaviour == "wait":
        time.sleep(60)
    if behaviour == "vanish":
        os.kill(os.getpid(), signal.SIGKILL)
    if behaviour == "fail":
        problem = {"message": "There is not enough memory for this training.", "hint": "Use batch_size=4."}
        print(json.dumps({"problem": {**problem, "details": "", "change": {"batch_size": 4}}}))
    else:
        print(json.dumps({"rehearsal": asdict(REHEARSAL)}))


def train(folder: RunFolder, writer: EventWriter, first: int) -> None:
    behaviour = (folder.path.parent / "behaviour.txt").read_text("utf-8")
    for number in range(first, STEPS + 1):
        writer.write(
            Step(
                step=number,
                total_steps=STEPS,
                epoch=1,
                loss=1 / number,
                learning_rate=1e-3,
                tokens_per_second=500,
            )
        )
        if behaviour == "vanish" and number == 2:
            sys.exit(0)
    while behaviour == "ignore":
        time.sleep(1)
    while behaviour == "wait":
        request = folder.take_request()
        if request is not None and request.request == "pause":
            writer.write(Status(status="pausing"))
            writer.write(Status(status="paused"))
            return
        if request is not None:
            writer.write(Status(status="stopping"))
            if request.request == "stop":
                save(folder)
            writer.write(Status(status="stopped"))
            return
        time.sleep(0.02)
    if behaviour == "fail":
        writer.write(Error_(message="The disk is full.", hint="Free some space."))
        writer.write(Status(status="failed"))
        return
    rates = {
        name: 0.75 for name in ("parses", "matches_schema", "builds", "correct", "mean_iou", "cad_score")
    }
    writer.write(ScoreEvent(step=STEPS, n=8, **rates))
    writer.write(Sample(step=STEPS, prompt="Create a 20mm cube", expected="", answer="", verdict="correct"))
    writer.write(Checkpoint(step=STEPS, path=f"checkpoints/step-{STEPS:06d}", best=True))
    save(folder)
    writer.write(Status(status="succeeded"))


def save(folder: RunFolder) -> None:
    folder.model_dir.mkdir()
    (folder.model_dir / "config.json").write_text("{}", encoding="utf-8")


if __name__ == "__main__":
    main()
