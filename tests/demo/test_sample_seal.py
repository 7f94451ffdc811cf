"""The drawn stamp and signature: the same bytes each time, see-through, in the ink's colour."""

import io

import pytest
from PIL import Image

from desktop.bootstrap import sample_seal

NAME = "宁波博维照明有限公司"


@pytest.mark.parametrize(
    ("drawn", "size", "color"),
    [
        (lambda: sample_seal.stamp(NAME), (360, 360), (200, 16, 30)),
        (sample_seal.signature, (420, 150), (24, 36, 120)),
    ],
)
def test_a_drawing_is_always_the_same_and_see_through(drawn, size, color):
    first = drawn()
    assert drawn() == first
    image = Image.open(io.BytesIO(first))
    assert (image.mode, image.size) == ("RGBA", size)
    assert {pixel[:3] for _count, pixel in image.getcolors(1 << 18)} == {color}
    alpha = image.getchannel("A")
    assert alpha.getextrema()[0] == 0
    inked = sum(alpha.histogram()[128:]) / (size[0] * size[1])
    assert 0.02 < inked < 0.3


def test_another_name_makes_another_stamp():
    assert sample_seal.stamp(NAME) != sample_seal.stamp("别的公司")
