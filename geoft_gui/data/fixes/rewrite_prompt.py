"""The prompt is made to say what the document has: no size unsaid, none wrong, nothing asked in vain."""

from geoft_gui.data.asked import missing_features
from geoft_gui.data.asked.numbers import unanswered_spans
from geoft_gui.data.fixes.claims import claims
from geoft_gui.data.fixes.correct_sizes import correct_sizes
from geoft_gui.data.fixes.otherwise import asked_too_often, contradiction
from geoft_gui.data.fixes.pair import Pair
from geoft_gui.data.fixes.prompt_text import listed
from geoft_gui.data.fixes.said_once import said_too_seldom
from geoft_gui.data.fixes.say_sizes import say_sizes
from geoft_gui.data.fixes.wording import mend_wording
from geoft_gui.data.provenance import unstated_numbers
from geoft_gui.geometry.document import Group

_SHOWN = 4


def rewrite_prompt(pair: Pair) -> Pair:
    """Correct the prompt and add to it what it does not say."""
    return say_sizes(correct_sizes(mend_wording(pair)))


def still_wrong(pair: Pair, *, rewritten: bool) -> str:
    """Why a pair does not fit although all was done to make it, as a sentence; "" where it does.

    Args:
        pair: the pair.
        rewritten: whether its prompt is another than it was: then it must not ask for a feature twice.
    """
    if unanswered := _unanswered(pair):
        return f"The prompt says {listed(unanswered[:_SHOWN])}, which is nowhere in the answer."
    if unstated := unstated_numbers(pair.prompt, pair.document):
        return f"The answer has {listed(unstated[:_SHOWN])}, which could not be put into the prompt."
    if missing := missing_features(pair.prompt, pair.document):
        words = listed([f"“{pair.prompt[one.start : one.end]}”" for one in missing[:_SHOWN]])
        return f"The prompt asks for {words}, which the answer does not have."
    # A prompt of the user's own may say two sizes at once in more ways than are known.
    if rewritten and (sharing := said_too_seldom(pair)):
        sizes = listed([one.shown for one in sharing[:_SHOWN]])
        return f"The answer has {sizes}, and the prompt says that number too seldom to mean each of them."
    return contradiction(pair) or (asked_too_often(pair.prompt, pair.document) if rewritten else "")


def _unanswered(pair: Pair) -> list[str]:
    """The numbers of the prompt that are nowhere in the document, nor measure the outside of its ring."""
    spans = unanswered_spans(pair.prompt, pair.document)
    if spans and not isinstance(pair.document, Group):
        right = {claim.measure.number_start for claim in claims(pair.prompt, pair.document) if claim.is_right}
        spans = [span for span in spans if span.start not in right]
    return [pair.prompt[span.start : span.unit_end].strip() for span in spans]
