"""The pretraining text: it practises copying, and it says nothing of the geometry language."""

import json
import re
from itertools import islice

import pytest

from geoft_gui.geometry.document import json_schema
from geoft_gui.geometry.reading import read_document
from geoft_gui.trainer.pretraining.composition import Steward
from geoft_gui.trainer.pretraining.corpus import Clerk, Note

UNITS = {"mm", "cm", "m", "inch"}


@pytest.fixture(scope="module", params=[Clerk, Steward])
def sample(request: pytest.FixtureRequest) -> list[Note]:
    return list(islice(request.param(1).notes(), 3000))


def _language() -> tuple[set[str], set[str]]:
    """The keys of the language, and its types and other fixed values."""
    keys: set[str] = set()
    values: set[str] = set()

    def visit(node: object) -> None:
        if isinstance(node, dict):
            keys.update(node.get("properties", {}))
            values.update(v for v in [node.get("const"), *node.get("enum", [])] if isinstance(v, str))
            for item in node.values():
                visit(item)
        elif isinstance(node, list):
            for item in node:
                visit(item)

    visit(json_schema())
    assert {"type", "dimensions", "components"} <= keys
    assert {"cube", "boolean_union", "hole", "corners", "top"} <= values
    return keys, values


def _keys(value: object) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*(_keys(item) for item in value.values()))
    if isinstance(value, list):
        return set().union(*(_keys(item) for item in value))
    return set()


def test_no_word_of_the_text_is_a_key_or_a_type_of_the_language(sample):
    keys, values = _language()
    # Units are measurement words, and `x` in `20 x 30` is a sign: the test below sees to records.
    language = (keys | values) - UNITS - {"x"}
    said = set(
        re.findall(r"[^\W\d_]+", " ".join(f"{note.prompt} {note.record}" for note in sample).casefold())
    )
    assert not said & language


def test_no_record_has_a_key_of_the_language(sample):
    keys, _ = _language()
    assert not keys & set().union(*(_keys(json.loads(note.record)) for note in sample))


def test_no_record_is_a_document(sample):
    assert all(read_document(note.record).document is None for note in sample[:1000])


def test_records_are_minified_json_whose_numbers_are_plain(sample):
    for note in sample:
        assert json.dumps(json.loads(note.record), separators=(",", ":"), ensure_ascii=False) == note.record
        assert not re.search(r"\d\.0\b|e[-+]?\d", note.record)


@pytest.mark.parametrize("course", [Clerk, Steward])
def test_the_same_seed_gives_the_same_text(course):
    first, again, other = (list(islice(course(seed).notes(), 50)) for seed in (5, 5, 6))
    assert first == again != other
