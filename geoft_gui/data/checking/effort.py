"""What long answers spend their words on."""

import json
from collections import Counter
from collections.abc import Iterator

from geoft_gui.data.examination import Examination
from geoft_gui.data.noise import ECHO, IDS, NUMBERS, TIMES, code_of, leaves_beside_part
from geoft_gui.data.tokens import TokenCounter
from geoft_gui.geometry.decoding import decode

_WORDS = {
    "space": "white space",
    IDS: "ids",
    TIMES: "times and dates",
    NUMBERS: "random numbers",
    ECHO: "copies of the prompts",
    "empty": "empty fields",
}


class Effort:
    """Counts the tokens of answers that could be shorter, by what they say."""

    def __init__(self, counter: TokenCounter) -> None:
        self._counter = counter
        self._tokens = 0
        self._short_tokens = 0
        self._long_form_tokens = 0
        self._spent: Counter[str] = Counter()

    def take(self, examination: Examination) -> None:
        """Take one more answer with a part that is not in its shortest form."""
        count, answer = self._counter.count, examination.row.answer
        tokens = count(answer)
        self._tokens += tokens
        self._short_tokens += count(examination.canonical)
        if examination.reading.form != "v1":
            return
        self._long_form_tokens += tokens
        value = decode(answer).value
        self._spent["space"] += max(0, tokens - count(json.dumps(value, separators=(",", ":"))))
        for leaf in leaves_beside_part(examination):
            if (code := code_of(leaf, examination.row.prompt)) is not None:
                key = leaf.path.rsplit("/", 1)[-1]
                self._spent[code] += count(f'"{key}":{json.dumps(leaf.value)},')
        self._spent["empty"] += sum(count(f'"{key}":null,') for key in _empty_keys(value))

    def saving(self) -> str:
        """What the short form saves, as a sentence."""
        guessed = "" if self._counter.exact else " (an estimate)"
        about = "" if self._counter.exact else "about "
        return (
            f"The short form says in {about}{self._short_tokens:,} tokens what takes {about}{self._tokens:,} "
            f"now{guessed}."
        )

    def shares(self) -> str:
        """What the tokens of the long form are, as a sentence."""
        total = self._long_form_tokens
        shares = [(name, round(100 * spent / total)) for name, spent in self._spent.most_common() if total]
        said = ", ".join(f"{share} % are {_WORDS[name]}" for name, share in shares if share)
        about = "" if self._counter.exact else "about "
        return f"Of {about}{total:,} tokens, {said}." if said else f"They take {about}{total:,} tokens."


def _empty_keys(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, child in value.items():
            if child is None:
                yield key
            else:
                yield from _empty_keys(child)
    elif isinstance(value, list):
        for child in value:
            yield from _empty_keys(child)
