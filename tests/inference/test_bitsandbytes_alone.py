import sys
from pathlib import Path

import pytest
import torch

from geoft_gui.inference.bitsandbytes_alone import import_bitsandbytes


def test_no_code_is_fetched_nothing_is_compiled_and_nothing_is_warned_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    backend = tmp_path / "bitsandbytes" / "backends" / "cpu"
    backend.mkdir(parents=True)
    (tmp_path / "kernels.py").write_text("", encoding="utf-8")
    (backend / "ops.py").write_text(
        "import logging\ntry:\n    import kernels\nexcept ImportError as error:\n    kernels = None\n"
        "    logging.getLogger(__name__).warning('there is none: %s', error)\n"
        "import torch\ndef stand_in(): pass\ncompiled = torch.compile(stand_in, dynamic=False)\n",
        encoding="utf-8",
    )
    (tmp_path / "bitsandbytes" / "__init__.py").write_text(
        "from bitsandbytes.backends.cpu import ops", encoding="utf-8"
    )
    for name in [name for name in sys.modules if name.partition(".")[0] in {"bitsandbytes", "kernels"}]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.syspath_prepend(str(tmp_path))
    before, compiling = set(sys.modules), torch.compile
    try:
        import_bitsandbytes()
        imported = sys.modules["bitsandbytes.backends.cpu.ops"]
        assert imported.__dict__["kernels"] is None
        # torch's compiler takes a second to load, and is there for whoever asks later.
        assert imported.__dict__["compiled"] is imported.__dict__["stand_in"]
        assert torch.compile is compiling
        assert not caplog.records
        import kernels

        assert kernels is not None
    finally:
        for name in set(sys.modules) - before:
            if name.partition(".")[0] in {"bitsandbytes", "kernels"}:
                del sys.modules[name]
