"""One way of asking, kept up: what is said around a part by the polite, the hurried and the workshop."""

import re
from collections.abc import Sequence

from geoft_gui.data.synthesis.grammar import agreeing
from geoft_gui.data.synthesis.sentences import NAMES, USERS, USES, VERBS, mistyped
from geoft_gui.data.synthesis.voice import COUNT_WORDS, Voice

_DIRECT = (
    "I need", "I want", "give me", "we need", "I have to make", "we have to build", "let me have", "draw me",
    "make me", "I am going to build", "what I need is", "it should be", "the part is", "we want",
)  # fmt: skip
_ASKING = (
    "could you make", "could you please make", "can you make", "can you please draw", "could you design",
    "would you make", "could you model", "could I have", "can I get", "could we have", "may I have",
    "would you please create", "would you mind making", "can you help me make",
)  # fmt: skip
_PLEASE = (
    "please make", "please create", "please design", "please draw", "please model", "please build",
    "I would like", "I'd like", "we'd like to have", "I would be glad to have", "please give me",
    "I would like to have", "kindly make", "please could you make",
)  # fmt: skip
_THANKS = ("thank you", "thanks", "many thanks", "thanks in advance", "thank you very much")
_MODEST = ("if you can", "when you have time", "no rush", "if that is possible", "whenever it suits you")
_TALK = (
    "I'm making", "I need", "I want to make", "I'm building", "we are making", "let's make",
    "I was thinking of", "help me make", "I'd love to have", "we could do with", "I'm trying to make",
    "I've been asked for", "next I need",
)  # fmt: skip
_ASIDES = (
    "to try it out", "nothing else", "as a sample", "just for a first trial", "as always", "to start with",
    "and nothing more", "for now", "as a present",
)  # fmt: skip
_REMARKS = (
    "nothing fancy", "that is all", "it is for the prototype", "no rush", "it's only a first try",
    "I'll need it tomorrow", "it need not be perfect", "the old one is broken",
)  # fmt: skip
_LABELS = ("part", "order", "job", "item", "drawing", "piece")
_BY_NAME = {"union": "a", "intersection": "the", "difference": "the", "assembly": "an"}
"""Solids together that are named without an article, and the one they take in a sentence."""

_FEWER_WORDS = (
    (" that is ", " "),
    (" which is ", " "),
    (" that has ", " with "),
    (" whose edges are ", " edge "),
    *((f"{name} of ", f"{name} ") for name in ("length", "width", "height", "thickness", "depth")),
    *((f"{name} of ", f"{name} ") for name in ("radius", "diameter")),
)
_ARTICLE = re.compile(r"(?<![\w/'])(?:an?|the) (?!row\b|line\b)")
_SHORTHAND = (
    # After a bare number, "in" is its unit.
    (re.compile(r"(?<!\d )\bin diameter\b|\bdiameter of\b|\bdiameter\b"), "dia"),
    (re.compile(r"\b(?:outer|outside) dia\b"), "OD"),
    (re.compile(r"\b(?:inner|inside) dia\b"), "ID"),
    (re.compile(r"\bwall thickness(?: of)?\b"), "wall"),
    (re.compile(r"\bthickness(?: of)?\b|\bthick\b"), "thk"),
    (re.compile(r"\bthrough\b"), "thru"),
    (re.compile(r"\bcounterbored?\b"), "c'bore"),
    (re.compile(r"\bwith\b"), "w/"),
)
_COUNT = re.compile(rf"\b({'|'.join(COUNT_WORDS[1:])}) (?=(?:\d[\d/., -]*[^\d,]{{0,25}} )?holes\b)")


def styled(voice: Voice, phrase: str, article: str) -> str:
    """A noun phrase as a request in the voice's style, which is a name of `wish.STYLES`."""
    if not article:
        article = _BY_NAME.get(re.split(r"\W", phrase, maxsplit=1)[0], "")
    style = {
        "plain": _plain,
        "polite": _polite,
        "terse": _terse,
        "workshop": _workshop,
        "chatty": _chatty,
        "mistyped": _with_a_slip,
    }[str(voice.style)]
    noun = agreeing(f"{article} {phrase}".strip())
    return style(voice, re.sub(r"^(?:an?|the) ", "", noun), noun)


