"""The one error of everything that has to do with a provider."""

from typing import Literal

from geoft_gui.errors import UserError

Kind = Literal[
    "not_available",
    "key",
    "quota",
    "rate",
    "model",
    "validation",
    "moderation",
    "network",
    "proxy",
    "certificate",
    "clock",
    "server",
    "refused",
    "not_found",
]


class HostedError(UserError):
    """Something that went wrong with a provider.

    Attributes:
        kind: what it was; see `Kind`.
        outcome_known: False where the provider may have done what it was asked although no answer came.
        retry_after: seconds after which the provider wants to be asked again, if it says so.
        row: the number of the row that the provider complains about, as it counts, if it names one.
    """

    def __init__(
        self,
        message: str,
        hint: str = "",
        details: str = "",
        *,
        kind: Kind = "refused",
        outcome_known: bool = True,
        retry_after: float | None = None,
        row: int | None = None,
    ) -> None:
        super().__init__(message, hint, details)
        self.kind: Kind = kind
        self.outcome_known = outcome_known
        self.retry_after = retry_after
        self.row = row
