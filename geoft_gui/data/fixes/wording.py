"""Words of the prompt that do not fit the part, and slips that nobody would type."""

import re

from geoft_gui.data.asked import AskedFeature, missing_features, says_all
from geoft_gui.data.asked.attributes import COLOURS, MATERIALS
from geoft_gui.data.fixes.fill_answer import fillable
from geoft_gui.data.fixes.pair import Pair, parts_of
from geoft_gui.data.fixes.prompt_text import tidy, without, without_dangling_word

_VOWELS = "aeioAEIO"
_AN = tuple(name for name in (*MATERIALS, *COLOURS, "aluminium") if name[0] in _VOWELS)
_A_BEFORE_VOWEL = re.compile(rf"\b([Aa])(?=\s+(?:{'|'.join(_AN)})\b)")
_TWICE = re.compile(r"\b(assembly|part|unit|shape|component)\s+\1\b", re.IGNORECASE)
_UNDERSCORED = re.compile(
    "|".join(name.replace(" ", "_") for name in (*MATERIALS, "carbon fibre") if " " in name), re.IGNORECASE
)
_SQUARE = re.compile(r"\bsquare\s+(cube|pyramid|[^\W\d_]+)", re.IGNORECASE)


def mend_wording(pair: Pair) -> Pair:
    """Call a part what it is, and do not ask for what it cannot have; the document stays as it is."""
    prompt = _without_impossible_features(pair)
    prompt = _with_fitting_noun(Pair(prompt, pair.document))
    prompt = _TWICE.sub(r"\1", prompt)
    prompt = _UNDERSCORED.sub(lambda match: match.group().replace("_", " "), prompt)
    prompt = _A_BEFORE_VOWEL.sub(r"\1n", prompt)
    return Pair(without_dangling_word(prompt), pair.document)


def _without_impossible_features(pair: Pair) -> str:
    """What the document still lacks once it was filled cannot be had: it is not asked for.

    What could not be filled in because the prompt says too little, or more than can be read, stays.
    """
    prompt = pair.prompt
    vain = fillable(pair)
    for asked in reversed(missing_features(prompt, pair.document)):
        if asked in vain or (_is_edge_without_size(asked) and says_all(prompt, asked)):
            prompt = without(prompt, asked.start, asked.end)
    return prompt


def _is_edge_without_size(asked: AskedFeature) -> bool:
    return asked.content is None and asked.kind in ("fillet", "chamfer")


def _with_fitting_noun(pair: Pair) -> str:
    prompt = pair.prompt
    for asked in reversed([one for one in missing_features(prompt, pair.document) if one.kind == "hollow"]):
        word = prompt[asked.start : asked.end]
        if word.lower() == "hollow":
            rest = prompt[asked.end :].lstrip()
            prompt = tidy(
                prompt[: asked.start] + (rest[:1].upper() + rest[1:] if word[0].isupper() else rest)
            )
        else:
            noun = "Cylinder" if word[0].isupper() else "cylinder"
            prompt = prompt[: asked.start] + noun + prompt[asked.end :]
    boxes = [part.dimensions for _, part in parts_of(pair.document) if part.type in ("cube", "pyramid")]
    if len(boxes) == 1 and (square := _SQUARE.search(prompt)) is not None:
        box, noun = boxes[0], square[1]
        if box.length != box.width:
            noun = "block" if noun.lower() == "cube" else noun
            prompt = f"{prompt[: square.start()]}rectangular {noun}{prompt[square.end() :]}"
        elif noun.lower() == "cube" and box.length != box.height:
            prompt = f"{prompt[: square.start(1)]}block{prompt[square.end(1) :]}"
    return prompt
