import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoft_gui.redact import HIDDEN, hide_home, redact

# Put together here, so that no scanner of sources takes them for real ones.
OPENAI = "sk-" + "proj-" + "Ab3_" * 12
HUGGING_FACE = "hf" + "_" + "aBcDeFgH12" * 3
GITHUB = "ghp" + "_" + "Zz9" * 12
JSON_WEB_TOKEN = "eyJ" + "hbGciOiJIUzI1NiJ9" + ".eyJzdWIiOiIxIn0" + ".c2lnbmF0dXJl"


@pytest.mark.parametrize("key", [OPENAI, HUGGING_FACE, GITHUB, JSON_WEB_TOKEN])
@pytest.mark.parametrize(
    "text",
    ["{}", "bad key: {}.", '{{"key": "{}"}}', "https://host/?k={}&n=1", "Authorization: Bearer {}", "‘{}’"],
)
def test_no_key_survives_wherever_it_stands(key: str, text: str) -> None:
    shown = redact(text.format(key))
    assert key not in shown
    assert key[8:-1] not in shown
    assert HIDDEN in shown


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Basic dXNlcjpodW50ZXIy",
        "Bearer 0123456789abcdef",
        "NEBIUS_API_KEY=0123456789abcdef",
        "{'api_key': '0123456789abcdef'}",
        '"password":"correct-horse"',
        "AZURE_TOKEN: 0123456789abcdef",
        "https://maria:hunter2@proxy.example:8080/",
    ],
)
def test_what_is_announced_as_a_secret_is_hidden(text: str) -> None:
    shown = redact(text)
    assert HIDDEN in shown
    for secret in ("dXNlcjpodW50ZXIy", "0123456789abcdef", "correct-horse", "hunter2"):
        assert secret not in shown


def test_keys_of_the_environment_are_hidden_whatever_they_look_like(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXOTIC_API_KEY", "plain words as a key")
    monkeypatch.setenv("EXOTIC_TOKEN", "plain words as a key, longer")
    shown = redact("tried plain words as a key, longer; then plain words as a key")
    assert shown == f"tried {HIDDEN}; then {HIDDEN}"


def test_a_short_setting_is_not_taken_for_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_TOKEN", "true")
    assert redact("this is true") == "this is true"


@pytest.mark.parametrize(
    "text",
    [
        "Create a 20mm cube",
        '{"type":"cube","width":20,"height":20,"depth":20}',
        "max_new_tokens=256, token_accuracy: 0.987654321",
        "step 200 of 1600, loss 0.4132, tokens 5123456",
        "http://127.0.0.1:54321/v1/models",
        "risk-management and desk-bound disk-image-tools",
        "checkpoints/step-000200/model.safetensors",
    ],
)
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert redact(text) == text


@given(st.text())
def test_hiding_twice_changes_nothing_more(text: str) -> None:
    once = redact(text)
    assert redact(once) == once


@pytest.mark.parametrize(
    "text", ["A" * 300_000, "sk-" * 100_000, "://a:" * 60_000, "token=" * 50_000, "eyJ." * 80_000]
)
def test_hostile_text_does_not_make_it_slow(text: str) -> None:
    began = time.process_time()
    redact(text)
    assert time.process_time() - began < 2


def test_the_home_folder_does_not_name_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: Path("/home/maria"))
    text = "in /home/maria/parts, not in /home/maria2 or /srv/home"
    assert hide_home(text) == "in ~/parts, not in /home/maria2 or /srv/home"


def test_a_machine_without_a_home_folder_keeps_its_paths(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: Path("/"))
    assert hide_home("in /srv/parts") == "in /srv/parts"
