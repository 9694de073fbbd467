"""Requests for parts: a solid, what is done to it, and the words around both."""

from collections.abc import Callable
from dataclasses import dataclass

from geoft_gui.data.synthesis import features, groups, holes, prisms, round_solids, solids
from geoft_gui.data.synthesis.sentences import attributes, dressed
from geoft_gui.data.synthesis.solids import Document, Solid
from geoft_gui.data.synthesis.styles import styled
from geoft_gui.data.synthesis.voice import Voice


@dataclass(frozen=True)
class Draft:
    """A request and its part, before they become a row."""

    prompt: str
    document: Document
    category: str
    difficulty: str


def plain(voice: Voice) -> Draft:
    """A plain solid; in everyday millimetres and centimetres it is easy."""
    maker = voice.chance.choices([maker for maker, _ in _SOLIDS], [weight for _, weight in _SOLIDS])[0]
    return _finished(voice, maker(voice), [], "easy")


def turned(voice: Voice) -> Draft:
    """A plain solid turned about an axis or moved."""
    solid = voice.pick(
        (
            solids.block,
            solids.cube,
            round_solids.cylinder,
            round_solids.cone,
            solids.pyramid,
            round_solids.torus,
            prisms.prism,
            round_solids.tube,
        )
    )(voice)
    axis = voice.pick(("x", "y", "z"))
    if voice.often(0.7):
        angle = voice.degrees()
        said = voice.pick(
            (
                f"rotated {angle.text} degrees about {axis}",
                f"rotated {angle.text}° about the {axis} axis",
                f"turned {angle.text} degrees around {axis}",
                f"tilted {angle.text} degrees about the {axis} axis",
                f"rotated by {angle.text} degrees around the {axis}-axis",
                f"turned by {angle.text}° about {axis}",
            )
        )
        moved: Document = {"rotation": {axis: angle.value}}
    else:
        distance = voice.millimetres(2, 150)
        said = voice.pick(
            (
                f"moved {distance.text} mm along {axis}",
                f"shifted {distance.text} mm in {axis}",
                f"at {axis}={distance.text} mm",
                f"moved by {distance.text} mm in the {axis} direction",
                f"positioned {distance.text} mm along the {axis} axis",
            )
        )
        moved = {"position": {axis: distance.value}}
    return _finished(voice, solid, [voice.pick((f", {said}", f" {said}"))], "medium", moved)


def one_feature(voice: Voice) -> Draft:
    solid, (made,) = _featured(voice, 1)
    cut: Document = {"features": [made.document]}
    if made.document["type"] in ("hole", "slot") and voice.often(0.15):
        into = voice.pick((" in ", " in ", " through ", " cut into ", " drilled into ", " into "))
        return _finished(voice, solid, [], "medium", cut, before=_in(voice, made.said, into))
    return _finished(voice, solid, [_with(voice, [made.said])], "medium", cut)


def more_features(voice: Voice) -> Draft:
    solid, made = _featured(voice, 2)
    return _finished(
        voice,
        solid,
        [_with(voice, [feature.said for feature in made])],
        "hard",
        {"features": [feature.document for feature in made]},
    )


def washer(voice: Voice) -> Draft:
    """A disc with a hole, as washers, spacers and flanges are said."""
    solid = round_solids.cylinder(voice)
    bore = voice.within(solid.sizes["diameter"] * 0.15, solid.sizes["diameter"] * 0.75)
    size = voice.with_unit(bore)
    nouns: tuple[str, ...] = ("washer", "spacer", "flange", "flat washer", "round spacer", "collar")
    if voice.careful:
        flat = solid.sizes["height"] < solid.sizes["diameter"] * 0.4
        nouns = nouns[:5] if flat else ("spacer", "round spacer", "collar", "long spacer")
    noun = voice.pick(nouns)
    said = voice.pick(
        (
            f"a {size} hole",
            f"an inner diameter of {size}",
            f"a {size} bore",
            f"a {size} centre hole",
            f"a centre bore of {size}",
        )
        if voice.careful
        else (
            f"{size} hole",
            f"a {size} hole",
            f"inner diameter {size}",
            f"{size} inner diameter",
            f"{size} bore",
            f"a {size} centre hole",
            f"hole diameter {size}",
            f"a centre bore of {size}",
        )
    )
    document: list[Document] = [{"type": "hole", "diameter": bore.value}]
    named = Solid(noun, solid.frame, solid.document, solid.sizes)
    made = [said]
    if noun in ("flange", "collar") and voice.often(0.5):
        ring = holes.hole_pattern(voice, solid)
        made.append(ring.said)
        document.append(ring.document)
    return _finished(
        voice, named, [_with(voice, made)], "medium" if len(document) == 1 else "hard", {"features": document}
    )


