import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from geoft_gui import key_store
from geoft_gui.errors import UserError
from geoft_gui.hosted.refused import is_refused, remember_refusal
from geoft_gui.key_store import KeyStoreError
from geoft_gui.keys import DAYS_UNTIL_OLD, KeyRefusedError, Keys
from geoft_gui.redact import redact
from tests.key_stores import ForgetfulStore, LockedStore, MemoryStore, SilentStore, WindowsStore, system_store

# Put together here, so that no scanner of sources takes them for real ones.
KEY = "sk-" + "proj-" + "Ab3dEf" * 5
ODD_KEY = "local-server-" + "0123456789"


@pytest.fixture
def store() -> Iterator[MemoryStore]:
    made = MemoryStore()
    with system_store(made):
        yield made


def written(home: Path) -> str:
    return "\n".join(path.read_text() for path in home.rglob("*") if path.is_file())


def test_a_key_is_kept_by_the_system_alone(store: MemoryStore, own_home: Path) -> None:
    keys = Keys()
    assert keys.get("openai") is None
    assert keys.state("openai").place == "none"
    keys.set("openai", f"  {KEY}\n")
    assert store.kept == {("geoft/openai", "key"): KEY}
    assert Keys().get("openai") == KEY
    state = Keys().state("openai")
    assert (state.place, state.last_four, state.is_old) == ("store", KEY[-4:], False)
    assert state.set_on == datetime.now(UTC).date()
    assert KEY not in written(own_home)
    assert KEY not in repr(state)
    keys.delete("openai")
    assert (keys.get("openai"), store.kept) == (None, {})
    assert "openai" not in written(own_home)
    with pytest.raises(UserError, match="There is no key"):
        keys.delete("openai")