def _plain(voice: Voice, phrase: str, noun: str) -> str:
    sentence = f"{voice.pick(VERBS if voice.often(0.5) else _DIRECT)} {noun}"
    return _begun(voice, sentence, 0.85) + voice.pick((".", ".", ""))


def _polite(voice: Voice, phrase: str, noun: str) -> str:
    way = voice.chance.random()
    if way < 0.4:
        sentence = f"{voice.pick(_ASKING)} {noun}{voice.pick(('', '', ', please'))}?"
        if "please" in sentence[:-8] and sentence.endswith(", please?"):
            sentence = sentence[:-9] + "?"
    elif way < 0.75:
        sentence = f"{voice.pick(_PLEASE)} {noun}"
    else:
        sentence = f"{voice.pick((*VERBS, *_DIRECT[:4]))} {noun}, please"
    if way >= 0.4 and voice.often(0.3):
        sentence += f", {voice.pick(_MODEST)}"
    if not sentence.endswith("?"):
        sentence += voice.pick((".", ".", ""))
    if voice.often(0.25):
        thanks = voice.pick(_THANKS)
        sentence = f"{sentence} {thanks.capitalize()}." if sentence[-1] in "?." else f"{sentence}, {thanks}"
    return _begun(voice, sentence, 0.85)


def _terse(voice: Voice, phrase: str, noun: str) -> str:
    return _begun(voice, _shortened(phrase), 0.3)


def _workshop(voice: Voice, phrase: str, noun: str) -> str:
    sentence = _COUNT.sub(lambda match: f"{COUNT_WORDS.index(match[1]) + 1}x ", _shortened(phrase))
    for word, short in _SHORTHAND:
        sentence = word.sub(short, sentence)
    way = voice.chance.random()
    if way < 0.55:
        label = voice.pick(NAMES)
        if voice.often(0.4):
            label += f" for {voice.pick(USES)}"
        sentence = f"{label}: {sentence}"
    elif way < 0.75:
        sentence = f"{voice.pick(_LABELS)}: {sentence}"
    return _begun(voice, sentence, 0.6)


def _chatty(voice: Voice, phrase: str, noun: str) -> str:
    talk = voice.pick(_TALK)
    purpose = f"for {voice.pick(USERS)} {voice.pick(USES)}"
    aside, remark = voice.pick((*_ASIDES, *_REMARKS)), voice.pick(_REMARKS)
    ways = (
        f"{purpose}, {talk} {noun}",
        f"{purpose}, {talk} {noun}, {aside}",
        f"{purpose}, {talk} {noun}. {remark[0].upper()}{remark[1:]}",
        f"this is {purpose}: {noun}",
        f"{talk} something {purpose}: {noun}",
        f"{talk} {noun}, {aside}",
        f"{talk} {noun} {purpose}",
        f"{talk} {noun}, {purpose}",
        f"{talk} {noun} {purpose}, {aside}",
        f"{talk} {noun} {purpose}. {remark[0].upper()}{remark[1:]}",
    )
    # Where it is said what the part is made for or by, the purpose would be taken for more of that.
    sentence = voice.pick(ways[:6] if " for " in noun or " made " in noun else ways)
    return _begun(voice, sentence, 0.8) + voice.pick((".", ".", "", "!"))


def _with_a_slip(voice: Voice, phrase: str, noun: str) -> str:
    while True:
        sentence = voice.pick((_plain, _polite, _chatty))(voice, phrase, noun)
        slipped = mistyped(voice, sentence)
        if slipped != sentence:
            return slipped


def _shortened(phrase: str) -> str:
    """A phrase without articles and without words that only make it a sentence."""
    return _ARTICLE.sub("", _replaced(phrase, _FEWER_WORDS))


def _replaced(phrase: str, words: Sequence[tuple[str, str]]) -> str:
    for long, short in words:
        phrase = phrase.replace(long, short)
    return phrase


def _begun(voice: Voice, sentence: str, share: float) -> str:
    """The sentence with a capital letter in this share of the cases; always where it begins with `I`."""
    return sentence[0].upper() + sentence[1:] if voice.often(share) else sentence
