"""Providers as data: what GeoFT brings along, and what a user's own file changes in it."""

from datetime import date
from pathlib import Path

import pytest

from geoft_gui.engine.processes import child_environment
from geoft_gui.errors import UserError
from geoft_gui.hosted.addresses import check_address
from geoft_gui.hosted.provider_files import network
from geoft_gui.hosted.providers import provider, providers, write_address, write_custom


def _own_file(home: Path, text: str) -> Path:
    (home / "providers.toml").write_text(text, encoding="utf-8")
    return home


def test_what_geoft_brings_along_says_where_its_numbers_are_from() -> None:
    known = {one.id: one for one in providers()}
    assert list(known) == ["openai", "nebius", "azure", "crusoe", "custom"]
    for one in known.values():
        assert one.name and one.read <= date(2026, 11, 25)
        assert one.id == "custom" or (one.pricing_url.startswith("https://") and one.key_variable)
        for model in one.models:
            assert model.read <= date(2026, 11, 25) and model.link.startswith("https://")
        assert not one.reckons_with or one.model(one.reckons_with)
    openai = known["openai"]
    assert openai.trains(date(2027, 1, 5)) and not openai.trains(date(2027, 1, 6))
    assert {model.shutdown for model in openai.models} == {date(2027, 1, 14)}


def test_a_job_is_asked_for_in_each_providers_own_words() -> None:
    settings = {
        "epochs": 3,
        "learning_rate": 1e-4,
        "learning_rate_multiplier": None,
        "suffix": "parts",
        "seed": 7,
    }
    assert provider("openai").creation("m", settings) == {
        "model": "m",
        "seed": 7,
        "suffix": "parts",
        "method": {"type": "supervised", "supervised": {"hyperparameters": {"n_epochs": 3}}},
    }
    nebius = provider("nebius").creation("m", settings)["method"]["supervised"]["hyperparameters"]
    assert nebius == {"lora": True, "context_length": 8192, "n_epochs": 3, "learning_rate": 1e-4}
    assert provider("azure").creation("m", {"epochs": 1})["extra_body"] == {"trainingType": "GlobalStandard"}


def test_a_trained_model_is_known_by_what_it_was_made_from() -> None:
    openai, nebius = provider("openai"), provider("nebius")
    made = openai.model_behind("ft:gpt-4.1-mini-2025-04-14:org:parts:abc")
    assert made is not None and made.id == "gpt-4.1-mini-2025-04-14"
    assert openai.model_behind("ft:gpt-4.1-2025-04-14:org::x") is openai.model("gpt-4.1-2025-04-14")
    assert nebius.model_behind("Qwen/Qwen3-8B-LoRa:parts-AbCd") is nebius.model("Qwen/Qwen3-8B")
    assert openai.model_behind("gpt-4") is None
    for alias, known in (("gpt-4.1", "gpt-4.1-2025-04-14"), ("gpt-4o-mini", "gpt-4o-mini-2024-07-18")):
        assert openai.model(alias) is openai.model_behind(f"ft:{alias}:org::x") is openai.model(known)


