"""`geoft data download`: the files of a data set of the Hugging Face hub."""

import argparse
from pathlib import Path

from geoft_gui.commands import Commands
from geoft_gui.commands.terminal import Terminal


def add(actions: Commands) -> None:
    """Adds ``geoft data download``."""
    download = actions.add_parser(
        "download",
        help="fetch a data set from Hugging Face",
        description="Fetch the files of rows of a data set from huggingface.co. What was fetched before is "
        "not fetched again.",
    )
    download.add_argument("name", metavar="OWNER/NAME", help="the data set, or the address of its page")
    download.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder of the new files")
    Terminal.add_json_flag(download)
    download.set_defaults(run=run_download)


def run_download(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Fetches the files and says where they are."""
    from geoft_gui.data.hub import fetch_dataset
    from geoft_gui.keys import HUGGING_FACE, Keys

    with terminal.progress("Downloading", 100, "%") as progress:
        path = fetch_dataset(
            arguments.name,
            arguments.out,
            on_progress=lambda share: progress.set(round(100 * max(0.0, share))),
            cancelled=lambda: False,
            token=Keys().get(HUGGING_FACE),
        )
    terminal.result({"out": str(path)}, f"The data set is in {path}.")
    return 0