def test_the_environment_comes_first_then_the_session_then_the_store(
    store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = Keys()
    keys.set("nebius", KEY)
    keys.set("nebius", KEY + "session", session_only=True)
    assert (keys.get("nebius"), keys.state("nebius").place) == (KEY + "session", "session")
    assert Keys().get("nebius") == KEY, "what is kept for the session belongs to one program"
    monkeypatch.setenv("NEBIUS_API_KEY", f" {KEY}environment ")
    state = keys.state("nebius")
    assert (state.place, state.variable, state.last_four) == ("environment", "NEBIUS_API_KEY", "ment")
    assert keys.get("nebius") == KEY + "environment"
    keys.delete("nebius")
    with pytest.raises(UserError, match="NEBIUS_API_KEY"):
        keys.delete("nebius")
    monkeypatch.delenv("NEBIUS_API_KEY")
    assert keys.get("nebius") is None


@pytest.mark.parametrize("variable", ["HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"])
def test_hugging_face_has_variables_of_its_own(
    store: MemoryStore, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, KEY)
    assert (Keys().get("hugging_face"), Keys().state("hugging_face").variable) == (KEY, variable)


@pytest.mark.parametrize(
    ("entered", "said"),
    [
        ("  ", "No key was entered"),
        (f"{KEY} {KEY}", "no spaces"),
        (f"Bearer {KEY}", "no spaces"),
        ("sk-••••••••••••1234", "not a key"),
        (KEY + "\x07", "not a key"),
        (f'"{KEY}"', "more than a key"),
        (f"OPENAI_API_KEY={KEY}", "more than a key"),
    ],
)
def test_what_is_no_key_is_refused(store: MemoryStore, entered: str, said: str) -> None:
    with pytest.raises(KeyRefusedError, match=said) as refused:
        Keys().set("openai", entered)
    assert KEY not in str(refused.value) + refused.value.details
    assert store.kept == {}


def test_an_old_key_is_noticed(store: MemoryStore, own_home: Path) -> None:
    keys = Keys()
    keys.set("openai", KEY)
    day = datetime.now(UTC).date() - timedelta(days=DAYS_UNTIL_OLD)
    (own_home / "keys.json").write_text(json.dumps({"openai": day.isoformat()}))
    assert (keys.state("openai").set_on, keys.state("openai").is_old) == (day, True)
    keys.set("openai", KEY + "new")
    assert not keys.state("openai").is_old
    (own_home / "keys.json").write_text("{damaged")
    assert (keys.get("openai"), keys.state("openai").set_on) == (KEY + "new", None)


def test_a_store_that_does_not_work_is_told(own_home: Path) -> None:
    keys = Keys()
    # As the tests' environment has it: no store at all.
    state = keys.store()
    assert (state.works, state.problem) == (False, "This computer has no store of keys that works.")
    keys = Keys()
    with system_store(LockedStore()):
        assert (keys.get("openai"), keys.state("openai").place) == (None, "none")
        assert "locked" in keys.state("openai").problem
        assert not keys.store().works
        with pytest.raises(KeyStoreError, match="locked") as told:
            keys.set("openai", ODD_KEY)
        assert "for the session" in told.value.hint
        assert "OPENAI_API_KEY" in told.value.hint
        assert ODD_KEY not in str(told.value) + told.value.details
        keys.set("openai", KEY, session_only=True)
        assert keys.get("openai") == KEY
        keys.delete("openai")
        with pytest.raises(KeyStoreError):
            keys.delete("openai")
    with system_store(ForgetfulStore()):
        assert not keys.store().works
        with pytest.raises(KeyStoreError, match="forgotten"):
            keys.set("openai", KEY)
    assert KEY not in written(own_home)


def test_one_who_does_not_open_the_store_is_asked_again_only_when_they_want_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keys = Keys()
    with system_store(locked := LockedStore()):
        assert keys.get("openai") is None
        asked = locked.asked
        monkeypatch.setattr(key_store, "_QUIET_SECONDS", 0.0)
        state = keys.store(again=False)
        assert not state.works
        assert "locked" in state.problem
        keys.set("openai", KEY, session_only=True)
        assert keys.get("nebius") is None
        assert locked.asked == asked
    with system_store(MemoryStore()):
        assert keys.store().works
        assert keys.store(again=False).works


def test_on_windows_a_key_stays_on_the_computer_and_leaves_no_older_one() -> None:
    windows = WindowsStore()
    keys = Keys()
    with system_store(windows):
        keys.set("openai", KEY + "old")
        keys.set("openai", KEY)
        assert windows.kept == {("geoft/openai", "key"): KEY}
        assert windows.persist == "local machine"
        assert keys.store().name == "Windows Credential Manager"
        with pytest.raises(KeyStoreError, match="1,280"):
            keys.set("openai", "x" * 1_281)
        assert keys.get("openai") == KEY


def test_a_store_that_waits_for_its_user_holds_nobody_up() -> None:
    silent = SilentStore()
    keys = Keys(patience=0.05)
    with system_store(silent):
        assert keys.get("openai") is None
        assert "no answer" in keys.state("openai").problem
        silent.answer.set()
        # Asked for a password once, its user is not asked again for every key.
        assert keys.get("nebius") is None
        patient = Keys()
        patient.set("openai", KEY)
        assert patient.get("openai") == KEY


def test_the_probe_leaves_nothing(store: MemoryStore) -> None:
    state = Keys().store()
    assert (state.works, store.kept) == (True, {})


def test_keys_in_use_are_hidden_whatever_they_look_like(store: MemoryStore) -> None:
    keys = Keys()
    keys.set("custom", ODD_KEY)
    assert redact(f"401: no such key: {ODD_KEY}!") == "401: no such key: [hidden]!"


def test_another_key_may_train_again(store: MemoryStore) -> None:
    keys = Keys()
    for change in (lambda: keys.set("openai", KEY), lambda: keys.delete("openai")):
        remember_refusal("openai", "org-1", datetime.now(UTC).date())
        change()
        assert is_refused("openai", "org-1") is None
