"""What is said of a model to start from: how large it is, under which terms, and whether it fits."""

from PySide6.QtCore import QCoreApplication

from geoft_gui.runs.spec import Method
from geoft_gui.ui.training.base_offers import Offer


class BaseWords:
    """The words, for a method of training; None: for the one that suits a model best."""

    def __init__(self, method: Method | None) -> None:
        self.method = method

    def tr(self, text: str) -> str:
        """The text in the language of the window."""
        return QCoreApplication.translate("BaseWords", text)

    def title(self, offer: Offer) -> str:
        """The name, and whether it is the one to begin with."""
        if not offer.is_recommended:
            return offer.name
        return self.tr("{name}  ·  recommended").format(name=offer.name)

    def badge(self, offer: Offer) -> tuple[str, str]:
        """Whether it fits, in a word, and the colour to say it in: fits, tight, or too_large."""
        if offer.refusal is not None:
            return self.tr("cannot be trained"), "too_large"
        method = self.method_for(offer)
        if method is None:
            return "", ""
        fit = offer.fits[method].fit
        told = {"fits": self.tr("fits"), "tight": self.tr("tight"), "too_large": self.tr("too large")}
        return told[fit], fit

    def method_for(self, offer: Offer) -> Method | None:
        """The method that is spoken of; None where it is not known how much memory the model takes."""
        if self.method is not None:
            return self.method if self.method in offer.fits else None
        return offer.best_method

    def facts(self, offer: Offer) -> str:
        """Size, download, licence, gate, in a line."""
        told = [self.parameters(offer.parameters)]
        if offer.bytes:
            told.append(size_words(offer.bytes))
        told.append(offer.note or offer.licence)
        if offer.gate != "open" and not offer.is_here:
            told.append(self.tr("asks for an account"))
        return "  ·  ".join(filter(None, told))

    def parameters(self, count: int | None) -> str:
        """How many numbers it consists of."""
        if not count:
            return ""
        if count >= 950_000_000:
            return self.tr("{n:.1f} billion parameters").format(n=count / 1e9)
        return self.tr("{n:.0f} million parameters").format(n=count / 1e6)

    def access(self, offer: Offer) -> str:
        """What has to be done before it can be downloaded."""
        told = {
            "open": self.tr("Free to download."),
            "click": self.tr("Its terms must be accepted on huggingface.co, with an account."),
            "manual": self.tr(
                "It must be asked for on huggingface.co, with an account; somebody answers within days."
            ),
        }
        if offer.is_here:
            return self.tr("Already on this computer.")
        return told.get(offer.gate, "")

    def memory(self, offer: Offer, method: Method) -> str:
        """Whether it can be trained like this, and what that takes."""
        found = offer.fits[method]
        told = {
            "fits": self.tr("fits: it takes about {needed} of {free}"),
            "tight": self.tr("tight: it takes about {needed} of {free}"),
            "too_large": self.tr("too large: it takes about {needed}, and {free} are free"),
        }
        return told[found.fit].format(needed=size_words(found.needed), free=size_words(offer.free))


def size_words(count: int) -> str:
    """Bytes as people say them: `1.2 GB`."""
    if count >= 950_000_000:
        return f"{count / 1e9:.1f} GB"
    return f"{max(1, round(count / 1e6)):,} MB"
