"""The prompt is made to say what the document has: no size unsaid, none wrong, nothing asked in vain."""

from geoft_gui.data.asked import missing_features, unanswered_numbers
from geoft_gui.data.fixes.correct_sizes import correct_sizes
from geoft_gui.data.fixes.pair import Pair
from geoft_gui.data.fixes.prompt_text import listed
from geoft_gui.data.fixes.say_sizes import say_sizes
from geoft_gui.data.fixes.wording import mend_wording
from geoft_gui.data.provenance import unstated_numbers

_SHOWN = 4


def rewrite_prompt(pair: Pair) -> Pair:
    """Correct the prompt and add to it what it does not say."""
    return say_sizes(correct_sizes(mend_wording(pair)))


def still_wrong(pair: Pair) -> str:
    """Why a pair does not fit although it was rewritten, as a sentence; "" where it does."""
    if unanswered := unanswered_numbers(pair.prompt, pair.document):
        return f"The prompt says {listed(unanswered[:_SHOWN])}, which is nowhere in the answer."
    if unstated := unstated_numbers(pair.prompt, pair.document):
        return f"The answer has {listed(unstated[:_SHOWN])}, which could not be put into the prompt."
    if missing := missing_features(pair.prompt, pair.document):
        words = listed([f"“{pair.prompt[one.start : one.end]}”" for one in missing[:_SHOWN]])
        return f"The prompt asks for {words}, which the answer does not have."
    return ""
