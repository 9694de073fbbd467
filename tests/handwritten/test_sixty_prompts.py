"""The sixty prompts stay what they were written for: sound, and strange to the rules."""

import json
import re
from pathlib import Path

import pytest

from geoft_gui import paths
from geoft_gui.data.rows import Row, read_rows
from geoft_gui.data.splitting.patterns import skeleton
from geoft_gui.geometry.canonical import canonical_text
from geoft_gui.geometry.document import from_object
from geoft_gui.geometry.resolved import resolve
from geoft_gui.geometry.solid import build_solid

SIXTY = Path(__file__).with_name("sixty_prompts.jsonl")


@pytest.fixture(scope="module")
def sixty() -> list[Row]:
    return list(read_rows(SIXTY))


@pytest.fixture(scope="module")
def bundled() -> list[str]:
    names = ("train_dataset.jsonl", "validation_dataset.jsonl")
    return [row.prompt for name in names for row in read_rows(paths.bundled_data() / name)]


def test_every_document_is_canonical_and_builds_watertight(sixty):
    assert len(sixty) == 60
    for row in sixty:
        document = from_object(json.loads(row.answer))
        assert canonical_text(document) == row.answer
        assert build_solid(resolve(document).body).watertight, row.prompt


def test_none_of_their_sentence_patterns_is_in_the_bundled_rows(sixty, bundled):
    assert not {skeleton(row.prompt) for row in sixty} & {skeleton(prompt) for prompt in bundled}


def test_each_holds_a_word_that_the_bundled_rows_do_not_use(sixty, bundled):
    known = set(_words(" ".join(bundled)))
    assert all(set(_words(row.prompt)) - known for row in sixty)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text.casefold())
