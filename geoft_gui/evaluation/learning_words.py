"""What a learning curve says, in words."""

from geoft_gui.evaluation.learning_curve import Expected, LearningCurve


def learning_words(curve: LearningCurve) -> str:
    """Whether more rows would help, and what that is worth; two sentences at most."""
    if curve.now is None or curve.doubled is None:
        return (
            "It cannot be told yet whether more rows would help. Train on different numbers of your rows, "
            "such as a quarter, half and all of them: on half of the rows with twice the epochs, so that "
            "each run is shown as many examples. Score each on the same rows."
        )
    ahead = (
        f"With twice as many ({curve.doubled.rows:,}), about {_of_hundred(curve.doubled)} "
        f"instead of {round(100 * curve.now.correct)}."
    )
    match curve.outlook:
        case "more_helps":
            return f"More rows would help. {ahead}"
        case "hardly_helps":
            return f"More rows like these would hardly help. {ahead}"
        case _:
            return (
                "It cannot be told yet: the differences between these runs may be chance. Score them on more "
                "rows, or train on numbers of rows that are further apart."
            )


def _of_hundred(expected: Expected) -> str:
    low, high = round(100 * expected.low), round(100 * expected.high)
    return f"{round(100 * expected.correct)} of 100 parts ({low} to {high}) should be right"
