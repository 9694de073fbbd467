"""The fixes there are, in the order in which they are done."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Fix:
    """A thing that can be mended.

    Attributes:
        code: how files and the terminal name it.
        title: what it does, in a few words, as a person would choose it.
        explanation: what it changes and why, in whole sentences.
        default: whether it is done where nobody chooses.
    """

    code: str
    title: str
    explanation: str
    default: bool = True


_ALL = (
    Fix(
        "drop_unusable",
        "Set aside rows that cannot be learnt from",
        "Rows without a prompt, without an answer, or with an answer that is no part that can be built.",
    ),
    Fix(
        "strip_noise",
        "Take out ids, timestamps and empty fields",
        "Nobody can predict an id or a timestamp, so a model that has to learn them learns nothing else. "
        "Empty fields and copies of the prompt go with them.",
    ),
    Fix(
        "place_parts",
        "Put the parts of assemblies against each other",
        "Parts that lie inside each other by accident are stacked, the lowest first, and the prompt says so.",
    ),
    Fix(
        "fill_answer",
        "Add what the prompt asks for and the answer lacks",
        "Fillets, chamfers, holes, rotations and positions, and the material and colour that the prompt "
        "names, go into the answer where the part can be built with them.",
    ),
    Fix(
        "agree_torus",
        "Let prompt and answer mean the same thickness of a ring",
        "Where the prompt says how thick a ring is, and the answer has the same number as the radius of its "
        "tube, the answer says thickness: the prompt is what people type.",
    ),
    Fix(
        "drop_unsaid",
        "Drop what the prompt does not say",
        "Materials, colours and ways of making that the prompt does not name are taken out of the answer: "
        "from such rows a model learns to invent.",
    ),
    Fix(
        "rewrite_prompt",
        "Say every size in the prompt",
        "Sizes that only the answer has are put into the prompt, and wrong ones are corrected, so that the "
        "answer follows from the prompt. What the part cannot have is no longer asked for.",
    ),
    Fix(
        "canonical",
        "Write answers in their shortest form",
        "Without white space and default values, with keys in one order and numbers as short as they are.",
    ),
    Fix(
        "drop_contradictions",
        "Keep one answer to each prompt",
        "Of rows that ask the same and answer otherwise, the first is kept.",
    ),
    Fix(
        "drop_duplicates",
        "Keep one of rows that are the same",
        "Repetitions weigh more than other rows, and can stand on both sides of a split.",
    ),
    Fix(
        "add_plain_rows",
        "Add plain examples",
        "Short requests for simple parts, such as “Create a 20mm cube”, are added at the end: one for every "
        "ten rows that are kept. Models that never saw any add features that nobody asked for.",
        default=False,
    ),
)

FIXES: Mapping[str, Fix] = MappingProxyType({fix.code: fix for fix in _ALL})
"""By their codes."""

DEFAULT: frozenset[str] = frozenset(fix.code for fix in _ALL if fix.default)
"""The codes of the fixes that are done where nobody chooses."""
