"""Every place that can train, by the name that a spec calls it: this computer, and each provider."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from geoft_gui.backends.base import Backend
from geoft_gui.backends.local import LocalBackend
from geoft_gui.hosted.provider_files import ProviderFiles
from geoft_gui.hosted.providers import providers

LOCAL: Final = "local"
_HUGGING_FACE: Final = "hugging_face"


class TrainingPlaces(Mapping[str, Backend]):
    """A place is made when it is asked for: who trains here needs no list of providers that is whole.

    `key` gives the key of a provider by its id, and that of `hugging_face`, or None; it may block. Whatever
    needs the list of providers raises UserError when the user's own is damaged.
    """

    def __init__(self, key: Callable[[str], str | None]) -> None:
        self._key = key
        self._local = LocalBackend(hub_key=lambda: key(_HUGGING_FACE))
        self._made: dict[str, Backend] = {}
        self._stamp: int | None = None

    def __getitem__(self, name: str) -> Backend:
        if name == LOCAL:
            return self._local
        self._forget_what_has_changed()
        if name not in self._made:
            provider = next((one for one in providers() if one.id == name), None)
            if provider is None:
                raise KeyError(name)
            # Who only trains here, and the window at its start, need not wait for it.
            from geoft_gui.backends.openai_compatible.backend import OpenAICompatibleBackend  # noqa: PLC0415

            self._made[name] = OpenAICompatibleBackend(provider, lambda: self._key(name))
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter((LOCAL, *(one.id for one in providers())))

    def __len__(self) -> int:
        return 1 + len(providers())

    def _forget_what_has_changed(self) -> None:
        """A provider's address or prices may be changed while the window is open."""
        try:
            stamp = ProviderFiles().path.stat().st_mtime_ns
        except OSError:
            stamp = None
        if stamp != self._stamp:
            self._stamp = stamp
            self._made.clear()