def test_a_users_own_prices_models_and_addresses_win(tmp_path: Path) -> None:
    home = _own_file(
        tmp_path,
        '[openai]\nbase_url = "https://eu.api.openai.com/v1"\n'
        '[[openai.models]]\nid = "gpt-4.1-2025-04-14"\ntrain_price = 12.5\nread = 2026-12-01\n'
        '[[openai.models]]\nid = "gpt-9"\n',
    )
    openai = provider("openai", home)
    assert openai.base_url == "https://eu.api.openai.com/v1"
    mine = openai.model("gpt-4.1-2025-04-14")
    assert mine is not None
    assert (mine.train_price, mine.input_price, mine.read) == (12.5, 3.0, date(2026, 12, 1))
    assert openai.models[-1].id == "gpt-9" and len(openai.models) == 5
    assert provider("nebius", home) == provider("nebius")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("# mine\n\n[openai]\nbase_url = https\n", 4),
        ("[openai", 1),
        ("[openai]\nmin_rows = 10\n[nebius]\nmin_rows = 'many'\n", 4),
        ("[openai]\nprice = 3\n", 2),
        ("[openia]\nbase_url = 'https://x.example/v1'\n", 1),
        ("[openai]\nname = 'A'\nbase_url = 'http://api.example.com/v1'\n", 3),
        ("[[openai.models]]\nid = 'gpt-4.1-2025-04-14'\ntrain_price = -1\n", 3),
        ("[[openai.models]]\nid = 'other'\n\n[[openai.models]]\nid = 'b'\nshutdown = 'soon'\n", 6),
        ("[openai]\nmodels = 3\n", 2),
        ("[openai]\n[[openai.models]]\nname = 'no id'\n", 2),
        ("openai = 3\n", None),
        ("[nebius]\nhyperparameters = { batch_size = 'batch_size' }\n", 2),
        ("[custom]\nbase_url = 'https://x.example/v1'\nkey_variable = 'KEY_OF_MY_COMPANY'\n", 3),
    ],
)
def test_a_damaged_file_is_told_with_its_line(tmp_path: Path, text: str, line: int | None) -> None:
    with pytest.raises(UserError) as told:
        providers(_own_file(tmp_path, text))
    assert "Your file of providers is damaged" in told.value.message
    assert line is None or f"line {line}:" in told.value.message
    assert str(tmp_path) in told.value.hint


@pytest.mark.parametrize("variable", ["MY_COMPANYS_API_KEY", "company_token", "MY_ACCESS_KEY"])
def test_a_variable_of_a_key_is_one_that_no_process_is_handed(
    tmp_path: Path, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = _own_file(tmp_path, f"[custom]\nkey_variable = '{variable}'\n")
    assert provider("custom", home).key_variable == variable
    monkeypatch.setenv(variable, "a-key-of-no-known-form")
    assert "a-key-of-no-known-form" not in child_environment().values()


def test_an_unknown_provider_is_told_with_those_that_there_are() -> None:
    with pytest.raises(UserError, match="GeoFT knows openai, nebius"):
        provider("opneai")


def test_the_address_of_a_server_of_ones_own_is_kept_beside_what_stands_there(tmp_path: Path) -> None:
    home = _own_file(tmp_path, "# mine\n[openai]\nname = 'Mine'  # so\n")
    assert provider("custom", home).base_url == ""
    assert write_custom("https://api.example.com/v1/", home).base_url == "https://api.example.com/v1"
    assert provider("custom", home).needs_key
    assert not write_custom("http://localhost:8000/v1", home).needs_key
    assert write_address("azure", "https://me.openai.azure.com/openai/v1", home).needs_key
    text = (home / "providers.toml").read_text(encoding="utf-8")
    assert text.startswith("# mine\n[openai]\nname = 'Mine'  # so\n") and text.count("[custom]") == 1
    assert provider("openai", home).name == "Mine"
    assert sorted(file.name for file in home.iterdir()) == ["providers.toml"]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "api.example.com/v1",
        "ftp://api.example.com",
        "http://api.example.com/v1",
        "http://localhost.example.com/v1",
        "http://127.0.0.1.example.com/v1",
        "https://user:secret@api.example.com/v1",
        "https://api.example.com/v1?key=secret",
        "https://api.exa mple.com/v1",
        "https://[::1/v1",
        "https://api.example.com:99999/v1",
        "http://user@localhost/v1",
    ],
)
def test_an_address_that_would_give_something_away_is_refused(address: str) -> None:
    with pytest.raises(UserError) as told:
        check_address(address)
    assert told.value.hint and "secret" not in str(told.value)


def test_the_users_way_to_the_internet(tmp_path: Path) -> None:
    assert network(tmp_path).proxy == ""
    home = _own_file(tmp_path, "[network]\nproxy = 'http://proxy.example.com:3128'\n")
    assert network(home).proxy == "http://proxy.example.com:3128"
    with pytest.raises(UserError, match="line 2"):
        network(_own_file(tmp_path, "[network]\nproxies = 'x'\n"))