def group(maker: Callable[[Voice], groups.Said]) -> Callable[[Voice], Draft]:
    def draft(voice: Voice) -> Draft:
        said, document = maker(voice)
        phrase, article = said, ""
        if said.startswith(("a ", "an ", "the ")):
            article, phrase = said.split(" ", 1)
        made = attributes(voice, 0.12)
        after = f", {made.after}" if made.after else ""
        if made.adjectives:
            # It is of all of them, so it cannot stand before one.
            after += f", all in {made.adjectives}" if voice.careful else f", {made.adjectives}"
        prompt = _asked(voice, phrase + after, article)
        return Draft(prompt, document | made.document, "complex_assemblies", "hard")

    return draft


def _featured(voice: Voice, count: int) -> tuple[Solid, list[features.Feature]]:
    """A solid that takes features, and as many of them as wanted, in the order in which they are made."""
    kind = voice.pick(("block", "block", "block", "plate", "round", "prism"))
    if kind == "prism":
        solid = prisms.prism(voice)
        return solid, [holes.hole(voice, solid)] if count == 1 else [
            holes.hole(voice, solid),
            holes.hole_pattern(voice, solid),
        ]
    if kind == "round":
        solid = round_solids.cylinder(voice)
        cuts: list[Callable[[Voice, Solid], features.Feature]] = [holes.hole, holes.hole_pattern]
    else:
        solid = voice.pick((solids.block, solids.cube, solids.square_plate))(voice)
        cuts = (
            [holes.hole, holes.hole_pattern, features.slot, features.shell]
            if kind == "block"
            else [holes.hole, holes.hole_pattern, features.slot]
        )
    if voice.careful and min(solid.sizes.values()) < max(solid.sizes.values()) * _STOUT:
        # A sheet has no room for walls.
        cuts = [cut for cut in cuts if cut is not features.shell]
    if count == 1:
        return solid, [voice.pick((features.edge, *cuts, *cuts))(voice, solid)]
    if voice.often(0.6):
        edges = None if kind == "round" else voice.pick(("vertical", "vertical", "top", "bottom", "all"))
        return solid, [features.edge(voice, solid, edges), voice.pick(cuts)(voice, solid)]
    first = (
        features.shell(voice, solid)
        if features.shell in cuts and voice.often(0.4)
        else holes.hole(voice, solid)
    )
    return solid, [first, voice.pick((holes.hole_pattern, holes.hole))(voice, solid)]


def _in(voice: Voice, said: str, into: str) -> str:
    """A feature before the part that has it."""
    if not voice.careful:
        return said + into
    said = said.replace("at its centre", "at the centre")
    return said + (" of " if said.endswith(("centre", "center", "middle")) else " in ")


def _with(voice: Voice, said: list[str]) -> str:
    """Features after a noun phrase."""
    if len(said) == 1:
        return voice.pick(
            (
                f" with {said[0]}",
                f" with {said[0]}",
                f" that has {said[0]}",
                f", with {said[0]}",
            )
            if voice.careful
            else (
                f" with {said[0]}",
                f" with {said[0]}",
                f", {said[0]}",
                f" that has {said[0]}",
                f", with {said[0]}",
                f" having {said[0]}",
                f". It has {said[0]}",
                f" and {said[0]}",
                f", add {said[0]}",
            )
        )
    first, second = said
    return voice.pick(
        (f" with {first} and {second}", f" that has {first} and {second}", f", with {first} and {second}")
        if voice.careful
        else (
            f" with {first} and {second}",
            f", {first}, {second}",
            f" with {first}, {second}",
            f" with {first} plus {second}",
            f", {first} and {second}",
            f" that has {first} and {second}",
            f" with {first}. Add {second}",
        )
    )


def _finished(
    voice: Voice,
    solid: Solid,
    after: list[str],
    difficulty: str,
    more: Document | None = None,
    before: str = "",
) -> Draft:
    """The request around a solid and what is done to it; inches and metres make an easy one medium."""
    made = attributes(voice, 0.28)
    phrase = solid.said(made.adjectives) + "".join(after)
    if before:
        phrase = f"{before}{groups.article(phrase)} {phrase}"
    if made.after:
        phrase += (", " if voice.careful else voice.pick((", ", ", ", " "))) + made.after
    if difficulty == "easy" and voice.unit in ("inch", "m"):
        difficulty = "medium"
    category = (
        "manufacturing" if "manufacturing" in made.document else "basic_geometry" if not more else "features"
    )
    prompt = _asked(voice, phrase, "" if before else groups.article(phrase))
    return Draft(prompt, solid.document | (more or {}) | made.document, category, difficulty)


def _asked(voice: Voice, phrase: str, article: str) -> str:
    """The noun phrase as a request, in the voice's own style where it has one."""
    return (styled if voice.style else dressed)(voice, phrase, article).replace("  ", " ").strip()


_STOUT = 0.1
"""A box is a box and not a sheet when its smallest side has so much of its largest, or more."""
_SOLIDS = (
    (solids.cube, 16),
    (solids.block, 20),
    (solids.square_plate, 5),
    (round_solids.sphere, 10),
    (round_solids.hollow_sphere, 4),
    (round_solids.cylinder, 16),
    (round_solids.tube, 8),
    (round_solids.cone, 8),
    (round_solids.frustum, 5),
    (solids.pyramid, 9),
    (round_solids.torus, 8),
    (prisms.prism, 10),
)
