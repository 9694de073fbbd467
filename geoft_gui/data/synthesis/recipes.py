"""What can be made, how often people ask for it, and how a wish is met."""

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from geoft_gui.data.synthesis import groups, requests
from geoft_gui.data.synthesis.requests import Draft
from geoft_gui.data.synthesis.solids import Document
from geoft_gui.data.synthesis.voice import Voice
from geoft_gui.data.synthesis.wish import DIFFICULTIES, FEATURES, KINDS, Outcome, Wish
from geoft_gui.errors import UserError


@dataclass(frozen=True)
class Recipe:
    """A way of making requests.

    Attributes:
        make: makes one.
        weight: how often it is taken where nothing is wished, beside the others' weights.
        outcomes: everything that can come of it; sorted, for a set has no order that lasts.
    """

    make: Callable[[Voice], Draft]
    weight: float
    outcomes: tuple[Outcome, ...]


def draw(voice: Voice) -> Draft:
    """One request of any kind, as often as its weight says."""
    draft: Draft = voice.chance.choices(_MAKERS, _WEIGHTS)[0](voice)
    return draft


def draw_wished(chance: random.Random, wish: Wish) -> Draft:
    """One request that is as wished; what the wish names comes about equally often.

    The wish must be one that `never_made` does not refuse.
    """
    aim = set(_aim(chance, wish))
    able = [recipe for recipe in RECIPES if not aim.isdisjoint(recipe.outcomes)]
    weights = [recipe.weight for recipe in able]
    styles, shares = (wish.styles, None) if wish.styles else zip(*_USUAL_STYLES.items(), strict=True)
    style = chance.choices(styles, shares)[0]
    while True:
        draft = chance.choices(able, weights)[0].make(Voice(chance, style))
        if outcome(draft.document, draft.difficulty) in aim:
            return draft


def outcome(document: Document, difficulty: str) -> Outcome:
    """What can be told of a made part, its components among it."""
    return Outcome(document["type"], frozenset(_features(document)), difficulty)


def never_made(wish: Wish) -> tuple[str, ...]:
    """The names in a wish that no row can have, because of what else is wished: a torus takes no holes.

    Raises:
        UserError: no row at all can be as wished.
    """
    possible = _possible(wish)
    if not possible:
        raise UserError("No part can be all that at once.", _way_out(wish))
    met = _names(possible)
    return tuple(
        name
        for what in ("kinds", "features", "difficulties")
        for name in getattr(wish, what)
        if name not in met[what]
    )


def still_possible(wish: Wish) -> Mapping[str, frozenset[str]]:
    """For each thing that can be wished, the names that go together with what is wished of the others."""
    return {
        "kinds": _names(_possible(replace(wish, kinds=())))["kinds"],
        "features": _names(_possible(replace(wish, features=())))["features"],
        "difficulties": _names(_possible(replace(wish, difficulties=())))["difficulties"],
    }


def _possible(wish: Wish) -> list[Outcome]:
    return [told for told in OUTCOMES if wish.takes(told)]


def _names(outcomes: Sequence[Outcome]) -> Mapping[str, frozenset[str]]:
    return {
        "kinds": frozenset(told.kind for told in outcomes),
        "features": frozenset(name for told in outcomes for name in (told.features or {"none"})),
        "difficulties": frozenset(told.difficulty for told in outcomes),
    }


def _way_out(wish: Wish) -> str:
    """What to wish in place of what is impossible, by changing one thing at a time."""
    ways = []
    for what, known in (("difficulties", DIFFICULTIES), ("features", FEATURES), ("kinds", KINDS)):
        possible = still_possible(wish)[what]
        if getattr(wish, what) and possible:
            ways.append(f"{what} {', '.join(name for name in known if name in possible)}")
    if not ways:
        return "Leave more of it open."
    return f"With the rest of it there are {'; or '.join(ways)}."


