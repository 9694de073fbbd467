"""How many answers a second are scored on one core, and how much quicker than with mesh booleans.

    python -m benchmarks.score_pairs [--seconds 3]

Scoring is everything that happens to an answer on the fast path: both texts parsed, checked, resolved
and compiled, their geometry compared, their IoU taken at 16,384 points. The peer is manifold3d: the
same texts parsed and resolved, both meshes built with 64 segments, the IoU taken from their
intersection. CPU time of one thread is counted, so that a busy machine changes little.
"""

import argparse
import json
import random
import re
import time
from collections.abc import Callable

from geoft_gui.geometry.compare import compare
from geoft_gui.geometry.reading import read_document
from geoft_gui.geometry.resolved import resolve
from geoft_gui.geometry.solid import build_solid

PARTS = (
    '{"type":"cube","dimensions":{"length":30,"width":20,"height":10}}',
    '{"type":"sphere","dimensions":{"diameter":31}}',
    '{"type":"cylinder","dimensions":{"radius":12,"height":70,"thickness":2},"material":"steel"}',
    '{"type":"torus","dimensions":{"radius":40,"minor_radius":6}}',
    '{"type":"cone","dimensions":{"diameter":50,"top_diameter":20,"height":35},"position":{"x":12}}',
    '{"type":"pyramid","dimensions":{"length":3,"width":4,"height":5,"unit":"cm"}}',
    '{"type":"prism","sides":6,"dimensions":{"width":13,"height":8},"features":[{"type":"hole","diameter":7}]}',
    '{"type":"cube","dimensions":{"length":90,"width":60,"height":8},"features":[{"type":"fillet","radius":6,'
    '"edges":"vertical"},{"type":"hole","diameter":6,"pattern":{"type":"corners","inset":9}}]}',
    '{"type":"cube","dimensions":{"length":70,"width":50,"height":30},"rotation":{"z":30},"features":'
    '[{"type":"fillet","radius":4},{"type":"shell","thickness":2,"open":"top"}]}',
    '{"type":"cylinder","dimensions":{"diameter":120,"height":14},"features":[{"type":"chamfer","distance":2},'
    '{"type":"hole","diameter":40},{"type":"hole","diameter":11,"pattern":{"type":"circle","count":8,'
    '"diameter":90}}]}',
    '{"type":"assembly","components":[{"type":"cube","dimensions":{"length":50,"width":50,"height":12}},'
    '{"type":"cylinder","dimensions":{"radius":15,"height":40},"place":"top"},{"type":"sphere","dimensions":'
    '{"radius":9},"place":"top"}]}',
    '{"type":"boolean_difference","components":[{"type":"cube","dimensions":{"length":80,"width":40,"height":25}'
    '},{"type":"cylinder","dimensions":{"diameter":18,"height":100},"position":{"x":-50,"z":12.5},"rotation":'
    '{"y":90}}]}',
)  # fmt: skip
Pair = tuple[str, str]


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=3.0, help="CPU seconds for each line")
    seconds = parser.parse_args().seconds
    chance = random.Random(1)
    kinds = {
        "equal, written differently": [(_rewritten(part), part) for part in PARTS],
        "wrong numbers": [(_disturbed(part, chance), part) for part in PARTS],
        "broken": [(part[: chance.randrange(len(part))], part) for part in PARTS],
    }
    _verify(kinds)
    mixed = [pair for pairs in zip(*kinds.values(), strict=True) for pair in pairs]
    for name, pairs in {**kinds, "mixed": mixed}.items():
        print(f"{name:28} {_rate(pairs, _score, seconds):8,.0f} pairs/s")
    wrong = kinds["wrong numbers"]
    ours, peer = _rate(wrong, _score, seconds), _rate(wrong, _mesh_iou, seconds)
    print(f"{'wrong numbers, manifold3d':28} {peer:8,.0f} pairs/s; ours is {ours / peer:.1f} times quicker")


def _score(answer: str, expected: str) -> None:
    compare(answer, expected)


def _mesh_iou(answer: str, expected: str) -> float:
    meshes = []
    for text in (answer, expected):
        document = read_document(text).document
        assert document is not None
        meshes.append(build_solid(resolve(document).body).manifold)
    common = float((meshes[0] ^ meshes[1]).volume())
    return common / (float(meshes[0].volume()) + float(meshes[1].volume()) - common)


def _rate(pairs: list[Pair], score: Callable[[str, str], object], seconds: float) -> float:
    for pair in pairs:
        score(*pair)
    rounds, start = 0, time.thread_time()
    while time.thread_time() - start < seconds:
        for pair in pairs:
            score(*pair)
        rounds += 1
    return rounds * len(pairs) / (time.thread_time() - start)


def _rewritten(part: str) -> str:
    """The same part, spread over lines, with every diameter said as a radius."""
    value = json.loads(part)
    for component in [value, *value.get("components", [])]:
        dimensions = component.get("dimensions", {})
        if "diameter" in dimensions:
            dimensions["radius"] = dimensions.pop("diameter") / 2
    return json.dumps(value, indent=2)


def _disturbed(part: str, chance: random.Random) -> str:
    """The same part with one of its sizes ten per cent larger."""
    sizes = list(re.finditer(r'"(?:length|width|height|radius|diameter)":([0-9.]+)', part))
    size = chance.choice(sizes)
    return part[: size.start(1)] + f"{float(size[1]) * 1.1:.3f}" + part[size.end(1) :]


def _verify(kinds: dict[str, list[Pair]]) -> None:
    """A benchmark of wrong verdicts would be worth nothing."""
    equal, wrong, broken = ([compare(*pair) for pair in pairs] for pairs in kinds.values())
    assert all(score.correct for score in equal)
    assert all(score.builds and not score.correct and 0 < score.iou < 1 for score in wrong)
    assert not any(score.parses for score in broken)


if __name__ == "__main__":
    main()
