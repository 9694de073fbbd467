"""The one error that is written for the person at the screen."""


class UserError(Exception):
    """Something the user can understand and act on.

    Every room raises it for what a user can cause or mend; the terminal prints
    it without a traceback, the window shows it beside the thing it is about.
    Anything else that is raised is a fault of the program.

    Attributes:
        message: One sentence on what happened.
        hint: One sentence on what to do about it, or "".
        details: What a developer would want to know, behind "Copy details".
    """

    def __init__(self, message: str, hint: str = "", details: str = "") -> None:
        super().__init__(message, hint, details)
        self.message = message
        self.hint = hint
        self.details = details

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".rstrip()
