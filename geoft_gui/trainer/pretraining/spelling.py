"""Words that the tokenizer should know as one piece. It learns their letters here, never their meaning."""

from collections.abc import Iterator

from geoft_gui.geometry.document import json_schema

WORKSHOP = (
    "create make design build generate produce construct form draw model want need give get help "
    "part piece component block plate bar box brick slab panel sheet ball bearing rod shaft pin disc "
    "disk tube pipe bushing washer ring donut spacer standoff flange bracket housing enclosure frame "
    "base lid cap knob nut bolt screw post pillar column hexagon hexagonal octagonal pentagonal "
    "triangular square rectangular round circular conical cylindrical spherical hollow solid open "
    "closed through blind centre center middle corner edge edges rim side sides face wall walls "
    "rounded round filleted bevelled chamfered drilled bored counterbored countersunk tapered "
    "truncated frustum across flats outer inner outside inside major minor thick thin wide long tall "
    "high deep large small rotated turned tilted degrees about around axis spaced apart spacing "
    "pitch row rows column columns equally evenly mounted placed stacked standing sitting resting "
    "attached joined fused united merged minus subtract subtracted cut remove removed intersection "
    "overlap common union difference between with without from onto upon above below steel stainless "
    "aluminum aluminium plastic wood brass copper titanium carbon fiber nylon bronze oak rubber "
    "glass red blue green yellow orange purple black white gray grey silver CNC machining printing "
    "injection molding casting forging laser cutting waterjet turning milling printed machined "
    "tolerance finish polished surface Ra millimetre millimetres millimeter millimeters centimetre "
    "centimetres centimeter centimeters metre metres meter meters inch inches please thanks would "
    "like could just only also holes slots fillets chamfers corners bore its out are is at by in off "
    "of and the it on to for that has have one two three four five six seven eight nine ten eleven "
    "twelve half quarter"
)


def workshop_lines() -> Iterator[str]:
    """Every word of the workshop and of the language, bare, after a space and with a capital letter."""
    words = sorted({*WORKSHOP.split(), *_language_words()})
    for word in words:
        yield f"({word} {word} {word})({word.capitalize()})"


def _language_words() -> set[str]:
    """The keys and the fixed values of the language, taken apart where punctuation joins them."""
    found: set[str] = set()

    def visit(node: object) -> None:
        if isinstance(node, dict):
            for key, value in node.items():
                if key == "properties":
                    found.update(value)
                elif key in ("const", "enum"):
                    found.update(
                        v for v in (value if isinstance(value, list) else [value]) if isinstance(v, str)
                    )
                visit(value)
        elif isinstance(node, list):
            for value in node:
                visit(value)

    visit(json_schema())
    return {piece for word in found for piece in word.split("_") if piece}
