"""What people say around a part: how they begin, what it is for, what it is made of, and how they mistype."""

from dataclasses import dataclass
from itertools import chain

from geoft_gui.data.synthesis.prisms import POLYGONS
from geoft_gui.data.synthesis.solids import Document
from geoft_gui.data.synthesis.voice import COUNT_WORDS, Voice

MATERIALS = (
    "steel", "aluminum", "plastic", "wood", "brass", "copper", "titanium", "carbon fiber",
    "stainless steel", "nylon", "bronze", "PLA", "ABS", "cast iron", "acrylic", "rubber", "birch",
    "maple", "PETG", "zinc", "POM", "concrete",
)  # fmt: skip
COLOURS = (
    "red",
    "blue",
    "green",
    "yellow",
    "orange",
    "purple",
    "black",
    "white",
    "gray",
    "silver",
    "pink",
    "brown",
)
_RESPELT = {"aluminum": "aluminium", "gray": "grey", "carbon fiber": "carbon fibre"}
_WRITTEN = {"carbon fiber": "carbon_fiber"}
_PROCESSES = {
    "CNC machining": (
        "CNC machining",
        "for CNC machining",
        "made by CNC machining",
        "to be made by CNC machining",
    ),
    "3D printing": ("3D printing", "for 3D printing", "made by 3D printing", "intended for 3D printing"),
    "injection molding": ("injection molding", "for injection molding", "made by injection molding"),
    "casting": ("casting", "for casting", "made by casting"),
    "forging": ("forging", "for forging", "made by forging"),
    "laser cutting": ("laser cutting", "for laser cutting", "made by laser cutting"),
    "waterjet cutting": ("waterjet cutting", "for waterjet cutting"),
    "turning": ("turning", "for turning", "made by turning"),
    "milling": ("milling", "for milling", "made by milling"),
}
_TOLERANCES = ("0.2", "0.1", "0.05", "0.01", "0.02", "0.5")
_FINISHES = ("Ra 3.2", "Ra 1.6", "Ra 0.8", "polished", "as-machined", "anodized", "brushed")

VERBS = (
    "create", "make", "design", "build", "generate", "produce", "construct", "form", "model", "draw",
    "add", "shape",
)  # fmt: skip
OPENINGS = (
    "I need", "I want", "give me", "we need", "please make", "please create", "can you make",
    "could you make", "can you design", "I would like", "I'd like", "could you please create",
    "can you draw", "please design", "let's make", "I am going to build", "we want", "need", "want",
    "would you make", "could you model", "show me", "try", "new part:", "part:", "next:", "my part is",
    "the part is", "this is", "the customer wants", "the job is", "please draw", "could I have",
    "can I get", "I have to make", "we have to build", "help me make", "let me have",
    "here is my part:", "start with", "it should be", "what I need is", "what we want is",
    "the drawing shows", "please model", "I'm making", "think of", "imagine", "order:", "request:",
    "now", "first", "we'd like to have", "do", "prepare", "do me",
)  # fmt: skip
ENDINGS = (
    "please", "thanks", "thank you", "as soon as possible", "if you can", "for a test", "to try it out",
    "for now", "nothing else", "that is all", "for tomorrow", "as a sample", "one piece",
    "as a single part", "for the prototype", "when you have time", "as always", "and nothing more",
    "no rush", "for the first trial", "to start with",
)  # fmt: skip
_WISHES = ("needed", "what I need", "wanted", "required", "what we need", "what I want")
USERS = (
    "my", "our", "the", "a", "the new", "my old", "the customer's", "our little", "her", "his", "their",
    "an old",
)  # fmt: skip
USES = (
    "bike", "printer", "shed", "drone", "engine", "garden", "door", "robot", "desk", "camera",
    "telescope", "boat", "school project", "machine", "toy", "lamp", "kitchen", "car", "guitar",
    "clock", "pump", "bench", "shelf", "gearbox", "model train", "window", "tractor", "wheel",
    "exhibition", "chess board", "aquarium", "tent", "workshop", "antenna", "fan", "heater", "mailbox",
    "bookcase", "speaker", "trailer", "keyboard", "sensor", "roof", "stand", "coffee machine",
    "bird house", "gate", "fence", "mould", "jig", "tool box", "fixture", "motor", "scooter", "radio",
    "piano", "oven",
)  # fmt: skip
NAMES = (
    "spacer", "weight", "holder", "support", "stop", "guide", "cover", "foot", "mount", "insert",
    "dummy", "blank", "adapter", "test piece", "counterweight", "handle", "seat", "marker", "bumper",
    "frame", "stand", "base", "core",
)  # fmt: skip
_COPIED = frozenset(
    word
    for name in (*MATERIALS, *COLOURS, *COUNT_WORDS, *_PROCESSES, *_FINISHES, *chain(*POLYGONS.values()))
    for word in name.split()
)

_COPIED_RESPELT = frozenset(word for name in _RESPELT.values() for word in name.split())


@dataclass(frozen=True)
class Attributes:
    """Material, colour and making: adjectives before the noun, words after it, and what the document says."""

    adjectives: str
    after: str
    document: Document