def _aim(chance: random.Random, wish: Wish) -> list[Outcome]:
    """One of each that is named, chosen evenly: a kind first, then a difficulty, then a feature."""
    aim = _possible(wish)
    if wish.kinds:
        kind = _one(chance, (told.kind for told in aim))
        aim = [told for told in aim if told.kind == kind]
    if wish.difficulties:
        difficulty = _one(chance, (told.difficulty for told in aim))
        aim = [told for told in aim if told.difficulty == difficulty]
    if wish.features:
        feature = _one(chance, (name for told in aim for name in (told.features or {"none"})))
        aim = [told for told in aim if feature in (told.features or {"none"})]
    return aim


def _one(chance: random.Random, names: Iterable[str]) -> str:
    return chance.choice(sorted(set(names)))


def _features(node: Document) -> Iterator[str]:
    for made in node.get("features", ()):
        yield made["type"]
    for moved in ("rotation", "position"):
        if moved in node:
            yield moved
    if node["type"] in ("sphere", "cylinder") and "thickness" in node["dimensions"]:
        yield "hollow"
    for component in node.get("components", ()):
        yield from _features(component)


def _outcomes(
    kinds: str, features: Iterable[Iterable[str]], difficulties: Iterable[str]
) -> tuple[Outcome, ...]:
    """Every kind with every set of features in every difficulty."""
    sets = [frozenset(made) for made in features]
    return tuple(Outcome(*told) for told in product(kinds.split(), sets, difficulties))


_USUAL_STYLES = {"plain": 34, "polite": 14, "terse": 22, "workshop": 8, "chatty": 18, "mistyped": 4}
"""How often each style comes, in a hundred, where a wish leaves them open."""
_CUBE_CUTS = ("hole", "slot", "shell")
_EDGES = ("fillet", "chamfer")

RECIPES = (
    Recipe(
        requests.plain,
        46,
        (
            *_outcomes("cube sphere cylinder cone pyramid torus prism", [()], ("easy", "medium")),
            *_outcomes("sphere cylinder", [("hollow",)], ("easy", "medium")),
        ),
    ),
    Recipe(
        requests.turned,
        5,
        (
            *_outcomes("cube cylinder cone pyramid torus prism", [("rotation",), ("position",)], ("medium",)),
            *_outcomes("cylinder", [("hollow", "rotation"), ("hollow", "position")], ("medium",)),
        ),
    ),
    Recipe(
        requests.one_feature,
        24,
        (
            *_outcomes("cube", [(made,) for made in (*_EDGES, *_CUBE_CUTS)], ("medium",)),
            *_outcomes("cylinder", [(made,) for made in (*_EDGES, "hole")], ("medium",)),
            *_outcomes("prism", [("hole",)], ("medium",)),
        ),
    ),
    Recipe(requests.washer, 4, _outcomes("cylinder", [("hole",)], ("medium", "hard"))),
    Recipe(
        requests.more_features,
        7,
        (
            *_outcomes("cube", [*product(_EDGES, _CUBE_CUTS), ("hole",), ("shell", "hole")], ("hard",)),
            *_outcomes("cylinder", [*product(_EDGES, ("hole",)), ("hole",)], ("hard",)),
            *_outcomes("prism", [("hole",)], ("hard",)),
        ),
    ),
    Recipe(
        requests.group(groups.stacked),
        6,
        _outcomes("assembly", [(), ("hollow",), ("hole",), ("hollow", "hole")], ("hard",)),
    ),
    Recipe(requests.group(groups.united), 3, _outcomes("boolean_union", [(), ("hollow",)], ("hard",))),
    Recipe(
        requests.group(groups.subtracted),
        3,
        _outcomes("boolean_difference", [(), ("position",)], ("hard",)),
    ),
    Recipe(requests.group(groups.intersected), 1.5, _outcomes("boolean_intersection", [()], ("hard",))),
    Recipe(requests.group(groups.bracket), 0.5, _outcomes("boolean_difference", [()], ("hard",))),
)
OUTCOMES = tuple(dict.fromkeys(told for recipe in RECIPES for told in recipe.outcomes))
"""Everything that can be made."""

_MAKERS = tuple(recipe.make for recipe in RECIPES)
_WEIGHTS = tuple(recipe.weight for recipe in RECIPES)
