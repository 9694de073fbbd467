"""The twelve published examples of the language, with the volumes and bounding boxes of exact CAD."""

from typing import NamedTuple


class Example(NamedTuple):
    """A canonical text; its volume in mm³ and the two corners of its bounding box in mm."""

    text: str
    volume: float
    lower: tuple[float, float, float]
    upper: tuple[float, float, float]


CUBE = Example(
    '{"type":"cube","dimensions":{"length":20,"width":20,"height":20}}', 8000.00, (-10, -10, 0), (10, 10, 20)
)
BALL = Example(
    '{"type":"sphere","dimensions":{"diameter":45.5},"material":"brass","color":"blue"}',
    49321.11,
    (-22.75, -22.75, 0),
    (22.75, 22.75, 45.5),
)
ROD = Example(
    '{"type":"cylinder","dimensions":{"diameter":0.5,"height":6,"unit":"inch"},"material":"steel"}',
    19305.55,
    (-6.35, -6.35, 0),
    (6.35, 6.35, 152.4),
)
RING = Example(
    '{"type":"torus","dimensions":{"radius":30,"minor_radius":4}}', 9474.82, (-34, -34, 0), (34, 34, 8)
)
TUBE = Example(
    '{"type":"cylinder","dimensions":{"diameter":40,"height":120,"thickness":3},"material":"aluminum"}',
    41846.01,
    (-20, -20, 0),
    (20, 20, 120),
)
ROUNDED_BLOCK = Example(
    '{"type":"cube","dimensions":{"length":60,"width":40,"height":10},"rotation":{"z":45},'
    '"features":[{"type":"fillet","radius":2}]}',
    23633.01,
    (-34.527, -34.527, 0),
    (34.527, 34.527, 10),
)
PLATE = Example(
    '{"type":"cube","dimensions":{"length":80,"width":50,"height":6},"features":[{"type":"hole",'
    '"diameter":5,"pattern":{"type":"corners","inset":8}}],"manufacturing":{"process":"CNC machining",'
    '"tolerance":"±0.05mm"}}',
    23528.76,
    (-40, -25, 0),
    (40, 25, 6),
)
FLANGE = Example(
    '{"type":"cylinder","dimensions":{"diameter":100,"height":12},"features":[{"type":"chamfer",'
    '"distance":1,"edges":"top"},{"type":"hole","diameter":30},{"type":"hole","diameter":9,"pattern":'
    '{"type":"circle","count":6,"diameter":75}}]}',
    81029.00,
    (-50, -50, 0),
    (50, 50, 12),
)
ENCLOSURE = Example(
    '{"type":"cube","dimensions":{"length":100,"width":60,"height":40},"features":[{"type":"shell",'
    '"thickness":2.5,"open":"top"},{"type":"slot","length":30,"width":8,"depth":5,"axis":"y"}],'
    '"material":"plastic"}',
    43496.84,
    (-50, -30, 0),
    (50, 30, 40),
)
STANDOFF = Example(
    '{"type":"prism","sides":6,"dimensions":{"width":8,"height":25},"features":[{"type":"hole",'
    '"diameter":4.2}],"material":"brass"}',
    1039.28,
    (-4.619, -4, 0),
    (4.619, 4, 25),
)
SUPPORT = Example(
    '{"type":"assembly","components":[{"type":"cube","dimensions":{"length":60,"width":60,"height":10}},'
    '{"type":"cone","dimensions":{"radius":25,"height":40},"place":"top"},{"type":"sphere","dimensions":'
    '{"radius":8},"place":"top"}]}',
    64324.60,
    (-30, -30, 0),
    (30, 30, 66),
)
BRACKET = Example(
    '{"type":"boolean_difference","components":[{"type":"boolean_union","components":[{"type":"cube",'
    '"dimensions":{"length":60,"width":40,"height":5},"features":[{"type":"hole","diameter":6,"pattern":'
    '{"type":"line","count":2,"dx":20}}]},{"type":"cube","dimensions":{"length":5,"width":40,"height":50},'
    '"position":{"x":-27.5}}]},{"type":"cylinder","dimensions":{"diameter":20,"height":20},"position":'
    '{"x":-37.5,"z":30},"rotation":{"y":90}}]}',
    19146.46,
    (-30, -20, 0),
    (30, 20, 50),
)
EXAMPLES = (
    CUBE,
    BALL,
    ROD,
    RING,
    TUBE,
    ROUNDED_BLOCK,
    PLATE,
    FLANGE,
    ENCLOSURE,
    STANDOFF,
    SUPPORT,
    BRACKET,
)
