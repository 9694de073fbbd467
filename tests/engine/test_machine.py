from pathlib import Path

from geoft_gui.engine import machine
from geoft_gui.engine.machine import Gpu


def test_this_computer_has_something_to_compute_with() -> None:
    here = machine.describe()
    assert here.cores >= 1
    assert here.memory >= here.memory_available > 0
    assert here.processor
    assert here.as_dict()["cores"] == here.cores


def test_graphics_cards_are_read_from_nvidia_smi() -> None:
    printed = "NVIDIA H100 80GB HBM3, 81559, 570.86.15, 9.0\nNVIDIA T4, 15360, 535.1, 7.5\n"
    assert machine.parse_gpus(printed) == (
        Gpu("NVIDIA H100 80GB HBM3", 81559 * 2**20, "570.86.15", "9.0"),
        Gpu("NVIDIA T4", 15360 * 2**20, "535.1", "7.5"),
    )


def test_what_is_no_card_is_none() -> None:
    assert machine.parse_gpus("NVIDIA-SMI has failed because it could not talk to the driver.\n") == ()
    assert machine.parse_gpus("Tegra, [N/A], 540.4.0, 8.7\n") == ()


def test_free_disk_is_known_for_a_folder_that_does_not_exist_yet(tmp_path: Path) -> None:
    assert machine.free_disk(tmp_path / "not" / "yet") > 0


def test_versions_are_those_installed() -> None:
    versions = machine.package_versions(["pydantic", "no-such-distribution"])
    assert list(versions) == ["pydantic"]
    assert versions["pydantic"][0].isdigit()