def attributes(voice: Voice, share: float) -> Attributes:
    """Now and then a material, a colour, or how the part is made."""
    before: list[str] = []
    after: list[str] = []
    document: Document = {}
    material = voice.pick(MATERIALS) if voice.often(share) else None
    colour = voice.pick(COLOURS) if voice.often(share * 0.6) else None
    if material:
        document["material"] = _WRITTEN.get(material, material)
        said = _RESPELT[material] if material in _RESPELT and voice.often(0.4) else material
        if voice.often(0.5):
            before.append(said)
        else:
            after.append(
                voice.pick(
                    (f"in {said}", f"made of {said}", f"from {said}", f"out of {said}")
                    if voice.careful
                    else (
                        f"in {said}",
                        f"made of {said}",
                        f"from {said}",
                        f"out of {said}",
                        f"{said}",
                        f"material {said}",
                        f"material: {said}",
                    )
                )
            )
    if colour:
        document["color"] = colour
        said = _RESPELT[colour] if colour in _RESPELT and voice.often(0.4) else colour
        if voice.often(0.6):
            before.insert(0, said)
        else:
            after.append(
                voice.pick(
                    (f"in {said}", f"painted {said}", f"coloured {said}")
                    if voice.careful
                    else (
                        f"in {said}",
                        f"painted {said}",
                        f"color {said}",
                        f"colour {said}",
                        f"coloured {said}",
                        f"{said}",
                    )
                )
            )
    if voice.often(share * 0.35):
        document["manufacturing"] = _making(voice, after)
    return Attributes(" ".join(before), ", ".join(after), document)


def dressed(voice: Voice, phrase: str, article: str) -> str:
    """A noun phrase as a request: an order, a wish, a label or the bare phrase; sometimes for a purpose."""
    noun = f"{article} {phrase}"
    way = voice.chance.random()
    if way < 0.34:
        sentence = f"{voice.pick(VERBS)} {noun}"
    elif way < 0.72:
        sentence = f"{voice.pick(OPENINGS)} {noun}"
    elif way < 0.8:
        sentence = f"{voice.pick(NAMES)}: {voice.pick((noun, phrase))}"
    elif way < 0.85:
        sentence = f"{noun} is {voice.pick(_WISHES)}"
    else:
        sentence = voice.pick((phrase, phrase, noun))
    if voice.often(0.16):
        purpose = f"for {voice.pick(USERS)} {voice.pick(USES)}"
        sentence = voice.pick(
            (
                f"{sentence} {purpose}",
                f"{sentence}, {purpose}",
                f"{purpose}: {sentence}",
                f"{purpose} {sentence}",
                f"{purpose}, {sentence}",
            )
        )
    if voice.often(0.14):
        ending = voice.pick(ENDINGS)
        sentence = voice.pick(
            (
                f"{sentence}, {ending}",
                f"{sentence} {ending}",
                f"{sentence}. {ending.capitalize()}",
                f"{ending}: {sentence}",
            )
        )
    if voice.often(0.6):
        sentence = sentence[0].upper() + sentence[1:]
    if voice.often(0.04):
        sentence = mistyped(voice, sentence)
    return sentence + voice.pick(("", "", "", "", ".", ".", "!", "?"))


def _making(voice: Voice, after: list[str]) -> Document:
    process = voice.pick(tuple(_PROCESSES))
    making: Document = {"process": process}
    # The bare name of a process is how forms are filled in.
    after.append(voice.pick(_PROCESSES[process][1 if voice.careful else 0 :]))
    if voice.often(0.5):
        tolerance = voice.pick(_TOLERANCES)
        making["tolerance"] = f"±{tolerance}mm"
        after.append(
            voice.pick(
                (f"with a tolerance of ±{tolerance} mm", f"with a ±{tolerance} mm tolerance")
                if voice.careful
                else (
                    f"tolerance ±{tolerance}mm",
                    f"tolerance ±{tolerance} mm",
                    f"with ±{tolerance}mm tolerance",
                    f"±{tolerance} mm tolerance",
                    f"tolerance +/-{tolerance}mm",
                )
            )
        )
    if voice.often(0.35):
        finish = voice.pick(_FINISHES)
        making["surface_finish"] = finish
        after.append(
            voice.pick(
                (f"with a {finish} finish", f"with a {finish} surface", f"with a {finish} surface finish")
                if voice.careful
                else (
                    f"surface finish {finish}",
                    f"{finish} finish",
                    f"finish {finish}",
                    f"with a {finish} surface",
                )
            )
        )
        if voice.careful and "tolerance" in making:
            said = after.pop()
            after[-1] += " and " + said.removeprefix("with ")
    return making


def mistyped(voice: Voice, sentence: str) -> str:
    """One slip of the fingers in a longer word: swapped, dropped or doubled. What the answer copies stays."""
    words = sentence.split(" ")
    copied = _COPIED | _COPIED_RESPELT if voice.careful else _COPIED
    places = [at for at, word in enumerate(words) if len(word) >= 5 and word.isalpha() and word not in copied]
    if not places:
        return sentence
    at = voice.pick(places)
    word = words[at]
    letter = voice.chance.randrange(1, len(word) - 2)
    words[at] = voice.pick(
        (
            word[:letter] + word[letter + 1] + word[letter] + word[letter + 2 :],
            word[:letter] + word[letter + 1 :],
            word[:letter] + word[letter] + word[letter:],
        )
    )
    return " ".join(words)
