import io
import sys

import pytest

from geoft_gui.engine.given import given_hub_token, given_line, hub_token_line, line_of
from geoft_gui.errors import UserError
from geoft_gui.redact import redact


def test_a_line_is_read_as_it_was_written() -> None:
    given = {"key": "schlüssel \n key", "organization": None}
    assert given_line(io.StringIO(line_of(given).decode())) == given
    assert given_line(io.StringIO("")) == {}


def test_the_hub_token_is_hidden_from_then_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(hub_token_line("an-unusual-token").decode()))
    assert given_hub_token() == "an-unusual-token"
    assert "an-unusual-token" not in redact("refused: an-unusual-token")
    monkeypatch.setattr(sys, "stdin", io.StringIO('{"HF_TOKEN": 5}\n'))
    assert given_hub_token() is None


@pytest.mark.parametrize("line", ["sk-quite-secret\n", "[1]\n", '{"HF_TOKEN": "hf_quite_secret\n'])
def test_of_what_is_no_such_line_nothing_is_repeated(line: str) -> None:
    with pytest.raises(UserError, match="in a form that it cannot read") as refused:
        given_line(io.StringIO(line))
    assert "secret" not in f"{refused.value}{refused.value.details}{refused.value.__cause__}"
