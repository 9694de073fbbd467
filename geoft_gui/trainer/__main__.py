"""Trains one run: `python -m geoft_gui.trainer RUN_FOLDER --stage check|rehearse|train`, or by torchrun."""

import argparse
import os
import sys
from pathlib import Path

from geoft_gui.engine.given import KEYS_ON_STDIN, given_hub_token
from geoft_gui.errors import UserError
from geoft_gui.inference.bitsandbytes_alone import import_bitsandbytes
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.models import is_hub_id


def main() -> int:
    """Run a stage; 0 when it went through, 1 when it failed, 2 on wrong usage."""
    parser = argparse.ArgumentParser(prog="python -m geoft_gui.trainer", description=__doc__)
    parser.add_argument("run", type=Path, metavar="RUN_FOLDER")
    parser.add_argument("--stage", choices=("check", "rehearse", "train"), required=True)
    parser.add_argument("--resume", action="store_true", help="go on from the newest complete checkpoint")
    parser.add_argument(
        KEYS_ON_STDIN, action="store_true", help="the key of Hugging Face comes on the standard input"
    )
    arguments = parser.parse_args()
    try:
        token = given_hub_token() if arguments.keys_on_stdin else None
        folder = RunFolder.open(arguments.run.resolve())
        settle(folder)
        # Only now: the libraries read the environment when they are imported.
        import_bitsandbytes()  # peft would, too
        from geoft_gui.trainer import stages  # noqa: PLC0415

        if arguments.stage == "check":
            return stages.check(folder, token)
        if arguments.stage == "rehearse":
            return stages.rehearse(folder, token)
        return stages.train(folder, token, resume=arguments.resume)
    except UserError as error:
        print(error, file=sys.stderr)
        return 1


def settle(folder: RunFolder) -> None:
    """Set the environment so that nothing is sent or asked that the run does not need, and one card is used.

    Raises UserError when the run's spec cannot be read.
    """
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    # Kernels kept for shapes of earlier batches take memory and save no time: a step's own few suffice.
    os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "64")
    os.environ.setdefault("LRU_CACHE_CAPACITY", "64")
    model = folder.spec.model
    if not is_hub_id(model) or Path(model).exists():
        # Everything is on this computer: nobody else is asked for anything.
        os.environ["HF_HUB_OFFLINE"] = "1"
    if "WORLD_SIZE" not in os.environ:
        # One process uses one graphics card; torchrun gives each of its processes one.
        cards = os.environ.get("CUDA_VISIBLE_DEVICES", "0")
        os.environ["CUDA_VISIBLE_DEVICES"] = cards.split(",")[0]


if __name__ == "__main__":
    sys.exit(main())
