"""What a prompt asks for, and what of it a document answers.

Every answer here is on the side of silence: what cannot be told for certain is not claimed.
"""

from geoft_gui.data.asked.attributes import missing_attributes, unsaid_attributes, wrong_attributes
from geoft_gui.data.asked.features import AskedFeature, asked_features, missing_features
from geoft_gui.data.asked.kinds import AskedKind, kinds_of, other_kind
from geoft_gui.data.asked.measures import Measure, measures
from geoft_gui.data.asked.numbers import unanswered_numbers
from geoft_gui.data.asked.wholeness import says_all

__all__ = [
    "AskedFeature",
    "AskedKind",
    "Measure",
    "asked_features",
    "kinds_of",
    "measures",
    "missing_attributes",
    "missing_features",
    "other_kind",
    "says_all",
    "unanswered_numbers",
    "unsaid_attributes",
    "wrong_attributes",
]
