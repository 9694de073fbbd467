"""Rows are encoded once, and never taken for others."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from transformers import PreTrainedTokenizerFast

from geoft_gui.data.rows import Message, Row
from geoft_gui.trainer import encoding_cache
from geoft_gui.trainer.encoding_cache import encode_once
from geoft_gui.trainer.examples import Encoded, encode
from tests.small_models import small_tokenizer
from tests.trainer.small_runs import TRAIN

ROWS = [*TRAIN[:5], Row(9, (Message("user", "Nothing"), Message("assistant", "{}", weight=0)))]


class Counting:
    """Stands in for `encode`, and counts how often it is asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.times = 0
        monkeypatch.setattr(encoding_cache, "encode", self)

    def __call__(self, *args: object, **options: object) -> Encoded:
        self.times += 1
        return encode(*args, **options)  # type: ignore[arg-type]


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> Counting:
    return Counting(monkeypatch)


def encoded(tokenizer: PreTrainedTokenizerFast, where: Path, **changes: object) -> Encoded:
    options = {
        "ends": frozenset({tokenizer.eos_token_id}),
        "context": 40,
        "system_prompt": None,
        "rows": ROWS,
    }
    asked = {**options, **changes}
    rows = asked.pop("rows")
    return encode_once(rows, tokenizer, where=where, **asked)  # type: ignore[arg-type]


def same(one: Encoded, other: Encoded) -> bool:
    rest = [replace(encoded, examples=[]) for encoded in (one, other)]
    return rest[0] == rest[1] and all(
        first.row == second.row
        and first.start == second.start
        and first.tokens.dtype == second.tokens.dtype
        and np.array_equal(first.tokens, second.tokens)
        for first, second in zip(one.examples, other.examples, strict=True)
    )


def test_what_was_encoded_is_read_the_next_time(
    tmp_path: Path, tokenizer: PreTrainedTokenizerFast, counting: Counting
) -> None:
    done: list[int] = []
    first = encoded(tokenizer, tmp_path)
    assert first.too_long or first.examples
    again = encoded(small_tokenizer(), tmp_path, progress=done.append)
    assert counting.times == 1
    assert done[-1] == len(ROWS)
    assert same(first, again)
    assert first.nothing_learnt == [9]


@pytest.mark.parametrize(
    "change",
    [
        {"context": 39},
        {"system_prompt": "Answer in JSON."},
        {"ends": frozenset({0})},
        {"rows": ROWS[:4]},
        {"rows": [replace(ROWS[0], number=77), *ROWS[1:]]},
    ],
)
def test_whatever_changes_the_tokens_is_encoded_anew(
    tmp_path: Path, tokenizer: PreTrainedTokenizerFast, counting: Counting, change: dict[str, object]
) -> None:
    encoded(tokenizer, tmp_path)
    encoded(tokenizer, tmp_path, **change)
    assert counting.times == 2


def test_another_template_is_another_encoding(
    tmp_path: Path, tokenizer: PreTrainedTokenizerFast, counting: Counting
) -> None:
    encoded(tokenizer, tmp_path)
    other = small_tokenizer()
    assert isinstance(other.chat_template, str)
    other.chat_template = other.chat_template.replace("<|end|>", "<|end|> ")
    encoded(other, tmp_path)
    assert counting.times == 2


@pytest.mark.parametrize("damage", [b"", b"oh no", b"PK\x03\x04"])
def test_a_damaged_file_only_costs_time(
    tmp_path: Path, tokenizer: PreTrainedTokenizerFast, counting: Counting, damage: bytes
) -> None:
    first = encoded(tokenizer, tmp_path)
    (file,) = tmp_path.iterdir()
    file.write_bytes(damage)
    assert same(first, encoded(tokenizer, tmp_path))
    assert same(first, encoded(tokenizer, tmp_path))
    assert counting.times == 2


@pytest.mark.parametrize(("place", "value"), [(8, 1), (10, 99)])
def test_a_file_that_looks_encrypted_or_oddly_packed_only_costs_time(
    tmp_path: Path, tokenizer: PreTrainedTokenizerFast, counting: Counting, place: int, value: int
) -> None:
    first = encoded(tokenizer, tmp_path)
    (file,) = tmp_path.iterdir()
    content = bytearray(file.read_bytes())
    # Flags and compression method of the first entry of the archive's directory.
    content[content.index(b"PK\x01\x02") + place] = value
    file.write_bytes(content)
    assert same(first, encoded(tokenizer, tmp_path))
    assert counting.times == 2


def test_a_folder_that_cannot_be_written_only_costs_time(
    tmp_path: Path, tokenizer: PreTrainedTokenizerFast
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way", encoding="utf-8")
    assert encoded(tokenizer, blocked / "cache").nothing_learnt == [9]


def test_what_was_not_used_for_longest_goes_first(
    tmp_path: Path, tokenizer: PreTrainedTokenizerFast, counting: Counting
) -> None:
    encoded(tokenizer, tmp_path, context=100)
    (file,) = tmp_path.iterdir()
    most = int(2.5 * file.stat().st_size)
    for context in (101, 100, 102):
        encoded(tokenizer, tmp_path, context=context, most_bytes=most)
    assert counting.times == 3
    assert len(list(tmp_path.iterdir())) == 2
    encoded(tokenizer, tmp_path, context=100)
    assert counting.times == 3
