"""What the button says that starts a training, when it can be pressed, and its tooltip."""

from PySide6.QtCore import QCoreApplication

from geoft_gui.hosted.providers import Provider

translate = QCoreApplication.translate


def invitation(*, queues: bool, has_problems: bool) -> tuple[str, str]:
    """Where this computer trains. `queues`: others are before it; `has_problems`: it is said what is odd."""
    if queues:
        tip = translate("TrainTab", "It begins when those before it have ended.")
        if has_problems:
            return translate("TrainTab", "Add to the queue anyway"), tip
        return translate("TrainTab", "Add to the &queue"), tip
    tip = translate("TrainTab", "You can watch it, and stop it at any time.")
    if has_problems:
        return translate("TrainTab", "&Start anyway"), tip
    return translate("TrainTab", "&Start training"), tip


def address_invitation(provider: Provider) -> tuple[str, str]:
    """Where nobody has said yet at which address a provider is."""
    tip = translate("TrainTab", "Opens the settings: GeoFT does not know the address of {name} yet.")
    return translate("TrainTab", "Give the &address first …"), tip.format(name=provider.called)


def hosted_invitation(provider: Provider, *, needs_key: bool, asks: bool) -> tuple[str, str]:
    """Where a provider trains. `asks`: what is sent and paid is asked about first."""
    if needs_key:
        tip = translate("TrainTab", "Opens the settings: a training at {name} needs your key.")
        return translate("TrainTab", "Give the &key first …"), tip.format(name=provider.called)
    if not asks:
        return invitation(queues=False, has_problems=False)
    tip = translate("TrainTab", "Asks once more, with what is sent and what it costs at most.")
    return translate("TrainTab", "&Send and train …"), tip
