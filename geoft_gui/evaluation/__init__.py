"""How often a model makes the right part: answers against expected documents, with intervals and by kind."""

from geoft_gui.evaluation.evaluate import AnswerAll, evaluate
from geoft_gui.evaluation.report import EvaluationReport, RowResult

__all__ = ["AnswerAll", "EvaluationReport", "RowResult", "evaluate"]
