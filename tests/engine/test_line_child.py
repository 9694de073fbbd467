import time
from typing import Any

import pytest

from geoft_gui.engine.line_child import ChildDiedError, told_by_child
from geoft_gui.engine.processes import ChildGivenUpError


def _child(program: str) -> list[str]:
    return ["-c", f"import json, sys, time\n{program}"]


def test_what_is_told_comes_while_the_child_works_and_its_last_line_is_the_answer() -> None:
    told: list[tuple[float, dict[str, Any]]] = []
    answer = told_by_child(
        _child(
            "print(json.dumps({'done': 1}))\nprint('a library talks')\nprint(json.dumps({'done': 2}))\n"
            "time.sleep(0.5)\nprint(json.dumps({'answer': 'é'}))\ntime.sleep(0.5)"
        ),
        lambda content: told.append((time.monotonic(), content)),
    )
    assert answer == {"answer": "é"}
    assert [content for _, content in told] == [{"done": 1}, {"done": 2}, {"answer": "é"}]
    assert told[2][0] - told[1][0] > 0.4 and time.monotonic() - told[2][0] > 0.4


def test_a_child_that_dies_says_why() -> None:
    with pytest.raises(ChildDiedError, match="no such model"):
        told_by_child(_child("print(json.dumps({'done': 1}))\nsys.exit('no such model')"), lambda told: None)
    with pytest.raises(ChildDiedError):
        told_by_child(_child("print('only talk')"), lambda told: None)


def test_a_silent_child_ends_when_nobody_waits_for_it() -> None:
    begun = time.monotonic()
    with pytest.raises(ChildGivenUpError):
        told_by_child(
            _child("time.sleep(600)"), lambda told: None, given_up=lambda: time.monotonic() - begun > 0.5
        )
    assert time.monotonic() - begun < 30


def test_who_listens_may_fail_and_the_child_ends_with_it() -> None:
    def refuse(told: dict[str, Any]) -> None:
        raise RuntimeError("not wanted")

    with pytest.raises(RuntimeError, match="not wanted"):
        told_by_child(
            _child(
                "print(json.dumps({'done': 1}), flush=True)\nprint(json.dumps({'done': 2}), flush=True)\n"
                "time.sleep(600)"
            ),
            refuse,
        )


def test_keys_in_the_environment_are_kept_from_a_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    asked = _child("import os\nprint(json.dumps({'seen': os.environ.get('HF_TOKEN')}))")
    assert told_by_child(asked, lambda told: None) == {"seen": None}


def test_what_is_given_is_all_that_it_reads() -> None:
    asked = _child("print(json.dumps({'read': sys.stdin.read()}))")
    assert told_by_child(asked, lambda told: None, given=b"a secret\n") == {"read": "a secret\n"}
    assert told_by_child(asked, lambda told: None) == {"read": ""}
    with pytest.raises(ChildDiedError, match="gone before"):
        told_by_child(_child("sys.exit('gone before')"), lambda told: None, given=b"a secret\n")
