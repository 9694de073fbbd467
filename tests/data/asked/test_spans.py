"""Which numbers of a prompt are sizes."""

import pytest

from geoft_gui.data.asked.spans import number_spans


@pytest.mark.parametrize(
    ("prompt", "sizes"),
    [
        ("a 20 mm cube, the order number is 4711", ["20 mm"]),
        ("a 22 mm ring for a 608 bearing", ["22 mm"]),
        ("a ring for a 608-2RS bearing", []),
        ("a seat for a 22 mm bearing", ["22 mm"]),
        ("a cube from 2024", []),
        ("a bar from 20 to 30 mm", ["20", "30 mm"]),
        ("a cube, part no. 77-1234", []),
        ("a cube by 5 pm, quantity 300", []),
        ("a cube, 0.2 layer, 0.2 mm layers, 210 C nozzle, 0.4 mm nozzle", []),
        ("a pin, 60 HRC", []),
        ("a cube from 6061-T6 aluminium or 304 stainless", []),
        ("a cube, 45 degrees C", []),
        ("a cube for a NEMA 17 motor, revision 3, $20, scale 1:50, at 10:30", []),
        ("20 x 30 x 40, 10-20mm, diameter is 5, height:7", ["20", "30", "40", "10", "20mm", "5", "7"]),
    ],
)
def test_numbers_of_names_and_times_are_no_sizes(prompt: str, sizes: list[str]) -> None:
    found = [prompt[span.start : span.unit_end] for span in number_spans(prompt) if span.role == "size"]
    assert found == sizes
