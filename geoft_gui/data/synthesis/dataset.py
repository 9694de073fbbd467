"""Rows by rule: seeded, no prompt twice, and no sentence pattern on both sides of the split."""

import hashlib
import random
import re
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass
from itertools import islice

from geoft_gui.data.likeness import keys
from geoft_gui.data.rows import Message, Row
from geoft_gui.data.splitting.patterns import skeleton
from geoft_gui.data.synthesis.recipes import draw, draw_wished, never_made
from geoft_gui.data.synthesis.requests import Draft
from geoft_gui.data.synthesis.sentences import COLOURS, MATERIALS, VERBS
from geoft_gui.data.synthesis.solids import Document
from geoft_gui.data.synthesis.voice import Voice
from geoft_gui.data.synthesis.wish import ANY, Wish
from geoft_gui.errors import UserError
from geoft_gui.geometry.canonical import canonical_text
from geoft_gui.geometry.document import from_object
from geoft_gui.geometry.findings import BuildError
from geoft_gui.geometry.resolved import resolve
from geoft_gui.geometry.solid import build_solid

VALIDATION_SHARE = 0.2
PATIENCE = 20_000
"""So many drafts in succession that cannot be used mean that there are no more."""
COARSE = 16
"""Segments of a circle that are enough to see whether a part builds."""

_MASKED = re.compile(
    rf"\b({'|'.join(re.escape(word) for word in (*MATERIALS, *COLOURS, *VERBS))})\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Dataset:
    """Rows to learn from and rows to measure with, in a fixed order."""

    train: list[Row]
    validation: list[Row]


def generate(
    rows: int, seed: int, progress: Callable[[int], None] = lambda made: None, wish: Wish = ANY
) -> Dataset:
    """Make `rows` rows, a fifth of them for validation; the same arguments always give the same rows.

    Every answer follows from its prompt alone, is canonical and builds. No prompt occurs twice, and no
    sentence pattern (the prompt without its numbers, materials, colours and verbs) is on both sides, nor
    are rows that say the same in nearly the same words.
    `progress` is called with the number of rows made so far, after each.

    Raises:
        UserError: nothing, or not so much, can be as wished.
    """
    never_made(wish)
    wanted_validation = round(rows * VALIDATION_SHARE)
    sides: dict[bool, list[Row]] = {False: [], True: []}
    wanted = {False: rows - wanted_validation, True: wanted_validation}
    side_of: dict[bytes, bool] = {}
    in_vain = 0
    for draft in _new_drafts(seed, wish):
        held_out = _held_out(draft.prompt, seed)
        if len(sides[held_out]) < wanted[held_out]:
            side = "validation" if held_out else "train"
            row = _row(draft, len(sides[held_out]) + 1, f"{side}-")
            likenesses = keys(row.prompt, row.answer)
            if any(side_of.get(key, held_out) != held_out for key in likenesses):
                continue
            side_of |= dict.fromkeys(likenesses, held_out)
            sides[held_out].append(row)
            progress(len(sides[False]) + len(sides[True]))
            in_vain = 0
        elif all(len(sides[side]) == wanted[side] for side in sides):
            break
        else:
            in_vain += 1
            _give_up_after(in_vain, len(sides[False]) + len(sides[True]))
    return Dataset(sides[False], sides[True])


def generate_list(rows: int, seed: int, wish: Wish = ANY, taken: Set[bytes] = frozenset()) -> Iterator[Row]:
    """Make `rows` rows one after the other, without sides; the same arguments always give the same rows.

    No prompt occurs twice, nor any whose `prompt_key` is `taken` already. Their ids name the seed, so that
    rows of several seeds can be told apart.

    Raises:
        UserError: at once when nothing can be as wished, and later when not so much can be.
    """
    never_made(wish)
    drafts = islice(_new_drafts(seed, wish, taken), rows)
    return (_row(draft, number, f"made-{seed}-") for number, draft in enumerate(drafts, start=1))


def prompt_key(prompt: str) -> bytes:
    """What two prompts share that differ in upper and lower case alone, in few bytes."""
    return hashlib.blake2b(prompt.casefold().encode("utf-8", "surrogatepass"), digest_size=8).digest()


def pattern(prompt: str) -> str:
    """What two prompts share when they differ only in numbers, materials, colours and verbs."""
    return skeleton(_MASKED.sub("*", prompt))


def _new_drafts(seed: int, wish: Wish, taken: Set[bytes] = frozenset()) -> Iterator[Draft]:
    """The drafts whose prompts have not occurred so far."""
    seen = set(taken)
    in_vain = 0
    for draft in _drafts(seed, wish):
        key = prompt_key(draft.prompt)
        if key in seen:
            in_vain += 1
            _give_up_after(in_vain, len(seen) - len(taken))
            continue
        in_vain = 0
        seen.add(key)
        yield draft


def _give_up_after(in_vain: int, made: int) -> None:
    if in_vain > PATIENCE:
        raise UserError(
            f"After {made:,} rows, hardly any more can be made that are as wished and new.",
            "Make fewer, or leave more of the wish open.",
        )


def _drafts(seed: int, wish: Wish) -> Iterator[Draft]:
    """An endless stream of requests whose parts build."""
    chance = random.Random(seed)
    while True:
        draft = draw(Voice(chance)) if wish == ANY else draw_wished(chance, wish)
        if _builds(draft.document, in_one_piece=wish != ANY):
            yield draft


def _builds(document: Document, in_one_piece: bool) -> bool:
    """Whether the document builds without a remark: the rules leave room, but roundings can use it up.

    `in_one_piece`: nor may it fall apart, as a narrow plate does that a turned slot cuts through.
    """
    try:
        resolved = resolve(from_object(document))
    except BuildError:
        return False
    if resolved.warnings:
        return False
    solid = build_solid(resolved.body, COARSE)
    if in_one_piece and document["type"] != "assembly" and solid.topology[0] != 1:
        return False
    return solid.watertight


def _held_out(prompt: str, seed: int) -> bool:
    """Which side a sentence pattern is on: a hash, so that it never depends on the rows before it."""
    digest = hashlib.sha256(f"{seed}\n{pattern(prompt)}".encode()).digest()
    return int.from_bytes(digest[:4]) < VALIDATION_SHARE * 2**32


def _row(draft: Draft, number: int, prefix: str) -> Row:
    return Row(
        number=number,
        messages=(
            Message("user", draft.prompt),
            Message("assistant", canonical_text(from_object(draft.document))),
        ),
        id=f"{prefix}{number:05d}",
        category=draft.category,
        difficulty=draft.difficulty,
    )
